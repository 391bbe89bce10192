/** Parts of the model by hand and by their moments; a small world as a whole. */

import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { drawKey, subKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { mean, variance } from '../../numerics/stats.ts';
import type { LoopCheckpoint } from '../loops/loop-world.ts';
import { prepared, run } from '../loops/loops.fixture.ts';
import { ChaneyParams } from './chaney-params.ts';
import { contentScores, friendsOf, nonNegativeLeastSquares, socialScores } from './own-policies.ts';
import { betaShapes, dirichletSample, drawUtilities, type Utilities } from './utilities.ts';

const key = drawKey(seedWords('chaney'), 'chaney.preferences');

describe('utilities', () => {
  it('betaShapes have the mean and the deviation asked for', () => {
    for (const [mu, sigma] of [
      [0.3, 0.1],
      [0.98, 1e-5],
      [1e-6, 1e-5],
    ] as const) {
      const [a, b] = betaShapes(mu, sigma);
      expect(a / (a + b) / mu).toBeCloseTo(1, 9);
      expect(Math.sqrt((a * b) / (a + b + 1)) / (a + b) / sigma).toBeCloseTo(1, 6);
    }
  });

  it('a Dirichlet has its means and variances, and few large shares where concentrations are small', () => {
    const concentration = [1, 2, 5];
    const drawn = Array.from({ length: 4000 }, (_, i) => dirichletSample(subKey(key, i), concentration));
    for (let k = 0; k < 3; k++) {
      const own = drawn.map((shares) => shares[k]!);
      const share = concentration[k]! / 8;
      const spread = (share * (1 - share)) / 9;
      expect(Math.abs(mean(own) - share)).toBeLessThan(4 * Math.sqrt(spread / 4000));
      expect(variance(own) / spread).toBeGreaterThan(0.9);
      expect(variance(own) / spread).toBeLessThan(1.1);
    }
    const sparse = Array.from({ length: 500 }, (_, i) =>
      dirichletSample(subKey(key, 9, i), new Float64Array(20).fill(0.005)),
    );
    for (const shares of sparse) expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(mean(sparse.map((shares) => Math.max(...shares)))).toBeGreaterThan(0.9);
  });

  it('are what preferences and attributes agree on, nearly all of it known', () => {
    const params = ChaneyParams.parse({ shoppers: 5, newItems: 3, startup: 2, rounds: 2 });
    const { utility, known, preferences, attributes, items, factors } = drawUtilities(params, seedWords('a'));
    expect(items).toBe(12);
    for (let u = 0; u < 5; u++)
      for (let i = 0; i < items; i++) {
        let product = 0;
        for (let k = 0; k < factors; k++)
          product += preferences[u * factors + k]! * attributes[i * factors + k]!;
        expect(Math.abs(utility[u * items + i]! - product)).toBeLessThan(1e-4);
        expect(Math.abs(known[u * items + i]! - 0.98 * product)).toBeLessThan(1e-4);
      }
  });
});

/** Three shoppers, two of like taste; three items, one of each kind. */
const small: Utilities = {
  ...{ shoppers: 3, items: 3, factors: 3 },
  preferences: Float64Array.of(0.8, 0.1, 0.1, 0.7, 0.2, 0.1, 0.1, 0.1, 0.8),
  attributes: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
  utility: new Float64Array(9),
  known: new Float64Array(9),
};

describe('recommenders of the paper', () => {
  it('least squares stay above zero: of A = (1 1; 0 1) and b = (1, -1) the bound moves the answer from (2, -1) to (1, 0)', () => {
    const x = nonNegativeLeastSquares(Float64Array.of(1, 1, 1, 2), Float64Array.of(1, 0));
    expect(x[0]).toBeCloseTo(1, 8);
    expect(x[1]).toBe(0);
    const free = nonNegativeLeastSquares(Float64Array.of(2, 1, 1, 2), Float64Array.of(4, 5));
    expect(free[0]).toBeCloseTo(1, 8);
    expect(free[1]).toBeCloseTo(2, 8);
  });

  it('content scores items by what was chosen of their kind', () => {
    const scores = contentScores(small, [[0], [0, 2], []], 3);
    expect([...scores].map((score) => Number(score.toFixed(9)))).toEqual([1, 0, 0, 1, 0, 1, 0, 0, 0]);
  });

  it('friends are those of like preferences, and everybody has one', () => {
    // The third is as near to neither; the threshold is the larger of its covariances.
    const friends = friendsOf(small);
    expect(friends[0]).toContain(1);
    expect(friends[1]).toContain(0);
    expect(friends.every((own) => own.length > 0)).toBe(true);
    expect(friends.flat().length).toBeLessThan(6);
  });

  it('social scores count the friends who chose an item', () => {
    const scores = socialScores(small, [[1], [0, 2], [1]], [[0], [0, 2], [2]]);
    expect([...scores]).toEqual([1, 0, 1, 1, 0, 1, 1, 0, 1]);
  });
});

describe('a small world', () => {
  const told = {
    world: { model: 'chaney-2018', params: { shoppers: 15, newItems: 4, startup: 3, rounds: 6 } },
    policies: [
      { label: 'als', policy: { algorithm: 'als', params: { factors: 4 }, epsilon: 0, depth: 100 } },
      { label: 'content', policy: { name: 'content' } },
      { label: 'social', policy: { name: 'social' } },
    ],
    measure: { every: 3, over: 'all', pairs: 100 },
    seeds: [1],
  };

  it('ends the same from any barrier, chooses once a round and nothing twice, and is the same for all before the start is over', async () => {
    const own = await prepared(told);
    for (let policy = 0; policy < own.policies.length; policy++) {
      const filed: Uint8Array[] = [];
      const whole = await run(
        own,
        { seed: 0, policy },
        {
          offer: (checkpoint) => {
            filed.push(serialize(checkpoint()));
          },
        },
      );
      if (whole.status === 'failed') throw new Error(whole.error);
      const { rounds, series, counts } = whole.result;
      expect(rounds).toEqual([3, 6, 9]);
      // Sets of n different items: all occurrences are distinct.
      expect(series.engaged['catalogueGini']!.n).toEqual([45, 90, 135]);
      expect(counts.fits).toBe(policy < 3 ? 6 : 0);
      const from = deserialize(filed[4]!) as LoopCheckpoint & { world: { chosen: number[][] } };
      for (const chosen of from.world.chosen) expect(new Set(chosen).size).toBe(chosen.length);
      expect(await run(own, { seed: 0, policy }, { from })).toEqual(whole);
      const first = await run(own, { seed: 0, policy: 3 });
      if (first.status === 'failed') throw new Error(first.error);
      expect(series.engaged['interJaccard']!.values[0]).toBe(
        first.result.series.engaged['interJaccard']!.values[0],
      );
    }
  }, 60_000);

  it('the ideal recommender gives more true utility than chance, and regrets nothing of what it puts first', async () => {
    const own = await prepared(told);
    const [random, oracle] = [await run(own, { seed: 0, policy: 4 }), await run(own, { seed: 0, policy: 6 })];
    if (random.status === 'failed' || oracle.status === 'failed') throw new Error('failed');
    expect(oracle.inputs.policy.label).toBe('oracle');
    expect(oracle.result.outcomes['realisedUtility']!.values.at(-1)).toBeGreaterThan(
      random.result.outcomes['realisedUtility']!.values.at(-1)!,
    );
    expect(oracle.result.outcomes['slotRegret']!.values.at(-1)).toBeLessThan(
      random.result.outcomes['slotRegret']!.values.at(-1)!,
    );
  });
});
