/** Tables of a log as one stream of events in time order, whole or part by part as they come. */

import type { Deliveries, Returns, Reviews } from '../../datasets/after-sale-tables.ts';
import type { Chargebacks } from '../../datasets/fraud-tables.ts';
import type { Payments } from '../../datasets/payment-tables.ts';
import type { Actions, Orders, Sessions } from '../../datasets/tables.ts';
import {
  ACTION,
  CHARGEBACK,
  CLOSE,
  DELIVERY,
  EVENT_KINDS,
  ORDER,
  PAYMENT,
  RETURN,
  REVIEW,
  SESSION,
  SESSION_SECONDS,
  type ShopEvent,
} from './events.ts';

/** Rows to come, of any of these tables. */
export interface EventTables {
  readonly sessions?: Sessions;
  readonly actions?: Actions;
  readonly payments?: Payments;
  readonly orders?: Orders;
  readonly deliveries?: Deliveries;
  readonly reviews?: Reviews;
  readonly returns?: Returns;
  readonly chargebacks?: Chargebacks;
}

export interface EventStream {
  /** Rows that follow those pushed before, table by table. Nothing in them may be older than what was taken. */
  push(tables: EventTables): void;
  /**
   * Fills `event` with the next one before `until`, and says whether there is one. Order: time, kind, row of the table. Streams that are
   * pushed in parts give the same order as a whole one, if `until` is never beyond the first time of what is yet to come.
   */
  next(event: ShopEvent, until: number): boolean;
  /** Events that wait. */
  waiting(): number;
}

/** One pushed table of a kind of event, and where its rows begin among all of that table. */
interface Part {
  readonly kind: number;
  readonly first: number;
  readonly fill: (row: number, event: ShopEvent) => void;
}

const FILL: {
  readonly [K in keyof Required<EventTables>]: (rows: Required<EventTables>[K]) => Part['fill'];
} = {
  sessions: (rows) => (row, event) => {
    event.id = rows.session[row]!;
    event.session = rows.session[row]!;
    event.visitor = rows.visitor[row]!;
    event.shopper = rows.shopper[row]!;
    event.channel = rows.channel[row]!;
    event.device = rows.device[row]!;
  },
  actions: (rows) => (row, event) => {
    event.session = rows.session[row]!;
    event.action = rows.kind[row]!;
    event.item = rows.item[row]!;
    event.dwell = rows.dwell[row]!;
  },
  payments: (rows) => (row, event) => {
    event.id = rows.payment[row]!;
    event.session = rows.session[row]!;
    event.shopper = rows.shopper[row]!;
    event.order = rows.order[row]!;
    event.method = rows.method[row]!;
    event.card = rows.card[row]!;
    event.address = rows.address[row]!;
    event.amount = rows.amount[row]!;
    event.outcome = rows.outcome[row]!;
  },
  orders: (rows) => (row, event) => {
    event.id = rows.order[row]!;
    event.session = rows.session[row]!;
    event.shopper = rows.shopper[row]!;
    event.lines = rows.lines[row]!;
    event.units = rows.units[row]!;
    event.value = rows.value[row]!;
    event.discount = rows.discount[row]! + rows.couponDiscount[row]!;
    event.coupon = rows.coupon[row]!;
    event.amount = rows.total[row]!;
    event.method = rows.method[row]!;
  },
  deliveries: (rows) => (row, event) => {
    event.id = rows.order[row]!;
    event.order = rows.order[row]!;
    event.shopper = rows.shopper[row]!;
  },
  reviews: (rows) => (row, event) => {
    event.shopper = rows.shopper[row]!;
    event.item = rows.item[row]!;
    event.rating = rows.rating[row]!;
    event.letters = rows.text[row]!.length;
    event.order = rows.order[row]!;
  },
  returns: (rows) => (row, event) => {
    event.shopper = rows.shopper[row]!;
    event.order = rows.order[row]!;
    event.item = rows.item[row]!;
    event.units = rows.units[row]!;
    event.reason = rows.reason[row]!;
  },
  chargebacks: (rows) => (row, event) => {
    event.payment = rows.payment[row]!;
    event.order = rows.order[row]!;
    event.amount = rows.amount[row]!;
  },
};

const KIND_OF: { readonly [K in keyof Required<EventTables>]: number } = {
  sessions: SESSION,
  actions: ACTION,
  payments: PAYMENT,
  orders: ORDER,
  deliveries: DELIVERY,
  reviews: REVIEW,
  returns: RETURN,
  chargebacks: CHARGEBACK,
};
/** Kinds whose `id` is the row of the table. */
const HAS_NO_ID = new Set<number>([ACTION, REVIEW, RETURN, CHARGEBACK]);

