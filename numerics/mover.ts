/** The difference of two means that were estimated apart from each other. */

import { normalQuantile } from './normal.ts';

export interface Estimated {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * First minus second, with an interval recovered from those of the two (MOVER; Zou and Donner, Statist. Med. 27 (2008) 1693): they need
 * not be symmetric. Means of the same rows are not independent. The interval holds over `pairs` such differences at once (Bonferroni, by
 * the ratio of normal quantiles).
 */
export function independentDifference(
  first: Estimated,
  second: Estimated,
  { level, pairs = 1 }: { readonly level: number; readonly pairs?: number },
): Estimated {
  const quantile = (times: number): number => normalQuantile(1 - (1 - level) / (2 * times));
  const stretch = pairs === 1 ? 1 : quantile(pairs) / quantile(1);
  const mean = first.mean - second.mean;
  return {
    mean,
    low: mean - stretch * Math.hypot(first.mean - first.low, second.high - second.mean),
    high: mean + stretch * Math.hypot(first.high - first.mean, second.mean - second.low),
  };
}

/** Whether two of `among` independent means differ beyond chance: their difference, over all pairs of them at once, leaves out zero. */
export function standApart(
  first: Estimated,
  second: Estimated,
  { level, among = 2 }: { readonly level: number; readonly among?: number },
): boolean {
  const { low, high } = independentDifference(first, second, { level, pairs: (among * (among - 1)) / 2 });
  return low > 0 || high < 0;
}
