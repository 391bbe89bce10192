import { describe, expect, it } from 'vitest';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { createLists, type RankModel, type TrainingData } from '../algorithm.ts';
import { algorithmNamed } from '../fitting.ts';
import { completeParams } from '../parts.ts';
import { quietRun, type SmallRow, smallReviews, smallTraining } from '../small-training.node.ts';

const [SHOPPERS, ITEMS] = [40, 30];
const key = drawKey(seedWords('minimised'), 'split');
const ROWS: SmallRow[] = Array.from({ length: 600 }, (_, row) => [
  Math.floor(SHOPPERS * uniform(key, row, 0)),
  Math.floor(ITEMS * uniform(key, row, 1) ** 2),
  row,
]);
const DATA = smallTraining(SHOPPERS, ITEMS, ROWS);

async function listsOf(name: string, params: object, data: TrainingData, exclude: 'seen' | 'none' = 'none') {
  const model = (await algorithmNamed(name).fit(
    data,
    completeParams(name).parse(params),
    quietRun('seed'),
  )) as RankModel;
  const out = createLists(SHOPPERS, 5);
  const shopper = Uint32Array.from({ length: SHOPPERS }, (_, q) => q);
  model.recommend({ length: SHOPPERS, shopper, exclude }, 5, out);
  return { items: [...out.items], scores: [...out.scores], lengths: [...out.lengths] };
}

/** The last `keep` rows of each shopper, found by going through the rows of each. */
function lastOf(keep: number): TrainingData {
  const own = Array.from({ length: SHOPPERS }, (_, shopper) =>
    ROWS.filter(([one]) => one === shopper).slice(-keep),
  );
  return smallTraining(
    SHOPPERS,
    ITEMS,
    own.flat().sort((a, b) => a[2]! - b[2]!),
  );
}

describe.each(['item-knn', 'als', 'popularity'])('%s, minimised', (name) => {
  it.each([1, 3])('learns as if all but the last %d rows of each shopper had never been', async (keep) => {
    for (const exclude of ['seen', 'none'] as const) {
      const minimised = await listsOf('minimised', { base: { name }, keep }, DATA, exclude);
      expect(minimised).toEqual(await listsOf(name, {}, lastOf(keep), exclude));
      expect(minimised).not.toEqual(await listsOf(name, {}, DATA, exclude));
    }
  });

  it('is itself where as much is kept as there is, and knows nobody where nothing is', async () => {
    expect(await listsOf('minimised', { base: { name }, keep: ROWS.length }, DATA)).toEqual(
      await listsOf(name, {}, DATA),
    );
    const nobody = smallTraining(SHOPPERS, ITEMS, []);
    expect(await listsOf('minimised', { base: { name }, keep: 0 }, DATA)).toEqual(
      await listsOf(name, {}, nobody),
    );
  });
});

describe('review-aware, minimised', () => {
  it('forgets what shoppers wrote of what is forgotten', async () => {
    const rows: SmallRow[] = [
      [0, 0, 1],
      [0, 1, 2],
      [1, 1, 3],
      [1, 0, 4],
      [2, 2, 5],
    ];
    const kept = [
      [0, 1, 1],
      [1, 0, 5],
    ] as const;
    const forgotten = [
      [0, 0, 1],
      [1, 1, 5],
    ] as const;
    const base = { name: 'review-aware', params: { base: { name: 'popularity' } } };
    const scoresOf = async (name: string, params: object, data: TrainingData) => {
      const model = await algorithmNamed(name).fit(data, completeParams(name).parse(params), quietRun('s'));
      const out = createLists(3, 3);
      const shopper = Uint32Array.of(0, 1, 2);
      (model as RankModel).recommend({ length: 3, shopper, exclude: 'none' }, 3, out);
      return [...out.items, ...out.scores];
    };
    const data = { ...smallTraining(3, 3, rows), reviews: smallReviews([...kept, ...forgotten]) };
    const last = {
      ...smallTraining(
        3,
        3,
        rows.filter((_, i) => i !== 0 && i !== 2),
      ),
      reviews: smallReviews(kept),
    };
    const minimised = await scoresOf('minimised', { base, keep: 1 }, data);
    expect(minimised).toEqual(await scoresOf(base.name, base.params, last));
    expect(minimised).not.toEqual(await scoresOf(base.name, base.params, { ...last, reviews: data.reviews }));
  });
});
