/**
 * What a log looks like from afar: distributions that real and simulated logs are compared by, and how far two of them are
 * apart. Pure functions of a log; a statistic that a log cannot give is absent, with the reason, never 0.
 */

import { kolmogorovTwoSample, lorenzDistance, totalVariation } from '../numerics/goodness-of-fit.ts';
import {
  activeShoppers,
  DAY,
  type LogPart,
  type PartView,
  secondOfDay,
  viewPart,
  weekdayOf,
} from './summary-view.ts';
import { ACTION_KINDS, NO_SHOPPER } from './tables.ts';

/** A distribution as measured; `n` is how many things it was measured on. */
export type Measured =
  /** Values that ascend. */
  | { readonly form: 'sample'; readonly values: Float64Array; readonly n: number }
  /** Counts of fixed classes. */
  | { readonly form: 'classes'; readonly counts: Float64Array; readonly n: number }
  /** Counts by name. */
  | { readonly form: 'labels'; readonly counts: ReadonlyMap<string, number>; readonly n: number }
  /** The item of each row, in the order of the log. */
  | { readonly form: 'items'; readonly items: Uint32Array; readonly n: number }
  | { readonly form: 'absent'; readonly reason: string; readonly n: 0 };

export interface Statistic {
  readonly doc: string;
  /** How two are compared. */
  readonly distance: 'Kolmogorov-Smirnov' | 'total variation' | 'Lorenz';
  measure(view: PartView): Measured;
}

const absent = (reason: string): Measured => ({ form: 'absent', reason, n: 0 });

function sample(values: readonly number[], whenEmpty: string): Measured {
  if (values.length === 0) return absent(whenEmpty);
  return { form: 'sample', values: Float64Array.from(values).sort(), n: values.length };
}

function classes(view: PartView, count: number, classOf: (moment: number) => number): Measured {
  const counts = new Float64Array(count);
  for (const moment of view.moments) counts[classOf(moment)]!++;
  return view.moments.length === 0
    ? absent(nothing(view))
    : { form: 'classes', counts, n: view.moments.length };
}

