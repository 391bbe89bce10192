/** Rows of one table that wait in memory until they are filed. */

import type { ColumnArray, ColumnSpec, TableSpec } from '../tables.ts';

/** What is read of a chunk; every `Table` of the spec is one. */
export type Chunk = { readonly length: number } & Readonly<Record<string, ColumnArray | number>>;

export interface WaitingRows {
  readonly length: number;
  /** The columns in the order of the spec; rows at and beyond `length` mean nothing. */
  readonly columns: readonly ColumnArray[];
  /** Copies rows [start, end) of `chunk`. Raises on codes without a label and on texts that Parquet cannot give back. */
  append(chunk: Chunk, start: number, end: number): void;
  /** Forgets all rows and keeps the memory of numbers for the next. */
  clear(): void;
}

type NumberArray = Exclude<ColumnArray, string[]>;

const FIRST_ROWS = 2048;

const ARRAYS = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

export function createWaitingRows(spec: TableSpec): WaitingRows {
  const names = Object.keys(spec.columns);
  const specs = Object.values(spec.columns);
  const columns = specs.map(({ type }): ColumnArray => (type === 'text' ? [] : new ARRAYS[type](0)));
  let length = 0;
  return {
    get length() {
      return length;
    },
    columns,
    append(chunk, start, end) {
      for (const [i, name] of names.entries()) {
        const from = chunk[name] as ColumnArray;
        check(from, start, end, specs[i]!, `${spec.name}.${name}`);
        columns[i] = withRows(columns[i]!, length, from, start, end);
      }
      length += end - start;
    },
    clear() {
      length = 0;
      for (const column of columns) if (Array.isArray(column)) column.length = 0;
    },
  };
}

/** `column` with rows [start, end) of `from` written from row `at` on, or a larger one in its place. */
function withRows(
  column: ColumnArray,
  at: number,
  from: ColumnArray,
  start: number,
  end: number,
): ColumnArray {
  if (Array.isArray(column)) {
    for (let i = start; i < end; i++) column.push(from[i] as string);
    return column;
  }
  const to = withRoom(column, at, at + end - start);
  to.set((from as NumberArray).subarray(start, end), at);
  return to;
}

function withRoom(column: NumberArray, used: number, needed: number): NumberArray {
  if (column.length >= needed) return column;
  const larger = new (column.constructor as new (rows: number) => NumberArray)(
    Math.max(FIRST_ROWS, 2 * column.length, needed),
  );
  larger.set(column.subarray(0, used));
  return larger;
}

function check(column: ColumnArray, start: number, end: number, spec: ColumnSpec, name: string): void {
  if (Array.isArray(column)) {
    for (let i = start; i < end; i++) {
      if (!isStorable(column[i]!))
        throw new Error(
          `store: ${name}: a text holds a NUL or half a surrogate pair, which Parquet cannot give back`,
        );
    }
  } else if (spec.labels) checkCodes(column, start, end, spec.labels, spec.missing, name);
}

function checkCodes(
  codes: NumberArray,
  start: number,
  end: number,
  labels: readonly string[],
  missing: number | undefined,
  name: string,
): void {
  for (let i = start; i < end; i++) {
    if (codes[i]! >= labels.length && codes[i] !== missing) {
      throw new Error(`store: ${name}: code ${codes[i]} has no label; the labels are ${labels.join(', ')}`);
    }
  }
}

const UNSTORABLE = /\0|\p{Surrogate}/u;
const PLAIN = /^[\x20-\x7e]*$/;

function isStorable(text: string): boolean {
  return PLAIN.test(text) || !UNSTORABLE.test(text);
}
