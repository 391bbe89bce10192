/** A part of a log, made ready to be measured: which of its rows count, when, and in which orders. */

import type { Dataset } from './dataset.ts';
import { ACTION_KINDS, NO_SHOPPER } from './tables.ts';

export const DAY = 86_400;

/** What a log is mostly about: its order lines; its clicks where it has no orders; its ratings where it has neither. */
export const BASES = ['order', 'click', 'rating'] as const;
export type Basis = (typeof BASES)[number];

export type SummarySource = Pick<Dataset, 'log' | 'timed' | 'timeStep'> & Partial<Pick<Dataset, 'shoppers'>>;

/** Whole days of a log. A session belongs to the part in which it starts, with all its actions. */
export interface LogPart {
  readonly source: SummarySource;
  readonly basis: Basis;
  /** First day, counted from the midnight at or before the origin. */
  readonly from: number;
  /** The day after the last; may be infinite. */
  readonly to: number;
  /** Whether a shopper belongs to the part; all do when left out. Sessions and ratings of others are no part of it. */
  readonly includes?: (shopper: number) => boolean;
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
export function secondOfDay(origin: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = origin.slice(11, 19).split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

/** Weekday of the local day of an ISO date-time, 0 = Monday. */
export function weekdayOf(origin: string): number {
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
  /** Whether a session belongs to the part. */
  isInside(session: number): boolean;
  /** Whether a row of `log.reviews` belongs to the part. */
  isRated(row: number): boolean;
}

export function viewPart(part: LogPart): PartView {
  const { source, basis, from, to, includes = () => true } = part;
  const { log } = source;
  const { actions, sessions, reviews } = log;
  const offset = secondOfDay(log.origin);
  const within = (time: number): boolean => time + offset >= from * DAY && time + offset < to * DAY;
  const isInside = (session: number): boolean =>
    within(sessions.start[session]!) && includes(sessions.shopper[session]!);
  const isRated = (row: number): boolean => within(reviews.time[row]!) && includes(reviews.shopper[row]!);
  const code = basis === 'rating' ? -1 : ACTION_KINDS.indexOf(basis);
  const inBasis =
    basis === 'rating'
      ? isRated
      : (row: number): boolean => actions.kind[row] === code && isInside(actions.session[row]!);
  const rows = Uint32Array.from((basis === 'rating' ? reviews.item : actions.item).keys()).filter(inBasis);
  const moments: number[] = [];
  rows.forEach((row, i) => {
    if (basis === 'rating') moments.push(reviews.time[row]! + offset);
    else if (i === 0 || actions.session[rows[i - 1]!] !== actions.session[row])
      moments.push(sessions.start[actions.session[row]!]! + offset);
  });
  const orders = basis === 'order' ? ordersOf(log, rows) : [];
  return { ...part, rows, moments: Float64Array.from(moments), orders, isInside, isRated };
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

/** Distinct known shoppers with a row of the basis, ascending. */
export function activeShoppers({ source, basis, rows }: PartView): Uint32Array {
  const { actions, sessions, reviews } = source.log;
  const seen = new Set<number>();
  for (const row of rows)
    seen.add(basis === 'rating' ? reviews.shopper[row]! : sessions.shopper[actions.session[row]!]!);
  seen.delete(NO_SHOPPER);
  return Uint32Array.from(seen).sort();
}
