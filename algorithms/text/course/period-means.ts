/**
 * Means of groups (brands) over time, period by period, with intervals. Few values a period say little of their own spread, so all periods of
 * all groups lend theirs: mean +- z s / sqrt(n), with s^2 the pooled variance within periods (one-way layout; Scheffe, "The analysis of
 * variance", 1959, 3.1).
 *
 * Values with a least and a most have no such spread near the ends, and an interval that reaches beyond them says what cannot be. With `within`, the
 * mean as a share p of that range has the variance phi p (1 - p) / n (quasi-likelihood: McCullagh, Nelder, "Generalized linear models", 1989, ch. 9), all
 * periods lend phi, and the interval is Wilson's: all p that the mean found would not be too far from (Wilson, "Probable inference", JASA 22, 1927).
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
  /** Least and most that a value can be; then intervals stay between them. */
  readonly within?: readonly [least: number, most: number];
}

/** Groups ascending, their periods in order; periods without values are left out. @param groupOf -1: of no group */
export function periodMeans(
  value: ArrayLike<number>,
  groupOf: ArrayLike<number>,
  time: ArrayLike<number>,
  { period, level, within: range }: PeriodOptions,
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
  const z = normalQuantile((1 + level) / 2);
  if (range) return boundedMeans(all, within, z, range);
  const half = z * Math.sqrt(within / free);
  return all.map(({ group, period: at, n, sum }) => {
    const mean = sum / n;
    const reach = half / Math.sqrt(n);
    return { group, period: at, n, mean, low: mean - reach, high: mean + reach };
  });
}

interface Cell {
  readonly group: number;
  readonly period: number;
  readonly n: number;
  readonly sum: number;
}

/** @param within sum of squares around the means of the cells */
function boundedMeans(
  cells: readonly Cell[],
  within: number,
  z: number,
  [least, most]: readonly [number, number],
): PeriodMean[] {
  const width = most - least;
  const shares = cells.map(({ n, sum }) => (sum / n - least) / width);
  if (shares.some((p) => !(p >= -1e-12 && p <= 1 + 1e-12)))
    throw new RangeError(`periods: a mean is not between ${least} and ${most}`);
  const phi = dispersionOf(cells, shares, within / width ** 2);
  return cells.map(({ group, period, n, sum }, at) => {
    const p = shares[at]!;
    const worth = (z * z * phi) / n;
    const middle = (p + worth / 2) / (1 + worth);
    const reach = Math.sqrt(Math.max(0, worth * p * (1 - p) + (worth * worth) / 4)) / (1 + worth);
    const told = (share: number): number => Math.min(most, Math.max(least, least + width * share));
    return { group, period, n, mean: sum / n, low: told(middle - reach), high: told(middle + reach) };
  });
}

const STEPS = 50;

/** Phi by moments: a cell's squares come to (n - 1) phi p (1 - p), and its own p (1 - p) falls short of it by phi / n of it. 0 to 1, 1 where nothing tells. */
function dispersionOf(cells: readonly Cell[], shares: readonly number[], squares: number): number {
  let phi = 1;
  for (let step = 0; step < STEPS; step++) {
    const whole = cells.reduce((sum, { n }, at) => {
      const p = shares[at]!;
      return n > 1 ? sum + ((n - 1) * p * (1 - p)) / (1 - phi / n) : sum;
    }, 0);
    if (!(whole > 0)) return 1;
    phi = Math.min(1, squares / whole);
  }
  return phi;
}
