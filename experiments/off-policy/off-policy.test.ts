import { describe, expect, it } from 'vitest';
import { loadData } from '../../datasets/public/registry.node.ts';
import { seedWords } from '../../numerics/seed.ts';
import { diagnoseWeights, type EstimatorName, estimate } from './estimators.ts';
import { expectedOf, fitItemPosition } from './item-position-model.ts';
import fixture from './obp.fixture.json' with { type: 'json' };
import { evaluateOpenBandit, openBanditRounds, openBanditShown, openBanditTargets } from './open-bandit.ts';
import { betaOrderChances } from './order-chances.ts';
import { checkSupport, type LoggedRounds, productsDown, weighedRewards, weightsOf } from './rounds.ts';

/** Four rounds by hand: weights 2, 0.5, 4, 1. */
const HAND: LoggedRounds = {
  length: 4,
  weight: Float64Array.of(2, 0.5, 4, 1),
  reward: Float64Array.of(1, 0, 1, 0),
  model: { shown: Float64Array.of(0.5, 0.25, 0.5, 0), target: Float64Array.of(0.4, 0.2, 0.6, 0.8) },
};

describe('estimators by hand', () => {
  it.each<[EstimatorName, object, number]>([
    // (2 + 4) / 4
    ['ips', {}, 1.5],
    // (2 + 3) / 4
    ['ips', { clip: 3 }, 1.25],
    // 6 / 7.5
    ['snips', {}, 0.8],
    // 5 / 6.5
    ['snips', { clip: 3 }, 10 / 13],
    ['dm', {}, 0.5],
    // 0.4 + 1, 0.2 - 0.125, 0.6 + 2, 0.8 + 0
    ['dr', {}, (1.4 + 0.075 + 2.6 + 0.8) / 4],
    // the third round gives way to the model
    ['switch-dr', { switch: 3 }, (1.4 + 0.075 + 0.6 + 0.8) / 4],
    ['switch-dr', { switch: 4 }, (1.4 + 0.075 + 2.6 + 0.8) / 4],
  ])('%s %j', (name, options, value) => {
    expect(estimate(name, HAND, options).value).toBeCloseTo(value, 14);
  });

  it('gives the standard error of the influence function', () => {
    // Terms 2, 0, 4, 0: deviations from 1.5 squared 0.25, 2.25, 6.25, 2.25; over 3, over 4.
    expect(estimate('ips', HAND).standardError).toBeCloseTo(Math.sqrt(11 / 12), 14);
    // w (r - 0.8): 0.4, -0.4, 0.8, -0.8; squares sum to 1.6; times 4 / 3 under the root, over 7.5.
    expect(estimate('snips', HAND).standardError).toBeCloseTo(Math.sqrt(1.6 * (4 / 3)) / 7.5, 14);
    const { low, high, value } = estimate('dm', HAND, { level: 0.9 });
    expect(high - value).toBeCloseTo(1.6448536269514722 * Math.sqrt(0.2 / 12), 12);
    expect(value - low).toBeCloseTo(high - value, 14);
  });

  it('tells how much weights say', () => {
    const { mean, largest, effective } = diagnoseWeights(HAND.weight);
    expect([mean, largest]).toEqual([1.875, 4]);
    expect(effective).toBeCloseTo(7.5 ** 2 / 21.25, 12);
  });

  it('refuses an estimator without its model, and bounds that are none', () => {
    const { model: _, ...without } = HAND;
    expect(() => estimate('dr', without)).toThrow(
      'off-policy: dr needs a reward model; these rounds have none',
    );
    expect(() => estimate('ips', HAND, { clip: -1 })).toThrow('off-policy: clip is -1; it must be 0 or more');
  });
});

describe('support', () => {
  const columns = { length: 3, logged: [0.5, 0.25, 1], target: [0.25, 0.5, 1] };

  it('divides chances', () => {
    expect([...weightsOf(columns)]).toEqual([0.5, 2, 1]);
  });

  it.each([
    [[0.5, 0, 1], 'log: no support: row 1: propensity is 0; the chance of what was shown is above 0'],
    [[0.5, 1.5, 1], 'log: no support: row 1: propensity is 1.5'],
    [[0.5, Number.NaN, 1], 'log: no support: row 1: propensity is NaN'],
    [
      [1, 0.25, 1],
      'row 0: propensity is 1, and the target shows something else with chance 0.75; a deterministic log',
    ],
  ])('refuses a log with propensities %j', (logged, words) => {
    expect(() => weightsOf({ ...columns, logged })).toThrow(words);
  });

  it('refuses a target that shows what the log never does', () => {
    expect(() => checkSupport([0.5, 0.5, 0], [0, 1, 0])).not.toThrow();
    expect(() => checkSupport([0.5, 0.5, 0], [0, 0.9, 0.1], 'random log', 7)).toThrow(
      'random log: no support: row 7: propensity of item 2 is 0, and the target shows it with chance 0.1',
    );
  });
});

describe('slates', () => {
  // Two slates of three.
  const conditional = Float64Array.of(2, 0.5, 3, 1, 4, 0);

  it('multiplies weights down the slate, or over all of it', () => {
    expect([...productsDown(conditional, 3, 'cascade')]).toEqual([2, 1, 3, 1, 4, 0]);
    expect([...productsDown(conditional, 3, 'slate')]).toEqual([3, 3, 3, 0, 0, 0]);
  });

  it('sums weighed rewards of a slate', () => {
    expect([...weighedRewards(conditional, [1, 0, 1, 0, 1, 1], 3)]).toEqual([5, 4]);
  });
});

