/** A log as slices in time order, a part of a file in memory at a time. */

import type { EventTables } from '../../algorithms/fraud/event-stream.ts';
import { DELIVERIES, RETURNS, REVIEWS } from '../../datasets/after-sale-tables.ts';
import { CHARGEBACKS } from '../../datasets/fraud-tables.ts';
import { PAYMENTS } from '../../datasets/payment-tables.ts';
import type { Manifest, ManifestPart } from '../../datasets/store/manifest.ts';
import { type DuckDb, openDuckDb } from '../../datasets/store/parquet.node.ts';
import { partsOf, readPart } from '../../datasets/store/parts.node.ts';
import { readSoundManifest } from '../../datasets/store/reader.node.ts';
import { concatTables, sliceTable } from '../../datasets/table-rows.ts';
import { ACTIONS, createTable, ORDERS, SESSIONS, type Table, type TableSpec } from '../../datasets/tables.ts';

export type EventTable = keyof EventTables;

/** Rows of each table that stand before a place in the log. */
export type LogOffset = { readonly [K in EventTable]?: number };

export interface LogSlice {
  /** Rows that follow those of the slice before. */
  readonly tables: EventTables;
  /** Seconds: whatever comes in later slices is not older. Infinity for the last slice. */
  readonly until: number;
  /** Where the slice begins. */
  readonly from: LogOffset;
  /** All that was read until its end; absent where the digest of the log covers it. */
  readonly mark?: LogMark;
}

/** The front of a file that may grow. */
export interface LogMark {
  readonly bytes: number;
  readonly digest: string;
}

export interface SlicedLog {
  /** ISO 8601 date-time of t = 0. */
  readonly origin: string;
  /** Tells this log from others. */
  readonly digest: string;
  /** How many there will be; NaN where nobody knows. */
  readonly events: number;
  /** From the start, or from a place at which a slice began. Throws ConfigError where what was read until `mark` is no longer there. */
  slices(from?: LogOffset, mark?: LogMark): AsyncGenerator<LogSlice>;
  close(): void;
}

const SPECS = {
  sessions: SESSIONS,
  actions: ACTIONS,
  payments: PAYMENTS,
  orders: ORDERS,
  deliveries: DELIVERIES,
  reviews: REVIEWS,
  returns: RETURNS,
  chargebacks: CHARGEBACKS,
} as const satisfies Record<EventTable, TableSpec>;

/** By session number: their rows ascend by it. The rest ascend by time. */
const BY_SESSION: readonly EventTable[] = ['sessions', 'actions', 'payments', 'orders'];
const TABLES = Object.keys(SPECS) as EventTable[];

/** Sessions of a slice: a few tens of MB with all that is done in them. */
const SLICE_SESSIONS = 20_000;

/**
 * Opens the store of a log. Sessions ascend by their start, and what is done in a session is not before its start: so what is
 * done in later sessions is not older than the start of the next one.
 *
 * @param told tables whose rows are given; sessions are read in any case
 */
export async function openStoreLog(
  dir: string,
  told: readonly EventTable[] = TABLES,
  sessionsOfSlice = SLICE_SESSIONS,
): Promise<SlicedLog> {
  const manifest = await readSoundManifest(dir);
  const db = await openDuckDb();
  const kept = told.filter((name) => manifest.tables[SPECS[name].name] !== undefined);
  const rowsOf = (name: EventTable): number =>
    manifest.tables[SPECS[name].name]!.parts.reduce((all, { rows }) => all + rows, 0);
  // A session is an event when it begins, and one when it is looked back on.
  const events = kept.reduce((sum, name) => sum + rowsOf(name) * (name === 'sessions' ? 2 : 1), 0);
  return {
    origin: manifest.origin,
    digest: manifest.observedDigest,
    events,
    slices: (from = {}) => slices({ db, dir, manifest }, kept, sessionsOfSlice, from),
    close: () => db.close(),
  };
}

