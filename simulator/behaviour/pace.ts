/** Pace: how long things take inside a session. Durations are exponential; times in the log are whole seconds, rounded down. */

import { exponentialQuantile } from '../../numerics/distributions.ts';
import { exp } from '../../numerics/math.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';

/** Seconds until the next thing, exponential with this mean, keyed by (a, b, c, d). */
export function duration(key: DrawKey, mean: number, a: number, b: number, c: number, d = 0): number {
  return mean > 0 ? mean * exponentialQuantile(uniform(key, a, b, c, d)) : 0;
}

/** Mean seconds of interest in something: `mean` where it is as attractive as nothing, growing with exp(slope * surplus). */
export function interestedFor(mean: number, slope: number, surplus: number): number {
  return slope > 0 ? Math.min(LONGEST_MEAN, mean * exp(slope * surplus)) : mean;
}

const LONGEST_MEAN = 3600;
