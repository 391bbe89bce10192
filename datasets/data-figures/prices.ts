/** Prices: of the catalog, and of what was paid. */

import { sortedQuantile } from '../../numerics/stats.ts';
import type { Dataset } from '../dataset.ts';
import { ACTION_KINDS } from '../tables.ts';
import { type Absent, absent } from './absent.ts';

export interface PriceSpread {
  readonly of: 'items' | 'order lines' | 'clicks';
  readonly n: number;
  /** Cents below which a twentieth, a quarter, a half, three quarters and nineteen twentieths lie. */
  readonly quantiles: readonly number[];
  /** One a class. */
  readonly counts: readonly number[];
}

export interface PriceFigures {
  /** Lower bounds of the classes in cents, six a decade; the last class ends at the bound that would follow. */
  readonly from: readonly number[];
  readonly to: number;
  /** List prices of the catalog, and unit prices of order lines, or of clicks where nothing was ordered. */
  readonly spreads: readonly PriceSpread[];
}

const STEPS = [1, 1.5, 2, 3, 5, 7];
const BOUNDS = Array.from({ length: 10 }, (_, decade) => STEPS.map((step) => step * 10 ** decade)).flat();
const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];

export function priceFigures({ log, catalog }: Dataset): PriceFigures | Absent {
  const { kind, price } = log.actions;
  const ordered = kind.includes(ACTION_KINDS.indexOf('order'));
  const code = ACTION_KINDS.indexOf(ordered ? 'order' : 'click');
  const all = [
    { of: 'items', values: catalog.price.filter((cents) => cents > 0) },
    {
      of: ordered ? 'order lines' : 'clicks',
      values: price.filter((cents, row) => cents > 0 && kind[row] === code),
    },
  ] as const;
  const there = all.filter(({ values }) => values.length > 0);
  if (there.length === 0) return absent('the data tells no prices');
  const sorted = there.map(({ of, values }) => ({ of, values: values.sort() }));
  const low = Math.min(...sorted.map(({ values }) => values[0]!));
  const high = Math.max(...sorted.map(({ values }) => values.at(-1)!));
  const first = BOUNDS.findLastIndex((bound) => bound <= low);
  const end = BOUNDS.findIndex((bound) => bound > high);
  const from = BOUNDS.slice(first, end);
  return {
    from,
    to: BOUNDS[end]!,
    spreads: sorted.map(({ of, values }) => ({
      of,
      n: values.length,
      quantiles: QUANTILES.map((p) => sortedQuantile(values, p)),
      counts: classCounts(values, from),
    })),
  };
}

function classCounts(sorted: Uint32Array, from: readonly number[]): number[] {
  const counts = from.map(() => 0);
  let at = 0;
  for (const cents of sorted) {
    while (at + 1 < from.length && cents >= from[at + 1]!) at++;
    counts[at]!++;
  }
  return counts;
}
