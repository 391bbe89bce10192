import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Interactions, transpose } from '../../datasets/interactions.ts';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import { createLists, type RankModel } from '../algorithm.ts';
import { nearestOfAll, type SimilarityOptions, similarRows, termWeights } from '../scoring/neighbours.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { itemKnn } from './item-knn.ts';
import { userKnn } from './user-knn.ts';

/** shopper 0 {a, b}, 1 {a, b, c}, 2 {b, c}, 3 {d}, with items a to d as 0 to 3. */
const ROWS: SmallRow[] = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
  [1, 2],
  [2, 1],
  [2, 2],
  [3, 3],
];
const DATA = smallTraining(4, 4, ROWS);
const ROOT6 = Math.sqrt(6);

const nearest = (
  interactions: Interactions,
  options: Partial<SimilarityOptions> & { weighting?: 'none' | 'shopper' } = {},
) => {
  const { weighting, ...rest } = { neighbours: 100, shrinkage: 0, similarity: 'cosine' as const, ...options };
  const weights = weighting === 'shopper' ? termWeights(interactions) : null;
  const places = tiePlaces(interactions.cols, quietRun('knn').draw('ties'));
  return nearestOfAll(
    similarRows(transpose(interactions), interactions, weights, rest, places),
    quietRun('knn'),
  );
};

const dense = ({ rows, cols, rowPtr, colIdx, values }: Interactions): number[][] => {
  const out = Array.from({ length: rows }, () => new Array<number>(cols).fill(0));
  for (let r = 0; r < rows; r++)
    for (let p = rowPtr[r]!; p < rowPtr[r + 1]!; p++) out[r]![colIdx[p]!] = values[p]!;
  return out;
};

function scoresOf(model: RankModel, shopper: number): Record<number, number> {
  const out = createLists(1, 4);
  model.recommend({ length: 1, shopper: Uint32Array.of(shopper), exclude: 'none' }, 4, out);
  const listed = [...out.items.subarray(0, out.lengths[0])];
  return Object.fromEntries(listed.map((item, n) => [item, out.scores[n]!]));
}

function expectClose(actual: Record<number, number>, expected: Record<number, number>): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [item, score] of Object.entries(expected)) expect(actual[Number(item)]).toBeCloseTo(score, 6);
}

describe('nearest items', () => {
  it('has the cosines worked by hand', async () => {
    const similar = dense(await nearest(DATA.interactions));
    const expected = [
      [0, 2 / ROOT6, 1 / 2, 0],
      [2 / ROOT6, 0, 2 / ROOT6, 0],
      [1 / 2, 2 / ROOT6, 0, 0],
      [0, 0, 0, 0],
    ];
    similar.flat().forEach((value, n) => {
      expect(value).toBeCloseTo(expected.flat()[n]!, 6);
    });
  });

  it('divides by the row length of each shopper with weighting shopper, and adds the shrinkage below', async () => {
    const weighted = dense(await nearest(DATA.interactions, { weighting: 'shopper', shrinkage: 1 }));
    expect(weighted[0]![1]).toBeCloseTo((1 / 2 + 1 / 3) / (ROOT6 + 1), 6);
    expect(weighted[0]![2]).toBeCloseTo(1 / 3 / 3, 6);
  });

  it('keeps the nearest only', async () => {
    const kept = await nearest(DATA.interactions, { neighbours: 1 });
    expect([...kept.colIdx.subarray(0, 1)]).toEqual([1]);
    expect([...kept.rowPtr]).toEqual([0, 1, 2, 3, 3]);
  });

  it('equals the dense formula on any small matrix with values', async () => {
    const cell = fc.tuple(fc.nat(5), fc.nat(6), fc.constant(0), fc.integer({ min: 1, max: 4 }));
    const weighting = fc.constantFrom('none' as const, 'shopper' as const);
    await fc.assert(
      fc.asyncProperty(
        fc.array(cell, { maxLength: 30 }),
        weighting,
        fc.nat(3),
        async (rows, mode, shrinkage) => {
          const { interactions } = smallTraining(6, 7, rows);
          const x = dense(interactions);
          const weight = x.map((row) =>
            mode === 'none' ? 1 : 1 / Math.max(1, row.filter((v) => v !== 0).length),
          );
          const norm = (i: number) => Math.sqrt(x.reduce((sum, row) => sum + row[i]! ** 2, 0));
          const actual = dense(await nearest(interactions, { weighting: mode, shrinkage }));
          for (let i = 0; i < 7; i++) {
            for (let j = 0; j < 7; j++) {
              const dot = x.reduce((sum, row, u) => sum + weight[u]! * row[i]! * row[j]!, 0);
              const expected = i === j || dot === 0 ? 0 : dot / (norm(i) * norm(j) + shrinkage);
              expect(actual[i]![j]).toBeCloseTo(expected, 6);
            }
          }
        },
      ),
    );
  });
});