function labels(view: PartView, column: 'ageBand' | 'region', whenNone: string): Measured {
  const names = view.source.shoppers?.[column];
  const counts = new Map<string, number>();
  for (const shopper of activeShoppers(view)) {
    const name = names?.[shopper] ?? '';
    if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const n = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return n === 0 ? absent(whenNone) : { form: 'labels', counts, n };
}

const nothing = ({ basis }: LogPart): string => `this part of the log has no ${basis}s`;
const NO_TIMES = 'the log has no times';

export const STATISTICS = {
  'item-popularity': {
    doc: 'how rows are spread over the items that have any, as a Lorenz curve; of two logs the longer is thinned evenly to the rows of the shorter',
    distance: 'Lorenz',
    measure(view) {
      const { actions, reviews } = view.source.log;
      const items = view.rows.map((row) => (view.basis === 'rating' ? reviews : actions).item[row]!);
      return items.length === 0 ? absent(nothing(view)) : { form: 'items', items, n: items.length };
    },
  },
  'lines-per-order': {
    doc: 'lines of an order (basket size)',
    distance: 'Kolmogorov-Smirnov',
    measure: ({ basis, orders }) =>
      basis === 'order'
        ? sample(
            orders.map(({ lines }) => lines),
            'this part of the log has no orders',
          )
        : absent('the log has no orders'),
  },
  'orders-per-shopper': {
    doc: 'orders of a known shopper who has any',
    distance: 'Kolmogorov-Smirnov',
    measure({ basis, orders }) {
      if (basis !== 'order') return absent('the log has no orders');
      const counts = new Map<number, number>();
      for (const { shopper } of orders)
        if (shopper !== NO_SHOPPER) counts.set(shopper, (counts.get(shopper) ?? 0) + 1);
      return sample([...counts.values()], 'this part of the log has no orders of known shoppers');
    },
  },
  'days-between-orders': {
    doc: 'days from the first order of a day on which a known shopper orders to that of their next such day: what is ordered on one day counts as one purchase split up',
    distance: 'Kolmogorov-Smirnov',
    measure({ basis, orders, source }) {
      if (basis !== 'order') return absent('the log has no orders');
      if (!source.timed) return absent(NO_TIMES);
      const offset = secondOfDay(source.log.origin);
      const dayOf = (time: number): number => Math.floor((time + offset) / DAY);
      const last = new Map<number, number>();
      const gaps: number[] = [];
      for (const { shopper, time } of orders) {
        if (shopper === NO_SHOPPER) continue;
        const before = last.get(shopper);
        if (before !== undefined && dayOf(before) === dayOf(time)) continue;
        if (before !== undefined) gaps.push((time - before) / DAY);
        last.set(shopper, time);
      }
      return sample(gaps, 'no shopper ordered on two days in this part of the log');
    },
  },
  'hour-of-day': {
    doc: 'hours at which sessions of the basis start, or ratings are given',
    distance: 'total variation',
    measure(view) {
      if (!view.source.timed) return absent(NO_TIMES);
      if ((view.source.timeStep ?? 1) > 3600) return absent('the log knows days, not times of day');
      return classes(view, 24, (moment) => Math.floor((moment % DAY) / 3600));
    },
  },
  weekday: {
    doc: 'weekdays, Monday first, on which sessions of the basis start, or ratings are given',
    distance: 'total variation',
    measure(view) {
      if (!view.source.timed) return absent(NO_TIMES);
      const first = weekdayOf(view.source.log.origin);
      return classes(view, 7, (moment) => (Math.floor(moment / DAY) + first) % 7);
    },
  },
  price: {
    doc: 'unit price of a row, where it is above 0; the distance is the same for its logarithm',
    distance: 'Kolmogorov-Smirnov',
    measure(view) {
      if (view.basis === 'rating') return absent('ratings have no price');
      const { price } = view.source.log.actions;
      const paid = view.rows.filter((row) => price[row]! > 0);
      return sample(
        Array.from(paid, (row) => price[row]!),
        'no row has a price',
      );
    },
  },
  'clicks-per-session': {
    doc: 'clicks of a session that has any',
    distance: 'Kolmogorov-Smirnov',
    measure({ source, isInside }) {
      if (!source.timed) return absent('the log has no times, so its sessions are no visits');
      const { actions } = source.log;
      const click = ACTION_KINDS.indexOf('click');
      const counts = new Map<number, number>();
      actions.session.forEach((session, row) => {
        if (actions.kind[row] === click && isInside(session))
          counts.set(session, (counts.get(session) ?? 0) + 1);
      });
      return sample([...counts.values()], 'the log has no clicks');
    },
  },
  rating: {
    doc: 'ratings of one to five stars',
    distance: 'total variation',
    measure({ source, isRated }) {
      const counts = new Float64Array(5);
      source.log.reviews.rating.forEach((stars, row) => {
        if (isRated(row)) counts[stars - 1]!++;
      });
      const n = counts.reduce((sum, count) => sum + count, 0);
      return n === 0 ? absent('the log has no ratings') : { form: 'classes', counts, n };
    },
  },
  'age-band': {
    doc: 'age bands of known shoppers who have a row',
    distance: 'total variation',
    measure: (view) => labels(view, 'ageBand', 'the log knows no age bands'),
  },
  region: {
    doc: 'regions of known shoppers who have a row',
    distance: 'total variation',
    measure: (view) => labels(view, 'region', 'the log knows no regions'),
  },
} as const satisfies Record<string, Statistic>;

export type StatisticName = keyof typeof STATISTICS;
export const STATISTIC_NAMES = Object.keys(STATISTICS) as StatisticName[];

/** Every statistic of a part of a log. */
export type Summary = Readonly<Record<StatisticName, Measured>>;

export function summarise(part: LogPart): Summary {
  const view = viewPart(part);
  const entries = Object.entries<Statistic>(STATISTICS).map(([name, { measure }]) => [name, measure(view)]);
  return Object.fromEntries(entries) as Summary;
}

/** Distance of two measurements of the same statistic, in [0, 1]; NaN when either is absent. */
export function distanceBetween(a: Measured, b: Measured): number {
  if (a.form === 'sample' && b.form === 'sample') return kolmogorovTwoSample(a.values, b.values);
  if (a.form === 'classes' && b.form === 'classes') return totalVariation(a.counts, b.counts);
  if (a.form === 'labels' && b.form === 'labels') {
    const names = [...new Set([...a.counts.keys(), ...b.counts.keys()])];
    const [p, q] = [a, b].map(({ counts }) => Float64Array.from(names, (name) => counts.get(name) ?? 0));
    return totalVariation(p!, q!);
  }
  if (a.form === 'items' && b.form === 'items') {
    const rows = Math.min(a.n, b.n);
    return lorenzDistance(countsOf(a.items, rows), countsOf(b.items, rows));
  }
  return Number.NaN;
}

/** Rows of each item that has any, ascending, after thinning to `rows` rows at even steps. */
export function countsOf(items: Uint32Array, rows: number): Float64Array {
  const counts = new Map<number, number>();
  for (let i = 0; i < rows; i++) {
    const item = items[Math.floor(((i + 0.5) * items.length) / rows)]!;
    counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  return Float64Array.from(counts.values()).sort();
}
