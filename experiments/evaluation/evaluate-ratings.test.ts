import { describe, expect, it } from 'vitest';
import type { RateModel } from '../../algorithms/algorithm.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { createTable, SHOPPERS } from '../../datasets/tables.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { evaluateRatings, ratingScale } from './evaluate-ratings.ts';
import type { EvaluationOptions } from './evaluation.ts';
import { shopperGroups } from './groups.ts';

const ratings = (rows: [shopper: number, item: number, stars: number][]): Feedback => ({
  length: rows.length,
  shoppers: 3,
  items: 4,
  shopper: Uint32Array.from(rows, ([shopper]) => shopper),
  item: Uint32Array.from(rows, ([, item]) => item),
  time: new Uint32Array(rows.length),
  value: Float32Array.from(rows, ([, , stars]) => stars),
  relevant: new Uint8Array(rows.length).fill(1),
});

const FEEDBACK = ratings([
  [0, 0, 1],
  [0, 1, 5],
  [1, 0, 3],
  [1, 2, 4],
  [2, 3, 2],
]);
const FOLD = { train: Uint32Array.of(0, 1, 2), test: Uint32Array.of(3, 4), cutoff: null };

const constant = (stars: number): RateModel => ({ predict: (_shopper, _item, out) => void out.fill(stars) });

const OPTIONS: EvaluationOptions = {
  requests: [
    { name: 'rmse', cutoff: null },
    { name: 'mae', cutoff: null },
  ],
  primary: { name: 'rmse', cutoff: null },
  groups: [],
  statistics: { resamples: 100, level: 0.95 },
  key: drawKey(seedWords('ratings'), 'bootstrap'),
  signal: new AbortController().signal,
  clock: () => 0,
};

describe('evaluateRatings', () => {
  it('measures every test rating, of unknown shoppers and items too', async () => {
    const { result } = await evaluateRatings(constant(3), FEEDBACK, FOLD, OPTIONS);
    expect(result.estimates.map(({ definition, mean, n }) => [definition, mean, n])).toEqual([
      ['rmse.v1', 1, 2],
      ['mae.v1', 1, 2],
    ]);
    expect(result.counts).toMatchObject({ evaluated: 2, unknownShoppers: 1, trainRows: 3, testRows: 2 });
    expect([result.exposure, result.tieRate]).toEqual([null, null]);
  });
  it('clips predictions to the scale that the training ratings span', async () => {
    expect(ratingScale(FEEDBACK, FOLD.train)).toEqual({ least: 1, most: 5 });
    const { result } = await evaluateRatings(constant(9), FEEDBACK, FOLD, OPTIONS);
    expect(result.estimates[1]!.mean).toBe((1 + 3) / 2);
    const narrow = await evaluateRatings(constant(9), FEEDBACK, FOLD, OPTIONS, { least: 1, most: 4 });
    expect(narrow.result.estimates[1]!.mean).toBe((0 + 2) / 2);
  });
  it('keeps groups of fewer than ten ratings without a value', async () => {
    const table = createTable(SHOPPERS, 3);
    table.gender.splice(0, 3, 'a', 'b', 'a');
    const rows = Array.from({ length: 22 }, (_, i): [number, number, number] => [
      i < 20 ? 1 : 2,
      i % 4,
      1 + (i % 5),
    ]);
    const feedback = ratings(rows);
    const fold = {
      train: Uint32Array.of(0, 21),
      test: Uint32Array.from({ length: 20 }, (_, i) => i + 1),
      cutoff: null,
    };
    const groups = [shopperGroups(table, 'gender')];
    const { result } = await evaluateRatings(
      constant(3),
      feedback,
      fold,
      { ...OPTIONS, groups },
      { least: 1, most: 5 },
    );
    const [a, b] = result.groups['gender']!;
    expect([a!.mean, a!.n]).toEqual([null, 1]);
    expect(b!.n).toBe(19);
    expect(b!.definition).toBe('rmse.v1');
  });
  it('refuses a prediction that is no number, and metrics of lists', async () => {
    await expect(evaluateRatings(constant(Number.NaN), FEEDBACK, FOLD, OPTIONS)).rejects.toThrow(
      'evaluate: the prediction for shopper 1, item 2 is NaN',
    );
    const requests = [{ name: 'recall', cutoff: 10 }];
    await expect(evaluateRatings(constant(3), FEEDBACK, FOLD, { ...OPTIONS, requests })).rejects.toThrow(
      "evaluate: recall measures task 'rank'",
    );
  });
});
