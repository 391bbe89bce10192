/** Summaries of samples. Empty input gives NaN, never an error. */

import { log } from './math.ts';

/** Arithmetic mean, summed in order; NaN when empty. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Unbiased sample variance (denominator n - 1), two passes; NaN below two values. */
export function variance(values: ArrayLike<number>): number {
  if (values.length < 2) return NaN;
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return sum / (values.length - 1);
}

/**
 * Quantile at p in [0, 1] by linear interpolation of order statistics: type 7 of Hyndman, Fan, "Sample quantiles in
 * statistical packages", 1996 (the default of R and numpy). Any order; NaN when empty. Throws RangeError on p outside [0, 1].
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  return sortedQuantile(Float64Array.from(values).sort(), p);
}

/** `quantile` of values that already ascend. */
export function sortedQuantile(sorted: ArrayLike<number>, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`quantile: p is ${p}; it must be in [0, 1]`);
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const low = sorted[below] ?? NaN;
  const high = sorted[below + 1] ?? low;
  return at === below ? low : low + (at - below) * (high - low);
}

/**
 * Gini coefficient of non-negative counts: sum_i (2 i - n - 1) x_(i) / (n sum x), x ascending, i from 1. 0 = all equal,
 * (n - 1) / n = one has all. n is the number of entries, zeros included. NaN when empty or all zero.
 */
export function gini(counts: ArrayLike<number>): number {
  // Sums of counts are exact: in whichever type they are sorted, the number is the same.
  const sorted = (counts instanceof Uint32Array ? counts.slice() : Float64Array.from(counts)).sort();
  const n = sorted.length;
  let total = 0;
  let weighted = 0;
  for (let i = 0; i < n; i++) {
    total += sorted[i]!;
    weighted += (2 * i + 1 - n) * sorted[i]!;
  }
  return weighted / (n * total);
}

/** Shannon entropy in bits of the distribution proportional to non-negative counts; zeros add nothing. NaN when all zero. */
export function entropyBits(counts: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i]!;
  if (total === 0) return NaN;
  let nats = 0;
  for (let i = 0; i < counts.length; i++) {
    const share = counts[i]! / total;
    if (share > 0) nats -= share * log(share);
  }
  return nats / Math.LN2;
}
