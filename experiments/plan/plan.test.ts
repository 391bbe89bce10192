/** What a plan says comes true: components of variance that were planted are found, and differences as small as it says are found as often. */

import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../numerics/normal.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { mean, variance } from '../../numerics/stats.ts';
import type { DoneWithValues } from '../comparison/compare.ts';
import { deviationIn, spreadOf } from './paired-spread.ts';
import { planMode } from './plan.ts';

const DEFINITION = 'ndcg.binary.v1+exclude@10';
const key = drawKey(seedWords('plan'), 'permutation');
const normal = (a: number, b = 0, c = 0, d = 0): number => normalQuantile(uniform(key, a, b, c, d));

function runOf(label: string, seed: number, values: readonly number[], fold = 0): DoneWithValues {
  const inputs = {
    algorithm: { label, name: label },
    ...{ repeats: 'exclude', seed: String(seed), split: { fold, digest: `fold ${fold}` } },
  };
  const own = mean(values.filter((value) => !Number.isNaN(value)));
  const estimates = [
    { definition: DEFINITION, name: 'ndcg', cutoff: 10, mean: own, low: null, high: null, n: values.length },
  ];
  return {
    record: { status: 'done', inputs, result: { estimates } },
    values: {
      shopper: Uint32Array.from(values.keys()),
      definitions: [DEFINITION],
      columns: [Float64Array.from(values)],
    },
  } as unknown as DoneWithValues;
}

/** Differences of a shopper: b of its own, w of each round. */
function planted(shoppers: number, rounds: number, b: number, w: number, world = 0, shift = 0) {
  const people = Array.from({ length: shoppers }, (_, s) => s);
  const seeds = Array.from({ length: rounds }, (_, r) => r);
  const first = seeds.map((r) =>
    runOf(
      'a',
      r,
      people.map((s) => 0.3 + shift + b * normal(s, 1, 0, world) + w * normal(s, 2, r, world)),
    ),
  );
  return [
    first,
    seeds.map((r) =>
      runOf(
        'b',
        r,
        people.map(() => 0.3),
      ),
    ),
  ] as const;
}

const question = {
  repeats: 'exclude' as const,
  definition: DEFINITION,
  ...{ rounds: 3, seeds: 3, algorithms: 2, alpha: 0.05, power: 0.8 },
};

describe('the spread of a pair', () => {
  it('worked by hand: two shoppers, two rounds, one value missing', () => {
    // Differences: shopper 0 .1 and .3, shopper 1 .5 and none; means .2 and .5; within ((.1)^2 + (.1)^2) / 1 = .02.
    const first = [runOf('a', 1, [0.2, 0.6]), runOf('a', 2, [0.4, Number.NaN])];
    const second = [runOf('b', 1, [0.1, 0.1]), runOf('b', 2, [0.1, 0.1])];
    const spread = spreadOf(first, second, DEFINITION)!;
    expect(spread).toMatchObject({ first: 'a', second: 'b', shoppers: 2, rounds: 2 });
    expect(spread.within!).toBeCloseTo(0.02, 12);
    // .045 of the means, less .02 times the mean of 1/2 and 1.
    expect(spread.between).toBeCloseTo(0.045 - 0.02 * 0.75, 12);
    expect(deviationIn(spread, Uint32Array.of(4, 4)) ** 2).toBeCloseTo(0.03 + 0.02 / 4, 12);
  });

  it('finds what was planted, and foretells the spread in other rounds', () => {
    const spread = spreadOf(...planted(4000, 3, 0.2, 0.4), DEFINITION)!;
    // Standard errors: of .04 about .0018 (means have variance .0933), of .16 about .0025.
    expect(Math.abs(spread.between - 0.04)).toBeLessThan(0.008);
    expect(Math.abs(spread.within! - 0.16)).toBeLessThan(0.01);
    const ten = new Uint32Array(4000).fill(10);
    const seen = spreadOf(...planted(4000, 10, 0.2, 0.4, 1), DEFINITION)!;
    const foretold = deviationIn(spread, ten);
    expect(Math.abs(foretold - deviationIn(seen, ten))).toBeLessThan(0.02);
  });

  it('of one round holds what cannot be parted; without shared shoppers there is none', () => {
    const one = spreadOf(...planted(4000, 1, 0.2, 0.4), DEFINITION)!;
    expect(one.within).toBeNull();
    expect(Math.abs(one.between - 0.2)).toBeLessThan(0.02);
    expect(spreadOf([runOf('a', 1, [0.1])], [runOf('b', 2, [0.1])], DEFINITION)).toBeNull();
  });
});

