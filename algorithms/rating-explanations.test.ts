/** What every model of ratings that tells why has to keep to; runs over the registry. */

import { describe, expect, it } from 'vitest';
import type { Interactions } from '../datasets/interactions.ts';
import { NO_SHOPPER } from '../datasets/tables.ts';
import { kernelHost } from '../numerics/kernels/open-host.node.ts';
import { drawKey, uniform } from '../numerics/rng.ts';
import { seedWords } from '../numerics/seed.ts';
import type { Algorithm, Cause, RateModel, RatingQuestion, Saved } from './algorithm.ts';
import { modelHost } from './fitting.ts';
import { ratingKnn } from './neighbours/rating-knn.ts';
import { slopeOne } from './neighbours/slope-one.ts';
import { ALGORITHMS } from './registry.ts';
import { quietRun, type SmallRow, smallTraining } from './small-training.node.ts';

const SHOPPERS = 20;
const ITEMS = 14;
const DAY = 86_400;
const MOST = Number.POSITIVE_INFINITY;
const ROWS = (() => {
  const key = drawKey(seedWords('explain ratings'), 'split');
  return Array.from({ length: SHOPPERS * ITEMS }, (_, n): SmallRow => {
    const [shopper, item] = [Math.floor(n / ITEMS), n % ITEMS];
    const stars = 1 + Math.floor(5 * uniform(key, shopper, item, 1));
    return [shopper, item, n * DAY, stars];
  }).filter(([shopper, item]) => uniform(key, shopper, item) < 0.5);
})();
const isRated = (shopper: number, item: number): boolean =>
  ROWS.some(([one, other]) => one === shopper && other === item);
const DATA = smallTraining(SHOPPERS, ITEMS, ROWS);

type Tells = RateModel & Saved & Required<Pick<RateModel, 'explain'>>;
const tells = (Object.entries(ALGORITHMS) as [string, Algorithm][]).filter(
  (entry): entry is [string, Algorithm<'rate'>] => entry[1].task === 'rate',
);
const fitted = async (algorithm: Algorithm<'rate'>, data = DATA): Promise<Tells> =>
  (await algorithm.fit(data, algorithm.params.parse({}), quietRun('explain'))) as Tells;

function predicted(model: RateModel, { shopper, item, time }: RatingQuestion): number {
  const out = new Float32Array(1);
  const times = time === undefined ? undefined : Uint32Array.of(time);
  model.predict(Uint32Array.of(shopper), Uint32Array.of(item), out, times);
  return out[0]!;
}

/** Pairs that nobody rated, and those of unknown shoppers and items. */
const QUESTIONS: RatingQuestion[] = [];
for (let shopper = 0; shopper < SHOPPERS; shopper++)
  for (let item = shopper % 3; item < ITEMS; item += 3)
    if (!isRated(shopper, item)) QUESTIONS.push({ shopper, item });
const STRANGE: RatingQuestion[] = [
  { shopper: NO_SHOPPER, item: 1 },
  { shopper: 1, item: ITEMS + 3 },
  { shopper: NO_SHOPPER, item: ITEMS + 3 },
];

