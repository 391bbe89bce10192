/**
 * Always-valid tests: a p that may be looked at whenever anybody likes. The mixture sequential probability ratio test with a normal mixture (Robbins 1970;
 * Johari, Pekelis, Walsh, "Always valid inference: continuous monitoring of A/B tests", 2015/2022, section 4) for a difference of means.
 */

import { exp, log } from './math.ts';

/** 1 / Lambda for a difference with this variance, at most 1; `spread` is the standard deviation of effects in the mixture. */
export function mixtureP(difference: number, variance: number, spread: number): number {
  if (!(spread > 0)) throw new RangeError(`always valid: spread is ${spread}; it must be above 0`);
  if (!(variance > 0)) return 1;
  const both = variance + spread * spread;
  const exponent = (spread * spread * difference * difference) / (2 * variance * both);
  return Math.min(1, Math.sqrt(both / variance) * exp(-exponent));
}

/** (looks) always-valid p: the smallest so far. */
export function alwaysValidP(
  differences: ArrayLike<number>,
  variances: ArrayLike<number>,
  spread: number,
): Float64Array {
  let least = 1;
  return Float64Array.from(differences, (difference, look) => {
    least = Math.min(least, mixtureP(difference, variances[look]!, spread));
    return least;
  });
}

/** Half width of the interval that holds the difference at all looks at once with chance 1 - level. */
export function alwaysValidReach(variance: number, spread: number, level = 0.05): number {
  const both = variance + spread * spread;
  return Math.sqrt(((variance * both) / (spread * spread)) * (log(both / variance) - 2 * log(level)));
}