describe('item-knn', () => {
  it('sums the similarities to the own items that an item counts among its nearest', async () => {
    const model = await itemKnn.fit(DATA, itemKnn.params.parse({}), quietRun('knn'));
    expectClose(scoresOf(model, 0), { 0: 2 / ROOT6, 1: 2 / ROOT6, 2: 1 / 2 + 2 / ROOT6 });
  });

  it('asks the neighbours of the target, not of the own items', async () => {
    // Everyone who had a rare item had the hit; the hit has other, nearer neighbours.
    const rows: SmallRow[] = [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
      [3, 0],
    ];
    const model = await itemKnn.fit(
      smallTraining(4, 3, rows),
      itemKnn.params.parse({ neighbours: 1 }),
      quietRun('knn'),
    );
    expect(Object.keys(scoresOf(model, 3))).toEqual([]);
    expect(Object.keys(scoresOf(model, 1))).toEqual(['0', '1', '2']);
  });

  it("asks the neighbours of the own items under 'of-own'", async () => {
    // The nearest of 0 is 1, those of 1 and 2 are each other: cosines 1 / sqrt 6 and 2 / sqrt 6.
    const rows: SmallRow[] = [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
      [3, 0],
    ];
    const listed = async (nearest: string) =>
      scoresOf(
        await itemKnn.fit(
          smallTraining(4, 3, rows),
          itemKnn.params.parse({ neighbours: 1, nearest }),
          quietRun('knn'),
        ),
        3,
      );
    expectClose(await listed('of-own'), { 1: 1 / ROOT6 });
    expectClose(await listed('of-candidate'), {});
  });

  it('weighs the own items by value when binary is off', async () => {
    const rows = ROWS.map(([shopper, item]): SmallRow => [shopper, item, 0, shopper === 3 ? 1 : 2]);
    const plain = await itemKnn.fit(DATA, itemKnn.params.parse({}), quietRun('knn'));
    const valued = await itemKnn.fit(
      smallTraining(4, 4, rows),
      itemKnn.params.parse({ binary: false }),
      quietRun('knn'),
    );
    const doubled = Object.entries(scoresOf(plain, 0)).map(([item, score]) => [item, 2 * score]);
    expectClose(scoresOf(valued, 0), Object.fromEntries(doubled));
  });
});

describe('user-knn', () => {
  it('sums the cosines of the shoppers who had an item', async () => {
    const model = await userKnn.fit(DATA, userKnn.params.parse({}), quietRun('knn'));
    expectClose(scoresOf(model, 0), { 0: 2 / ROOT6, 1: 2 / ROOT6 + 1 / 2, 2: 2 / ROOT6 + 1 / 2 });
  });

  it('asks the nearest shoppers only', async () => {
    const model = await userKnn.fit(
      DATA,
      userKnn.params.parse({ neighbours: 1, shrinkage: 2 }),
      quietRun('knn'),
    );
    const similarity = 2 / (ROOT6 + 2);
    expectClose(scoresOf(model, 0), { 0: similarity, 1: similarity, 2: similarity });
  });

  it('has nothing to say to a shopper who shares no item with anyone', async () => {
    const model = await userKnn.fit(DATA, userKnn.params.parse({}), quietRun('knn'));
    expect([scoresOf(model, 3), scoresOf(model, NO_SHOPPER)]).toEqual([{}, {}]);
  });
});
