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

/** A table with every column cut to its rows, all in one buffer of their own. */
export function trim<C extends { [name: string]: NumberArray }>(table: Growing<C>): Growing<C> {
  return { length: table.length, columns: pack(table.columns, table.length) };
}

/** Columns start at multiples of this many bytes. */
const ALIGNED = 8;
const roomOf = (column: NumberArray, rows: number): number =>
  Math.ceil((rows * column.BYTES_PER_ELEMENT) / ALIGNED) * ALIGNED;

/** Columns, or their first `rows` values, copied to one buffer: it goes from thread to thread as one. */
export function pack<C extends { [name: string]: NumberArray }>(
  columns: C,
  rows = Number.POSITIVE_INFINITY,
): C {
  let bytes = 0;
  for (const name in columns) bytes += roomOf(columns[name]!, Math.min(rows, columns[name]!.length));
  const buffer = new ArrayBuffer(bytes);
  const packed: { [name: string]: NumberArray } = {};
  let at = 0;
  for (const name in columns) {
    const column = columns[name]!;
    const length = Math.min(rows, column.length);
    const own = new (column.constructor as ViewOf)(buffer, at, length);
    own.set(length < column.length ? column.subarray(0, length) : column);
    packed[name] = own;
    at += roomOf(column, length);
  }
  return packed as C;
}

type ViewOf = new (buffer: ArrayBuffer, at: number, length: number) => NumberArray;

/** The buffers of packed tables: what a worker hands over. */
export function buffersOf(tables: readonly { readonly columns: object }[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { columns } of tables)
    for (const column of Object.values(columns as { [name: string]: NumberArray }))
      buffers.add(column.buffer);
  return [...buffers];
}
