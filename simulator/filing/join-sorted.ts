/** Tables that stand in the order of their own sort key, whoever made the rows. */

import { gatherRows } from '../../datasets/table-rows.ts';
import { createTable, type Table, type TableSpec } from '../../datasets/tables.ts';
import { inOrder } from '../people/pending.ts';
import type { Growing, NumberArray } from './growing.ts';

/** Rows of all shards by the sort key of their table; the columns of both have the same names. */
export function joinSorted<S extends TableSpec>(
  spec: S,
  parts: readonly Growing<{ [name: string]: NumberArray }>[],
): Table<S> {
  const names = Object.keys(spec.columns);
  const joined = createTable(
    spec,
    parts.reduce((sum, { length }) => sum + length, 0),
  ) as { [name: string]: NumberArray };
  let at = 0;
  for (const { columns, length } of parts) {
    for (const name of names) joined[name]!.set(columns[name]!.subarray(0, length), at);
    at += length;
  }
  const order = inOrder(
    at,
    spec.sortKey.map((name) => joined[name]!),
  );
  return gatherRows(spec, joined as Table<S>, order);
}
