import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256, toHex } from '../../numerics/digest.ts';
import { sha256Native } from '../../numerics/sha256.node.ts';
import { sliceTable } from '../table-rows.ts';
import { type ColumnArray, createTable, type Table, type TableSpec } from '../tables.ts';
import {
  canonicalFloats,
  combineDigests,
  createTableDigest,
  DIGEST_BLOCK,
  digestTable,
} from './table-digest.ts';

const SPEC = {
  name: 'sample',
  doc: '',
  sortKey: ['n'],
  columns: {
    n: { type: 'u32', doc: '' },
    t: { type: 'text', doc: '' },
    x: { type: 'f32', doc: '' },
    b: { type: 'u8', doc: '' },
  },
} as const satisfies TableSpec;

const hashOf = (...parts: (string | Uint8Array)[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

function sample(length: number): Table<typeof SPEC> {
  const table = createTable(SPEC, length);
  for (let i = 0; i < length; i++) {
    table.n[i] = i * 2654435761;
    table.t[i] = i % 7 === 0 ? '' : `é${i}`;
    table.x[i] = i % 11 === 0 ? Number.NaN : i / 3;
    table.b[i] = i;
  }
  return table;
}

describe('digestTable', () => {
  it('is the hash that the documentation describes, worked out by hand', () => {
    const table = createTable(SPEC, 2);
    table.n.set([1, 0x01020304]);
    table.t.splice(0, 2, 'aé', '');
    table.x.set([1, Number.NaN]);
    table.b.set([5, 255]);
    const block = hashOf(
      hashOf(Uint8Array.of(1, 0, 0, 0, 4, 3, 2, 1)),
      hashOf(Uint8Array.of(3, 0, 0, 0, 0x61, 0xc3, 0xa9, 0, 0, 0, 0)),
      hashOf(Uint8Array.of(0, 0, 0x80, 0x3f, 0, 0, 0xc0, 0x7f)),
      hashOf(Uint8Array.of(5, 255)),
    );
    const expected = hashOf('sample n:u32 t:text x:f32 b:u8\n', block, Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0));
    expect(digestTable(SPEC, table, sha256Native)).toBe(toHex(expected));
  });

  it('of no rows is the hash of the spec and a count of 0', () => {
    const expected = hashOf('sample n:u32 t:text x:f32 b:u8\n', new Uint8Array(8));
    expect(digestTable(SPEC, createTable(SPEC, 0), sha256Native)).toBe(toHex(expected));
  });

  it('is the same by the portable hash', () => {
    expect(digestTable(SPEC, sample(3000), sha256)).toBe(digestTable(SPEC, sample(3000), sha256Native));
  });

  it('does not depend on how the rows are cut into chunks', () => {
    const rows = 2 * DIGEST_BLOCK + 1234;
    const table = sample(rows);
    const whole = digestTable(SPEC, table, sha256Native);
    const cut = fc.oneof(
      fc.nat(rows),
      fc.constantFrom(DIGEST_BLOCK - 1, DIGEST_BLOCK, DIGEST_BLOCK + 1, 2 * DIGEST_BLOCK),
    );
    fc.assert(
      fc.property(fc.array(cut, { maxLength: 6 }), (cuts) => {
        const digest = createTableDigest(SPEC, sha256Native);
        const ends = [...cuts.sort((a, b) => a - b), rows];
        ends.forEach((end, i) => {
          digest.update(sliceTable(SPEC, table, ends[i - 1] ?? 0, end));
        });
        expect(digest.rows).toBe(rows);
        expect(digest.digest()).toBe(whole);
      }),
      { numRuns: 25 },
    );
  });

  it('can be asked before the end, and goes on', () => {
    const table = sample(100);
    const digest = createTableDigest(SPEC, sha256Native);
    digest.update(sliceTable(SPEC, table, 0, 60));
    expect(digest.digest()).toBe(digestTable(SPEC, sliceTable(SPEC, table, 0, 60), sha256Native));
    digest.update(sliceTable(SPEC, table, 60, 100));
    expect(digest.digest()).toBe(digestTable(SPEC, table, sha256Native));
  });

  it('changes with any one value', () => {
    const whole = digestTable(SPEC, sample(500), sha256Native);
    fc.assert(
      fc.property(fc.nat(499), fc.constantFrom('n', 't', 'x', 'b'), (row, name) => {
        const table = sample(500);
        const column = table[name] as ColumnArray;
        column[row] = Array.isArray(column) ? `${column[row]}!` : name === 'x' ? 1e9 : column[row]! ^ 1;
        expect(digestTable(SPEC, table, sha256Native)).not.toBe(whole);
      }),
    );
  });

  it('changes with the order of rows, the name, a column name and a type', () => {
    const table = sample(10);
    const whole = digestTable(SPEC, table, sha256Native);
    const swapped = sample(10);
    [swapped.b[3], swapped.b[4]] = [swapped.b[4]!, swapped.b[3]!];
    const { b, ...others } = SPEC.columns;
    const digests = [
      digestTable(SPEC, swapped, sha256Native),
      digestTable({ ...SPEC, name: 'other' }, table, sha256Native),
      digestTable({ ...SPEC, columns: { ...others, c: b } }, { ...table, c: table.b } as never, sha256Native),
      digestTable(
        { ...SPEC, columns: { ...SPEC.columns, n: { type: 'i32', doc: '' } } },
        { ...table, n: new Int32Array(table.n) },
        sha256Native,
      ),
    ];
    for (const digest of digests) expect(digest).not.toBe(whole);
    expect(new Set(digests).size).toBe(4);
  });

  it('keeps texts apart that only differ in where one ends', () => {
    const digestOf = (...texts: string[]): string => {
      const table = createTable(SPEC, 2);
      table.t.splice(0, 2, ...texts);
      return digestTable(SPEC, table, sha256Native);
    };
    expect(digestOf('ab', 'c')).not.toBe(digestOf('a', 'bc'));
  });

  it('takes all NaN for one, and -0 for +0', () => {
    const odd = sample(20);
    new Uint32Array(odd.x.buffer)[0] = 0xffc12345;
    odd.x[5] = -0;
    const plain = sample(20);
    plain.x[5] = 0;
    expect(digestTable(SPEC, odd, sha256Native)).toBe(digestTable(SPEC, plain, sha256Native));
  });
});

describe('canonicalFloats', () => {
  it('leaves its argument alone and makes one NaN and one zero, in both widths', () => {
    const single = Float32Array.of(-0, 1.5, Number.NaN);
    new Uint32Array(single.buffer)[2] = 0xff800001;
    expect([...new Uint32Array(canonicalFloats(single).buffer)]).toEqual([0, 0x3fc00000, 0x7fc00000]);
    expect(Object.is(single[0], -0)).toBe(true);
    const double = Float64Array.of(-0, 1.5, Number.NaN);
    new Uint32Array(double.buffer).set([1, 0xfff00000], 4);
    expect([...new Uint32Array(canonicalFloats(double).buffer)]).toEqual([
      0, 0, 0, 0x3ff80000, 0, 0x7ff80000,
    ]);
  });
});

describe('combineDigests', () => {
  it('hashes sorted name:digest lines', () => {
    expect(combineDigests({ b: '22', a: '11' }, sha256Native)).toBe(toHex(hashOf('a:11\nb:22\n')));
  });
});
