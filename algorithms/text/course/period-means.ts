/**
 * Means of groups (brands) over time, period by period, with intervals. Few values a period say little of their own spread, so all periods of
 * all groups lend theirs: mean +- z s / sqrt(n), with s^2 the pooled variance within periods (one-way layout; Scheffe, "The analysis of
 * variance", 1959, 3.1).
 */

import { normalQuantile } from '../../../numerics/distributions.ts';

export interface PeriodMean {
  readonly group: number;
  /** From 0. */
  readonly period: number;
  readonly n: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface PeriodOptions {
  /** Seconds. */
  readonly period: number;
  /** Coverage of the intervals, in (0, 1). */
  readonly level: number;
}

/** Groups ascending, their periods in order; periods without values are left out. @param groupOf -1: of no group */
export function periodMeans(
  value: ArrayLike<number>,
  groupOf: ArrayLike<number>,
  time: ArrayLike<number>,
  { period, level }: PeriodOptions,
): PeriodMean[] {
  if (!(period > 0 && level > 0 && level < 1))
    throw new RangeError(`periods: of ${period} s, level ${level}`);
  const cells = new Map<string, { group: number; period: number; n: number; sum: number; squares: number }>();
  for (let i = 0; i < value.length; i++) {
    const group = groupOf[i]!;
    if (group < 0) continue;
    const at = Math.floor(time[i]! / period);
    const key = `${group} ${at}`;
    const cell = cells.get(key) ?? { group, period: at, n: 0, sum: 0, squares: 0 };
    cell.n++;
    cell.sum += value[i]!;
    cell.squares += value[i]! ** 2;
    cells.set(key, cell);
  }
  const all = [...cells.values()].sort((a, b) => a.group - b.group || a.period - b.period);
  const free = all.reduce((sum, { n }) => sum + n - 1, 0);
  const within = all.reduce((sum, { n, sum: s, squares }) => sum + Math.max(0, squares - (s * s) / n), 0);
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(within / free);
  return all.map(({ group, period: at, n, sum }) => {
    const mean = sum / n;
    const reach = half / Math.sqrt(n);
    return { group, period: at, n, mean, low: mean - reach, high: mean + reach };
  });
}