interface Store {
  readonly db: DuckDb;
  readonly dir: string;
  readonly manifest: Manifest;
}

async function* slices(
  store: Store,
  told: readonly EventTable[],
  size: number,
  from: LogOffset,
): AsyncGenerator<LogSlice> {
  const sessions = openCursor(store, SESSIONS, from.sessions ?? 0);
  const others = told
    .filter((name) => name !== 'sessions')
    .map((name) => ({ name, cursor: openCursor<TableSpec>(store, SPECS[name], from[name] ?? 0) }));
  for (;;) {
    const offset = Object.fromEntries([
      ['sessions', sessions.at()],
      ...others.map(({ name, cursor }) => [name, cursor.at()]),
    ]) as LogOffset;
    const own = await sessions.take(size);
    const next = await sessions.peek();
    const until = next ? next.rows.start[next.row]! : Number.POSITIVE_INFINITY;
    const endSession = next ? next.rows.session[next.row]! : Number.POSITIVE_INFINITY;
    const tables: Record<string, unknown> = told.includes('sessions') ? { sessions: own } : {};
    for (const { name, cursor } of others) {
      const isBySession = BY_SESSION.includes(name);
      tables[name] = await cursor.takeBelow(
        isBySession ? 'session' : 'time',
        isBySession ? endSession : until,
      );
    }
    yield { tables: tables as EventTables, until, from: offset };
    if (!next) return;
  }
}

interface Cursor<S extends TableSpec> {
  /** Rows of the table before it. */
  at(): number;
  /** The next row; null at the end. */
  peek(): Promise<{ readonly rows: Table<S>; readonly row: number } | null>;
  /** The next `count` rows, or fewer at the end of a part or of the table; none only at the end of the table. */
  take(count: number): Promise<Table<S>>;
  /** All next rows whose `column`, which ascends, is below `end`. */
  takeBelow(column: string, end: number): Promise<Table<S>>;
}

function openCursor<S extends TableSpec>({ db, dir, manifest }: Store, spec: S, first: number): Cursor<S> {
  const parts = partsOf(dir, manifest, spec, 'log');
  let before = 0;
  let next = 0;
  let skip = first;
  while (next < parts.length && parts[next]!.rows <= skip) {
    skip -= parts[next]!.rows;
    before += parts[next]!.rows;
    next++;
  }
  let rows: Table<S> | null = null;
  let row = skip;
  const read = async (part: ManifestPart): Promise<void> => {
    rows = await readPart(db, dir, spec, 'log', part);
    next++;
  };
  const cursor: Cursor<S> = {
    at: () => before + row,
    async peek() {
      if (rows === null && next < parts.length) await read(parts[next]!);
      while (rows !== null && row === rows.length) {
        before += rows.length;
        rows = null;
        row = 0;
        if (next < parts.length) await read(parts[next]!);
      }
      return rows && { rows, row };
    },
    async take(count) {
      const place = await cursor.peek();
      if (place === null) return createTable(spec, 0);
      const end = Math.min(place.rows.length, place.row + count);
      const taken = sliceTable(spec, place.rows, place.row, end);
      row = end;
      return taken;
    },
    async takeBelow(column, end) {
      const chunks: Table<S>[] = [];
      for (let place = await cursor.peek(); place !== null; place = await cursor.peek()) {
        const keys = place.rows[column] as Uint32Array;
        const to = firstAtLeast(keys, place.row, end);
        if (to > place.row) chunks.push(sliceTable(spec, place.rows, place.row, to));
        row = to;
        if (to < place.rows.length) break;
      }
      if (chunks.length === 1) return chunks[0]!;
      return concatTables(spec, chunks);
    },
  };
  return cursor;
}

/** The first place from `from` on whose key is at least `end`. */
function firstAtLeast(keys: Uint32Array, from: number, end: number): number {
  let [low, high] = [from, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < end) low = middle + 1;
    else high = middle;
  }
  return low;
}
