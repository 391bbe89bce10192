/** Cleaning of raw actions: each once, of a session and an item that are there, with a time that fits its session. */

import { countingOrder } from '../numerics/csr.ts';
import { type Account, applyRules, withNotes } from './quality.ts';
import { copyColumns, NONE } from './raw-columns.ts';
import { type CleanedSessions, countBehind } from './raw-sessions.ts';
import { NO_ITEM, type RawActions } from './raw-tables.ts';
import { ACTIONS, type Actions, type Catalog, createTable } from './tables.ts';

const DAY = 86_400;
const MILLISECONDS = 1000;
const CENTS = 100;
/** A price is in whole units of money when it is below this share of the list price, and times 100 within this factor of it. */
const FAR_BELOW = 1 / 20;
const NEAR = 5;

export interface CleanedActions {
  readonly actions: Actions;
  readonly account: Account;
}

/**
 * Cleans the actions of sessions already cleaned. Repaired: times in milliseconds, prices in whole units of money (told
 * by the list price), prices not given (then the list price). Dropped: repeats, and rows whose session, item or time is
 * not known. `seq` is counted anew within each session.
 */
export function cleanActions(raw: RawActions, cleaned: CleanedSessions, catalog: Catalog): CleanedActions {
  const bySeq = Uint32Array.from({ length: raw.length }, (_, row) => row).sort(
    (a, b) => raw.session[a]! - raw.session[b]! || raw.seq[a]! - raw.seq[b]! || a - b,
  );
  const repeats = findRepeats(raw, bySeq);
  const idOf = (row: number): number => cleaned.idOf[raw.session[row]!] ?? NONE;
  const time = readTimes(raw, bySeq, repeats, (row) => cleaned.sessions.start[idOf(row)] ?? Number.NaN);
  const { kept, account } = applyRules(raw.length, [
    { rule: 'delivered for the first time', keep: (row) => repeats[row] === 0 },
    { rule: 'session is in the log', keep: (row) => idOf(row) !== NONE },
    { rule: 'item is given', keep: (row) => raw.item[row] !== NO_ITEM },
    { rule: 'item is in the catalog', keep: (row) => raw.item[row]! < catalog.length },
    { rule: 'time is given', keep: (row) => !Number.isNaN(raw.time[row]!) },
    { rule: 'time agrees with its session', keep: (row) => !Number.isNaN(time[row]!) },
  ]);
  const isKept = new Uint8Array(raw.length);
  for (const row of kept) isKept[row] = 1;
  const keptBySeq = bySeq.filter((row) => isKept[row] === 1);
  const session = keptBySeq.map(idOf);
  const order = countingOrder(session, cleaned.sessions.length).map((n) => keptBySeq[n]!);
  const list = (row: number): number => catalog.price[raw.item[row]!] ?? 0;
  const actions = createTable(ACTIONS, order.length);
  copyColumns(raw, actions, ACTIONS, order);
  order.forEach((row, at) => {
    const id = idOf(row);
    actions.session[at] = id;
    actions.seq[at] = at > 0 && actions.session[at - 1] === id ? actions.seq[at - 1]! + 1 : 0;
    actions.time[at] = time[row]!;
    actions.price[at] = inCents(raw.price[row]!, list(row));
  });
  const count = (holds: (row: number) => boolean): number => kept.filter(holds).length;
  const isLate = (row: number): boolean =>
    raw.batch[row]! > Math.floor(cleaned.sessions.start[idOf(row)]! / DAY);
  const notes = [
    { note: 'times in milliseconds put back to seconds', rows: count((row) => raw.time[row] !== time[row]) },
    { note: 'prices not given taken from the list', rows: count((row) => Number.isNaN(raw.price[row]!)) },
    {
      note: 'prices in whole units of money put back to cents',
      rows: count((row) => isInWholeUnits(raw.price[row]!, list(row))),
    },
    { note: 'came after their day', rows: count(isLate) },
    { note: 'stood after a later one and were put back', rows: countBehind(order, raw.length) },
  ];
  return { actions, account: withNotes(account, notes) };
}

/** (rows) 1 for a row whose session and seq an earlier row has. */
function findRepeats({ session, seq, length }: RawActions, bySeq: Uint32Array): Uint8Array {
  const repeats = new Uint8Array(length);
  for (let i = 1; i < length; i++) {
    const row = bySeq[i]!;
    const before = bySeq[i - 1]!;
    if (session[row] === session[before] && seq[row] === seq[before]) repeats[row] = 1;
  }
  return repeats;
}

/**
 * (rows) times in seconds; NaN where a time is not given or cannot be. Each session is read from its end: time never
 * falls inside a session and sessions hardly last a day, so a time that is too late, and is not when taken as
 * milliseconds, is in milliseconds.
 */
function readTimes(
  raw: RawActions,
  bySeq: Uint32Array,
  repeats: Uint8Array,
  startOf: (row: number) => number,
): Float64Array {
  const times = new Float64Array(raw.length).fill(Number.NaN);
  let session = NONE;
  let latest = Number.POSITIVE_INFINITY;
  for (let i = bySeq.length - 1; i >= 0; i--) {
    const row = bySeq[i]!;
    if (repeats[row] === 1) continue;
    const start = startOf(row);
    if (raw.session[row] !== session) latest = Number.POSITIVE_INFINITY;
    session = raw.session[row]!;
    const given = raw.time[row]!;
    const seconds = Math.round(given / MILLISECONDS);
    const isTooLate = given > Math.min(latest, start + DAY);
    const time = isTooLate && seconds >= start && seconds <= latest ? seconds : given;
    if (!(time >= start && time <= latest)) continue;
    times[row] = time;
    latest = time;
  }
  return times;
}

/** A price in whole cents; the list price where none is given. */
function inCents(price: number, list: number): number {
  if (Number.isNaN(price)) return list;
  return Math.round(isInWholeUnits(price, list) ? price * CENTS : price);
}

function isInWholeUnits(price: number, list: number): boolean {
  return price > 0 && price < list * FAR_BELOW && price * CENTS * NEAR >= list;
}
