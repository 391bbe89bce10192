import { describe, expect, it } from 'vitest';
import { drawKey } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { METRICS } from '../../metrics/registry.ts';
import { type ChoiceWorld, countPicks, listMetric, topRounds, trueValues } from './choices.ts';
import { measureTarget, onPolicy } from './estimator-truth.ts';
import { expectations, marginals } from './expectations.ts';
import { clickFeedback } from './fit-lists.ts';
import { daysFor, type FrozenTruth, frozenScenario, frozenTruth } from './frozen-world.ts';
import { expectedRewards, type RewardName } from './rewards.ts';
import { headOf, type SlateLog, simulateSlates } from './slate-log.ts';
import { allSlates, evenLists, type SoftLists, slotChances, softPolicy } from './soft-lists.ts';

/** One shopper, three items with odds 1, 2 and 4; the first slot is always seen, the second by half. */
const HAND: FrozenTruth = {
  shoppers: 1,
  items: 3,
  odds: Float64Array.of(1, 2, 4),
  utility: Float64Array.of(0, 0.7, 1.4),
  seen: Float64Array.of(1, 0.5),
  share: Float64Array.of(1),
  visitsPerDay: 1,
};
const BEST_FIRST: SoftLists = { items: 3, lists: Uint32Array.of(2, 1, 0), epsilon: 0.3 };
const EVEN = evenLists(1, 3);

describe('what a slate earns', () => {
  const of = (reward: RewardName, slate: number[]): number[] => {
    const out = new Float64Array(2);
    expectedRewards(reward, HAND, 0, slate, 0, out);
    return [...out];
  };

  it('is a first click by hand: what is seen, and nothing, in proportion to odds', () => {
    // Slot 1 alone: 1 / 2; with slot 2: 1 / (1 + 1 + 4) and 4 / 6.
    const [above, below] = of('any', [0, 2]);
    expect(above).toBeCloseTo(0.5 * (1 / 2) + 0.5 * (1 / 6), 14);
    expect(below).toBeCloseTo(0.5 * (4 / 6), 14);
  });

  it('counts clicks as if each item stood alone, as choices without what was taken do', () => {
    const [above, below] = of('clicks', [0, 2]);
    expect(above).toBeCloseTo(1 / 2, 14);
    expect(below).toBeCloseTo(0.5 * (4 / 5), 14);
    // The same by all orders of taking: item 0 before nothing, item 2 seen or not.
    const both = (a: number, b: number): number =>
      (a / (1 + a + b)) * (1 + b / (1 + b)) + (b / (1 + a + b)) * (1 + a / (1 + a));
    expect(above! + below!).toBeCloseTo(0.5 * (1 / 2) + 0.5 * both(1, 4), 14);
  });
});

describe('soft lists', () => {
  it('have chances that sum to 1 over all slates, by hand for one of them', () => {
    const slates = allSlates(3, 2);
    expect([...slates]).toEqual([0, 1, 0, 2, 1, 0, 1, 2, 2, 0, 2, 1]);
    const chances = new Float64Array(2);
    let sum = 0;
    for (let from = 0; from < slates.length; from += 2) {
      slotChances(BEST_FIRST, 0, slates, from, 2, chances, 0);
      sum += chances[0]! * chances[1]!;
    }
    expect(sum).toBeCloseTo(1, 14);
    // Item 1 by chance alone, then the best of the rest.
    slotChances(BEST_FIRST, 0, [1, 2], 0, 2, chances, 0);
    expect(chances[0]).toBeCloseTo(0.1, 14);
    expect(chances[1]).toBeCloseTo(0.7 + 0.15, 14);
  });

  it('are shown as often as they say, with the propensities that they say', () => {
    const chances = new Float64Array(2);
    const visits = 20_000;
    const keys = {
      explore: drawKey(seedWords('x'), 'off-policy.explore'),
      item: drawKey(seedWords('x'), 'off-policy.item'),
    };
    const slates = new Uint32Array(visits * 2);
    const propensities = new Float32Array(visits * 2);
    const column = Uint32Array.from({ length: visits }, (_, visit) => visit);
    const visited = {
      length: visits,
      visitor: column,
      shopper: new Uint32Array(visits),
      visit: column,
      start: column,
    };
    softPolicy(BEST_FIRST, 2, keys).fillRound(visited, {} as never, slates, propensities);
    const counts = new Map<string, number>();
    for (let at = 0; at < slates.length; at += 2) {
      slotChances(BEST_FIRST, 0, slates, at, 2, chances, 0);
      expect([...propensities.subarray(at, at + 2)]).toEqual([
        Math.fround(chances[0]!),
        Math.fround(chances[1]!),
      ]);
      counts.set(`${slates[at]} ${slates[at + 1]}`, (counts.get(`${slates[at]} ${slates[at + 1]}`) ?? 0) + 1);
    }
    let chi = 0;
    for (const [name, count] of counts) {
      slotChances(BEST_FIRST, 0, name.split(' ').map(Number), 0, 2, chances, 0);
      const wanted = visits * chances[0]! * chances[1]!;
      chi += (count - wanted) ** 2 / wanted;
    }
    expect(counts.size).toBe(6);
    // Five degrees of freedom: above 20.5 in one of a thousand.
    expect(chi).toBeLessThan(20.5);
  });

  it('have marginals that sum to 1 in every slot', () => {
    const chances = marginals(BEST_FIRST, 1, 2);
    expect(chances[0]! + chances[1]! + chances[2]!).toBeCloseTo(1, 14);
    expect(chances[3]! + chances[4]! + chances[5]!).toBeCloseTo(1, 14);
    expect(chances[2]).toBeCloseTo(0.8, 14);
  });
});

