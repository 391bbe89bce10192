/** How rows are spread over the items of the catalog: by rank, and as a Lorenz curve. */

import { logLogSlope } from '../../numerics/log-slope.ts';
import { gini } from '../../numerics/stats.ts';
import type { Dataset } from '../dataset.ts';
import { ACTION_KINDS } from '../tables.ts';

export interface Popularity {
  readonly of: 'slots' | 'clicks' | 'order lines' | 'ratings';
  readonly rows: number;
  /** Of the catalog, and those that have any row. */
  readonly items: number;
  readonly having: number;
  /** Over all items of the catalog. */
  readonly gini: number;
  /** Rows of the items at some ranks, ten a decade. */
  readonly ranks: readonly { readonly rank: number; readonly rows: number }[];
  /**
   * a of rows ~ rank^-a, by least squares on the logarithms of `ranks` with `FITTED_ROWS` rows or more; null with fewer than `FITTED_RANKS` such
   * ranks.
   */
  readonly exponent: number | null;
  readonly fitted: number;
  /** (51) share of the rows that the least popular 0, 2, 4 ... 100 per cent of the items have; a part of an item counts in part. */
  readonly lorenz: readonly number[];
}

export const FITTED_ROWS = 5;
export const FITTED_RANKS = 5;
const DECADE = [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8];
const LORENZ_STEPS = 50;

export function popularity({ log, catalog }: Dataset): Popularity[] {
  const { impressions, actions, reviews } = log;
  const click = actions.kind.length > 0 ? ACTION_KINDS.indexOf('click') : -1;
  const order = ACTION_KINDS.indexOf('order');
  const size = catalog.length;
  const counts = {
    slots: countItems(size, impressions.item),
    clicks: countItems(size, actions.item, actions.kind, click),
    'order lines': countItems(size, actions.item, actions.kind, order),
    ratings: countItems(size, reviews.item),
  };
  return Object.entries(counts).flatMap(([of, rows]) => popularityOf(of as Popularity['of'], rows));
}

function countItems(size: number, item: Uint32Array, kind?: Uint8Array, code?: number): Uint32Array {
  const counts = new Uint32Array(size);
  for (let row = 0; row < item.length; row++) if (!kind || kind[row] === code) counts[item[row]!]!++;
  return counts;
}

function popularityOf(of: Popularity['of'], counts: Uint32Array): Popularity[] {
  const ascending = counts.slice().sort();
  const rows = ascending.reduce((sum, count) => sum + count, 0);
  if (rows === 0) return [];
  const items = ascending.length;
  const having = items - ascending.findIndex((count) => count > 0);
  const ranks = ranksTo(having).map((rank) => ({ rank, rows: ascending[items - rank]! }));
  const fitted = ranks.filter((one) => one.rows >= FITTED_ROWS);
  const slope =
    fitted.length < FITTED_RANKS
      ? Number.NaN
      : logLogSlope(
          fitted.map(({ rank }) => rank),
          fitted.map((one) => one.rows),
        );
  return [
    {
      ...{ of, rows, items, having, gini: gini(counts), ranks },
      exponent: Number.isNaN(slope) ? null : 0 - slope,
      fitted: fitted.length,
      lorenz: lorenzOf(ascending, rows),
    },
  ];
}

/** 1 to `last`, ten a decade and the last. */
function ranksTo(last: number): number[] {
  const ranks = new Set<number>();
  for (let decade = 1; decade <= last; decade *= 10)
    for (const step of DECADE) if (Math.round(step * decade) <= last) ranks.add(Math.round(step * decade));
  return [...ranks.add(last)];
}

/** Of the rows of each item, ascending. */
export function lorenzOf(ascending: Uint32Array | Float64Array, rows: number): number[] {
  const shares: number[] = [];
  let [sum, item] = [0, 0];
  for (let step = 0; step <= LORENZ_STEPS; step++) {
    const end = (step * ascending.length) / LORENZ_STEPS;
    for (; item < Math.floor(end); item++) sum += ascending[item]!;
    const part = end - item;
    shares.push((sum + (part > 0 ? part * ascending[item]! : 0)) / rows);
  }
  return shares;
}
