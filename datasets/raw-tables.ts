/**
 * Raw tables: a log as it reached the shop, with faults, filed under `raw/` beside the clean one. `raw-log.ts` cleans them.
 *
 * A row comes in a batch, one a day; batches stand in order, the rows of a batch as they were delivered.
 */

import { ACTIONS, type Columns, SESSIONS, type Table, type TableSpec } from './tables.ts';

/** Sentinel of an item that was not given. */
export const NO_ITEM = 0xffffffff;
/** Sentinel of a code that was not given. */
export const NO_CODE = 0xff;
/** Sentinel of `seq` for rows that are no actions. */
export const NO_SEQ = 0xffff;

const spec = <const C extends Columns>(table: TableSpec<C>): TableSpec<C> => table;

const BATCH = {
  batch: { type: 'u32', unit: 'days', doc: 'batch that brought the row: the day of the delivery, from 0' },
} as const;

// A raw row knows no round: that follows from its start.
const { round: _, ...sessionColumns } = SESSIONS.columns;

export const RAW_SESSIONS = spec({
  name: 'sessions',
  doc: 'Sessions as delivered; may repeat, lack values, refer to nobody, stand out of order, come late or in a wrong unit.',
  sortKey: ['batch'],
  columns: {
    ...BATCH,
    ...sessionColumns,
    start: { type: 'f64', unit: 's', doc: 'start, since the origin', missing: Number.NaN },
    channel: { ...SESSIONS.columns.channel, missing: NO_CODE },
    device: { ...SESSIONS.columns.device, missing: NO_CODE },
  },
});
export type RawSessions = Table<typeof RAW_SESSIONS>;

export const RAW_ACTIONS = spec({
  name: 'actions',
  doc: 'Actions as delivered; may repeat, lack values, refer to nothing, stand out of order, come late or in a wrong unit.',
  sortKey: ['batch'],
  columns: {
    ...BATCH,
    ...ACTIONS.columns,
    time: { type: 'f64', unit: 's', doc: 'time, since the origin', missing: Number.NaN },
    item: { type: 'u32', doc: 'item', missing: NO_ITEM },
    price: { type: 'f64', unit: 'cents', doc: 'unit price seen or paid', missing: Number.NaN },
  },
});
export type RawActions = Table<typeof RAW_ACTIONS>;

/** The raw tables of a log, in the order in which they are listed everywhere. */
export const RAW_TABLES = [RAW_SESSIONS, RAW_ACTIONS] as const;

export const FAULT_TABLES = ['sessions', 'actions'] as const;
export type FaultTable = (typeof FAULT_TABLES)[number];

export const FAULT_KINDS = [
  'missing',
  'wrong unit',
  'broken reference',
  'duplicated',
  'late',
  'out of order',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Columns that a fault may spoil; `row` where it concerns the row as a whole. */
export const FAULT_COLUMNS = [
  'row',
  'start',
  'shopper',
  'channel',
  'device',
  'session',
  'time',
  'item',
  'price',
] as const;
export type FaultColumn = (typeof FAULT_COLUMNS)[number];

export const INJECTED_FAULTS = spec({
  name: 'injected_faults',
  doc: 'Every fault of the raw tables, one row each: where it stands and what was there before.',
  sortKey: ['batch', 'table', 'row', 'kind'],
  columns: {
    ...BATCH,
    table: { type: 'u8', doc: 'raw table', labels: FAULT_TABLES },
    row: { type: 'u32', doc: 'row of the raw table, from 0' },
    kind: { type: 'u8', doc: 'what is wrong', labels: FAULT_KINDS },
    column: { type: 'u8', doc: 'column that is wrong; row: the row as a whole', labels: FAULT_COLUMNS },
    original: {
      type: 'f64',
      doc: 'value before the fault, a code for columns of labels; of a late row the batch in which it was due',
      missing: Number.NaN,
    },
    session: { type: 'u32', doc: 'true session: the row of the clean table' },
    seq: { type: 'u16', doc: 'true place of the action within its session', missing: NO_SEQ },
  },
});
export type InjectedFaults = Table<typeof INJECTED_FAULTS>;
