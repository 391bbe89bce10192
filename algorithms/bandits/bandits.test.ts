/** Bandits against closed forms, quadrature, indices by hand and bounds of the papers. */

import { describe, expect, it } from 'vitest';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Algorithm, TrainingData, Visits } from '../algorithm.ts';
import { quietRun, type ShownRow, smallShown, smallTraining } from '../small-training.node.ts';
import { epsilonGreedy } from './epsilon-greedy.ts';
import { planSlates } from './slate-plans.ts';
import { thompson } from './thompson.ts';
import { thompsonSlots, thompsonTable } from './thompson-slots.ts';
import { ucb, upperBound } from './ucb.ts';

describe('the largest of independent beta variates', () => {
  // scipy 1.x: quad of beta.pdf of one times the product of special.betainc of the others, epsabs 1e-11.
  it.each([
    [
      [
        [1, 1],
        [1, 1],
        [3, 9],
      ],
      [6 / 13, 6 / 13, 1 / 13],
    ],
    [
      [
        [31, 701],
        [21, 580],
        [5, 60],
        [1, 1],
        [52, 1200],
      ],
      [
        0.0044467878851806334, 0.0010755088939076263, 0.07039429866542957, 0.9209794704505225,
        0.003103934104959303,
      ],
    ],
    [
      [
        [501, 9501],
        [520, 9481],
        [480, 9521],
      ],
      [0.2501080161902767, 0.692511135020328, 0.05738084878939496],
    ],
  ])('%j: chances as by quadrature, within .0005', (shapes, expected) => {
    const left = thompsonSlots(
      thompsonTable(
        Float64Array.from(shapes, ([a]) => a!),
        Float64Array.from(shapes, ([, b]) => b!),
        2,
      ),
    );
    left.restart();
    const chances = shapes.map((_, arm) => left.chance(arm));
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
    chances.forEach((chance, arm) => {
      expect(Math.abs(chance - expected[arm]!)).toBeLessThan(0.0005);
    });
  });

  it('of two is the closed form for whole shapes, also after a third has been taken away', () => {
    // P(Beta(2, 1) > Beta(1, 2)) = 5 / 6: integral of 2 x (1 - (1 - x)^2).
    const left = thompsonSlots(thompsonTable(Float64Array.of(2, 40, 1), Float64Array.of(1, 2, 2), 2));
    left.restart();
    left.remove(1);
    expect(Math.abs(left.chance(0) - 5 / 6)).toBeLessThan(0.0005);
    expect(Math.abs(left.chance(2) - 1 / 6)).toBeLessThan(0.0005);
  });
});

