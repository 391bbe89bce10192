import { describe, expect, it } from 'vitest';
import { createLists, type RankModel } from '../../algorithms/algorithm.ts';
import { algorithmNamed } from '../../algorithms/fitting.ts';
import { quietRun } from '../../algorithms/small-training.node.ts';
import { REVIEWS, type Reviews } from '../../datasets/after-sale-tables.ts';
import { isForgotten } from '../../datasets/consent.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { gatherRows } from '../../datasets/table-rows.ts';
import { seedWords } from '../../numerics/seed.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { smallScenario } from '../../simulator/small-world.ts';
import { StudySchema } from '../study/study.ts';
import { prepare } from './prepare.ts';
import { trainingData } from './training-data.ts';

const world = simulateInMemory(
  smallScenario({
    days: 30,
    arrival: { sessionsPerDay: 2, shape: 2 },
    consent: { optOut: 0.2, from: 1, over: 25 },
  }),
  seedWords('reviews'),
);
const dataset: Dataset = {
  provenance: { name: 'w', title: 'w', source: 'w', licence: 'w', digest: 'w' },
  account: { read: 0, steps: [], kept: 0 },
  log: world.log,
  catalog: world.catalog,
  shoppers: world.shoppers,
  timed: true,
};
const REVIEWED = { name: 'review-aware' };
const study = (split: object, algorithm: object = REVIEWED) =>
  StudySchema.parse({
    name: 'reviews',
    title: 'reviews',
    data: { scenario: 'tiny' },
    feedback: { source: 'actions', weights: { click: 1, order: 1 } },
    split,
    algorithms: [algorithm],
    ...('name' in split && split.name === 'cold-items' && { catalogue: 'all' }),
    metrics: { names: ['recall'] },
    seeds: [1],
  });
const BY_TIME = { name: 'global-time', params: { fraction: 0.6 } };

/** The first fold, and what is learnt from on it. */
function learnt(split: object, data = dataset) {
  const prepared = prepare(study(split), data);
  const fold = prepared.folds[0]![0]!;
  return { fold, feedback: prepared.feedback, data: trainingData(prepared, fold) };
}

const withReviews = (reviews: Reviews): Dataset => ({ ...dataset, log: { ...dataset.log, reviews } });

describe('reviews that are learnt from', () => {
  it('are carried where an algorithm of the study needs them, or a part of one', () => {
    const within = {
      name: 'fallback',
      params: { parts: [{ name: 'mmr', params: { base: REVIEWED } }, REVIEWED] },
    };
    for (const algorithm of [REVIEWED, within])
      expect(prepare(study(BY_TIME, algorithm), dataset).reviews).toBe(world.log.reviews);
    const none = prepare(study(BY_TIME, { name: 'popularity' }), dataset);
    expect(none).not.toHaveProperty('reviews');
    expect(trainingData(none, none.folds[0]![0]!)).not.toHaveProperty('reviews');
  });

  it('are those from before the cut, of shoppers who had not opted out', () => {
    const { fold, data } = learnt(BY_TIME);
    const { shopper, time } = world.log.reviews;
    const { optOut } = world.shoppers;
    const gone = (row: number): boolean => isForgotten(optOut, shopper[row]!, fold.cutoff!);
    const before = [...time.keys()].filter((row) => time[row]! < fold.cutoff!);
    expect(before.filter(gone).length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(time.length);
    const rows = before.filter((row) => !gone(row));
    expect(rows.length).toBeGreaterThan(20);
    expect(data.reviews).toEqual(gatherRows(REVIEWS, world.log.reviews, rows));
  });

  it('do not depend on what was reviewed later: the model is the same', async () => {
    const { fold, data } = learnt(BY_TIME);
    const { reviews } = world.log;
    const other: Reviews = {
      ...reviews,
      rating: reviews.rating.map((stars, row) => (reviews.time[row]! >= fold.cutoff! ? 6 - stars : stars)),
      time: reviews.time.map((time) => (time >= fold.cutoff! ? time + 1000 : time)),
    };
    const changed = learnt(BY_TIME, withReviews(other)).data;
    expect(changed).toEqual(data);
    const reviewAware = algorithmNamed('review-aware');
    const saved = await Promise.all(
      [data, changed].map(async (one) =>
        (await reviewAware.fit(one, reviewAware.params.parse({}), quietRun('a'))).save(),
      ),
    );
    expect(saved[1]).toEqual(saved[0]);
    const earlier = withReviews({ ...reviews, rating: reviews.rating.map((stars) => 6 - stars) });
    const turned = await reviewAware.fit(
      learnt(BY_TIME, earlier).data,
      reviewAware.params.parse({}),
      quietRun('a'),
    );
    expect(turned.save()).not.toEqual(saved[0]);
  });

  it.each([
    { name: 'random', params: { fraction: 0.7 } },
    { name: 'leave-last-n' },
    { name: 'cold-shoppers' },
    { name: 'three-way', params: { ask: 'validation' } },
    { name: 'cold-items' },
  ])('are of no pair that is tested, told or left alone, where no instant cuts: %j', (split) => {
    const { fold, feedback, data } = learnt(split);
    expect(fold.cutoff).toBeNull();
    const train = new Set(fold.train);
    const key = (shopper: number, item: number): string => `${shopper} ${item}`;
    const heldBack = new Set<string>();
    for (let row = 0; row < feedback.length; row++)
      if (!train.has(row)) heldBack.add(key(feedback.shopper[row]!, feedback.item[row]!));
    const { shopper, item } = world.log.reviews;
    const rows = [...shopper.keys()].filter(
      (row) =>
        !heldBack.has(key(shopper[row]!, item[row]!)) &&
        !isForgotten(world.shoppers.optOut, shopper[row]!, Number.POSITIVE_INFINITY),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(shopper.length);
    expect(data.reviews).toEqual(gatherRows(REVIEWS, world.log.reviews, rows));
  });
});

it('the stronger review-aware is, the better reviewed are its lists', async () => {
  const { data } = learnt(BY_TIME);
  const reviewAware = algorithmNamed('review-aware');
  const { shoppers } = data.feedback;
  const queries = {
    length: shoppers,
    shopper: Uint32Array.from({ length: shoppers }, (_, s) => s),
    exclude: 'seen',
  } as const;
  const stars: number[] = [];
  for (const strength of [0, 0.1, 0.3, 0.9]) {
    const model = (await reviewAware.fit(
      data,
      reviewAware.params.parse({ strength }),
      quietRun('a'),
    )) as RankModel & {
      save(): { state: unknown };
    };
    const { review } = model.save().state as { review: Float64Array };
    const out = createLists(shoppers, 5);
    model.recommend(queries, 5, out);
    const listed = [...out.items].filter((_, at) => at % 5 < out.lengths[Math.floor(at / 5)]!);
    stars.push(listed.reduce((sum, item) => sum + review[item]!, 0) / listed.length);
  }
  for (let n = 1; n < stars.length; n++) expect(stars[n]!).toBeGreaterThan(stars[n - 1]!);
});
