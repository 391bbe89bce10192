/**
 * Rows by a key of one or two numbers, with columns of numbers: an open-addressing hash table that grows, and forgets rows whose key was
 * not met for long. Row 0 is nobody's: all its values are 0, so that what is read of an unknown key is 0.
 */

export interface ColumnOf {
  readonly kind: 'u32' | 'f64';
  /** Values a row. */
  readonly width: number;
}

export type Column = Uint32Array | Float64Array;

/** All of a table, as plain data. */
export interface SavedKeyed {
  /** (rows x 2) */
  readonly keys: Uint32Array;
  readonly first: Float64Array;
  readonly last: Float64Array;
  /** Rows that are free for the next keys, the next one last. */
  readonly free: Uint32Array;
  readonly columns: Readonly<Record<string, Column>>;
}

export interface Keyed<Name extends string = string> {
  /** Rows that were ever made, row 0 included. */
  readonly size: number;
  /** (rows) time at which the key was first and last met; NaN: the row is free, or row 0. */
  readonly first: Float64Array;
  readonly last: Float64Array;
  /** (rows x width) by name. Replaced when the table grows: read it anew after `admit`, or where `version` is another. */
  readonly columns: Record<Name, Column>;
  /** Rises when columns are replaced. */
  readonly version: number;
  /** Row of the key, 0 where it is not known. */
  find(a: number, b?: number): number;
  /** Row of the key, made where it is not known. */
  admit(time: number, a: number, b?: number): number;
  /** Frees rows whose key was last met before `time`. */
  forget(time: number): void;
  /** Keys that are known. */
  count(): number;
  save(): SavedKeyed;
  restore(saved: SavedKeyed): void;
}

const FIRST_ROWS = 64;

const newColumn = ({ kind, width }: ColumnOf, rows: number): Column =>
  kind === 'u32' ? new Uint32Array(rows * width) : new Float64Array(rows * width);

function grown<C extends Column>(column: C, length: number): C {
  const more = new (column.constructor as new (length: number) => C)(length);
  more.set(column);
  return more;
}

/** Rows from place `from` of `rows` on. */
function clearRows(column: Column, width: number, rows: readonly number[], from: number): void {
  for (let i = from; i < rows.length; i++) {
    const row = rows[i]!;
    for (let at = row * width, end = at + width; at < end; at++) column[at] = 0;
  }
}

/** A well mixed 32-bit number of a key. */
function mix(a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}

export function createKeyed<Name extends string>(specs: Readonly<Record<Name, ColumnOf>>): Keyed<Name> {
  const names = Object.keys(specs) as Name[];
  let rows = FIRST_ROWS;
  // (rows x 2) both numbers of a key side by side, in one line of the cache.
  let keys: Uint32Array = new Uint32Array(2 * rows);
  let slots: Uint32Array = new Uint32Array(2 * rows);
  let free: number[] = [];
  const columns = {} as Record<Name, Column>;
  for (const name of names) columns[name] = newColumn(specs[name], rows);
  const table = {
    size: 1,
    version: 0,
    first: new Float64Array(rows).fill(Number.NaN),
    last: new Float64Array(rows).fill(Number.NaN),
    columns,
  };

  /** Slot of the key, or the empty one where it belongs. */
  const slotOf = (a: number, b: number): number => {
    const mask = slots.length - 1;
    let slot = mix(a, b) & mask;
    for (;;) {
      const row = slots[slot]!;
      if (row === 0 || (keys[2 * row] === a && keys[2 * row + 1] === b)) return slot;
      slot = (slot + 1) & mask;
    }
  };

  const index = (size: number): void => {
    slots = new Uint32Array(size);
    for (let row = 1; row < table.size; row++)
      if (!Number.isNaN(table.first[row]!)) slots[slotOf(keys[2 * row]!, keys[2 * row + 1]!)] = row;
  };

  const resize = (to: number): void => {
    rows = to;
    keys = grown(keys, 2 * rows);
    for (const name of ['first', 'last'] as const) {
      const more = new Float64Array(rows).fill(Number.NaN);
      more.set(table[name]);
      table[name] = more;
    }
    for (const name of names) columns[name] = grown(columns[name], rows * specs[name].width);
    table.version++;
    index(2 * rows);
  };

  const empty = (slot: number): void => {
    const mask = slots.length - 1;
    let hole = slot;
    let at = slot;
    for (;;) {
      at = (at + 1) & mask;
      const row = slots[at]!;
      if (row === 0) break;
      const home = mix(keys[2 * row]!, keys[2 * row + 1]!) & mask;
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      slots[hole] = row;
      hole = at;
    }
    slots[hole] = 0;
  };

  return Object.assign(table, {
    find: (a: number, b = 0): number => slots[slotOf(a, b)]!,
    admit(time: number, a: number, b = 0): number {
      const slot = slotOf(a, b);
      const known = slots[slot]!;
      if (known !== 0) {
        table.last[known] = time;
        return known;
      }
      if (free.length === 0 && table.size === rows) {
        resize(2 * rows);
        return this.admit(time, a, b);
      }
      const row = free.length > 0 ? free.pop()! : table.size++;
      slots[slot] = row;
      keys[2 * row] = a;
      keys[2 * row + 1] = b;
      table.first[row] = time;
      table.last[row] = time;
      return row;
    },
    forget(time: number): void {
      const { size, first, last } = table;
      const freed = free.length;
      for (let row = 1; row < size; row++) {
        if (!(last[row]! < time)) continue;
        empty(slotOf(keys[2 * row]!, keys[2 * row + 1]!));
        first[row] = Number.NaN;
        last[row] = Number.NaN;
        free.push(row);
      }
      for (const name of names) clearRows(columns[name], specs[name].width, free, freed);
    },
    count: (): number => table.size - 1 - free.length,
    save: (): SavedKeyed => ({
      keys: keys.slice(0, 2 * table.size),
      first: table.first.slice(0, table.size),
      last: table.last.slice(0, table.size),
      free: Uint32Array.from(free),
      columns: Object.fromEntries(
        names.map((name) => [name, columns[name].slice(0, table.size * specs[name].width)]),
      ),
    }),
    restore(saved: SavedKeyed): void {
      let to = FIRST_ROWS;
      while (2 * to < saved.keys.length) to *= 2;
      table.size = saved.keys.length / 2;
      keys = grown(saved.keys, 2 * to);
      rows = to;
      for (const name of ['first', 'last'] as const) {
        table[name] = new Float64Array(to).fill(Number.NaN);
        table[name].set(saved[name]);
      }
      for (const name of names) columns[name] = grown(saved.columns[name]!, to * specs[name].width);
      table.version++;
      free = Array.from(saved.free);
      index(2 * rows);
    },
  });
}
