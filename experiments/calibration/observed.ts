/** What a real log says outright of its shop: set in closed form, not searched; and where the search had best begin. */

import {
  type Basis,
  daysOf,
  type PartView,
  type SummarySource,
  summarise,
  viewPart,
} from '../../datasets/summary-statistics.ts';
import { log } from '../../numerics/math.ts';
import { quantile, variance } from '../../numerics/stats.ts';
import type { Scenario } from '../../simulator/scenario.ts';

const DAY = 86_400;

export interface Observed {
  /** Scenario values by path. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Where to begin the search, by path; only knobs that are searched need it. */
  readonly starts: Readonly<Record<string, number>>;
}

/** The window in which the world stands: midnight before the log's origin, and the days that it lasts. */
export function timeOf(source: SummarySource): { readonly origin: string; readonly days: number } {
  const { origin } = source.log;
  const zone = /(Z|[+-]\d\d:\d\d)$/.exec(origin)?.[1] ?? 'Z';
  return { origin: `${origin.slice(0, 10)}T00:00:00${zone}`, days: daysOf(source) };
}

/** Hours, weekdays and how many items have any row, from one part; a weekday without anything becomes a closed day. */
export function observe(
  source: SummarySource,
  basis: Basis,
  part: { readonly from: number; readonly to: number },
  scenario: Scenario,
): Observed {
  const view = viewPart({ source, basis, ...part });
  const summary = summarise(view);
  const hours = summary['hour-of-day'];
  const weekdays = summary.weekday;
  const values: Record<string, unknown> = {};
  const items = summary['item-popularity'];
  if (items.form === 'items') values['catalog.items'] = Math.max(2, new Set(items.items).size);
  if (hours.form === 'classes') values['arrival.hours'] = meanOne(hours.counts);
  if (weekdays.form === 'classes')
    values['arrival.weekdays'] = meanOne(weekdays.counts.map((count, day) => count / daysLike(view, day)));
  const starts: Record<string, number> = {};
  if (summary.price.form === 'sample') {
    const logs = summary.price.values.map((price) => log(price));
    const { categorySpread, itemSpread } = scenario.price;
    const scale = Math.sqrt(variance(logs) / Math.max(1e-6, categorySpread ** 2 + itemSpread ** 2));
    starts['price.median'] = Math.max(1, Math.round(quantile(summary.price.values, 0.5)));
    if (Number.isFinite(scale)) {
      starts['price.categorySpread'] = categorySpread * scale;
      starts['price.itemSpread'] = itemSpread * scale;
    }
  }
  return { values, starts };
}

/** How many days of the part fall on weekday `day`; at least 1. */
function daysLike({ source, from, to }: PartView, day: number): number {
  const first = Math.floor(Date.parse(`${source.log.origin.slice(0, 10)}T00:00:00Z`) / 1000 / DAY) + 3;
  const last = Math.min(to, daysOf(source));
  let count = 0;
  for (let at = from; at < last; at++) if ((first + at) % 7 === day) count++;
  return Math.max(1, count);
}

/** Weights with mean 1, to four places. */
function meanOne(weights: Float64Array): number[] {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return Array.from(weights, (weight) => Math.round((1e4 * weight) / mean) / 1e4);
}
