import { describe, expect, it } from 'vitest';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { RankModel, Saved } from '../algorithm.ts';
import { algorithmNamed } from '../fitting.ts';
import { quietRun, type SmallRow, smallReviews, smallTraining } from '../small-training.node.ts';
import { holdOut } from './hold-out.ts';
import { type Candidates, leastSquaresWeights, pairwiseLoss, pairwiseWeights } from './learn-weights.ts';
import type { WeightedState } from './weighted.ts';

/** Two shoppers, three parts; `flipped`: 1 minus what the second part says. */
const candidates = (flipped: boolean): Candidates[] =>
  [
    {
      rows: [
        [1, 0.2, 0.5],
        [0.8, 0.9, 0.1],
        [0.1, 0.7, 0.4],
        [0, 0.3, 0.9],
        [0.5, 0.1, 0.2],
      ],
      hit: [1, 0, 1, 0, 0],
    },
    {
      rows: [
        [0.9, 0.6, 0.3],
        [0.2, 0.8, 0.8],
        [0.4, 0, 0.1],
        [0.7, 0.5, 0.6],
      ],
      hit: [1, 0, 0, 1],
    },
  ].map(({ rows, hit }) => ({
    values: Float64Array.from(rows.flatMap(([a, b, c]) => [a!, flipped ? 1 - b! : b!, c!])),
    hit: Uint8Array.from(hit),
  }));

describe('weights', () => {
  // scipy.optimize.nnls of the centred columns, rows weighted by the root of 1 / (2 candidates of the shopper).
  it.each([
    [false, [0.894452320907174, 0.13999955077165613, 0.5425845369147329]],
    [true, [0.9081736363770271, 0, 0.5816111593925379]],
  ])('of least squares are those of scipy (flipped: %s)', (flipped, expected) => {
    const found = leastSquaresWeights(candidates(flipped), 3);
    for (const [p, weight] of expected.entries()) expect(found[p]).toBeCloseTo(weight, 4);
  });

  // scipy.optimize.minimize, L-BFGS-B with bounds at 0, of the mean of log(1 + exp(-difference)).
  it.each([
    [false, 0.4531813054951872, [3.320226867198844, 1.2874978080305834, 2.102406231347804]],
    [true, 0.4747127899072339, [3.0382495345613596, 0, 2.0050661066841053]],
  ])('of pairs are those of scipy (flipped: %s)', (flipped, least, expected) => {
    const found = pairwiseWeights(candidates(flipped), 3);
    for (const [p, weight] of expected.entries()) expect(found[p]).toBeCloseTo(weight, 3);
    expect(pairwiseLoss(candidates(flipped), found).loss).toBeCloseTo(least, 8);
  });
});

describe('rows that are held out', () => {
  const rows: SmallRow[] = [
    [0, 0, 30],
    [0, 1, 10],
    [0, 2, 30],
    [0, 3, 20],
    [1, 0, 5],
  ];
  const data = smallTraining(2, 4, rows);
  const key = drawKey(seedWords('held'), 'stacked.split');

  it('are the last of each shopper, rounded down', () => {
    const { rest, held } = holdOut(data, 'last', 0.5, key);
    expect([...held.colIdx]).toEqual([0, 2]);
    expect([...held.rowPtr]).toEqual([0, 2, 2]);
    expect([...rest.feedback.item]).toEqual([1, 3, 0]);
    expect([...holdOut(data, 'last', 0.25, key).held.colIdx]).toEqual([2]);
  });

  it('and with them go reviews of the same pairs', () => {
    const reviews = smallReviews([
      [0, 0, 5],
      [0, 1, 4],
      [0, 2, 3],
      [1, 0, 2],
      [1, 2, 1],
    ]);
    const { rest } = holdOut({ ...data, reviews }, 'last', 0.5, key);
    expect([...rest.reviews!.rating]).toEqual([4, 2, 1]);
    expect(holdOut(data, 'last', 0.5, key).rest).not.toHaveProperty('reviews');
  });

  it('or drawn ones, half of them at a half', () => {
    const { rest, held } = holdOut(data, 'random', 0.5, key);
    expect(held.colIdx).toHaveLength(2);
    expect([...held.colIdx, ...rest.feedback.item.slice(0, 2)].toSorted()).toEqual([0, 1, 2, 3]);
  });
});

describe('stacked', () => {
  /** Shoppers of two halves, who buy within their half; within it at random. */
  const key = drawKey(seedWords('stacked'), 'training.skewed');
  const rows = Array.from({ length: 400 * 8 }, (_, i): SmallRow => {
    const [shopper, n] = [Math.floor(i / 8), i % 8];
    return [shopper, 2 * Math.floor(30 * uniform(key, shopper, n)) + (shopper % 2), n];
  });
  const data = smallTraining(400, 60, rows);
  const weightsOf = async (params: Record<string, unknown>, training = data) => {
    const algorithm = algorithmNamed('stacked');
    const model = await algorithm.fit(training, algorithm.params.parse(params), quietRun('seed'));
    return ((model as RankModel & Saved).save().state as WeightedState).weights;
  };

  it.each(['pairwise', 'least-squares'])(
    'by %s gives the weight to the part that knows, little to chance',
    async (learner) => {
      for (const held of ['last', 'random']) {
        const parts = [{ name: 'random' }, { name: 'item-knn' }];
        const [chance, near] = await weightsOf({ parts, learner, holdOut: held });
        expect(chance! + near!).toBeCloseTo(1, 12);
        expect(chance!).toBeLessThan(0.2);
      }
    },
  );

  it('weighs all parts the same where nothing can be held out', async () => {
    expect(
      await weightsOf(
        {},
        smallTraining(3, 3, [
          [0, 0],
          [1, 1],
          [2, 0],
        ]),
      ),
    ).toEqual([0.5, 0.5]);
  });
});
