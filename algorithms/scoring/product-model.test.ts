import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interactions } from '../../datasets/interactions.ts';
import { kernelHost, openOwnHost } from '../../numerics/kernels/open-host.node.ts';
import { residentColumns } from '../../numerics/kernels/resident.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { createLists, type Lists, type Queries } from '../algorithm.ts';
import { quietRun, skewedTraining } from '../small-training.node.ts';
import { productModel } from './product-model.ts';
import { gatherRows } from './row-lists.ts';
import { scoredModel } from './scored-model.ts';
import { tiePlaces } from './ties.ts';

const key = drawKey(seedWords('product'), 'choice.item');
const { fround } = Math;

/** Skewed profiles and a matrix of items by items with few different values, so that scores tie. */
function caseOf(shoppers: number, items: number, distinct: number) {
  const { interactions } = skewedTraining('product', shoppers, items, 6);
  const right = Float32Array.from(
    { length: items * items },
    (_, i) => Math.floor(uniform(key, i) * distinct) - 1,
  );
  const values = interactions.values.map((_, p) => 1 + (p % 3) / 8);
  return { interactions: { ...interactions, values }, right, places: tiePlaces(items, key) };
}

/** The same matrix without its zeros. */
function sparse(matrix: Float32Array, size: number): Interactions {
  const rowPtr = new Uint32Array(size + 1);
  const colIdx: number[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++)
      if (matrix[row * size + column] !== 0) colIdx.push(row * size + column);
    rowPtr[row + 1] = colIdx.length;
  }
  const values = Float32Array.from(colIdx, (i) => matrix[i]!);
  return { rows: size, cols: size, rowPtr, colIdx: Uint32Array.from(colIdx, (i) => i % size), values };
}

/** The reference: dense rows of scores, f32 multiply and add, and the selection in TypeScript. */
const plainModel = ({ interactions, right, places }: ReturnType<typeof caseOf>) =>
  scoredModel({
    interactions,
    places,
    score(shopper, scores) {
      const items = scores.length;
      scores.fill(0);
      for (let p = interactions.rowPtr[shopper]!; p < interactions.rowPtr[shopper + 1]!; p++) {
        const row = interactions.colIdx[p]! * items;
        for (let item = 0; item < items; item++)
          scores[item] = fround(scores[item]! + fround(interactions.values[p]! * right[row + item]!));
      }
      scores.forEach((score, item) => {
        if (score === 0) scores[item] = Number.NEGATIVE_INFINITY;
      });
    },
  });

function ask(model: ReturnType<typeof productModel>, queries: Queries, k: number): Lists {
  const out = createLists(queries.length, k);
  model.recommend(queries, k, out);
  return out;
}

const kernelModel = (data: ReturnType<typeof caseOf>, threads: number, isDense: boolean) =>
  productModel({
    ...data,
    profiles: (shoppers) => gatherRows(data.interactions, shoppers),
    right: isDense ? data.right : sparse(data.right, data.interactions.cols),
    kernels: kernelHost(threads),
  });

describe('productModel', () => {
  it('lists what the reference lists, bit for bit: any k, exclusion, candidates, ties, threads', () => {
    const size = fc.integer({ min: 1, max: 150 });
    fc.assert(
      fc.property(
        size,
        size,
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 200 }),
        fc.nat(23),
        (shoppers, items, distinct, k, kind) => {
          const data = caseOf(shoppers, items, distinct);
          const every = Uint32Array.from({ length: shoppers + 1 }, (_, shopper) => shopper);
          const only = gatherRows(
            sparse(data.right, items),
            every.map((shopper) => shopper % items),
          );
          const exclude = (['seen', 'none', only] as const)[kind % 3]!;
          const queries: Queries = {
            length: every.length,
            shopper: every,
            exclude,
            ...(kind % 2 === 0 && { candidates: only }),
          };
          const lists = ask(kernelModel(data, 1 + (kind % 2), kind % 4 < 2), queries, k);
          expect(lists).toEqual(ask(plainModel(data), queries, k));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('lists many in batches as it lists one', () => {
    const data = caseOf(1300, 90, 12);
    const model = kernelModel(data, 1, true);
    const shopper = Uint32Array.from({ length: 1300 }, (_, n) => n);
    const all = ask(model, { length: 1300, shopper, exclude: 'seen' }, 5);
    for (const n of [0, 511, 512, 1024, 1299]) {
      const one = ask(model, { length: 1, shopper: Uint32Array.of(n), exclude: 'seen' }, 5);
      expect([...one.items]).toEqual([...all.items.subarray(5 * n, 5 * n + 5)]);
    }
    expect(all).toEqual(ask(plainModel(data), { length: 1300, shopper, exclude: 'seen' }, 5));
  });
});

describe('residentColumns', () => {
  it('makes room for others and comes back with the same columns', () => {
    const host = openOwnHost(1, 8 * 2 ** 20);
    const columns = Array.from({ length: 4 }, (_, n) => new Float32Array(600_000).fill(n + 1));
    const residents = columns.map((column) => residentColumns(host.memory, [column]));
    for (let round = 0; round < 3; round++) {
      for (const [n, resident] of residents.entries()) {
        const [address] = resident.addresses();
        expect([...host.memory.f32(address!, 600_000).subarray(599_998)]).toEqual([n + 1, n + 1]);
        expect(resident.addresses()).toEqual([address]);
      }
    }
    expect(host.memory.used).toBeLessThan(8 * 2 ** 20);
    for (const resident of residents) resident.release();
    expect(host.memory.used).toBe(0);
    expect(() => residentColumns(host.memory, [new Float64Array(2e6)]).addresses()).toThrow(
      /16000000 bytes .* at most \d+/,
    );
    host.close();
  });

  it('is given back by release, once', () => {
    const { memory } = quietRun('resident').kernels;
    const before = memory.used;
    const resident = residentColumns(memory, [new Uint8Array(1000)]);
    resident.addresses();
    expect(memory.used).toBeGreaterThan(before);
    resident.release();
    resident.release();
    expect(memory.used).toBe(before);
  });
});
