import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOG_TABLES } from './log-tables.ts';
import { columnsOf, concatTables, gatherRows, sliceTable } from './table-rows.ts';
import { type ColumnSpec, createTable, type TableSpec } from './tables.ts';

const LARGEST = {
  u8: 0xff,
  u16: 0xffff,
  u32: 0xffffffff,
  i32: 0x7fffffff,
  f32: Infinity,
  f64: Infinity,
  text: 0,
};

const SPEC = {
  name: 'sample',
  doc: '',
  sortKey: ['n'],
  columns: {
    n: { type: 'u32', doc: '' },
    x: { type: 'f32', doc: '' },
    t: { type: 'text', doc: '' },
    d: { type: 'f64', doc: '' },
    b: { type: 'u8', doc: '' },
    s: { type: 'u16', doc: '' },
    i: { type: 'i32', doc: '' },
  },
} as const satisfies TableSpec;

/** Row i holds values that name i. */
function numbered(length: number) {
  const table = createTable(SPEC, length);
  for (let i = 0; i < length; i++) {
    table.n[i] = i;
    table.x[i] = i / 2;
    table.t[i] = `row ${i}`;
    table.d[i] = i / 3;
    table.b[i] = i;
    table.s[i] = i;
    table.i[i] = -i;
  }
  return table;
}

describe.each(LOG_TABLES.map((spec) => [spec.name, spec as TableSpec] as const))('%s', (_, spec) => {
  const columns = Object.entries(spec.columns) as [string, ColumnSpec][];

  it('is sorted by columns that it has', () => {
    for (const name of spec.sortKey) expect(Object.keys(spec.columns)).toContain(name);
  });

  it('says what each column is', () => {
    for (const [, { doc }] of columns) expect(doc).not.toBe('');
  });

  it('has labels on codes only, each once, and room for the sentinel', () => {
    for (const [, { type, labels, missing }] of columns) {
      if (labels) expect(type).toBe('u8');
      expect(new Set(labels).size).toBe(labels?.length ?? 0);
      if (missing === undefined) continue;
      expect(missing).toBeLessThanOrEqual(LARGEST[type]);
      expect(labels?.length ?? 0).toBeLessThanOrEqual(missing);
    }
  });
});

describe('createTable', () => {
  it('makes zeros and empty texts of the right types', () => {
    const table = createTable(SPEC, 2);
    expect(table).toEqual({
      length: 2,
      n: new Uint32Array(2),
      x: new Float32Array(2),
      t: ['', ''],
      d: new Float64Array(2),
      b: new Uint8Array(2),
      s: new Uint16Array(2),
      i: new Int32Array(2),
    });
    expect(columnsOf(SPEC, table)[2]).toBe(table.t);
  });
});

describe('sliceTable', () => {
  it('views numbers and copies texts', () => {
    const table = numbered(5);
    const slice = sliceTable(SPEC, table, 1, 3);
    expect(slice.length).toBe(2);
    expect(slice.t).toEqual(['row 1', 'row 2']);
    table.n[1] = 77;
    expect([...slice.n]).toEqual([77, 2]);
  });
});

describe('gatherRows', () => {
  it('copies rows in the order asked for, repeats too', () => {
    const gathered = gatherRows(SPEC, numbered(4), [3, 0, 3]);
    expect(gathered.t).toEqual(['row 3', 'row 0', 'row 3']);
    expect([...gathered.i]).toEqual([-3, -0, -3].map((value) => value | 0));
    expect([...gathered.x]).toEqual([1.5, 0, 1.5]);
  });
});

describe('concatTables', () => {
  it('undoes slicing at any cuts', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.array(fc.nat(20), { maxLength: 5 }), (length, cuts) => {
        const table = numbered(length);
        const ends = [...cuts.map((cut) => Math.min(cut, length)).sort((a, b) => a - b), length];
        const chunks = ends.map((end, i) => sliceTable(SPEC, table, ends[i - 1] ?? 0, end));
        expect(concatTables(SPEC, chunks)).toEqual(table);
      }),
    );
  });

  it('makes an empty table of no chunks', () => {
    expect(concatTables(SPEC, [])).toEqual(createTable(SPEC, 0));
  });

  it('takes only the rows that a chunk declares', () => {
    const wide = numbered(4);
    expect([...concatTables(SPEC, [{ ...wide, length: 2 }, wide]).n]).toEqual([0, 1, 0, 1, 2, 3]);
  });
});