describe('a plan', () => {
  it('says a difference that is found as often as it says', () => {
    const shoppers = 150;
    const earlier = planted(4000, 3, 0.2, 0.3);
    const plan = planMode(earlier.flat(), { ...question, roundsOf: new Uint32Array(shoppers).fill(3) });
    const { detectable } = plan.pairs[0]!;
    let found = 0;
    const studies = 1000;
    for (let world = 1; world <= studies; world++) {
      const [a, b] = planted(shoppers, 3, 0.2, 0.3, world, detectable);
      const means = Array.from({ length: shoppers }, (_, s) =>
        mean(a.map((run, r) => run.values!.columns[0]![s]! - b[r]!.values!.columns[0]![s]!)),
      );
      if (Math.abs(mean(means)) > 1.959964 * Math.sqrt(variance(means) / shoppers)) found++;
    }
    // Four standard errors of a share of .8 in 1,000.
    expect(Math.abs(found / studies - 0.8)).toBeLessThan(0.051);
  });

  it('tells the least and the most spread pair, all pairs of the study, and shoppers for a twentieth of the mean', () => {
    const people = Array.from({ length: 400 }, (_, s) => s);
    const runs = [0.1, 0.2, 0.4].map((spread, i) =>
      runOf(
        `a${i}`,
        1,
        people.map((s) => 0.5 + spread * normal(s, i)),
      ),
    );
    const plan = planMode(runs, {
      ...question,
      rounds: 1,
      algorithms: 5,
      roundsOf: new Uint32Array(400).fill(1),
    });
    expect(plan.pairs.map(({ first, second }) => `${first} ${second}`)).toEqual(['a0 a1', 'a0 a2', 'a1 a2']);
    const [least] = plan.pairs;
    // (1.959964 + .841621) of a standard error; among ten pairs the level is .005, whose quantile is 2.807034.
    expect(least!.detectable).toBeCloseTo((2.801585 * least!.deviation) / 20, 5);
    expect(least!.detectableAmongAll).toBeCloseTo((3.648655 * least!.deviation) / 20, 5);
    const { shoppersForTwentieth, deviation } = least!;
    expect(shoppersForTwentieth! / (2.801585 * (deviation / (plan.mean / 20))) ** 2).toBeCloseTo(1, 1);
    expect(plan.trainingNoise).toBeNull();
    expect(plan.byTrainingAlone).toBeNull();
  });

  it('tells training noise apart: of means over seeds, whatever the number of shoppers', () => {
    const runs = [1, 2, 3].flatMap((seed) => [
      runOf('still', seed, [0.1, 0.3, 0.2]),
      runOf(
        'moving',
        seed,
        [0.1, 0.3, 0.2].map((value) => value + 0.1 * seed),
      ),
    ]);
    const plan = planMode(runs, { ...question, roundsOf: Uint32Array.of(3, 3, 3) });
    expect(plan.trainingNoise!.label).toBe('moving');
    expect(plan.trainingNoise!.deviation).toBeCloseTo(0.1, 12);
    expect(plan.byTrainingAlone!).toBeCloseTo((1.959964 * Math.SQRT2 * 0.1) / Math.sqrt(3), 6);
  });

  it('is refused where nothing pairs', () => {
    expect(() => planMode([runOf('a', 1, [0.1, 0.2])], { ...question, roundsOf: Uint32Array.of(1) })).toThrow(
      `plan: no two algorithms have values of ${DEFINITION}`,
    );
  });
});