/** Events that wait, in columns, and places in these in the order of events. */
interface Waiting {
  readonly time: Uint32Array;
  readonly part: Uint32Array;
  readonly row: Uint32Array;
  order: Uint32Array;
}

const waitingOf = (length: number): Waiting => ({
  time: new Uint32Array(length),
  part: new Uint32Array(length),
  row: new Uint32Array(length),
  order: new Uint32Array(length),
});

/** @param skipped rows of each table that stand before the first one that is pushed */
export function createEventStream(skipped: { readonly [K in keyof EventTables]?: number } = {}): EventStream {
  let parts: Part[] = [];
  let waiting = waitingOf(0);
  let at = 0;
  const pushed = new Float64Array(EVENT_KINDS.length);
  for (const [name, rows] of Object.entries(skipped)) pushed[KIND_OF[name as keyof EventTables]] = rows;
  pushed[CLOSE] = skipped.sessions ?? 0;

  return {
    push(tables) {
      const added = (Object.keys(KIND_OF) as (keyof EventTables)[]).flatMap((name) => {
        const rows = tables[name];
        if (rows === undefined || rows.length === 0) return [];
        const isSessions = name === 'sessions';
        const time = isSessions ? (rows as Sessions).start : (rows as Exclude<typeof rows, Sessions>).time;
        const fill = (FILL[name] as (table: typeof rows) => Part['fill'])(rows);
        return (isSessions ? [SESSION, CLOSE] : [KIND_OF[name]]).map((kind) => ({ kind, time, fill }));
      });
      const left = waiting.order.subarray(at);
      const all = waitingOf(added.reduce((sum, { time }) => sum + time.length, left.length));
      // Parts of which all rows were taken are let go.
      const places = new Map<number, number>();
      const kept: Part[] = [];
      for (let i = 0; i < left.length; i++) {
        const old = waiting.part[left[i]!]!;
        if (!places.has(old)) places.set(old, kept.push(parts[old]!) - 1);
        all.time[i] = waiting.time[left[i]!]!;
        all.part[i] = places.get(old)!;
        all.row[i] = waiting.row[left[i]!]!;
      }
      parts = kept;
      let to = left.length;
      for (const { kind, time, fill } of added) {
        const part = parts.push({ kind, first: pushed[kind]!, fill }) - 1;
        pushed[kind]! += time.length;
        const later = kind === CLOSE ? SESSION_SECONDS : 0;
        for (let row = 0; row < time.length; row++, to++) {
          all.time[to] = time[row]! + later;
          all.part[to] = part;
          all.row[to] = row;
        }
      }
      putInOrder(all, parts);
      waiting = all;
      at = 0;
    },
    next(event, until) {
      if (at === waiting.order.length) return false;
      const place = waiting.order[at]!;
      const time = waiting.time[place]!;
      if (time >= until) return false;
      const { kind, first, fill } = parts[waiting.part[place]!]!;
      const row = waiting.row[place]!;
      event.kind = kind;
      event.time = time;
      if (HAS_NO_ID.has(kind)) event.id = first + row;
      fill(row, event);
      at++;
      return true;
    },
    waiting: () => waiting.order.length - at,
  };
}

/** By (time, kind, row): by kind first, then a stable sort by time. Rows of one kind already ascend: those that waited come from earlier parts. */
function putInOrder(waiting: Waiting, parts: readonly Part[]): void {
  const { time, part } = waiting;
  const { length } = time;
  const keys = new Uint32Array(length);
  const kinds = Uint32Array.from(parts, ({ kind }) => kind);
  let [first, last] = [0xffffffff, 0];
  for (let i = 0; i < length; i++) {
    keys[i] = kinds[part[i]!]!;
    first = Math.min(first, time[i]!);
    last = Math.max(last, time[i]!);
  }
  for (let i = 0; i < length; i++) waiting.order[i] = i;
  const byKind = sortByDigit(waiting.order, keys, 0);
  for (let i = 0; i < length; i++) keys[i] = time[i]! - first;
  waiting.order = byKind;
  for (let shift = 0; shift < 32 && (last - first) >>> shift > 0; shift += DIGIT_BITS)
    waiting.order = sortByDigit(waiting.order, keys, shift);
}

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/** A stable counting sort by the bits of keys from `shift` on. */
function sortByDigit(order: Uint32Array, keys: Uint32Array, shift: number): Uint32Array {
  const starts = new Uint32Array(DIGITS + 1);
  for (let i = 0; i < keys.length; i++) starts[((keys[i]! >>> shift) & (DIGITS - 1)) + 1]!++;
  for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1]! += starts[digit]!;
  const out = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) {
    const place = order[i]!;
    out[starts[(keys[place]! >>> shift) & (DIGITS - 1)]!++] = place;
  }
  return out;
}
