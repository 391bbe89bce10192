import { describe, expect, it } from 'vitest';
import { type Interactions, transpose } from '../../datasets/interactions.ts';
import { walks } from '../neighbours/rp3beta.ts';
import { elasticNets, gramMatrix } from '../scoring/elastic-net.ts';
import { elasticNetPlainly } from '../scoring/elastic-net-plainly.ts';
import { binaryValues } from '../scoring/implicit-feedback.ts';
import { nearestOfAll, similarRows } from '../scoring/neighbours.ts';
import { weighPairs } from '../scoring/pair-weights.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { quietRun, type SmallRow, skewedTraining, smallTraining } from '../small-training.node.ts';
import { itemWeights } from './ease.ts';
import * as fixture from './item-matrices.fixture.ts';

const { SHOPPERS, ITEMS, summedValue } = fixture;
const run = quietRun('matrices');
const places = (items: number) => tiePlaces(items, run.draw('ties'));

const ROWS: SmallRow[] = [];
for (let shopper = 0; shopper < SHOPPERS; shopper++) {
  for (let item = 0; item < ITEMS; item++)
    if (summedValue(shopper, item) > 0) ROWS.push([shopper, item, 0, summedValue(shopper, item)]);
}
const VALUED = smallTraining(SHOPPERS, ITEMS, ROWS).interactions;
const PAIRS = binaryValues(VALUED);

function dense({ rows, cols, rowPtr, colIdx, values }: Interactions): number[] {
  const out = new Array<number>(rows * cols).fill(0);
  for (let row = 0; row < rows; row++) {
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) out[row * cols + colIdx[p]!] = values[p]!;
  }
  return out;
}

/** f32 keeps 24 bits. */
function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance = 2e-7): void {
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  for (const [i, value] of expected.entries())
    expect(Math.abs(actual[i]! - value), `entry ${i}: ${actual[i]} for ${value}`).toBeLessThan(
      tolerance * largest,
    );
}

const similar = async (
  matrix: Interactions,
  similarity: 'cosine' | 'jaccard' | 'inner-product',
  shrinkage = 0,
) =>
  nearestOfAll(
    similarRows(matrix, transpose(matrix), null, { similarity, shrinkage, neighbours: ITEMS }, places(ITEMS)),
    run,
  );
const OPTIONS = { l1: 0.5, l2: 3, sweeps: 10_000, tolerance: 1e-12 };

describe('computed apart', () => {
  it('Jaccard with shrinkage', async () => {
    expectClose(dense(await similar(transpose(PAIRS), 'jaccard', 2)), fixture.JACCARD);
  });

  it('TF-IDF as implicit has it', async () => {
    const weighed = weighPairs(transpose(VALUED), { weighting: 'tf-idf', binary: false, k1: 1.2, b: 0.75 });
    expectClose(dense(await similar(weighed, 'cosine')), fixture.TF_IDF);
  });

  it('BM25 as implicit has it', async () => {
    const weighed = weighPairs(transpose(VALUED), { weighting: 'bm25', binary: false, k1: 1.2, b: 0.75 });
    expectClose(dense(await similar(weighed, 'inner-product')), fixture.BM25);
  });

  it('RP3beta', async () => {
    const problem = walks(VALUED, { neighbours: ITEMS, alpha: 0.8, beta: 0.5, binary: false }, places(ITEMS));
    expectClose(dense(await nearestOfAll(problem, run)), fixture.RP3BETA);
  });

  it('EASE', async () => {
    expectClose(await itemWeights(PAIRS, 7, run), fixture.EASE);
  });

  it('SLIM as ElasticNet of scikit-learn has it', async () => {
    expectClose(dense(await elasticNets(await gramMatrix(PAIRS, run), OPTIONS, run)), fixture.SLIM);
  });
});

describe('elasticNets', () => {
  it('equals the reference bit for bit, at any number of threads', async () => {
    const { interactions } = skewedTraining('slim', 300, 120, 20);
    const options = { l1: 1, l2: 10, sweeps: 20, tolerance: 1e-4 };
    const gram = await gramMatrix(interactions, run);
    const nets = await elasticNets(gram, options, run);
    const found = dense(nets);
    for (let item = 0; item < 120; item++) {
      const expected = [...Float32Array.from(elasticNetPlainly(gram, item, options))];
      expect(found.slice(item * 120, (item + 1) * 120)).toEqual(expected);
    }
    expect(await elasticNets(gram, options, quietRun('matrices', 2))).toEqual(nets);
  });

  it('has no weight below 0 and none of an item on itself; a large l1 leaves nothing', async () => {
    const gram = await gramMatrix(PAIRS, run);
    const nets = dense(await elasticNets(gram, OPTIONS, run));
    expect(nets.every((weight) => weight >= 0)).toBe(true);
    for (let item = 0; item < ITEMS; item++) expect(nets[item * ITEMS + item]).toBe(0);
    expect((await elasticNets(gram, { ...OPTIONS, l1: 100 }, run)).colIdx).toHaveLength(0);
  });
});

describe('refused', () => {
  const broken = (value: number): Interactions => ({
    ...VALUED,
    values: VALUED.values.map((v, p) => (p === 5 ? value : v)),
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('%d among the values', async (value) => {
    await expect(similar(transpose(broken(value)), 'cosine')).rejects.toThrow(/must be finite/);
    await expect(itemWeights(broken(value), 7, run)).rejects.toThrow(/must be finite/);
    expect(() =>
      walks(broken(value), { neighbours: 3, alpha: 1, beta: 0, binary: false }, places(ITEMS)),
    ).toThrow(/must be finite/);
  });

  it('a matrix of items that one module cannot hold, before any of it is allocated', async () => {
    const items = 40_981;
    const { interactions } = smallTraining(2, items, [
      [0, 0],
      [1, 5],
    ]);
    const before = run.kernels.memory.memory.buffer.byteLength;
    await expect(itemWeights(interactions, 1, run)).rejects.toThrow(
      /ease: 40981 items need \d+ bytes; .*at most \d+ are free/,
    );
    expect(run.kernels.memory.memory.buffer.byteLength).toBe(before);
  });
});