describe('what estimators come to', () => {
  const told = (reward: RewardName) =>
    expectations({ truth: HAND, logging: EVEN, target: BEST_FIRST }, { reward, clip: 1, switch: 0 });

  it('is the truth of the target, summed over its slates by hand', () => {
    // Slates of the target with their chances: .8 .85 = (2, 1), .8 .15 = (2, 0), .1 .85 = (1, 2), .1 .15 = (1, 0), .1 .85 = (0, 2), .1 .15 = (0, 1).
    const any = (a: number, b: number): number => 0.5 * (a / (1 + a)) + 0.5 * ((a + b) / (1 + a + b));
    const by = [
      [0.8 * 0.85, any(4, 2)],
      [0.8 * 0.15, any(4, 1)],
      [0.1 * 0.85, any(2, 4)],
      [0.1 * 0.15, any(2, 1)],
      [0.1 * 0.85, any(1, 4)],
      [0.1 * 0.15, any(1, 2)],
    ];
    expect(told('any').truth).toBeCloseTo(
      by.reduce((sum, [chance, value]) => sum + chance! * value!, 0),
      14,
    );
    expect(told('any').switchDr).toBeCloseTo(told('any').dm, 14);
  });

  it('is below the truth when weights are clipped, and above it for slots by themselves where good items compete', () => {
    expect(told('any').clipped).toBeLessThan(told('any').truth - 0.1);
    expect(told('any').position).toBeGreaterThan(told('any').truth + 0.01);
    expect(told('any').cascade).toBeGreaterThan(told('any').truth);
    // By hand for the first slot of one shopper: all that the item in it earns, whatever stood below.
    expect(told('any').cascade).toBeLessThan(told('any').position);
  });

  it('is the truth for slots by themselves where slots earn by themselves', () => {
    const { truth, position, cascade, dm } = told('clicks');
    expect(position).toBeCloseTo(truth, 14);
    expect(cascade).toBeCloseTo(truth, 14);
    // One shopper: a model without shoppers is right.
    expect(dm).toBeCloseTo(truth, 14);
  });
});

