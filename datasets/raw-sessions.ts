/** Cleaning of raw sessions: each once, with a start, in canonical order under new ids. */

import { type Account, applyRules, withNotes } from './quality.ts';
import { copyColumns, NONE } from './raw-columns.ts';
import { NO_CODE, type RawSessions } from './raw-tables.ts';
import { CHANNELS, createTable, DEVICES, NO_SHOPPER, SESSIONS, type Sessions } from './tables.ts';

const DAY = 86_400;
const MILLISECONDS = 1000;

export interface CleanedSessions {
  readonly sessions: Sessions;
  /** New id by delivered id; `NONE` where the session was dropped. */
  readonly idOf: Uint32Array;
  readonly account: Account;
}

/**
 * Cleans sessions of a shop that knows `shoppers` shoppers. Repaired: starts in milliseconds (they lie after the delivery
 * of the row; one within the first 86 s of the log cannot be told), shoppers whom the shop does not know (then anonymous),
 * channels and devices that were not given (then unknown). Dropped: repeats, and sessions without a start.
 */
export function cleanSessions(raw: RawSessions, shoppers: number): CleanedSessions {
  const first = firstDeliveries(raw);
  const start = Float64Array.from(raw.start, (value, row) => inSeconds(value, raw.batch[row]!));
  const { kept, account } = applyRules(raw.length, [
    { rule: 'delivered for the first time', keep: (row) => first[raw.session[row]!] === row },
    { rule: 'start is given', keep: (row) => !Number.isNaN(start[row]!) },
  ]);
  const order = kept
    .slice()
    .sort(
      (a, b) =>
        start[a]! - start[b]! || raw.visitor[a]! - raw.visitor[b]! || raw.visit[a]! - raw.visit[b]! || a - b,
    );
  const isUnknown = (row: number): boolean =>
    raw.shopper[row] !== NO_SHOPPER && raw.shopper[row]! >= shoppers;
  const sessions = createTable(SESSIONS, order.length);
  copyColumns(raw, sessions, SESSIONS, order);
  const idOf = new Uint32Array(first.length).fill(NONE);
  order.forEach((row, session) => {
    idOf[raw.session[row]!] = session;
    sessions.session[session] = session;
    sessions.start[session] = start[row]!;
    sessions.round[session] = Math.floor(start[row]! / DAY);
    if (isUnknown(row)) sessions.shopper[session] = NO_SHOPPER;
    if (raw.channel[row] === NO_CODE) sessions.channel[session] = CHANNELS.indexOf('unknown');
    if (raw.device[row] === NO_CODE) sessions.device[session] = DEVICES.indexOf('unknown');
  });
  const count = (holds: (row: number) => boolean): number => kept.filter(holds).length;
  const notes = [
    {
      note: 'starts in milliseconds put back to seconds',
      rows: count((row) => raw.start[row] !== start[row]),
    },
    { note: 'shoppers unknown to the shop taken as anonymous', rows: count(isUnknown) },
    { note: 'channels not given taken as unknown', rows: count((row) => raw.channel[row] === NO_CODE) },
    { note: 'devices not given taken as unknown', rows: count((row) => raw.device[row] === NO_CODE) },
    {
      note: 'came after their day',
      rows: count((row) => raw.batch[row]! > Math.floor(start[row]! / DAY)),
    },
    { note: 'stood after a later one and were put back', rows: countBehind(order, raw.length) },
  ];
  return { sessions, idOf, account: withNotes(account, notes) };
}

/** The first row of each delivered id; `NONE` for ids that no row has. */
function firstDeliveries({ session }: RawSessions): Uint32Array {
  const most = session.reduce((largest, id) => Math.max(largest, id), -1);
  const first = new Uint32Array(most + 1).fill(NONE);
  session.forEach((id, row) => {
    if (first[id] === NONE) first[id] = row;
  });
  return first;
}

/** No session starts after the day whose batch brought it, unless its start is in milliseconds. */
function inSeconds(start: number, batch: number): number {
  const end = (batch + 1) * DAY;
  return start >= end && start / MILLISECONDS < end ? Math.round(start / MILLISECONDS) : start;
}

/** Of rows in their right `order`, how many stood behind one that should follow them. */
export function countBehind(order: Uint32Array, rows: number): number {
  const place = new Uint32Array(rows).fill(NONE);
  order.forEach((row, at) => {
    place[row] = at;
  });
  let furthest = -1;
  let behind = 0;
  for (const at of place) {
    if (at === NONE) continue;
    if (at < furthest) behind++;
    else furthest = at;
  }
  return behind;
}
