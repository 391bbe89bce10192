import { describe, expect, it } from 'vitest';
import { type Interactions, transpose } from '../../../datasets/interactions.ts';
import { fromTriplets } from '../../../numerics/csr.ts';
import { openOwnHost } from '../../../numerics/kernels/open-host.node.ts';
import { drawKey, uniform } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { quietRun } from '../../small-training.node.ts';
import { alsLoss, solveSide } from '../als-solver.ts';
import { blockSide, conjugateSide } from './reference.ts';
import type { AlsSolver, AlsSolverOptions } from './solvers.ts';
import { openAlsFit } from './sweeps.ts';

const key = drawKey(seedWords('als kernels'), 'split');
const SOLVERS = ['cholesky', 'cg', 'ials++'] as const;

/** Random pairs with weights from 1 to 3; the last row and the last column are empty, the first row is long. */
function randomPairs(rows: number, cols: number, density: number): Interactions {
  const [row, col]: [number[], number[]] = [[], []];
  for (let r = 0; r < rows - 1; r++) {
    for (let c = 0; c < cols - 1; c++) {
      if (r !== 0 && uniform(key, 1, r, c) >= density) continue;
      row.push(r);
      col.push(c);
    }
  }
  const weights = row.map((r, n) => 1 + 2 * uniform(key, 2, r, col[n]!));
  return fromTriplets(rows, cols, Uint32Array.from(row), Uint32Array.from(col), weights);
}

/** (rows * factors) in [-0.5, 0.5); 0 for rows without pairs. */
function randomVectors(pairs: Interactions, factors: number, series: number, scale = 1): Float32Array {
  return Float32Array.from({ length: pairs.rows * factors }, (_, i) => {
    const row = Math.floor(i / factors);
    return pairs.rowPtr[row] === pairs.rowPtr[row + 1] ? 0 : scale * (uniform(key, series, i) - 0.5);
  });
}

const optionsOf = (factors: number, more: Partial<AlsSolverOptions> = {}): AlsSolverOptions => ({
  factors,
  unobservedWeight: 0.3,
  regularisation: 0.05,
  frequencyExponent: 0.5,
  pull: 'all-pairs',
  solver: 'cholesky',
  cgSteps: 3,
  blockSize: 16,
  blockPasses: 1,
  ...more,
});

/** The shoppers' vectors after one sweep from given vectors, in kernels. */
async function swept(
  pairs: Interactions,
  options: AlsSolverOptions,
  start: { shoppers: Float32Array; items: Float32Array },
  threads = 1,
): Promise<Float32Array> {
  const fit = openAlsFit(pairs, options, quietRun('als', threads), 1);
  try {
    fit.setVectors('shoppers', start.shoppers);
    fit.setVectors('items', start.items);
    await fit.sweep('shoppers');
    return fit.vectors('shoppers');
  } finally {
    fit.close();
  }
}

async function reference(
  pairs: Interactions,
  options: AlsSolverOptions,
  start: { shoppers: Float32Array; items: Float32Array },
): Promise<Float64Array> {
  const [solved, fixed] = [Float64Array.from(start.shoppers), Float64Array.from(start.items)];
  if (options.solver === 'cg') conjugateSide(pairs, fixed, solved, options, options.cgSteps);
  else if (options.solver === 'ials++')
    blockSide(pairs, fixed, solved, options, options.blockSize, options.blockPasses);
  else
    await solveSide(pairs, fixed, solved, options, quietRun('als'), { done: 0, total: pairs.rows, work: 0 });
  return solved;
}