describe('upper bounds by hand', () => {
  it('UCB1: 3 clicks in 10 of 100 showings', () => {
    expect(upperBound(3, 10, 0, 100, 'ucb1', 1)).toBeCloseTo(0.3 + Math.sqrt((2 * Math.log(100)) / 10), 12);
  });
  it('UCB1-Tuned: 1 click in 400 of 10,000 showings, where the variance is below 1/4', () => {
    const certainty = Math.log(10_000) / 400;
    const spread = 0.0025 * 0.9975 + Math.sqrt(2 * certainty);
    expect(spread).toBeLessThan(0.25);
    expect(upperBound(1, 400, 0, 10_000, 'ucb1-tuned', 1)).toBeCloseTo(
      0.0025 + Math.sqrt(certainty * spread),
      12,
    );
  });
  it('UCB1-Tuned: never wider than the variance of a fair coin allows', () => {
    expect(upperBound(1, 2, 0, 100, 'ucb1-tuned', 1)).toBeCloseTo(0.5 + Math.sqrt(Math.log(100) / 8), 12);
  });
  it('narrows as if the pending showings had confirmed the mean', () => {
    expect(upperBound(3, 10, 30, 100, 'ucb1', 1)).toBeCloseTo(0.3 + Math.sqrt((2 * Math.log(100)) / 40), 12);
  });
  it('puts what was never shown first', () => {
    expect(upperBound(0, 0, 0, 100, 'ucb1', 1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('planSlates', () => {
  const tieKey = drawKey(seedWords('plan'), 'bandit.plan');
  it('shows every item once before any twice when nothing is known', () => {
    const { items } = planSlates({
      offered: Uint32Array.from({ length: 12 }, (_, item) => item),
      slots: 3,
      phases: 4,
      ahead: 40,
      tieKey,
      indexOf: (_, pending) => upperBound(0, 0, pending, 0, 'ucb1', 1),
    });
    expect([...items].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('turns from the best to the next once enough of it is pending, by hand', () => {
    // mean + 1 / sqrt(n), n = 4 shown and 5 more a phase: a .5 + 1/2, then 1/3; b .4 + 1/2, then 1/3.
    const means = [0.5, 0.4];
    const { items } = planSlates({
      offered: Uint32Array.of(0, 1),
      slots: 1,
      phases: 4,
      ahead: 20,
      tieKey,
      indexOf: (item, pending) => means[item]! + 1 / Math.sqrt(4 + pending),
    });
    // 1, .9 -> a; .833, .9 -> b; .833, .733 -> a; .767 (n = 14), .733 -> a
    expect([...items]).toEqual([0, 1, 0, 0]);
  });
});

/** A stationary Bernoulli problem, fitted anew after every `batch` slates of one slot; returns the regret after each batch. */
async function regretOf(
  algorithm: Algorithm<'policy'>,
  params: object,
  rates: readonly number[],
  batch: number,
  batches: number,
  seed: string,
): Promise<number[]> {
  const items = rates.length;
  const key = drawKey(seedWords(seed), 'split');
  const rows: ShownRow[] = [];
  const best = Math.max(...rates);
  const regrets: number[] = [];
  let regret = 0;
  for (let round = 0; round < batches; round++) {
    const data: TrainingData = { ...smallTraining(1, items, []), shown: smallShown(rows), ahead: batch };
    const model = await algorithm.fit(data, algorithm.params.parse(params), quietRun(seed));
    const visitor = Uint32Array.from({ length: batch }, (_, i) => round * batch + i);
    const zeros = new Uint32Array(batch);
    const visits: Visits = { length: batch, visitor, shopper: zeros, visit: zeros, start: zeros };
    const slates = new Uint32Array(batch);
    const offered = Uint32Array.from(rates, (_, item) => item);
    model.fill(visits, offered, 1, slates, new Float32Array(batch));
    for (let i = 0; i < batch; i++) {
      const item = slates[i]!;
      rows.push([visitor[i]!, 0, item, Number(uniform(key, visitor[i]!, item) < rates[item]!)]);
      regret += best - rates[item]!;
    }
    regrets.push(regret);
  }
  return regrets;
}

const SEEDS = ['a', 'b', 'c', 'd', 'e'];
const RATES = [0.3, 0.6, 0.5, 0.4];
const meanRegret = async (algorithm: Algorithm<'policy'>, params: object, batch: number, batches: number) => {
  const all = await Promise.all(
    SEEDS.map((seed) => regretOf(algorithm, params, RATES, batch, batches, seed)),
  );
  return all[0]!.map((_, round) => all.reduce((sum, own) => sum + own[round]!, 0) / SEEDS.length);
};

describe('regret on a stationary Bernoulli problem', () => {
  /** Theorem 1 of Auer, Cesa-Bianchi, Fischer 2002: 8 sum of ln n / gap + (1 + pi^2 / 3) sum of gaps. */
  const auerBound = (n: number): number => {
    const gaps = RATES.map((rate) => 0.6 - rate).filter((gap) => gap > 0);
    const sum = (of: (gap: number) => number): number => gaps.reduce((total, gap) => total + of(gap), 0);
    return 8 * sum((gap) => Math.log(n) / gap) + (1 + Math.PI ** 2 / 3) * sum((gap) => gap);
  };
  const EVEN = 0.6 - (0.3 + 0.6 + 0.5 + 0.4) / 4;

  it('UCB1 one visit a fit: below the bound of its theorem', async () => {
    const regrets = await meanRegret(ucb, { bound: 'ucb1', phases: 1 }, 1, 400);
    for (const n of [50, 100, 200, 400]) expect(regrets[n - 1]).toBeLessThan(auerBound(n));
    expect(regrets[399]).toBeLessThan(0.8 * EVEN * 400);
  });

  it.each([
    ['ucb', ucb, {}],
    ['thompson', thompson, {}],
    ['epsilon-greedy', epsilonGreedy, { epsilon: 0.1 }],
  ] as const)(
    '%s in batches of 100: a third of that of even draws after 4,000 visits',
    async (_name, algorithm, params) => {
      const regrets = await meanRegret(algorithm as Algorithm<'policy'>, params, 100, 40);
      expect(regrets[39]).toBeLessThan((EVEN * 4000) / 3);
    },
  );

  it('of thompson grows slower and slower: the last quarter costs less than half of the first', async () => {
    const regrets = await meanRegret(thompson, {}, 100, 40);
    expect(regrets[39]! - regrets[29]!).toBeLessThan(regrets[9]! / 2);
  });

  it('of epsilon-greedy goes on at epsilon times that of even draws', async () => {
    const regrets = await meanRegret(epsilonGreedy, { epsilon: 0.5 }, 200, 20);
    const late = (regrets[19]! - regrets[9]!) / 2000;
    expect(Math.abs(late - 0.5 * EVEN)).toBeLessThan(0.015);
  });
});
