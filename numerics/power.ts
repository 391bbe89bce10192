/** How small a difference a paired comparison can find. */

import { normalQuantile } from './normal.ts';

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
