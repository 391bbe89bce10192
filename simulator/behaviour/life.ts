/**
 * Life: how a shopper changes from what they see, buy and receive. Levels decay by half-lives and are smoothed by rates;
 * with a rate or a weight of 0 each of them does nothing.
 */

import { exp, expm1, pow } from '../../numerics/math.ts';

/** Part of a level that is left after a day, from its half-life in days; 0 days: nothing is left. */
export function keptADay(halfLifeDays: number): number {
  return halfLifeDays > 0 ? pow(0.5, 1 / halfLifeDays) : 0;
}

/** `rate` of the way from `level` to `seen`: exponential smoothing. */
export function smooth(level: number, seen: number, rate: number): number {
  return level + rate * (seen - level);
}

/**
 * Taste, `born + drift`, goes `rate` of the way to the attributes of an item; both are rows of (rows x dimensions). After n
 * times the same item the distance to it is (1 - rate)^n of what it was.
 */
export function driftToward(
  born: Float32Array,
  bornRow: number,
  drift: Float32Array,
  driftRow: number,
  attributes: Float32Array,
  item: number,
  dimensions: number,
  rate: number,
): void {
  if (rate === 0) return;
  for (let d = 0; d < dimensions; d++) {
    const at = driftRow * dimensions + d;
    const taste = born[bornRow * dimensions + d]! + drift[at]!;
    drift[at] = drift[at]! + rate * (attributes[item * dimensions + d]! - taste);
  }
}

/** Nobody is so pleased as to come more often than this many times as often. */
export const MOST_VISIT_FACTOR = 10;

/** Factor of the mean number of visits, from satisfaction (0: neither pleased nor not): at most MOST_VISIT_FACTOR. */
export function visitFactor(satisfaction: number, weight: number): number {
  return satisfaction === 0 || weight === 0 ? 1 : Math.min(MOST_VISIT_FACTOR, exp(weight * satisfaction));
}

/**
 * Chance of leaving for good within a day: 1 - exp(-hazard exp(-weight satisfaction)). With hazards gamma distributed over
 * shoppers and weight 0 this is the dropout of the Pareto/NBD model: Schmittlein, Morrison and Colombo 1987.
 */
export function churnChance(hazard: number, satisfaction: number, weight: number): number {
  return -expm1(-hazard * (satisfaction === 0 || weight === 0 ? 1 : exp(-weight * satisfaction)));
}

/** Loyalty points of an order of this value in cents: whole points. */
export function pointsEarned(cents: number, perHundred: number): number {
  return Math.floor((cents / 100) * perHundred);
}
