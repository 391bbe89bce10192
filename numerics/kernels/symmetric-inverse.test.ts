import { afterAll, describe, expect, it } from 'vitest';
import { drawKey, uniform } from '../rng.ts';
import { seedWords } from '../seed.ts';
import { kernelHost } from './open-host.node.ts';
import { allocateTiles, invertTiles, type SymmetricTiles, tileSize } from './symmetric-inverse.ts';

const key = drawKey(seedWords('inverse.test'), 'choice.item');
afterAll(() => {
  for (const threads of [1, 2]) kernelHost(threads).close();
});

/** (n * n) X^T X + ridge I of n / 2 + 1 rows of uniform draws: as ill conditioned as n over the ridge. */
function positiveMatrix(n: number, ridge: number): Float64Array {
  const rows = (n >> 1) + 1;
  const x = Float64Array.from({ length: rows * n }, (_, i) => uniform(key, i));
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = i === j ? ridge : 0;
      for (let r = 0; r < rows; r++) sum += x[r * n + i]! * x[r * n + j]!;
      out[i * n + j] = sum;
    }
  }
  return out;
}

function placeOf({ size }: SymmetricTiles, i: number, j: number): number {
  const [low, high] = i < j ? [i, j] : [j, i];
  const [tall, wide] = [Math.floor(high / size), Math.floor(low / size)];
  return ((tall * (tall + 1)) / 2 + wide) * size * size + (high % size) * size + (low % size);
}

async function inverse(matrix: Float64Array, n: number, threads = 1): Promise<Float64Array> {
  const host = kernelHost(threads);
  const scope = host.memory.openScope();
  try {
    const tiles = allocateTiles(n, scope);
    const cells = host.memory.f64(tiles.tiles, tiles.bytes / 8).fill(0);
    for (let i = 0; i < tiles.side * tiles.size; i++) {
      for (let j = 0; j <= Math.min(i, n - 1); j++)
        if (i < n) cells[placeOf(tiles, i, j)] = matrix[i * n + j]!;
      if (i >= n) cells[placeOf(tiles, i, i)] = 1;
    }
    await invertTiles(host, tiles, async () => {});
    const found = host.memory.f64(tiles.tiles, tiles.bytes / 8);
    return Float64Array.from({ length: n * n }, (_, i) => -found[placeOf(tiles, Math.floor(i / n), i % n)]!);
  } finally {
    scope.close();
  }
}

/** Largest entry of |A B - I|. */
function residual(a: Float64Array, b: Float64Array, n: number): number {
  let most = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = i === j ? -1 : 0;
      for (let k = 0; k < n; k++) sum += a[i * n + k]! * b[k * n + j]!;
      most = Math.max(most, Math.abs(sum));
    }
  }
  return most;
}

describe('invertTiles', () => {
  it.each([1, 2, 3, 4, 5, 31, 96, 137, 293])('times the matrix is the identity, %d rows', async (n) => {
    const matrix = positiveMatrix(n, 0.5);
    // Entries of the matrix grow with n / 8, those of the inverse reach 1 / ridge: condition about n^2 / 8, f64 keeps 2^-53.
    expect(residual(matrix, await inverse(matrix, n), n)).toBeLessThan((1e-13 * (10 + n * n)) / 8);
  });

  it('leaves the same bits at any number of threads', async () => {
    const matrix = positiveMatrix(300, 2);
    expect(await inverse(matrix, 300, 2)).toEqual(await inverse(matrix, 300, 1));
  });

  it.each([0, -3, Number.NaN])('refuses a matrix with %d on its diagonal', async (value) => {
    const matrix = positiveMatrix(150, 1);
    matrix[140 * 150 + 140] = value;
    await expect(inverse(matrix, 150)).rejects.toThrow(/pivot 140 of 150 is .*not positive definite/);
  });
});

it('tiles are multiples of 4 that pad little', () => {
  for (let n = 1; n < 3000; n += 1) {
    const size = tileSize(n);
    if (size % 4 !== 0 || Math.ceil(n / size) * size - n >= (n <= 136 ? 4 : Math.max(20, 0.06 * n)))
      expect.fail(`${n} rows in tiles of ${size}`);
  }
});
