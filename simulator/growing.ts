/** Columns of numbers that grow together, and go from thread to thread. */

export type NumberArray =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** Columns that grow together; rows at and beyond `length` mean nothing. */
export interface Growing<C extends { [name: string]: NumberArray }> {
  length: number;
  columns: C;
}

/** Makes room for `more` rows after the last. */
export function reserve<C extends { [name: string]: NumberArray }>(table: Growing<C>, more: number): void {
  const needed = table.length + more;
  // Columns grow together: the first one speaks for all.
  for (const name in table.columns) {
    if (table.columns[name]!.length < needed) grow(table, needed);
    return;
  }
}

function grow<C extends { [name: string]: NumberArray }>(table: Growing<C>, needed: number): void {
  for (const name in table.columns) {
    const column = table.columns[name]!;
    if (column.length >= needed) continue;
    const larger = new (column.constructor as new (rows: number) => typeof column)(2 * needed);
    larger.set(column.subarray(0, table.length));
    table.columns[name] = larger;
  }
}

/** A table with every column cut to its rows, in buffers of its own. */
export function trim<C extends { [name: string]: NumberArray }>(table: Growing<C>): Growing<C> {
  const entries = Object.entries(table.columns).map(([name, column]) => [
    name,
    column.slice(0, table.length),
  ]);
  return { length: table.length, columns: Object.fromEntries(entries) as C };
}

/** The buffers of trimmed tables: what a worker hands over. */
export function buffersOf(tables: readonly { readonly columns: object }[]): ArrayBuffer[] {
  return tables.flatMap(({ columns }) =>
    Object.values(columns as { [name: string]: NumberArray }).map((column) => column.buffer),
  );
}
