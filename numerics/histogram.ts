/** How often each whole number came: exact mean and quantiles of any number of small counts, in memory of the largest. */

export interface Histogram {
  /** Values added. */
  n: number;
  /** Sum of the values added. */
  sum: number;
  /** (largest + 1 or more) times that each value was added. */
  counts: Float64Array;
}

export function createHistogram(): Histogram {
  return { n: 0, sum: 0, counts: new Float64Array(16) };
}

/** Adds a whole number of 0 or more. */
export function addToHistogram(histogram: Histogram, value: number): void {
  if (value >= histogram.counts.length) {
    const wider = new Float64Array(2 ** Math.ceil(Math.log2(value + 1)));
    wider.set(histogram.counts);
    histogram.counts = wider;
  }
  histogram.counts[value]!++;
  histogram.n++;
  histogram.sum += value;
}

/** As `quantile` of stats.ts would answer of the values themselves: type 7, NaN when empty. Throws RangeError on p outside [0, 1]. */
export function histogramQuantile({ n, counts }: Histogram, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`quantile: p is ${p}; it must be in [0, 1]`);
  if (n === 0) return NaN;
  const at = (n - 1) * p;
  const below = Math.floor(at);
  let low = 0;
  let passed = counts[0]!;
  while (passed <= below) passed += counts[++low]!;
  if (at === below || passed > below + 1) return low;
  let high = low + 1;
  while (counts[high] === 0) high++;
  return low + (at - below) * (high - low);
}
