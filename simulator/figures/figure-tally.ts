/**
 * What the figures of a log are made of, counted chunk by chunk in memory that depends on the numbers of shoppers, items
 * and days alone. Whole numbers only: chunks cut otherwise count the same.
 */

import type { Reviews } from '../../datasets/after-sale-tables.ts';
import { ACTION_KINDS, type Actions, NO_SHOPPER, type Orders, type Sessions } from '../../datasets/tables.ts';
import { addToHistogram, createHistogram, type Histogram } from '../../numerics/histogram.ts';

const DAY = 86_400;
const HOUR = 3600;
/** Days in which the actions of a shopper are counted. */
export const FOUR_WEEKS = 28;
/** Days in which the orders of a buyer are counted for comparison with shops of rare purchases. */
export const CDNOW_DAYS = 78 * 7;

/** How large the log may get. */
export interface TallySize {
  readonly shoppers: number;
  readonly items: number;
  readonly days: number;
  /** ISO date-time of t = 0, a midnight. */
  readonly origin: string;
}

/** Rows of the log that belong together: whole sessions, with consecutive ids, and all their actions. */
export interface TallyChunk {
  readonly sessions: Sessions;
  readonly impressions: { readonly length: number };
  readonly actions: Actions;
  readonly orders: Orders;
  readonly reviews: Reviews;
}

/** Payments: attempts before the checks of the shop, by count; settled payments after them, by value in cents. */
export interface PaymentCounts {
  readonly attempts: number;
  readonly fraudAttempts: number;
  readonly settled: number;
  readonly fraudSettled: number;
}

export interface ReviewOrigins {
  readonly reviews: number;
  readonly fake: number;
}

export interface Tally {
  readonly size: TallySize;
  sessions: number;
  impressions: number;
  clicks: number;
  carts: number;
  lines: number;
  orders: number;
  /** (24) sessions by the hour in which they start. */
  readonly hours: Float64Array;
  /** (days) sessions by the day on which they start, and orders; an order past the last midnight counts for the last day. */
  readonly sessionsByDay: Float64Array;
  readonly ordersByDay: Float64Array;
  /** (items) */
  readonly clicksByItem: Uint32Array;
  readonly cartsByItem: Uint32Array;
  readonly linesByItem: Uint32Array;
  readonly unitsByItem: Float64Array;
  /** (shoppers) clicks, carts and order lines in the first four weeks, in sessions of known shoppers. */
  readonly actionsByShopper: Uint32Array;
  /** (shoppers) orders, and those of the first 78 weeks. */
  readonly ordersByShopper: Uint32Array;
  readonly earlyOrders: Uint32Array;
  /** (shoppers) second of the last order. */
  readonly lastOrder: Float64Array;
  /** Hours, rounded, and seconds in all between one order of a shopper and the next. */
  readonly gapHours: Histogram;
  gapSeconds: number;
  readonly linesPerOrder: Histogram;
  /** Clicks of sessions that have any. */
  readonly clicksPerSession: Histogram;
  /** (6) reviews by whole stars. */
  readonly stars: Float64Array;
  payments?: PaymentCounts;
  reviewOrigins?: ReviewOrigins;
}

export function createTally(size: TallySize): Tally {
  const { shoppers, items, days } = size;
  return {
    size,
    sessions: 0,
    impressions: 0,
    clicks: 0,
    carts: 0,
    lines: 0,
    orders: 0,
    hours: new Float64Array(24),
    sessionsByDay: new Float64Array(days),
    ordersByDay: new Float64Array(days),
    clicksByItem: new Uint32Array(items),
    cartsByItem: new Uint32Array(items),
    linesByItem: new Uint32Array(items),
    unitsByItem: new Float64Array(items),
    actionsByShopper: new Uint32Array(shoppers),
    ordersByShopper: new Uint32Array(shoppers),
    earlyOrders: new Uint32Array(shoppers),
    lastOrder: new Float64Array(shoppers),
    gapHours: createHistogram(),
    gapSeconds: 0,
    linesPerOrder: createHistogram(),
    clicksPerSession: createHistogram(),
    stars: new Float64Array(6),
  };
}

