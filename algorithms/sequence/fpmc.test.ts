import { describe, expect, it } from 'vitest';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import { drawKey, uniform, uniformInteger } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { createLists, type RankModel } from '../algorithm.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { type FpmcParams, fpmc } from './fpmc.ts';
import { type ChainOptions, type ChainStep, type ChainVectors, chainStepper } from './fpmc-steps.ts';
import { markov } from './markov.ts';

const key = drawKey(seedWords('fpmc'), 'choice.item');

const FACTORS = 3;
/** One shopper and five items with drawn vectors. */
const drawn = (): Required<ChainVectors> => {
  const vectors = (rows: number, side: number): Float32Array =>
    Float32Array.from({ length: rows * FACTORS }, (_, n) => uniform(key, side, n) - 0.5);
  return { shopper: vectors(1, 0), liked: vectors(5, 1), previous: vectors(5, 2), next: vectors(5, 3) };
};
const OPTIONS: ChainOptions = {
  factors: FACTORS,
  epochs: 1,
  learningRate: 1e-3,
  regularisation: 0.5,
  initialScale: 1,
  unit: 'visit',
  last: 2,
  shoppers: true,
};
const STEP: ChainStep = {
  shopper: 0,
  item: 3,
  other: 1,
  before: Uint32Array.of(9, 0, 2, 9),
  start: 1,
  end: 3,
};

/** Equation 11 for one item, written out. */
function scoreOf({ shopper, liked, previous, next }: Required<ChainVectors>, item: number, before: number[]) {
  let score = 0;
  for (let f = 0; f < FACTORS; f++) {
    score += shopper[f]! * liked[item * FACTORS + f]!;
    for (const l of before) score += (previous[l * FACTORS + f]! * next[item * FACTORS + f]!) / before.length;
  }
  return score;
}

const objective = (vectors: Required<ChainVectors>): number => {
  const margin = scoreOf(vectors, STEP.item, [0, 2]) - scoreOf(vectors, STEP.other, [0, 2]);
  return Math.log(1 + Math.exp(-margin));
};

describe('a step', () => {
  it('goes down the gradient of -ln sigma(margin) and of the penalty, by finite differences', () => {
    const moved = drawn();
    const margin = chainStepper(moved, OPTIONS)(STEP);
    const before = drawn();
    expect(margin).toBeCloseTo(scoreOf(before, 3, [0, 2]) - scoreOf(before, 1, [0, 2]), 6);
    const touched = { shopper: [0], liked: [3, 1], previous: [0, 2], next: [3, 1] };
    for (const name of ['shopper', 'liked', 'previous', 'next'] as const) {
      for (let n = 0; n < before[name].length; n++) {
        const isTouched = touched[name].includes(Math.floor(n / FACTORS));
        const shifted = (by: number): number => {
          const vectors = drawn();
          vectors[name][n]! += by;
          return objective(vectors);
        };
        const slope = (shifted(1e-2) - shifted(-1e-2)) / 2e-2 + OPTIONS.regularisation * before[name][n]!;
        const change = moved[name][n]! - before[name][n]!;
        if (isTouched) expect(change / OPTIONS.learningRate).toBeCloseTo(-slope, 3);
        else expect(change).toBe(0);
      }
    }
  });
  it('leaves transitions alone where nothing came before, and shoppers where there are none', () => {
    const [first, plain] = [drawn(), drawn()];
    chainStepper(first, OPTIONS)({ ...STEP, end: STEP.start });
    expect([first.previous, first.next]).toEqual([drawn().previous, drawn().next]);
    expect(first.shopper).not.toEqual(drawn().shopper);
    chainStepper({ previous: plain.previous, next: plain.next }, OPTIONS)(STEP);
    expect([plain.shopper, plain.liked]).toEqual([drawn().shopper, drawn().liked]);
    expect(plain.next).not.toEqual(drawn().next);
  });
});

function listFor(model: RankModel, shopper: number, items: readonly number[], k: number): number[] {
  const out = createLists(1, k);
  const rowPtr = Uint32Array.of(0, items.length);
  const history = { rowPtr, item: Uint32Array.from(items), time: new Uint32Array(items.length) };
  model.recommend({ length: 1, shopper: Uint32Array.of(shopper), exclude: 'none', history }, k, out);
  return [...out.items.subarray(0, out.lengths[0])];
}

describe('fpmc', () => {
  const fitted = (rows: SmallRow[], shoppers: number, items: number, params: Partial<FpmcParams>) =>
    fpmc.fit(smallTraining(shoppers, items, rows), fpmc.params.parse(params), quietRun('seed'));

  it('learns what follows what, also for nobody known', async () => {
    const items = 10;
    const rows: SmallRow[] = [];
    for (let s = 0; s < 20; s++) for (let n = 0; n < 8; n++) rows.push([s, (s + 3 * n) % items, n]);
    const model = await fitted(rows, 20, items, { last: 1, shoppers: false });
    for (let item = 0; item < items; item++)
      expect(listFor(model, NO_SHOPPER, [item], 1)).toEqual([(item + 3) % items]);
    expect(listFor(model, NO_SHOPPER, [], 1)).toEqual([]);
  });

  it('tells shoppers apart who go on differently, which counting transitions cannot', async () => {
    // Even shoppers go from a to one of two items of the first half, odd ones to the second half; starts are shared.
    const items = 12;
    const rows: SmallRow[] = [];
    for (let s = 0; s < 40; s++) {
      for (let n = 0; n < 12; n++) {
        const start = 8 + uniformInteger(key, 4, s, n, 5);
        const half = 4 * (s % 2);
        rows.push([s, start, 2 * n], [s, half + (start - 8), 2 * n + 1]);
      }
    }
    const data = smallTraining(40, items, rows);
    const chain = await markov.fit(data, markov.params.parse({ steps: 1, memory: 1 }), quietRun('seed'));
    const model = await fitted(rows, 40, items, { last: 1, factors: 16 });
    const hits = (one: RankModel): number => {
      let found = 0;
      for (let s = 0; s < 40; s++)
        for (let start = 8; start < 12; start++)
          if (listFor(one, s, [start], 1)[0] === 4 * (s % 2) + start - 8) found++;
      return found / 160;
    };
    expect(hits(chain)).toBeLessThan(0.6);
    expect(hits(model)).toBeGreaterThan(0.95);
  });
});