describe('a frozen world', () => {
  const shape = {
    shoppers: 40,
    items: 6,
    slots: 2,
    days: 1,
    sessionsPerDay: 15,
    taste: 1.3,
    quality: 0.5,
    outside: 2,
    policy: { name: 'random' },
  } as const;
  const seed = seedWords('frozen');
  const truth = frozenTruth(frozenScenario(shape), seed);
  const scenario = frozenScenario({ ...shape, days: daysFor(20_000, truth) });
  const even = evenLists(40, 6);

  it.each(['any', 'clicks'] as const)('earns what the sums say, by %s', (reward) => {
    const log = headOf(simulateSlates(scenario, seed).log, 20_000);
    const { value, standardError } = onPolicy(log, reward);
    const told = expectations({ truth, logging: even, target: even }, { reward, clip: 9, switch: 9 });
    expect(Math.abs(value - told.truth)).toBeLessThan(3.5 * standardError);
    // A twentieth off would be seen.
    expect(3.5 * standardError).toBeLessThan(0.05 * told.truth);
  });

  it('refuses to give more visits than there are', () => {
    const { log } = simulateSlates(frozenScenario(shape), seed);
    expect(() => headOf(log, log.length + 1)).toThrow(
      `${log.length} visits; ${log.length + 1} are asked for`,
    );
  });

  it('has estimates of a target that come to the truth, and biased ones to what theory says', () => {
    const keys = { explore: drawKey(seed, 'off-policy.explore'), item: drawKey(seed, 'off-policy.item') };
    const log = headOf(simulateSlates(scenario, seed, softPolicy(even, 2, keys)).log, 20_000);
    const lists = Uint32Array.from({ length: 40 * 6 }, (_, at) => 5 - (at % 6));
    const target = { items: 6, lists, epsilon: 0.2 };
    const { estimates, theory, weights } = measureTarget(
      { truth, logging: even, log },
      'fifth first',
      target,
      { reward: 'any', clip: 5, switch: 5 },
      [5000, 20_000],
    );
    const told = {
      ips: theory.truth,
      snips: theory.truth,
      dr: theory.truth,
      'ips-clipped': theory.clipped,
      position: theory.position,
      cascade: theory.cascade,
    };
    for (const [name, wanted] of Object.entries(told)) {
      const { value, standardError } = estimates[name as keyof typeof told].at(-1)!;
      expect(Math.abs(value - wanted) / standardError, name).toBeLessThan(3.5);
    }
    expect(estimates.ips[0]!.standardError / estimates.ips[1]!.standardError).toBeCloseTo(2, 0);
    expect(Math.abs(weights.mean - 1)).toBeLessThan(4 * weights.standardError);
  });
});

describe('who is picked', () => {
  const world = (clicks: number[], values: (number | null)[]): ChoiceWorld => ({
    split: 'time',
    exposure: 0,
    clicks,
    utility: clicks,
    verdicts: [{ criterion: 'ips', values }],
  });

  it('counts right picks, what wrong ones give away, and silence', () => {
    const [picks] = countPicks([
      world([0.2, 0.1], [3, 1]),
      world([0.2, 0.1], [1, 3]),
      world([0.2, 0.1], [null, null]),
      // All alike is no pick.
      world([0.2, 0.1], [0, 0]),
      // Two that truly earn the same: either is right.
      world([0.2, 0.2], [1, 2]),
    ]);
    expect(picks).toMatchObject({ right: 2, worlds: 5, silent: 2, rightByUtility: 2, picked: [1, 2] });
    expect(picks!.lost).toBeCloseTo(0.5 / 3, 14);
  });

  it('measures lists as studies do', () => {
    const log: SlateLog = {
      length: 3,
      slots: 1,
      shopper: Uint32Array.of(0, 0, 1),
      item: Uint32Array.of(2, 1, 0),
      propensity: Float32Array.of(0.5, 0.5, 0.5),
      clicked: Uint8Array.of(1, 1, 1),
      first: Uint8Array.of(1, 1, 1),
      time: Uint32Array.of(0, 1, 2),
    };
    const feedback = clickFeedback(log, 2, 3);
    const lists = Uint32Array.of(2, 0, 1, 2, 1, 0);
    const all = Uint32Array.of(0, 1, 2);
    // Shopper 0 finds one of two at rank 1, shopper 1 nothing in two places.
    expect(listMetric({ name: 'recall', cutoff: 2 }, lists, feedback, all)).toBe(0.25);
    expect(listMetric({ name: 'hitRate', cutoff: 2 }, lists, feedback, all)).toBe(0.5);
    expect(METRICS.recall.kind).toBe('rank');
    // The first visit showed the first of shopper 0's list, the others nothing of the kind.
    expect([...topRounds(log, lists, 3, 'log').weight]).toEqual([2, 0, 0]);
    expect(() => topRounds({ ...log, propensity: Float32Array.of(1, 1, 1) }, lists, 3, 'log')).toThrow(
      'log: no support: row 1: propensity is 1',
    );
  });

  it('knows what the first of each list earns', () => {
    const { clicks, utility } = trueValues(HAND, Uint32Array.of(2, 1, 0));
    expect(clicks).toBeCloseTo(0.8, 14);
    expect(utility).toBe(1.4);
  });
});