describe.each(tells)('why, by %s', (_name, algorithm) => {
  const [by] = algorithm.explains as readonly Cause['kind'][];

  it('tells causes of the prediction, strongest first, that add up to it where it says so', async () => {
    const model = await fitted(algorithm);
    let told = 0;
    for (const asked of [...QUESTIONS, ...STRANGE, { ...QUESTIONS[0]!, time: 9 * DAY }]) {
      const { score, causes, additive, base = 0 } = model.explain(asked, MOST, by);
      expect(score).toBe(predicted(model, asked));
      for (const [n, { contribution }] of causes.entries()) {
        expect(Number.isFinite(contribution) && contribution !== 0).toBe(true);
        if (n > 0) expect(contribution).toBeLessThanOrEqual(causes[n - 1]!.contribution);
      }
      if (additive) {
        const sum = causes.reduce((all, { contribution }) => all + contribution, base);
        expect(sum).toBeCloseTo(score, 5);
      }
      told += causes.length;
      expect(model.explain(asked, 2).causes).toEqual(causes.slice(0, 2));
    }
    expect(told).toBeGreaterThan(QUESTIONS.length);
    expect(() => model.explain(QUESTIONS[0]!, 1, 'part')).toThrow(`'part' explains nothing here`);
  });

  it('loses from a prediction what a cause says when it is taken away', async () => {
    const model = await fitted(algorithm);
    let checked = 0;
    for (const asked of QUESTIONS) {
      const { score, causes } = model.explain(asked, MOST);
      for (const cause of new Set([...causes.slice(0, 2), ...causes.slice(-1)])) {
        const saved = structuredClone(model.save());
        takeAway(saved.state as State, asked, cause);
        const without = await algorithm.load(saved, modelHost(kernelHost()));
        expect(score - predicted(without, asked)).toBeCloseTo(cause.contribution, 5);
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(QUESTIONS.length);
  });
});

type State = Record<string, unknown>;
const zero = (state: State, key: string, from: number, to = from + 1): void => {
  (state[key] as Float64Array | undefined)?.fill(0, from, to);
};

function takeAway(state: State, { shopper, item }: RatingQuestion, { kind, factor, ...cause }: Cause): void {
  const sides = state['matrix'] as Sides;
  const model = (typeof state['factors'] === 'object' ? state['factors'] : state) as State;
  const [factors, bins] = [model['factors'] as number, model['bins'] as number];
  if (kind === 'neighbour') cut(sides, cause.shopper!, item);
  else if (kind === 'own-item') cut(sides, shopper, cause.item!);
  else if (kind === 'factor')
    for (const key of ['shoppers', 'drifts']) zero(model, key, shopper * factors + factor!);
  else if (kind === 'popularity') {
    zero(model, 'itemBias', item);
    zero(model, 'itemBins', item * bins, (item + 1) * bins);
  } else {
    for (const key of ['shopperBias', 'shopperDrift']) zero(model, key, shopper);
    const days = model['dayPtr'] as Uint32Array | undefined;
    if (days) zero(model, 'dayBias', days[shopper]!, days[shopper + 1]!);
  }
}

interface Sides {
  byShopper: Interactions;
  byItem: Interactions;
}

/** Takes one rating out. */
function cut(sides: Sides, shopper: number, item: number): void {
  const without = (matrix: Interactions, row: number, column: number): Interactions => {
    const at = matrix.colIdx.subarray(0, matrix.rowPtr[row + 1]!).indexOf(column, matrix.rowPtr[row]!);
    expect(at).toBeGreaterThanOrEqual(0);
    return {
      ...matrix,
      rowPtr: matrix.rowPtr.map((start, n) => (n > row ? start - 1 : start)),
      colIdx: matrix.colIdx.filter((_, p) => p !== at),
      values: matrix.values.filter((_, p) => p !== at),
    };
  };
  sides.byShopper = without(sides.byShopper, shopper, item);
  sides.byItem = without(sides.byItem, item, shopper);
}

it('by hand: neighbours of 1 and 2/3 who gave 5 and 1 stars', async () => {
  const data = smallTraining(3, 3, [
    [0, 0, 0, 4],
    [0, 1, 0, 2],
    [1, 0, 0, 4],
    [1, 1, 0, 2],
    [1, 2, 0, 5],
    [2, 0, 0, 3],
    [2, 1, 0, 2],
    [2, 2, 0, 1],
  ]);
  const causesOf = async (neighbours: number): Promise<Record<number, number>> => {
    const params = ratingKnn.params.parse({ kind: 'basic', neighbours });
    const model = (await ratingKnn.fit(data, params, quietRun('hand'))) as Tells;
    const { causes } = model.explain({ shopper: 0, item: 2 }, 9);
    return Object.fromEntries(causes.map(({ shopper, contribution }) => [shopper!, contribution]));
  };
  expect(await causesOf(2)).toEqual({ 1: expect.closeTo(3.4 - 1, 9), 2: expect.closeTo(3.4 - 5, 9) });
  // Only the nearest is asked; without them the other would be.
  expect(await causesOf(1)).toEqual({ 1: 5 - 1 });
});

it('slope-one fitted without the row of a cause predicts what is left', async () => {
  const model = await fitted(slopeOne);
  for (const { shopper, item } of QUESTIONS.slice(0, 12)) {
    const { score, causes } = model.explain({ shopper, item }, MOST);
    const [first] = causes;
    const rows = ROWS.filter(([one, other]) => one !== shopper || other !== first!.item);
    const without = await fitted(slopeOne, smallTraining(SHOPPERS, ITEMS, rows));
    expect(score - predicted(without, { shopper, item })).toBeCloseTo(first!.contribution, 5);
  }
});
