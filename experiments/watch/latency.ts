/** Times in a histogram of bounded size: buckets a twentieth apart, so that a quantile is true within 5 %. */

const STEP = Math.log(1.05);
/** Milliseconds of the lowest bucket. */
const LEAST = 1e-4;
const BUCKETS = 512;

export interface Latencies {
  add(milliseconds: number): void;
  /** Upper end of the bucket of the quantile; NaN of none. */
  quantile(q: number): number;
  count(): number;
}

export function createLatencies(): Latencies {
  const counts = new Float64Array(BUCKETS);
  let total = 0;
  return {
    add(milliseconds) {
      const bucket = milliseconds <= LEAST ? 0 : Math.ceil(Math.log(milliseconds / LEAST) / STEP);
      counts[Math.min(BUCKETS - 1, bucket)]!++;
      total++;
    },
    quantile(q) {
      if (total === 0) return Number.NaN;
      let left = Math.ceil(q * total);
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        left -= counts[bucket]!;
        if (left <= 0) return LEAST * Math.exp(bucket * STEP);
      }
      return LEAST * Math.exp((BUCKETS - 1) * STEP);
    },
    count: () => total,
  };
}
