/** The regularised incomplete beta function, the distribution function of beta variates. */

import { exp, lgamma, log, log1p } from './math.ts';

const TINY = 1e-300;
const MOST_STEPS = 10_000;

/**
 * I_x(a, b) for a, b > 0: continued fraction DLMF 8.17.22 by Lentz's method, on the side where it converges fast (about sqrt(max(a, b))
 * steps). Relative error some 1e-13 times the size of log gamma of the shapes. Throws RangeError for other shapes.
 */
export function betaCdf(x: number, a: number, b: number): number {
  if (!(a > 0 && b > 0 && a < Infinity && b < Infinity))
    throw new RangeError(`beta: shapes are ${a} and ${b}; both must be above 0`);
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
  return x < (a + 1) / (a + b + 2)
    ? (front * fraction(x, a, b)) / a
    : 1 - (front * fraction(1 - x, b, a)) / b;
}

function fraction(x: number, a: number, b: number): number {
  const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let product = d;
  for (let m = 1; m <= MOST_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    product *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const step = d * c;
    product *= step;
    if (Math.abs(step - 1) < 1e-15) return product;
  }
  throw new RangeError(`beta: no end after ${MOST_STEPS} steps at ${x} with shapes ${a} and ${b}`);
}
