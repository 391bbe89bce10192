/** How far two labellings, or two rankings, of the same things agree. */

import { log } from './math.ts';

/**
 * Normalised mutual information of two labellings: I(a; b) over the arithmetic mean of their entropies (Strehl, Ghosh 2002 name it; the mean
 * is that of scikit-learn). 0: independent; 1: each says all of the other, whatever the names. Two labellings with one label each: 1.
 */
export function normalisedMutualInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`agreement: ${a.length} labels and ${b.length}`);
  const both = new Map<string, number>();
  const [countA, countB] = [new Map<number, number>(), new Map<number, number>()];
  const add = <K>(to: Map<K, number>, key: K): void => {
    to.set(key, (to.get(key) ?? 0) + 1);
  };
  for (let i = 0; i < a.length; i++) {
    add(both, `${a[i]} ${b[i]}`);
    add(countA, a[i]!);
    add(countB, b[i]!);
  }
  if (a.length === 0) return NaN;
  const [entropyA, entropyB, joint] = [countA, countB, both].map((counts) =>
    entropy(counts.values(), a.length),
  ) as [number, number, number];
  const mean = (entropyA + entropyB) / 2;
  return mean > 0 ? Math.max(0, entropyA + entropyB - joint) / mean : 1;
}

function entropy(counts: Iterable<number>, n: number): number {
  let sum = 0;
  for (const count of counts) sum -= (count / n) * log(count / n);
  return sum;
}

/** Spearman's rank correlation, equal values sharing the mean of their ranks; NaN where one side has one value only. */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`agreement: ${a.length} values and ${b.length}`);
  const [x, y] = [midRanks(a), midRanks(b)];
  const mean = (a.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [dx, dy] = [x[i]! - mean, y[i]! - mean];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : NaN;
}

/** Ranks from 1; equal values share their mean. */
export function midRanks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort(
    (i, j) => values[i]! - values[j]!,
  );
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let n = from; n < to; n++) ranks[order[n]!] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}
