/**
 * Arrival: a Poisson process for each shopper whose rate is gamma distributed over shoppers (Ehrenberg 1959; the NBD model),
 * bent by the hour of the day and the day of the week.
 */

import { type AliasTable, gammaSample, poissonQuantile, sampleAlias } from '../../numerics/distributions.ts';
import { type DrawKey, subKey, uniform } from '../../numerics/rng.ts';

export const DAY = 86_400;

/** A rate of one shopper, such as mean sessions a day: gamma with this shape, mean `mean` over shoppers. */
export function gammaRate(key: DrawKey, shopperKey: number, shape: number, mean: number): number {
  return mean > 0 ? (gammaSample(subKey(key, shopperKey), shape) / shape) * mean : 0;
}

/** Day of the week of the local day on which an ISO date-time falls, 0 = Monday. */
export function weekdayOf(origin: string): number {
  const day = Math.floor(Date.parse(`${origin.slice(0, 10)}T00:00:00Z`) / 1000 / DAY);
  return (((day + 3) % 7) + 7) % 7;
}

/** Sessions that a shopper starts in a round in which `mean` are expected: Poisson, by inversion. */
export function sessionCount(key: DrawKey, shopperKey: number, round: number, mean: number): number {
  return mean > 0 ? poissonQuantile(uniform(key, shopperKey, round), mean) : 0;
}

/** Second of the day, [0, 86400), at which the `nth` session of the round starts: hour by the curve, evenly inside it. */
export function startSecond(
  key: DrawKey,
  hours: AliasTable,
  shopperKey: number,
  round: number,
  nth: number,
): number {
  const hour = sampleAlias(hours, uniform(key, shopperKey, round, nth, 0));
  return hour * 3600 + Math.floor(uniform(key, shopperKey, round, nth, 1) * 3600);
}
