import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Csr, countingOrder, fromTriplets, transpose } from './csr.ts';

const ROWS = 7;
const COLS = 5;
const triplets = fc.array(
  fc.record({ row: fc.nat(ROWS - 1), col: fc.nat(COLS - 1), value: fc.integer({ min: -9, max: 9 }) }),
  { maxLength: 60 },
);
type Triplet = { row: number; col: number; value: number };

function build(entries: readonly Triplet[]): Csr {
  const row = Uint32Array.from(entries, (entry) => entry.row);
  const col = Uint32Array.from(entries, (entry) => entry.col);
  return fromTriplets(
    ROWS,
    COLS,
    row,
    col,
    Float32Array.from(entries, (entry) => entry.value),
  );
}

function dense(entries: readonly Triplet[]): number[][] {
  const out = Array.from({ length: ROWS }, () => new Array<number>(COLS).fill(0));
  for (const { row, col, value } of entries) out[row]![col]! += value;
  return out;
}

function toDense({ rows, cols, rowPtr, colIdx, values }: Csr): number[][] {
  const out = Array.from({ length: rows }, () => new Array<number>(cols).fill(0));
  for (let r = 0; r < rows; r++) {
    for (let p = rowPtr[r]!; p < rowPtr[r + 1]!; p++) out[r]![colIdx[p]!]! += values[p]!;
  }
  return out;
}

function expectOrdered(matrix: Csr): void {
  expect(matrix.rowPtr).toHaveLength(matrix.rows + 1);
  expect(matrix.colIdx).toHaveLength(matrix.rowPtr[matrix.rows]!);
  expect(matrix.values).toHaveLength(matrix.colIdx.length);
  for (let r = 0; r < matrix.rows; r++) {
    for (let p = matrix.rowPtr[r]! + 1; p < matrix.rowPtr[r + 1]!; p++) {
      expect(matrix.colIdx[p]!).toBeGreaterThan(matrix.colIdx[p - 1]!);
    }
  }
}

describe('fromTriplets', () => {
  it('a worked case: rows without entries, a repeat added up, columns ascending', () => {
    const matrix = fromTriplets(
      4,
      3,
      Uint32Array.of(2, 0, 2, 2),
      Uint32Array.of(2, 1, 0, 2),
      Float32Array.of(1, 5, 7, 0.5),
    );
    expect(matrix).toEqual({
      rows: 4,
      cols: 3,
      rowPtr: Uint32Array.of(0, 1, 1, 3, 3),
      colIdx: Uint32Array.of(1, 0, 2),
      values: Float32Array.of(5, 7, 1.5),
    });
  });

  it('equals dense addition, with sorted unique columns, for any triplets', () => {
    fc.assert(
      fc.property(triplets, (entries) => {
        const matrix = build(entries);
        expectOrdered(matrix);
        expect(toDense(matrix)).toEqual(dense(entries));
      }),
    );
  });

  it('adds in f64: a million small values do not stall as they would in f32', () => {
    const n = 1_000_000;
    const zeros = new Uint32Array(n);
    const matrix = fromTriplets(1, 1, zeros, zeros, new Float32Array(n).fill(0.1));
    expect(matrix.values[0]!).toBe(Math.fround(n * Math.fround(0.1)));
  });

  it('uses only the triplets of `order`', () => {
    const row = Uint32Array.of(0, 0, 1);
    const col = Uint32Array.of(1, 0, 1);
    const matrix = fromTriplets(2, 2, row, col, [1, 2, 3], { order: Uint32Array.of(2, 0) });
    expect(toDense(matrix)).toEqual([
      [0, 1],
      [0, 3],
    ]);
  });

  it('refuses what is out of range, and repeats when sum is false', () => {
    const one = Uint32Array.of(1);
    const zero = Uint32Array.of(0);
    expect(() => fromTriplets(1, 1, one, zero, [1])).toThrow('csr: row 1 of triplet 0; there are 1');
    expect(() => fromTriplets(1, 1, zero, one, [1])).toThrow('csr: column 1 of triplet 0; there are 1');
    const twice = Uint32Array.of(0, 0);
    expect(() => fromTriplets(1, 1, twice, twice, [1, 2], { sum: false })).toThrow(
      'entry (0, 0) is given twice',
    );
    expect(fromTriplets(0, 0, new Uint32Array(0), new Uint32Array(0), []).rowPtr).toEqual(Uint32Array.of(0));
  });
});

describe('transpose', () => {
  it('exchanges rows and columns; twice it is the identity', () => {
    fc.assert(
      fc.property(triplets, (entries) => {
        const matrix = build(entries);
        const flipped = transpose(matrix);
        expectOrdered(flipped);
        expect(flipped).toEqual(
          fromTriplets(
            COLS,
            ROWS,
            Uint32Array.from(entries, (entry) => entry.col),
            Uint32Array.from(entries, (entry) => entry.row),
            entries.map((entry) => entry.value),
          ),
        );
        expect(transpose(flipped)).toEqual(matrix);
      }),
    );
  });
});

describe('countingOrder', () => {
  it('is the stable sort by key, also of a chosen subset', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 50 }), fc.boolean(), (keys, even) => {
        const column = Uint32Array.from(keys);
        const chosen = keys.map((_, i) => i).filter((i) => !even || i % 2 === 0);
        const expected = chosen.toSorted((a, b) => keys[a]! - keys[b]! || a - b);
        expect([...countingOrder(column, 10, even ? Uint32Array.from(chosen) : undefined)]).toEqual(expected);
      }),
    );
  });
});