/** Counts the next chunk of the log, in canonical order. */
export function addChunk(
  tally: Tally,
  { sessions, impressions, actions, orders, reviews }: TallyChunk,
): void {
  tally.impressions += impressions.length;
  addSessions(tally, sessions);
  addActions(tally, sessions, actions);
  addOrders(tally, orders);
  for (let row = 0; row < reviews.length; row++) tally.stars[Math.round(reviews.rating[row]!)]!++;
}

/** Counts payments; where they are never counted, their figures cannot be measured. */
export function addPayments(tally: Tally, more: PaymentCounts): void {
  const { attempts = 0, fraudAttempts = 0, settled = 0, fraudSettled = 0 } = tally.payments ?? {};
  tally.payments = {
    attempts: attempts + more.attempts,
    fraudAttempts: fraudAttempts + more.fraudAttempts,
    settled: settled + more.settled,
    fraudSettled: fraudSettled + more.fraudSettled,
  };
}

/** Counts reviews by where they come from; where that is never counted, its figure cannot be measured. */
export function addReviewOrigins(tally: Tally, more: ReviewOrigins): void {
  const { reviews = 0, fake = 0 } = tally.reviewOrigins ?? {};
  tally.reviewOrigins = { reviews: reviews + more.reviews, fake: fake + more.fake };
}

function addSessions(tally: Tally, { length, start }: Sessions): void {
  tally.sessions += length;
  for (let row = 0; row < length; row++) {
    const time = start[row]!;
    tally.hours[Math.floor((time % DAY) / HOUR)]!++;
    tally.sessionsByDay[Math.floor(time / DAY)]!++;
  }
}

const CLICK = ACTION_KINDS.indexOf('click');
const CART = ACTION_KINDS.indexOf('cart');
const ORDER = ACTION_KINDS.indexOf('order');

function addActions(tally: Tally, sessions: Sessions, actions: Actions): void {
  const { session, kind, item, quantity } = actions;
  const first = sessions.session[0] ?? 0;
  let clicks = 0;
  for (let row = 0; row < actions.length; row++) {
    const code = kind[row]!;
    const on = item[row]!;
    const visit = session[row]! - first;
    if (code === CLICK) {
      tally.clicks++;
      tally.clicksByItem[on]!++;
      clicks++;
    } else if (code === CART) {
      tally.carts++;
      tally.cartsByItem[on]!++;
    } else if (code === ORDER) {
      tally.lines++;
      tally.linesByItem[on]!++;
      tally.unitsByItem[on]! += quantity[row]!;
    }
    if (code === CLICK || code === CART || code === ORDER) addToShopper(tally, sessions, visit);
    const isLast = row + 1 === actions.length || session[row + 1] !== session[row];
    if (!isLast) continue;
    if (clicks > 0) addToHistogram(tally.clicksPerSession, clicks);
    clicks = 0;
  }
}

function addToShopper({ actionsByShopper }: Tally, { shopper, start }: Sessions, row: number): void {
  const who = shopper[row]!;
  if (who !== NO_SHOPPER && start[row]! < FOUR_WEEKS * DAY) actionsByShopper[who]!++;
}

function addOrders(tally: Tally, orders: Orders): void {
  const { ordersByDay, ordersByShopper, earlyOrders, lastOrder } = tally;
  tally.orders += orders.length;
  for (let row = 0; row < orders.length; row++) {
    const who = orders.shopper[row]!;
    const time = orders.time[row]!;
    ordersByDay[Math.min(Math.floor(time / DAY), ordersByDay.length - 1)]!++;
    addToHistogram(tally.linesPerOrder, orders.lines[row]!);
    if (who === NO_SHOPPER) continue;
    if (ordersByShopper[who]! > 0) {
      const gap = Math.max(0, time - lastOrder[who]!);
      tally.gapSeconds += gap;
      addToHistogram(tally.gapHours, Math.round(gap / HOUR));
    }
    ordersByShopper[who]!++;
    if (time < CDNOW_DAYS * DAY) earlyOrders[who]!++;
    lastOrder[who] = time;
  }
}
