import { describe, expect, it } from 'vitest';
import { type Csr, fromTriplets } from './csr.ts';
import { tridiagonalEigen } from './eigen.ts';
import { drawKey } from './rng.ts';
import { seedWords } from './seed.ts';
import { truncatedSvd } from './truncated-svd.ts';

const key = drawKey(seedWords('svd'), 'pure-svd.start');
const options = { tolerance: 1e-10, key };

function csr(dense: readonly (readonly number[])[]): Csr {
  const entries = dense.flatMap((row, r) => row.flatMap((value, c) => (value === 0 ? [] : [[r, c, value]])));
  const column = (n: number) => Uint32Array.from(entries, (entry) => entry[n]!);
  return fromTriplets(
    dense.length,
    dense[0]!.length,
    column(0),
    column(1),
    entries.map((entry) => entry[2]!),
  );
}

describe('tridiagonalEigen', () => {
  it('has the eigenvalues of the second difference, 2 - 2 cos(k pi / (n + 1)), and its vectors', () => {
    const n = 12;
    const diagonal = new Float64Array(n).fill(2);
    const vectors = new Float64Array(n * n);
    for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
    tridiagonalEigen(diagonal, new Float64Array(n).fill(-1), vectors);
    const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
    [...diagonal]
      .sort((a, b) => a - b)
      .forEach((value, k) => {
        expect(value).toBeCloseTo(expected[k]!, 12);
      });
    for (let j = 0; j < n; j++) {
      const x = (i: number): number => (i < 0 || i >= n ? 0 : vectors[i * n + j]!);
      for (let i = 0; i < n; i++) expect(2 * x(i) - x(i - 1) - x(i + 1)).toBeCloseTo(diagonal[j]! * x(i), 12);
    }
  });
});

describe('truncatedSvd', () => {
  it('has the values of a diagonal, whatever their order, and unit vectors', async () => {
    const sizes = [3, 7, 1, 9, 5, 2, 8];
    const { values, right } = await truncatedSvd(
      csr(sizes.map((size, r) => sizes.map((_, c) => (r === c ? size : 0)))),
      { ...options, count: 3 },
    );
    [9, 8, 7].forEach((value, f) => {
      expect(values[f]).toBeCloseTo(value, 10);
    });
    [3, 6, 1].forEach((at, f) => {
      for (let c = 0; c < 7; c++) expect(Math.abs(right[c * 3 + f]!)).toBeCloseTo(c === at ? 1 : 0, 9);
    });
  });

  it('finds a value as often as it is there: two blocks of ones less the identity have 4 twice, 1 eight times', async () => {
    const blocks = Array.from({ length: 10 }, (_, r) =>
      Array.from({ length: 10 }, (_, c) => Number(r !== c && r % 2 === c % 2)),
    );
    const { values } = await truncatedSvd(csr(blocks), { ...options, count: 10 });
    [4, 4, 1, 1, 1, 1, 1, 1, 1, 1].forEach((value, f) => {
      expect(values[f]).toBeCloseTo(value, 10);
    });
  });

  it('finds what is there of a matrix of low rank, and zeros', async () => {
    // u v^T with |u| = 3 and |v| = 5.
    const matrix = csr([1, 2, 2].map((u) => [3, 0, 4].map((v) => u * v)));
    const { values } = await truncatedSvd(matrix, { ...options, count: 3 });
    [15, 0, 0].forEach((value, f) => {
      expect(values[f]).toBeCloseTo(value, 6);
    });
  });

  it('refuses more values than there are', async () => {
    await expect(truncatedSvd(csr([[1, 2]]), { ...options, count: 2 })).rejects.toThrow(
      'svd: 2 values; there are 1 to 1',
    );
  });
});
