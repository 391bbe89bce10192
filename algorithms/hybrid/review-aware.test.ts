import { describe, expect, it } from 'vitest';
import { createLists, type Queries, type RankModel, type Saved, type TrainingData } from '../algorithm.ts';
import { algorithmNamed } from '../fitting.ts';
import { quietRun, type SmallRow, smallReviews, smallTraining } from '../small-training.node.ts';
import { reviewAverages, scaled } from './review-scores.ts';

/** Popularity: item 0 by 4 shoppers, 1 by 3, 2 by 2, the others by 1. Shopper 5 had nothing. */
const ROWS: SmallRow[] = [
  [0, 0],
  [0, 1],
  [0, 2],
  [0, 3],
  [1, 0],
  [1, 1],
  [1, 2],
  [2, 0],
  [2, 1],
  [3, 0],
  [4, 4],
  [4, 5],
];
const PLAIN = smallTraining(6, 6, ROWS);
const REVIEWS = smallReviews([
  [3, 0, 1],
  [2, 1, 3],
  [0, 3, 5],
  [1, 3, 5],
]);
const DATA = { ...PLAIN, reviews: REVIEWS };
const ALL: Queries = { length: 6, shopper: Uint32Array.of(0, 1, 2, 3, 4, 5), exclude: 'none' };
const popularity = { name: 'popularity' };

const fitted = async (
  name: string,
  params: object,
  data: TrainingData = DATA,
): Promise<RankModel & Saved> => {
  const algorithm = algorithmNamed(name);
  return (await algorithm.fit(data, algorithm.params.parse(params), quietRun('seed'))) as RankModel & Saved;
};

function ask(model: RankModel, queries: Queries, k: number) {
  const out = createLists(queries.length, k);
  model.recommend(queries, k, out);
  return out;
}

describe('averages of reviews', () => {
  it('begin at the mean of all: by hand', () => {
    // Mean (1 + 3 + 5 + 5) / 4 = 3.5; with a prior of 2, item 0: (2 * 3.5 + 1) / 3, item 1: (7 + 3) / 3, item 3: (7 + 10) / 4.
    const found = reviewAverages(REVIEWS, 6, 2);
    [8 / 3, 10 / 3, 3.5, 17 / 4, 3.5, 3.5].forEach((value, item) => {
      expect(found[item]).toBeCloseTo(value, 12);
    });
    expect([...reviewAverages(REVIEWS, 6, 0)]).toEqual([1, 3, 3.5, 5, 3.5, 3.5]);
  });

  it('stand between 0 and 1, or at 0 where they are the same', () => {
    expect([...scaled(Float64Array.of(2, 5, 3))]).toEqual([0, 1, 1 / 3]);
    expect([...scaled(Float64Array.of(4, 4))]).toEqual([0, 0]);
  });

  it('refuse stars that are no number', () => {
    expect(() => reviewAverages(smallReviews([[0, 0, Number.NaN]]), 1, 1)).toThrow('rating NaN of row 0');
  });
});

describe('review-aware', () => {
  const params = { base: popularity, strength: 0.6, prior: 2 };
  /** Popularity over the list: (count - 1) / 3; reviews: (average - 8/3) / (17/4 - 8/3). */
  const BY_HAND = [
    0.4 * 1 + 0.6 * 0,
    0.4 * (2 / 3) + 0.6 * (8 / 19),
    0.4 * (1 / 3) + 0.6 * (10 / 19),
    0.4 * 0 + 0.6 * 1,
    0.4 * 0 + 0.6 * (10 / 19),
    0.4 * 0 + 0.6 * (10 / 19),
  ];

  it('adds the score of its part and that of the reviews: by hand', async () => {
    const model = await fitted('review-aware', params);
    const { items, scores, lengths } = ask(model, { ...ALL, length: 1 }, 6);
    expect(lengths[0]).toBe(6);
    expect([...items.subarray(0, 4)]).toEqual([3, 1, 2, 0].toSorted((a, b) => BY_HAND[b]! - BY_HAND[a]!));
    items.forEach((item, n) => {
      expect(scores[n]).toBeCloseTo(BY_HAND[item]!, 6);
    });
    expect(ask(model, { ...ALL, length: 1 }, 5).tied[0]).toBe(1);
    expect(model.path).toEqual({ reviews: 4, order: 'by reviews' });
  });

  it('says what the part adds and what the reviews do, and that is what is lost without them', async () => {
    const model = await fitted('review-aware', params);
    const { score, causes, additive } = model.explain!(ALL, 0, 1, 9);
    expect(additive).toBe(true);
    expect(score).toBeCloseTo(BY_HAND[1]!, 6);
    expect(causes).toEqual([
      { kind: 'part', name: 'popularity', contribution: expect.closeTo(0.4 * (2 / 3), 12) },
      { kind: 'attribute', name: 'reviews', contribution: expect.closeTo(0.6 * (8 / 19), 12) },
    ]);
    const saved = structuredClone(model.save());
    (saved.state as { review: Float64Array }).review[1] = 0;
    const without = (await algorithmNamed('review-aware').load(saved, quietRun('seed'))) as RankModel;
    const { items, scores } = ask(without, { ...ALL, length: 1 }, 6);
    expect(score - scores[items.indexOf(1)]!).toBeCloseTo(causes[1]!.contribution, 6);
    expect(model.explain!(ALL, 0, 3, 9).causes).toEqual([
      { kind: 'attribute', name: 'reviews', contribution: expect.closeTo(0.6, 12) },
    ]);
    expect(() => model.explain!(ALL, 0, 1, 9, 'attribute')).toThrow(/explains nothing here/);
  });

  it.each([
    ['strength 0', DATA, { strength: 0 }, 4],
    ['no reviews', PLAIN, {}, 0],
    ['reviews that are all the same', { ...PLAIN, reviews: smallReviews([[0, 3, 4]]) }, {}, 1],
  ] as const)('with %s is its base, bit for bit, and says so', async (_why, data, own, reviews) => {
    for (const base of [popularity, { name: 'item-knn' }]) {
      const model = await fitted('review-aware', { base, ...own }, data);
      const alone = await fitted(base.name, {}, data);
      for (const k of [1, 3, 6]) expect(ask(model, ALL, k)).toEqual(ask(alone, ALL, k));
      expect(model.path).toEqual({ reviews, order: 'of the base' });
      const lists = ask(alone, ALL, 6);
      expect(model.explain!(ALL, 0, lists.items[0]!, 9)).toEqual({
        score: lists.scores[0],
        causes: [{ kind: 'part', name: base.name, contribution: lists.scores[0] }],
        additive: true,
      });
    }
  });

  it('puts no more than `depth` places in order', async () => {
    const model = await fitted('review-aware', { ...params, depth: 2 });
    const { items } = ask(model, { ...ALL, length: 1 }, 1);
    // 0 and 1 are the most popular; over these two the scale is 1 and 0: 0.4 is more than 0.6 * 8 / 19.
    expect(items[0]).toBe(0);
    const { score } = model.explain!(ALL, 0, 3, 9);
    expect(score).toBe(Number.NEGATIVE_INFINITY);
  });
});
