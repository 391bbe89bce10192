import { periodMeans } from '../../algorithms/text/course/period-means.ts';
import { changePoints } from '../../numerics/change-points.ts';
import { log } from '../../numerics/math.ts';
import type { BrandsFound } from './reading-record.ts';
import type { ReviewGroups } from './text-source.ts';

export interface BrandOptions {
  readonly days: number;
  /** Groups that are told of: those with the most reviews. */
  readonly groups: number;
}

const DAY = 86_400;
const LEVEL = 0.95;
/** Periods on either side of a change. */
const LEAST = 2;
const FOREVER = 2 ** 40;

/** @param value (reviews) NaN where there is none */
export function findBrands(
  value: Float64Array,
  time: Uint32Array,
  timed: boolean,
  { by, names, of }: ReviewGroups,
  { days, groups }: BrandOptions,
): BrandsFound {
  const known = Int32Array.from(of, (group, row) => (Number.isNaN(value[row]!) ? -1 : group));
  const count = new Map<number, number>();
  for (const group of known) if (group >= 0) count.set(group, (count.get(group) ?? 0) + 1);
  const largest = [...count].sort(([a, x], [b, y]) => y - x || a - b).slice(0, groups);
  const spread = { level: LEVEL, within: [-1, 1] } as const;
  const whole = periodMeans(value, known, time, { period: FOREVER, ...spread });
  const means = timed ? periodMeans(value, known, time, { period: days * DAY, ...spread }) : whole;
  return {
    by,
    days: timed ? days : null,
    level: LEVEL,
    groups: largest.map(([group]) => {
      const all = whole.find((one) => one.group === group)!;
      const periods = means.filter((one) => one.group === group);
      return {
        name: names[group]!,
        reviews: all.n,
        mean: all.mean,
        low: all.low,
        high: all.high,
        periods: periods.map(({ period, n, mean, low, high }) => ({ period, n, mean, low, high })),
        changes: changesIn(periods),
      };
    }),
  };
}

/** Schwarz’s penalty, with the mean variance of the means, as their intervals tell it, for the noise. */
function changesIn(
  periods: readonly { period: number; mean: number; low: number; high: number }[],
): number[] {
  if (periods.length < 2 * LEAST) return [];
  const spread =
    periods.reduce((sum, { low, high }) => sum + ((high - low) / 2 / 1.96) ** 2, 0) / periods.length;
  if (!(spread > 0)) return [];
  const penalty = 2 * log(periods.length) * spread;
  return changePoints(
    periods.map(({ mean }) => mean),
    { penalty, least: LEAST },
  ).map((at) => periods[at]!.period);
}
