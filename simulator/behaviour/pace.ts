/** Pace: how long things take inside a session. Durations are exponential; times in the log are whole seconds, rounded down. */

import { exponentialQuantile } from '../../numerics/distributions.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';

/** Seconds until the next thing, exponential with this mean, keyed by (a, b, c, d). */
export function duration(key: DrawKey, mean: number, a: number, b: number, c: number, d = 0): number {
  return mean > 0 ? mean * exponentialQuantile(uniform(key, a, b, c, d)) : 0;
}
