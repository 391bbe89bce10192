/** Faults of values: not given, in a wrong unit, or referring to nothing. */

import { type FaultColumn, type FaultKind, NO_CODE, NO_ITEM } from '../../datasets/raw-tables.ts';
import type { ColumnArray, Table, TableSpec } from '../../datasets/tables.ts';
import type { Fault } from './delivery.ts';

export type ValueFault = Extract<FaultKind, 'missing' | 'wrong unit' | 'broken reference'>;

/** Decides by keyed draws; the same row and kind give the same. */
export interface Chances {
  occurs(kind: FaultKind, row: number): boolean;
  /** Evenly one of 0 .. count - 1; `step` 1, 2 ... tells the draws of one fault apart. */
  pick(kind: FaultKind, row: number, count: number, step: number): number;
}

/** One way in which a column can be wrong. */
interface Spoiling {
  readonly column: FaultColumn;
  /** The wrong value for the right one; `pick(n)` draws evenly one of 0 .. n - 1. */
  wrong(value: number, pick: (count: number) => number): number;
}

/** The ways in which rows of one table can be wrong; one of a kind is picked evenly. */
export type Spoilings = Readonly<Record<ValueFault, readonly Spoiling[]>>;

const absent = (column: FaultColumn, sentinel: number): Spoiling => ({ column, wrong: () => sentinel });
const times = (column: FaultColumn, factor: number): Spoiling => ({
  column,
  wrong: (value) => value * factor,
});
const over = (column: FaultColumn, divisor: number): Spoiling => ({
  column,
  wrong: (value) => value / divisor,
});
/** An index at or beyond `count`, where there is nothing. */
const beyond = (column: FaultColumn, count: number): Spoiling => ({
  column,
  wrong: (_, pick) => count + pick(count),
});

/** Session ids are below this, see MOST_SESSIONS. */
const NO_SESSIONS_FROM = 2 ** 31;

export function sessionSpoilings(shoppers: number): Spoilings {
  return {
    missing: [absent('start', Number.NaN), absent('channel', NO_CODE), absent('device', NO_CODE)],
    'wrong unit': [times('start', 1000)],
    'broken reference': [beyond('shopper', shoppers)],
  };
}

export function actionSpoilings(items: number): Spoilings {
  const nowhere: Spoiling = { column: 'session', wrong: (id) => (id % NO_SESSIONS_FROM) + NO_SESSIONS_FROM };
  return {
    missing: [absent('time', Number.NaN), absent('item', NO_ITEM), absent('price', Number.NaN)],
    'wrong unit': [times('time', 1000), over('price', 100)],
    'broken reference': [nowhere, beyond('item', items)],
  };
}

const KINDS = ['missing', 'wrong unit', 'broken reference'] as const satisfies readonly ValueFault[];

/** Spoils `rows` in place. A value that is absent, or would stay as it is, is left alone and is no fault. */
export function spoil<S extends TableSpec>(
  spec: S,
  rows: Table<S>,
  spoilings: Spoilings,
  chances: Chances,
): Map<number, Fault[]> {
  const faults = new Map<number, Fault[]>();
  for (let row = 0; row < rows.length; row++) {
    for (const kind of KINDS) {
      if (!chances.occurs(kind, row)) continue;
      const ways = spoilings[kind];
      const { column, wrong } = ways[chances.pick(kind, row, ways.length, 1)]!;
      const values = rows[column] as Exclude<ColumnArray, string[]>;
      const original = values[row]!;
      if (Object.is(original, spec.columns[column]?.missing)) continue;
      values[row] = wrong(original, (count) => chances.pick(kind, row, count, 2));
      if (Object.is(values[row], original)) continue;
      faults.set(row, [...(faults.get(row) ?? []), { kind, column, original }]);
    }
  }
  return faults;
}
