/** Per-shopper values of a run as a table: one row a shopper, one column a definition. */

import { digestTable } from '../datasets/store/table-digest.ts';
import type { ColumnSpec, Table, TableSpec } from '../datasets/tables.ts';
import { type HashBytes, sha256 } from '../numerics/digest.ts';
import type { ShopperValues } from './evaluation/evaluation.ts';

export function valuesSpec(definitions: readonly string[]): TableSpec {
  const columns: [string, ColumnSpec][] = [
    ['shopper', { type: 'u32', doc: 'shopper' }],
    ...definitions.map((id): [string, ColumnSpec] => [
      id,
      { type: 'f64', doc: `value under ${id}; NaN: not defined` },
    ]),
  ];
  return {
    name: 'values',
    doc: 'one row an evaluated shopper',
    sortKey: ['shopper'],
    columns: Object.fromEntries(columns),
  };
}

export const valuesTable = ({ shopper, definitions, columns }: ShopperValues): Table<TableSpec> =>
  ({
    length: shopper.length,
    shopper,
    ...Object.fromEntries(definitions.map((id, i) => [id, columns[i]!])),
  }) as unknown as Table<TableSpec>;

/** Hexadecimal SHA-256 of shoppers, definitions and values; null where there is no definition. */
export function digestValues(values: ShopperValues, hash: HashBytes = sha256): string | null {
  if (values.definitions.length === 0) return null;
  return digestTable(valuesSpec(values.definitions), valuesTable(values), hash);
}
