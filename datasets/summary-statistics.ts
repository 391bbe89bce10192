/**
 * What a log looks like from afar: distributions that real and simulated logs are compared by, and how far two of them are
 * apart. Pure functions of a log; a statistic that a log cannot give is absent, with the reason, never 0.
 */

import { kolmogorovTwoSample, lorenzDistance, totalVariation } from '../numerics/goodness-of-fit.ts';
import type { Dataset } from './dataset.ts';
import { ACTION_KINDS, NO_SHOPPER } from './tables.ts';

const DAY = 86_400;

/** What a log is mostly about: its order lines; its clicks where it has no orders; its ratings where it has neither. */
export const BASES = ['order', 'click', 'rating'] as const;
export type Basis = (typeof BASES)[number];

export type SummarySource = Pick<Dataset, 'log' | 'timed' | 'timeStep'>;

/** Whole days of a log. A session belongs to the part in which it starts, with all its actions. */
export interface LogPart {
  readonly source: SummarySource;
  readonly basis: Basis;
  /** First day, counted from the midnight at or before the origin. */
  readonly from: number;
  /** The day after the last; may be infinite. */
  readonly to: number;
}

/** A distribution as measured; `n` is how many things it was measured on. */
export type Measured =
  /** Values that ascend. */
  | { readonly form: 'sample'; readonly values: Float64Array; readonly n: number }
  /** Counts of fixed classes. */
  | { readonly form: 'classes'; readonly counts: Float64Array; readonly n: number }
  /** The item of each row, in the order of the log. */
  | { readonly form: 'items'; readonly items: Uint32Array; readonly n: number }
  | { readonly form: 'absent'; readonly reason: string; readonly n: 0 };

export interface Statistic {
  readonly doc: string;
  /** How two are compared. */
  readonly distance: 'Kolmogorov-Smirnov' | 'total variation' | 'Lorenz';
  measure(view: PartView): Measured;
}

/** The basis of a log: of its whole, not of a part. Undefined for a log without any. */
export function basisOf({ log }: SummarySource): Basis | undefined {
  if (log.actions.kind.includes(ACTION_KINDS.indexOf('order'))) return 'order';
  if (log.actions.kind.includes(ACTION_KINDS.indexOf('click'))) return 'click';
  return log.reviews.length > 0 ? 'rating' : undefined;
}

/** Days from the midnight at or before the origin to that after the last session or rating began; 0 for an empty log. */
export function daysOf({ log }: SummarySource): number {
  let last = -1;
  for (const time of log.sessions.start) last = Math.max(last, time);
  for (const time of log.reviews.time) last = Math.max(last, time);
  return Math.ceil((last + 1 + secondOfDay(log.origin)) / DAY);
}

/** Local second of the day of an ISO date-time. */
function secondOfDay(origin: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = origin.slice(11, 19).split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

/** Weekday of the local day of an ISO date-time, 0 = Monday. */
function weekdayOf(origin: string): number {
  return (Math.floor(Date.parse(`${origin.slice(0, 10)}T00:00:00Z`) / 1000 / DAY) + 3) % 7;
}

/** A part of a log made ready for the statistics. */
export interface PartView extends LogPart {
  /** Rows of `log.actions` of the basis, or of `log.reviews`, ascending. */
  readonly rows: Uint32Array;
  /** Seconds since the midnight of day 0 at which each session with a row of the basis starts, or each rating is given. */
  readonly moments: Float64Array;
  /** Orders of the part, in the order of the log. */
  readonly orders: readonly { readonly shopper: number; readonly time: number; readonly lines: number }[];
  isInside(session: number): boolean;
}

export function viewPart(part: LogPart): PartView {
  const { source, basis, from, to } = part;
  const { log } = source;
  const { actions, sessions, reviews } = log;
  const offset = secondOfDay(log.origin);
  const within = (time: number): boolean => time + offset >= from * DAY && time + offset < to * DAY;
  const isInside = (session: number): boolean => within(sessions.start[session]!);
  const code = basis === 'rating' ? -1 : ACTION_KINDS.indexOf(basis);
  const inBasis =
    basis === 'rating'
      ? (row: number): boolean => within(reviews.time[row]!)
      : (row: number): boolean => actions.kind[row] === code && isInside(actions.session[row]!);
  const rows = Uint32Array.from((basis === 'rating' ? reviews.item : actions.item).keys()).filter(inBasis);
  const moments: number[] = [];
  rows.forEach((row, i) => {
    if (basis === 'rating') moments.push(reviews.time[row]! + offset);
    else if (i === 0 || actions.session[rows[i - 1]!] !== actions.session[row])
      moments.push(sessions.start[actions.session[row]!]! + offset);
  });
  const orders = basis === 'order' ? ordersOf(log, rows) : [];
  return { ...part, rows, moments: Float64Array.from(moments), orders, isInside };
}

/** Lines of an order stand together in canonical order. */
function ordersOf({ actions, sessions }: SummarySource['log'], rows: Uint32Array): PartView['orders'] {
  const orders: { shopper: number; time: number; lines: number }[] = [];
  rows.forEach((row, i) => {
    if (i > 0 && actions.order[rows[i - 1]!] === actions.order[row]) orders.at(-1)!.lines++;
    else
      orders.push({
        shopper: sessions.shopper[actions.session[row]!]!,
        time: actions.time[row]!,
        lines: 1,
      });
  });
  return orders;
}

/** Distinct shoppers with a row of the basis. */
export function activeShoppers({ source, basis, rows }: PartView): number {
  const { actions, sessions, reviews } = source.log;
  const seen = new Set<number>();
  for (const row of rows)
    seen.add(basis === 'rating' ? reviews.shopper[row]! : sessions.shopper[actions.session[row]!]!);
  seen.delete(NO_SHOPPER);
  return seen.size;
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
    doc: 'days from one order of a known shopper to the next',
    distance: 'Kolmogorov-Smirnov',
    measure({ basis, orders, source }) {
      if (basis !== 'order') return absent('the log has no orders');
      if (!source.timed) return absent(NO_TIMES);
      const last = new Map<number, number>();
      const gaps: number[] = [];
      for (const { shopper, time } of orders) {
        if (shopper === NO_SHOPPER) continue;
        const before = last.get(shopper);
        if (before !== undefined) gaps.push((time - before) / DAY);
        last.set(shopper, time);
      }
      return sample(gaps, 'no shopper ordered twice in this part of the log');
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
    doc: 'stars of a rating',
    distance: 'Kolmogorov-Smirnov',
    measure({ source, from, to }) {
      const { reviews, origin } = source.log;
      const offset = secondOfDay(origin);
      const inside = reviews.rating.filter((_, row) => {
        const time = reviews.time[row]! + offset;
        return time >= from * DAY && time < to * DAY;
      });
      return sample([...inside], 'the log has no ratings');
    },
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
  if (a.form === 'items' && b.form === 'items') {
    const rows = Math.min(a.n, b.n);
    return lorenzDistance(countsOf(a.items, rows), countsOf(b.items, rows));
  }
  return Number.NaN;
}

/** Rows of each item that has any, ascending, after thinning to `rows` rows at even steps. */
function countsOf(items: Uint32Array, rows: number): Float64Array {
  const counts = new Map<number, number>();
  for (let i = 0; i < rows; i++) {
    const item = items[Math.floor(((i + 0.5) * items.length) / rows)]!;
    counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  return Float64Array.from(counts.values()).sort();
}
