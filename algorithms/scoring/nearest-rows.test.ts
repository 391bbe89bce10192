import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transpose } from '../../datasets/interactions.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { quietRun, skewedTraining, smallTraining } from '../small-training.node.ts';
import { type NearestProblem, nearestFinder } from './nearest-rows.ts';
import { nearestRowsPlainly } from './nearest-rows-plainly.ts';
import { SIMILARITIES, type SimilarityOptions, similarRows } from './neighbours.ts';
import { tiePlaces } from './ties.ts';

const places = (count: number) => tiePlaces(count, quietRun('nearest').draw('ties'));
const all = (count: number) => Uint32Array.from({ length: count }, (_, row) => row);

/** Items of skewed data; `value` of pair p. */
function problemOf(
  [shoppers, items, each]: readonly [number, number, number],
  options: SimilarityOptions,
  value: (pair: number) => number = () => 1,
  weights: Float64Array | null = null,
): NearestProblem {
  const { interactions } = skewedTraining('nearest', shoppers, items, each);
  const rows = { ...interactions, values: interactions.values.map((_, pair) => value(pair)) };
  return similarRows(transpose(rows), rows, weights, options, places(items));
}

const CASES = SIMILARITIES.flatMap((similarity) =>
  [0, 10].map((shrinkage) => ({ similarity, shrinkage, neighbours: 20 })),
);

describe('nearestFinder', () => {
  it.each(CASES)('finds what the reference finds, bit for bit, from counts: %o', (options) => {
    const problem = problemOf([400, 333, 25], options);
    const found = nearestFinder(problem, kernelHost(1)).find(all(333));
    expect(found).toEqual(nearestRowsPlainly(problem, all(333)));
  });

  it.each(CASES)('and from values, weighted columns, negative sums: %o', (options) => {
    const weights = Float64Array.from({ length: 400 }, (_, shopper) => 1 / (1 + (shopper % 7)));
    const value = (pair: number) => ((pair * 7919) % 13) / 3 - (options.similarity === 'cosine' ? 1.5 : 0);
    const problem = problemOf([400, 333, 25], options, value, weights);
    const found = nearestFinder(problem, kernelHost(1)).find(all(333));
    expect(found).toEqual(nearestRowsPlainly(problem, all(333)));
  });

  it('leaves the same bits at any number of threads, for any rows in any order', () => {
    const problem = problemOf([400, 333, 25], { similarity: 'cosine', shrinkage: 1, neighbours: 7 });
    const rows = all(333).reverse();
    const one = nearestFinder(problem, kernelHost(1)).find(rows);
    expect(nearestFinder(problem, kernelHost(2)).find(rows)).toEqual(one);
    expect(one).toEqual(nearestRowsPlainly(problem, rows));
  });

  it('reads columns beyond 16 bits, of which blocks without a product are passed over', () => {
    const options = { similarity: 'jaccard', shrinkage: 0, neighbours: 3 } as const;
    const problem = problemOf([300, 70_000, 4], options);
    const rows = Uint32Array.from({ length: 50 }, (_, n) => n);
    expect(nearestFinder(problem, kernelHost(1)).find(rows)).toEqual(nearestRowsPlainly(problem, rows));
  });

  it.each([3e-23, 1e20])(
    'keeps ties by place where similarities leave the range of f32: values of %d',
    (size) => {
      const options = { similarity: 'inner-product', shrinkage: 0, neighbours: 5 } as const;
      const problem = problemOf([300, 3000, 60], options, () => size);
      const rows = Uint32Array.from({ length: 100 }, (_, n) => 2900 + n);
      const expected = nearestRowsPlainly(problem, rows);
      expect(nearestFinder(problem, kernelHost(1)).find(rows)).toEqual(expected);
      expect(new Set(expected.values).size).toBeLessThan(20);
    },
  );

  it('counts beyond 16 bits', () => {
    const pairs = Array.from({ length: 66_000 }, (_, shopper) => [
      [shopper, 0] as const,
      [shopper, 1] as const,
    ]);
    const { interactions } = smallTraining(66_000, 3, [...pairs.flat(), [7, 2]]);
    const options = { similarity: 'cosine', shrinkage: 0, neighbours: 2 } as const;
    const problem = similarRows(transpose(interactions), interactions, null, options, places(3));
    const found = nearestFinder(problem, kernelHost(1)).find(all(3));
    expect(found).toEqual(nearestRowsPlainly(problem, all(3)));
    expect(found.values[0]).toBe(1);
  });

  it('equals the reference on any small matrix, at any k', () => {
    const cell = fc.tuple(fc.nat(9), fc.nat(70), fc.constant(0), fc.constantFrom(1, 1, 2, -1, 1e-40, 1e18));
    fc.assert(
      fc.property(
        fc.array(cell, { maxLength: 120 }),
        fc.integer({ min: 1, max: 80 }),
        fc.nat(3),
        (cells, k, kind) => {
          const { interactions } = smallTraining(10, 71, cells);
          const similarity = SIMILARITIES[kind % 3]!;
          const options = { similarity, shrinkage: kind === 3 ? 2 : 0, neighbours: k };
          const problem = similarRows(transpose(interactions), interactions, null, options, places(71));
          expect(nearestFinder(problem, kernelHost(1)).find(all(71))).toEqual(
            nearestRowsPlainly(problem, all(71)),
          );
        },
      ),
    );
  });
});
