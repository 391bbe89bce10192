/** Rows of tables whatever their columns: parts, selections, one table after another. */

import {
  type ColumnArray,
  type ColumnType,
  createTable,
  newColumn,
  type Table,
  type TableSpec,
} from './tables.ts';

/** The column arrays of a table, in the order of its spec. */
export function columnsOf<S extends TableSpec>(spec: S, rows: Table<S>): ColumnArray[] {
  return Object.keys(spec.columns).map((name) => rows[name] as ColumnArray);
}

function mapColumns<S extends TableSpec>(
  spec: S,
  rows: Table<S>,
  length: number,
  column: (values: ColumnArray, type: ColumnType) => ColumnArray,
): Table<S> {
  const entries = Object.entries(spec.columns).map(([name, { type }]) => [
    name,
    column(rows[name] as ColumnArray, type),
  ]);
  return { length, ...Object.fromEntries(entries) } as Table<S>;
}

/** The same rows as of the table that `spec` says; raises where a column of it is missing. */
export function asTable<S extends TableSpec>(spec: S, rows: Table<TableSpec>): Table<S> {
  for (const name of Object.keys(spec.columns))
    if (rows[name] === undefined) throw new TypeError(`${spec.name}: no column ${name}`);
  return rows as Table<S>;
}

/** Rows [start, end) of a table; numeric columns are views, not copies. */
export function sliceTable<S extends TableSpec>(
  spec: S,
  rows: Table<S>,
  start: number,
  end: number,
): Table<S> {
  return mapColumns(spec, rows, end - start, (values) =>
    Array.isArray(values) ? values.slice(start, end) : values.subarray(start, end),
  );
}

/** The rows at `indices`, in that order, copied. */
export function gatherRows<S extends TableSpec>(
  spec: S,
  rows: Table<S>,
  indices: ArrayLike<number>,
): Table<S> {
  const length = indices.length;
  return mapColumns(spec, rows, length, (values, type) => {
    const out = newColumn(type, length);
    for (let i = 0; i < length; i++) out[i] = values[indices[i]!]!;
    return out;
  });
}

/** Chunks one after another, copied. */
export function concatTables<S extends TableSpec>(spec: S, chunks: readonly Table<S>[]): Table<S> {
  const out = createTable(
    spec,
    chunks.reduce((sum, chunk) => sum + chunk.length, 0),
  );
  for (const name of Object.keys(spec.columns)) {
    const to = out[name] as ColumnArray;
    let at = 0;
    for (const chunk of chunks) {
      const from = chunk[name] as ColumnArray;
      if (Array.isArray(to)) for (let i = 0; i < chunk.length; i++) to[at + i] = from[i] as string;
      else to.set((from as Exclude<ColumnArray, string[]>).subarray(0, chunk.length), at);
      at += chunk.length;
    }
  }
  return out;
}
