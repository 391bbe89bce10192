/** What a real log says outright of its shop: set in closed form, not searched; and where the search had best begin. */

import type { Dataset } from '../../datasets/dataset.ts';
import { type Measured, type Summary, summarise } from '../../datasets/summary-statistics.ts';
import {
  daysOf,
  type LogPart,
  type PartView,
  type SummarySource,
  viewPart,
} from '../../datasets/summary-view.ts';
import { log } from '../../numerics/math.ts';
import { quantile, variance } from '../../numerics/stats.ts';
import type { Scenario } from '../../simulator/scenario/scenario.ts';
import { isOrdersAlone, openedFunnel, orderStarts } from './order-starts.ts';

const DAY = 86_400;

export interface Observed {
  /** Read off the log: scenario values by path. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Opened, because the log says nothing of what came to nothing: scenario values by path. */
  readonly opened: Readonly<Record<string, number>>;
  /** Where to begin the search, by path; only knobs that are searched need it. */
  readonly starts: Readonly<Record<string, number>>;
}

/** The window in which the world stands: midnight before the log's origin, and the days that it lasts. */
export function timeOf(source: SummarySource): { readonly origin: string; readonly days: number } {
  const { origin } = source.log;
  const zone = /(Z|[+-]\d\d:\d\d)$/.exec(origin)?.[1] ?? 'Z';
  return { origin: `${origin.slice(0, 10)}T00:00:00${zone}`, days: daysOf(source) };
}

/** What a part of a log of ratings, clicks or orders says outright, and where its prices suggest to begin. */
export function observe(
  part: LogPart,
  catalog: Pick<Dataset['catalog'], 'category'>,
  scenario: Scenario,
): Observed {
  const view = viewPart(part);
  const summary = summarise(view);
  const isAlone = isOrdersAlone(view, summary);
  return {
    values: {
      ...timesOf(view, summary),
      ...itemsOf(summary['item-popularity'], catalog),
      ...groupsOf(summary),
      ...(view.basis === 'rating' ? writtenOf(view) : {}),
    },
    opened: {
      ...(view.basis === 'rating' ? OPEN_FUNNEL : {}),
      ...(isAlone ? openedFunnel(scenario) : {}),
    },
    starts: {
      ...priceStarts(summary.price, scenario),
      ...(isAlone ? orderStarts(view, summary, scenario) : {}),
    },
  };
}

/** A weekday without anything becomes a closed day. */
function timesOf(view: PartView, { 'hour-of-day': hours, weekday }: Summary): Record<string, unknown> {
  return {
    ...(hours.form === 'classes' && { 'arrival.hours': meanOne(hours.counts) }),
    ...(weekday.form === 'classes' && {
      'arrival.weekdays': meanOne(weekday.counts.map((count, day) => count / daysLike(view, day))),
    }),
  };
}

/** Most departments, and categories of each, that a scenario may have. */
const MOST_BRANCHES = 12;

/** Items with any row; the category tree of those where the catalog has one, as `Department > Category`. */
function itemsOf(
  measured: Measured,
  { category }: Pick<Dataset['catalog'], 'category'>,
): Record<string, unknown> {
  if (measured.form !== 'items') return {};
  const items = [...new Set(measured.items)];
  const paths = new Set(items.map((item) => category[item] ?? '').filter((path) => path !== ''));
  const departments = new Set([...paths].map((path) => path.split(' > ')[0])).size;
  const branches = (count: number): number => Math.min(MOST_BRANCHES, Math.max(1, Math.round(count)));
  return {
    'catalog.items': Math.max(2, items.length),
    ...(departments > 0 && {
      'catalog.departments': branches(departments),
      'catalog.categories': branches(paths.size / departments),
    }),
  };
}

/** Most groups that a scenario may have; the smallest are left out. */
const MOST_GROUPS = 50;

function groupsOf({ 'age-band': ages, region }: Summary): Record<string, unknown> {
  const weights = (measured: Measured): { name: string; weight: number }[] | undefined =>
    measured.form === 'labels'
      ? [...measured.counts]
          .map(([name, weight]) => ({ name, weight }))
          .sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1))
          .slice(0, MOST_GROUPS)
      : undefined;
  const [ageBands, regions] = [weights(ages), weights(region)];
  return {
    ...(ageBands && { 'shoppers.ageBands': ageBands }),
    ...(regions && { 'shoppers.regions': regions }),
  };
}

/**
 * Ratings say nothing of the visits, clicks and orders behind them. So that a world gives as many at a bearable cost, about
 * half of what is clicked is carted, most carts are ordered, and half of the lines are rated.
 */
const OPEN_FUNNEL = {
  'funnel.cart.intercept': 0,
  'funnel.checkout.intercept': 1,
  'reviews.intercept': 0,
} as const;

/** The share of ratings that have a text, where any has. */
function writtenOf({ source, rows }: PartView): Record<string, number> {
  const { text } = source.log.reviews;
  const written = rows.filter((row) => text[row] !== '').length;
  return written > 0 ? { 'reviews.text': Math.round((1e4 * written) / rows.length) / 1e4 } : {};
}

function priceStarts(prices: Measured, scenario: Scenario): Record<string, number> {
  if (prices.form !== 'sample') return {};
  const logs = prices.values.map((price) => log(price));
  const { categorySpread, itemSpread } = scenario.price;
  const scale = Math.sqrt(variance(logs) / Math.max(1e-6, categorySpread ** 2 + itemSpread ** 2));
  return {
    'price.median': Math.max(1, Math.round(quantile(prices.values, 0.5))),
    ...(Number.isFinite(scale) && {
      'price.categorySpread': categorySpread * scale,
      'price.itemSpread': itemSpread * scale,
    }),
  };
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