describe('Thompson sampling of a list', () => {
  it('is exact for two uniform arms, and for a sure one', () => {
    for (const chance of betaOrderChances([1, 1], [1, 1], 2)) expect(chance).toBeCloseTo(0.5, 6);
    const [best, worst] = betaOrderChances([50_000, 2], [50_000, 50_000], 1);
    expect(best).toBeCloseTo(1, 9);
    expect(worst).toBeCloseTo(0, 9);
  });

  it('gives P(Beta(2, 1) > Beta(1, 1)) = 2 / 3, and places that sum to 1', () => {
    expect(betaOrderChances([2, 1], [1, 1], 2)[0]).toBeCloseTo(2 / 3, 5);
    const chances = betaOrderChances([2, 5, 1, 3], [3, 3, 4, 1], 4);
    for (let place = 0; place < 4; place++) {
      const row = chances.subarray(4 * place, 4 * place + 4);
      expect(Math.abs(row.reduce((sum, value) => sum + value, 0) - 1), `place ${place}`).toBeLessThan(2e-5);
    }
  });

  it('agrees with 100,000 draws of the Open Bandit Pipeline', () => {
    const chances = betaOrderChances(fixture.alpha, fixture.beta, 3);
    fixture.drawn.forEach((counts, place) => {
      counts.forEach((count, item) => {
        const chance = chances[place * 34 + item]!;
        // 4.5 standard errors of 102 shares, and the width of the cells.
        const margin = 4.5 * Math.sqrt((chance * (1 - chance)) / 100_000) + 2e-5;
        expect(Math.abs(count / 100_000 - chance), `item ${item}, place ${place}`).toBeLessThan(margin);
      });
    });
  });
});

describe('a model of items in positions', () => {
  const rounds = {
    length: 6,
    item: [0, 1, 0, 1, 0, 1],
    position: () => 0,
    reward: [1, 0, 1, 1, 0, 0],
  };

  it('draws means towards that of the position, without the fold that it foretells', () => {
    const [all] = fitItemPosition(rounds, { items: 2, positions: 1, smoothing: 2, folds: 1 });
    // Item 0: (2 + 2 / 2) / (3 + 2); item 1: (1 + 1) / 5.
    expect([...all!]).toEqual([0.6, 0.4]);
    const folds = fitItemPosition(rounds, { items: 2, positions: 1, smoothing: 0, folds: 2 });
    // Even rows are item 0 alone: foretold by odd ones, which never show it.
    expect(folds[0]![1]).toBeCloseTo(1 / 3, 14);
    expect(folds[1]![0]).toBeCloseTo(2 / 3, 14);
  });

  it('foretells what is shown, and the target', () => {
    const model = fitItemPosition(rounds, { items: 2, positions: 1, smoothing: 2, folds: 1 });
    const { shown, target } = expectedOf(rounds, model, Float64Array.of(0.25, 0.75), 2);
    expect(shown[1]).toBe(0.4);
    expect(target[0]).toBeCloseTo(0.25 * 0.6 + 0.75 * 0.4, 14);
  });
});

describe.skipIf(!process.env['SHOPLAB_DATA'])(
  'on the Open Bandit sample (needs SHOPLAB_DATA/open-bandit)',
  () => {
    it('gives the figures of the Open Bandit Pipeline to ten digits', async () => {
      const dataset = await loadData('open-bandit');
      // The pipeline's own draws of the policy, so that nothing but the estimators differs.
      const drawn = Float64Array.from(fixture.drawn.flat(), (count) => count / 100_000);
      const rounds = openBanditRounds(openBanditShown(dataset, 'random'), drawn, 34);
      for (const [name, { value, interval }] of Object.entries(fixture.estimates)) {
        const own = estimate(name as EstimatorName, rounds, { switch: 5 });
        expect(own.value / value, name).toBeCloseTo(1, 10);
        // Its bootstrap is not ours, and no bootstrap is the normal one: the widths agree to a tenth. Its SNIPS holds the mean weight as given.
        expect((own.high - own.low) / (interval[1]! - interval[0]!), name).toBeGreaterThan(0.9);
        expect((own.high - own.low) / (interval[1]! - interval[0]!), name).toBeLessThan(1.1);
      }
    });

    it('estimates each policy from the log of the other', async () => {
      const dataset = await loadData('open-bandit');
      const [thompson, random] = evaluateOpenBandit(dataset, {
        seed: seedWords('off-policy'),
        resamples: 300,
        level: 0.95,
      });
      expect([thompson!.from, thompson!.target]).toEqual(['random', 'bts']);
      expect([thompson!.logged.value, thompson!.own.value]).toEqual([0.0046, 0.0069]);
      expect(Math.abs(thompson!.weights.mean - 1)).toBeLessThan(4 * thompson!.weights.standardError);
      for (const { estimator, value, low, high, bootstrap } of thompson!.estimates) {
        expect(low, estimator).toBeLessThan(value);
        expect(high, estimator).toBeGreaterThan(value);
        expect((bootstrap.high - bootstrap.low) / (high - low), estimator).toBeGreaterThan(0.8);
      }
      expect(openBanditTargets(34).bts.length).toBe(102);
      expect(random!.estimates.map(({ estimator }) => estimator)).toEqual([
        'ips',
        'snips',
        'dm',
        'dr',
        'switch-dr',
      ]);
    });
  },
);
