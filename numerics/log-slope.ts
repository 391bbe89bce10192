/** How one size grows with another. */

import { log } from './math.ts';

/** Exponent of y ~ x^exponent by least squares on logarithms; all values above 0, NaN for fewer than two different x. */
export function logLogSlope(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  let [sumX, sumY, xx, xy] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [a, b] = [log(x[i]!), log(y[i]!)];
    sumX += a;
    sumY += b;
    xx += a * a;
    xy += a * b;
  }
  return (n * xy - sumX * sumY) / (n * xx - sumX * sumX);
}
