/** How small a difference a paired comparison can find. */

import { normalCdf, normalQuantile } from './normal.ts';

/**
 * The true mean difference that a two-sided test at `level` finds with chance `power`: (z(1 - level / 2) + z(power)) times the standard
 * error (Cohen, "Statistical power analysis for the behavioral sciences", 1988, in large samples).
 *
 * @param deviation standard deviation of the differences of pairs
 */
export function minimumDetectable(deviation: number, pairs: number, level = 0.05, power = 0.8): number {
  for (const [name, value] of Object.entries({ level, power }))
    if (!(value > 0 && value < 1)) throw new RangeError(`power: ${name} is ${value}; it must be in (0, 1)`);
  if (!(pairs >= 1)) throw new RangeError(`power: ${pairs} pairs; one or more are needed`);
  return ((normalQuantile(1 - level / 2) + normalQuantile(power)) * deviation) / Math.sqrt(pairs);
}

/**
 * Units of the first arm that a two-sided test of two independent means needs to find a true difference with chance `power`; the second arm has
 * `ratio` times as many. Not rounded.
 */
export function unitsNeeded(
  difference: number,
  deviations: readonly [number, number],
  { level = 0.05, power = 0.8, ratio = 1 } = {},
): number {
  for (const [name, value] of Object.entries({ level, power }))
    if (!(value > 0 && value < 1)) throw new RangeError(`power: ${name} is ${value}; it must be in (0, 1)`);
  if (difference === 0) return Number.POSITIVE_INFINITY;
  const reach = normalQuantile(1 - level / 2) + normalQuantile(power);
  return (reach * reach * (deviations[0] ** 2 + deviations[1] ** 2 / ratio)) / difference ** 2;
}

/** Chance that a two-sided test at `level` finds a true difference whose estimate has this standard error. */
export function powerOf(difference: number, standardError: number, level = 0.05): number {
  const bound = normalQuantile(1 - level / 2);
  const shift = Math.abs(difference) / standardError;
  return normalCdf(shift - bound) + normalCdf(-shift - bound);
}
