/** What the cleaning of each raw table needs of columns. */

import type { ColumnArray, Table, TableSpec } from './tables.ts';

/** No row, no id. */
export const NONE = 0xffffffff;

/** Copies from `from` the rows at `rows`, in that order, into every column of `to` that both have. */
export function copyColumns<S extends TableSpec>(
  from: { readonly length: number },
  to: Table<S>,
  spec: S,
  rows: Uint32Array,
): void {
  const sources = from as Readonly<Record<string, ColumnArray | number>>;
  for (const name of Object.keys(spec.columns)) {
    const source = sources[name] as ColumnArray | undefined;
    const target = to[name] as ColumnArray;
    if (source) for (let i = 0; i < rows.length; i++) target[i] = source[rows[i]!]!;
  }
}
