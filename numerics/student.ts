/** Student's t distribution. */

import { betaCdf } from './beta.ts';

/** P(t <= x) with `freedom` degrees of freedom, above 0. */
export function studentCdf(x: number, freedom: number): number {
  const tail = betaCdf(freedom / (freedom + x * x), freedom / 2, 0.5) / 2;
  return x > 0 ? 1 - tail : tail;
}

/** The x with P(t <= x) = p, to within 1e-12 of itself; p in (0, 1). */
export function studentQuantile(p: number, freedom: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`student: p is ${p}; it must be in (0, 1)`);
  if (p < 0.5) return -studentQuantile(1 - p, freedom);
  let [low, high] = [0, 1];
  while (studentCdf(high, freedom) < p) [low, high] = [high, 2 * high];
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (studentCdf(middle, freedom) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