/** Largest difference beside the largest element. */
function apart(found: ArrayLike<number>, expected: Float64Array): number {
  let [most, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    // A NaN must not pass as no difference.
    if (!(Math.abs(found[i]! - expected[i]!) <= most)) most = Math.abs(found[i]! - expected[i]!);
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return most / largest;
}

const startOf = (pairs: Interactions, factors: number, scale = 1) => ({
  shoppers: randomVectors(pairs, factors, 3, scale),
  items: randomVectors(transpose(pairs), factors, 4, scale),
});

/** f32 systems of condition below a few thousand: some hundred roundings of 6e-8. */
const TOLERANCE = 2e-5;

describe.each(SOLVERS)('sweeps by %s', (solver: AlsSolver) => {
  it.each([1, 3, 7, 8, 16, 20, 65])('are those of the f64 reference, %i factors', async (factors) => {
    const pairs = randomPairs(40, 150, 0.3);
    for (const pull of ['all-pairs', 'unobserved-pairs'] as const) {
      const options = optionsOf(factors, { solver, pull });
      const start = startOf(pairs, factors);
      expect(apart(await swept(pairs, options, start), await reference(pairs, options, start))).toBeLessThan(
        TOLERANCE,
      );
    }
  });

  it('leave the same bits at any number of threads', async () => {
    const pairs = randomPairs(1500, 300, 0.2);
    const options = optionsOf(64, { solver });
    const start = startOf(pairs, 64);
    const one = await swept(pairs, options, start);
    for (const threads of [2, 3]) {
      const found = await swept(pairs, options, start, threads);
      expect(found.findIndex((value, i) => value !== one[i])).toBe(-1);
    }
  });

  it('leave the same bits when a shopper and an item without pairs come', async () => {
    const pairs = randomPairs(30, 40, 0.3);
    const wider: Interactions = {
      ...pairs,
      rows: 31,
      cols: 41,
      rowPtr: Uint32Array.of(...pairs.rowPtr, pairs.rowPtr[30]!),
    };
    const options = optionsOf(9, { solver });
    const found = await swept(wider, options, startOf(wider, 9));
    expect(found.slice(0, 30 * 9)).toEqual(await swept(pairs, options, startOf(pairs, 9)));
    expect([...found.subarray(30 * 9)]).toEqual(new Array(9).fill(0));
  });

  it('solve one pair', async () => {
    const pairs = fromTriplets(1, 1, Uint32Array.of(0), Uint32Array.of(0), [2]);
    const options = optionsOf(1, { solver, frequencyExponent: 0 });
    const start = { shoppers: Float32Array.of(0), items: Float32Array.of(0.5) };
    // (0.3 + 2) 0.25 x + 0.05 x = 2 * 0.5; one factor is one step of each solver.
    expect((await swept(pairs, options, start))[0]).toBeCloseTo(1 / (2.3 * 0.25 + 0.05), 6);
  });

  it('work with vectors too small for their squares to be told in f32', async () => {
    const pairs = randomPairs(20, 30, 0.3);
    const options = optionsOf(6, { solver });
    const start = startOf(pairs, 6, 1e-36);
    const found = await swept(pairs, options, start);
    expect(apart(found, await reference(pairs, options, start))).toBeLessThan(1e-2);
  });

  it('work with weights whose systems leave the range of f32', async () => {
    const light = randomPairs(20, 30, 0.3);
    const pairs = { ...light, values: light.values.map((weight) => weight * 1e38) };
    const options = optionsOf(6, { solver, regularisation: 1e37, cgSteps: 6, blockSize: 8 });
    const start = startOf(pairs, 6, 3);
    const exact = await reference(pairs, { ...options, solver: 'cholesky' }, start);
    expect(apart(await swept(pairs, options, start), exact)).toBeLessThan(TOLERANCE);
  });

  it('refuse what does not fit in 4 GiB before they take any memory', () => {
    const rows = 2 ** 21;
    const pairs: Interactions = {
      rows,
      cols: 1,
      rowPtr: new Uint32Array(rows + 1),
      colIdx: new Uint32Array(0),
      values: new Float32Array(0),
    };
    const host = openOwnHost(1);
    const run = { ...quietRun('als'), kernels: host };
    expect(() => openAlsFit(pairs, optionsOf(1024, { solver }), run, 1)).toThrow(
      /a block of 8\d{9} bytes is asked for; at most 4\d{9}/,
    );
    expect(host.memory.peak).toBe(0);
  });
});

describe('systems that f32 cannot tell from singular ones', () => {
  const pairs = randomPairs(6, 5, 0.5);

  it('are solved in f64', async () => {
    for (const solver of ['cholesky', 'ials++'] as const) {
      const options = optionsOf(12, { solver, regularisation: 1e-9, frequencyExponent: 0 });
      const start = startOf(pairs, 12);
      const exact = await reference(pairs, { ...options, solver: 'cholesky' }, start);
      expect(apart(await swept(pairs, options, start), exact)).toBeLessThan(1e-6);
    }
  });

  it('are refused where f64 cannot solve them either', async () => {
    const options = optionsOf(12, { regularisation: 1e-30, frequencyExponent: 0 });
    await expect(swept(pairs, options, startOf(pairs, 12))).rejects.toThrow(
      /als: row 0 has no single solution; raise the regularisation/,
    );
  });
});

describe('loss', () => {
  it.each(['all-pairs', 'unobserved-pairs'] as const)(
    'is that of the f64 reference, pull on %s',
    async (pull) => {
      const pairs = randomPairs(60, 50, 0.2);
      const options = optionsOf(11, { pull });
      const start = startOf(pairs, 11);
      const fit = openAlsFit(pairs, options, quietRun('als'), 1);
      fit.setVectors('shoppers', start.shoppers);
      fit.setVectors('items', start.items);
      const [w, h] = [Float64Array.from(start.shoppers), Float64Array.from(start.items)];
      const expected = alsLoss(pairs, transpose(pairs), w, h, options);
      expect(Math.abs((await fit.loss()) / expected - 1)).toBeLessThan(1e-7);
      fit.close();
    },
  );

  it.each(SOLVERS)('never rises by a sweep of %s, and all come to the same end', async (solver) => {
    const pairs = randomPairs(60, 50, 0.2);
    const ends: number[] = [];
    for (const each of ['cholesky', solver] as const) {
      const fit = openAlsFit(pairs, optionsOf(4, { solver: each, blockSize: 8 }), quietRun('als'), 300);
      fit.setVectors('items', startOf(pairs, 4, 0.3).items);
      let last = Number.POSITIVE_INFINITY;
      for (let epoch = 0; epoch < 150; epoch++) {
        await fit.sweep('shoppers');
        await fit.sweep('items');
        const loss = await fit.loss();
        expect(loss).toBeLessThan(last * (1 + 1e-6));
        last = loss;
      }
      ends.push(last);
      fit.close();
    }
    expect(Math.abs(ends[1]! / ends[0]! - 1)).toBeLessThan(1e-4);
  });
});
