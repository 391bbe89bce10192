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

/** Events that wait, in columns. */
interface Waiting {
  time: Uint32Array;
  part: Uint32Array;
  row: Uint32Array;
}

/** @param skipped rows of each table that stand before the first one that is pushed */
export function createEventStream(skipped: { readonly [K in keyof EventTables]?: number } = {}): EventStream {
  let parts: Part[] = [];
  let waiting: Waiting = { time: new Uint32Array(), part: new Uint32Array(), row: new Uint32Array() };
  let at = 0;
  const pushed = new Float64Array(EVENT_KINDS.length);
  for (const [name, rows] of Object.entries(skipped)) pushed[KIND_OF[name as keyof EventTables]] = rows;
  pushed[CLOSE] = skipped.sessions ?? 0;

  return {
    push(tables) {
      const left = { ...waiting };
      for (const name of ['time', 'part', 'row'] as const) left[name] = waiting[name].subarray(at);
      const keep = new Set(left.part);
      // Parts of which all rows were taken are let go.
      const places = new Map([...keep].sort((a, b) => a - b).map((old, place) => [old, place]));
      parts = [...places.keys()].map((old) => parts[old]!);
      const columns: Waiting[] = [{ ...left, part: left.part.map((old) => places.get(old)!) }];
      for (const name of Object.keys(KIND_OF) as (keyof EventTables)[]) {
        const rows = tables[name];
        if (rows === undefined || rows.length === 0) continue;
        const kinds = name === 'sessions' ? [SESSION, CLOSE] : [KIND_OF[name]];
        const time =
          name === 'sessions' ? (rows as Sessions).start : (rows as Exclude<typeof rows, Sessions>).time;
        const fill = (FILL[name] as (table: typeof rows) => Part['fill'])(rows);
        for (const kind of kinds) {
          const part = parts.push({ kind, first: pushed[kind]!, fill }) - 1;
          pushed[kind]! += rows.length;
          columns.push({
            time: kind === CLOSE ? time.map((start) => start + SESSION_SECONDS) : time.slice(),
            part: new Uint32Array(rows.length).fill(part),
            row: Uint32Array.from({ length: rows.length }, (_, row) => row),
          });
        }
      }
      waiting = inOrder(columns, parts);
      at = 0;
    },
    next(event, until) {
      if (at === waiting.time.length || waiting.time[at]! >= until) return false;
      const { kind, first, fill } = parts[waiting.part[at]!]!;
      const row = waiting.row[at]!;
      event.kind = kind;
      event.time = waiting.time[at]!;
      if (HAS_NO_ID.has(kind)) event.id = first + row;
      fill(row, event);
      at++;
      return true;
    },
    waiting: () => waiting.time.length - at,
  };
}

/** All rows by (time, kind, row): by kind and row first, then a stable radix sort by time. */
function inOrder(columns: readonly Waiting[], parts: readonly Part[]): Waiting {
  const length = columns.reduce((sum, { time }) => sum + time.length, 0);
  const all = { time: new Uint32Array(length), part: new Uint32Array(length), row: new Uint32Array(length) };
  let at = 0;
  for (const column of columns) {
    for (const name of ['time', 'part', 'row'] as const) all[name].set(column[name], at);
    at += column.time.length;
  }
  // Rows of one kind already ascend: those that waited come from earlier parts.
  const ranks = parts.map(({ kind }) => kind);
  let order = countingSort(
    Uint32Array.from({ length }, (_, i) => i),
    EVENT_KINDS.length,
    (i) => ranks[all.part[i]!]!,
  );
  for (const shift of [0, 16]) order = countingSort(order, 65536, (i) => (all.time[i]! >>> shift) & 0xffff);
  const gather = (column: Uint32Array): Uint32Array => Uint32Array.from(order, (i) => column[i]!);
  return { time: gather(all.time), part: gather(all.part), row: gather(all.row) };
}

/** Stable. */
function countingSort(order: Uint32Array, keys: number, keyOf: (i: number) => number): Uint32Array {
  const starts = new Uint32Array(keys + 1);
  for (const i of order) starts[keyOf(i) + 1]!++;
  for (let key = 0; key < keys; key++) starts[key + 1]! += starts[key]!;
  const out = new Uint32Array(order.length);
  for (const i of order) out[starts[keyOf(i)]!++] = i;
  return out;
}
