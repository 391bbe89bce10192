import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Queries, RankModel } from '../../algorithms/algorithm.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { createTable, SHOPPERS } from '../../datasets/tables.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Repeats, RunResult } from '../run-record.ts';
import type { Fold } from '../splits/split.ts';
import { evaluateRank } from './evaluate.ts';
import type { RankOptions } from './evaluation.ts';
import { groupGap, groupMeans, NOT_KNOWN, shopperGroups } from './groups.ts';
import { makeTestSet } from './test-set.ts';

type Row = readonly [shopper: number, item: number, relevant?: number];

/** Feedback whose first rows are learnt from and whose others are tested. */
function foldOf(train: Row[], test: Row[], shoppers: number, items: number): [Feedback, Fold] {
  const rows = [...train, ...test];
  const indices = Uint32Array.from(rows.keys());
  const feedback: Feedback = {
    length: rows.length,
    shoppers,
    items,
    shopper: Uint32Array.from(rows, ([shopper]) => shopper),
    item: Uint32Array.from(rows, ([, item]) => item),
    time: new Uint32Array(rows.length),
    value: new Float32Array(rows.length).fill(1),
    relevant: Uint8Array.from(rows, ([, , relevant = 1]) => relevant),
  };
  return [
    feedback,
    { train: indices.slice(0, train.length), test: indices.slice(train.length), cutoff: null },
  ];
}

/** Answers shopper s with lists[s], scores falling by one from 100 unless given; keeps what it was asked. */
function listed(lists: Record<number, number[]>, scores: Record<number, number[]> = {}, tied: number[] = []) {
  const asked: Queries[] = [];
  const model: RankModel = {
    recommend(queries, k, out) {
      asked.push(queries);
      for (let q = 0; q < queries.length; q++) {
        const shopper = queries.shopper[q]!;
        const list = (lists[shopper] ?? []).slice(0, k);
        out.items.set(list, q * out.k);
        out.scores.set(scores[shopper]?.slice(0, k) ?? list.map((_, i) => 100 - i), q * out.k);
        out.lengths[q] = list.length;
        out.tied[q] = tied.includes(shopper) ? 1 : 0;
      }
    },
  };
  return { model, asked };
}

let seconds = 0;
const optionsOf = (names: string[], more: Partial<RankOptions> = {}): RankOptions => ({
  requests: names.map((request) => {
    const [name, cutoff] = request.split('@');
    return { name: name!, cutoff: Number(cutoff) };
  }),
  primary: { name: names[0]!.split('@')[0]!, cutoff: Number(names[0]!.split('@')[1]) },
  groups: [],
  features: null,
  statistics: { resamples: 200, level: 0.95 },
  key: drawKey(seedWords('evaluate'), 'bootstrap'),
  signal: new AbortController().signal,
  clock: () => seconds++ / 1000,
  ...more,
});

const means = ({ estimates }: Pick<RunResult, 'estimates'>): Record<string, number | null> =>
  Object.fromEntries(estimates.map(({ definition, mean }) => [definition, mean]));

// Shopper 0 had 0, 1; shopper 1 had 2; shopper 2 had 0; shopper 3 had nothing; shopper 4 had 1 and is not tested.
// Item 4 has no training row.
const [FEEDBACK, FOLD] = foldOf(
  [
    [0, 0],
    [0, 1],
    [1, 2],
    [2, 0],
    [4, 1],
    [4, 3],
  ],
  [
    [0, 0],
    [0, 2],
    [0, 2],
    [0, 4],
    [1, 2],
    [2, 3, 0],
    [3, 1],
  ],
  5,
  5,
);

describe('makeTestSet', () => {
  const relevantOf = (repeats: Repeats): Record<number, number[]> => {
    const { shoppers, relevantPtr, relevantItems } = makeTestSet(FEEDBACK, FOLD, repeats);
    return Object.fromEntries(
      [...shoppers].map((s, e) => [s, [...relevantItems.subarray(relevantPtr[e]!, relevantPtr[e + 1]!)]]),
    );
  };
  it('exclude: relevant is what is new; an item outside the catalogue stays', () => {
    expect(relevantOf('exclude')).toEqual({ 0: [2, 4] });
  });
  it('include: all relevant test items', () =>
    expect(relevantOf('include')).toEqual({ 0: [0, 2, 4], 1: [2] }));
  it('only: relevant is what was had before', () => expect(relevantOf('only')).toEqual({ 0: [0], 1: [2] }));
  it('counts whom it leaves out: without a relevant item, unknown in training', () => {
    const test = makeTestSet(FEEDBACK, FOLD, 'include');
    expect(test).toMatchObject({
      withoutRelevant: 1,
      unknownShoppers: 1,
      trainRows: 6,
      testRows: 7,
      catalogue: 'trained',
      ranked: Uint8Array.of(1, 1, 1, 1, 0),
    });
    expect(makeTestSet(FEEDBACK, FOLD, 'exclude')).toMatchObject({ withoutRelevant: 2, unknownShoppers: 1 });
  });
  it('exclude and only part what include counts; every test shopper is counted once', () => {
    const row = fc.tuple(fc.nat(6), fc.nat(9), fc.constantFrom(0, 1));
    const rows = fc.array(row, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(rows, rows, (train, test) => {
        const [feedback, fold] = foldOf(train, test, 7, 10);
        const sets = (['exclude', 'only', 'include'] as const).map((repeats) =>
          makeTestSet(feedback, fold, repeats),
        );
        for (const set of sets)
          expect(set.shoppers.length + set.withoutRelevant + set.unknownShoppers).toBe(
            new Set(test.map(([shopper]) => shopper)).size,
          );
        const pairs = sets.map(({ shoppers, relevantPtr, relevantItems }) =>
          [...shoppers].flatMap((s, e) =>
            [...relevantItems.subarray(relevantPtr[e]!, relevantPtr[e + 1]!)].map((item) => s * 100 + item),
          ),
        );
        expect([...pairs[0]!, ...pairs[1]!].sort((a, b) => a - b)).toEqual(pairs[2]);
      }),
    );
  });
});

describe('evaluateRank, by hand', () => {
  it('exclude: one shopper, a hit at rank 2 of two relevant, one of them outside the catalogue', async () => {
    const { model, asked } = listed({ 0: [3, 2] });
    const { result, values } = await evaluateRank(
      model,
      makeTestSet(FEEDBACK, FOLD, 'exclude'),
      optionsOf(['recall@2', 'recall@1', 'mrr@2', 'coverage@2', 'novelty@2', 'diversity@2']),
    );
    expect(means(result)).toEqual({
      'recall.v1+exclude@2': 0.5,
      'recall.v1+exclude@1': 0,
      'mrr.v1+exclude@2': 0.5,
      'coverage.v1+exclude@2': 0.5,
      'novelty.v1+exclude@2': expect.closeTo(Math.log2(5 / 2), 12),
      'diversity.v1+exclude@2': null,
    });
    expect(result.estimates.map(({ n }) => n)).toEqual([1, 1, 1, 1, 1, 0]);
    expect(result.counts).toEqual({
      evaluated: 1,
      withoutRelevant: 2,
      unknownShoppers: 1,
      emptyLists: 0,
      trainRows: 6,
      testRows: 7,
    });
    expect([...values.shopper]).toEqual([0]);
    expect(values.definitions[0]).toBe('recall.v1+exclude@2');
    expect([...values.columns[0]!]).toEqual([0.5]);
    expect(values.definitions).not.toContain('coverage.v1+exclude@2');
    expect(asked.map(({ exclude, candidates }) => [exclude, candidates])).toEqual([['seen', undefined]]);
  });
  it('include: an empty list scores 0 and is not novel or popular, but not defined', async () => {
    const { model, asked } = listed({ 0: [0, 2, 3] });
    const { result } = await evaluateRank(
      model,
      makeTestSet(FEEDBACK, FOLD, 'include'),
      optionsOf(['precision@3', 'novelty@3', 'popularityLift@3', 'gini@3']),
    );
    expect(means(result)['precision.v1+include@3']).toBeCloseTo(2 / 3 / 2, 12);
    expect(result.estimates.map(({ n }) => n)).toEqual([2, 1, 1, 2]);
    expect(result.counts.emptyLists).toBe(1);
    // popularity: items 0 and 1 had by 2 of 4 shoppers, 2 and 3 by 1 of 4; the profile of shopper 0 is {0, 1}
    expect(means(result)['popularityLift.v1+include@3']).toBeCloseTo(
      (2 / 4 + 1 / 4 + 1 / 4) / 3 / (1 / 2) - 1,
      12,
    );
    expect(asked[0]!.exclude).toBe('none');
  });
  it('only: candidates are what each shopper had', async () => {
    const { model, asked } = listed({ 0: [1, 0], 1: [2] });
    const { result } = await evaluateRank(model, makeTestSet(FEEDBACK, FOLD, 'only'), optionsOf(['mrr@10']));
    expect(means(result)).toEqual({ 'mrr.v1+only@10': 0.75 });
    const { exclude, candidates } = asked[0]!;
    expect(exclude).toBe('none');
    expect([...candidates!.rowPtr]).toEqual([0, 2, 3]);
    expect([...candidates!.colIdx]).toEqual([0, 1, 2]);
  });
  it('popularityLift is the change of the means, not the mean of the changes', async () => {
    const [feedback, fold] = foldOf(
      [
        [0, 0],
        [1, 0],
        [2, 0],
        [3, 1],
      ],
      [
        [0, 1],
        [3, 0],
      ],
      4,
      2,
    );
    const { model } = listed({ 0: [1], 3: [0] });
    const { result, values } = await evaluateRank(
      model,
      makeTestSet(feedback, fold, 'exclude'),
      optionsOf(['popularityLift@1']),
    );
    // lists .25 and .75, profiles .75 and .25: the means do not change, though the mean of the changes is 2/3
    expect(means(result)['popularityLift.v1+exclude@1']).toBeCloseTo(0, 12);
    expect([...values.columns[0]!]).toEqual([-1, 1]);
  });
  it('counts ties at the cut-off of the primary metric, exposure too', async () => {
    const lists = { 0: [0, 2, 3], 1: [2, 0, 1] };
    const test = makeTestSet(FEEDBACK, FOLD, 'include');
    const tieRate = async (primary: number, scores: Record<number, number[]>, tied: number[]) => {
      const { model } = listed(lists, scores, tied);
      const options = optionsOf([`recall@${primary}`, 'recall@3']);
      return (await evaluateRank(model, test, options)).result.tieRate;
    };
    const scores = { 0: [5, 4, 4], 1: [5, 4, 3] };
    expect(await tieRate(2, scores, [])).toBe(0.5);
    expect(await tieRate(1, scores, [0, 1])).toBe(0);
    expect(await tieRate(3, scores, [1])).toBe(0.5);
  });
  it('splits exposure by tenths of the catalogue, most popular first', async () => {
    const { model } = listed({ 0: [0, 2], 1: [0, 1] });
    const { result } = await evaluateRank(
      model,
      makeTestSet(FEEDBACK, FOLD, 'include'),
      optionsOf(['recall@2']),
    );
    // four items by popularity: 0 and 1 (two shoppers each), then 2 and 3 (one each)
    expect(result.exposure!.lists).toEqual([0.5, 0, 0.25, 0, 0, 0.25, 0, 0, 0, 0]);
    expect(result.exposure!.training.map((share) => share * 6)).toEqual([2, 0, 2, 0, 0, 1, 0, 1, 0, 0]);
  });
  it('refuses a list with an item that has no training row', async () => {
    await expect(
      evaluateRank(listed({ 0: [4] }).model, makeTestSet(FEEDBACK, FOLD, 'include'), optionsOf(['recall@2'])),
    ).rejects.toThrow('evaluate: item 4 in the list of shopper 0 has no training row');
  });
  it('takes it, and hits with it, where the whole catalogue is ranked, over which coverage then goes', async () => {
    const { model } = listed({ 0: [4, 2] });
    const test = makeTestSet(FEEDBACK, FOLD, 'include', undefined, 'all');
    const { result } = await evaluateRank(model, test, optionsOf(['recall@2', 'coverage@2']));
    // Shopper 0 has 0, 2 and 4 in the test, shopper 1 has 2; items 4 and 2 of five are listed.
    expect(means(result)).toEqual({ 'recall.v1+include+all@2': 1 / 3, 'coverage.v1+include+all@2': 2 / 5 });
    expect(result.exposure!.lists.reduce((sum, share) => sum + share, 0)).toBe(1);
  });
  it('has nothing to say when nobody can be evaluated', async () => {
    const [feedback, fold] = foldOf([[0, 0]], [[1, 0]], 2, 1);
    const { result } = await evaluateRank(
      listed({}).model,
      makeTestSet(feedback, fold, 'include'),
      optionsOf(['recall@2', 'coverage@2']),
    );
    expect(result).toMatchObject({
      tieRate: null,
      exposure: null,
      counts: { evaluated: 0, unknownShoppers: 1 },
    });
    expect(result.estimates.map(({ mean, low, n }) => [mean, low, n])).toEqual([
      [null, null, 0],
      [null, null, 0],
    ]);
  });
});

describe('evaluateRank, over blocks', () => {
  // 700 shoppers had item s % 5 and are tested on the next one; every third gets it first, the others second.
  const shoppers = 700;
  const all = Array.from({ length: shoppers }, (_, s) => s);
  const [feedback, fold] = foldOf(
    all.map((s) => [s, s % 5] as const),
    all.map((s) => [s, (s + 1) % 5] as const),
    shoppers,
    5,
  );
  const lists = Object.fromEntries(
    all.map((s) => [s, s % 3 === 0 ? [(s + 1) % 5, (s + 2) % 5] : [(s + 2) % 5, (s + 1) % 5]]),
  );
  const groupsOf = (label: (s: number) => string) => {
    const table = createTable(SHOPPERS, shoppers);
    all.forEach((s) => {
      table.region[s] = label(s);
    });
    return shopperGroups(table, 'region');
  };
  const test = makeTestSet(feedback, fold, 'exclude');

  it('measures every shopper once, in blocks through the same buffers', async () => {
    const { model, asked } = listed(lists);
    const progress: number[] = [];
    const { result, values, recommendSeconds, evaluateSeconds } = await evaluateRank(
      model,
      test,
      optionsOf(['mrr@2', 'hitRate@1'], { progress: (done) => progress.push(done) }),
    );
    expect(asked.map(({ length }) => length)).toEqual([256, 256, 188]);
    expect(progress).toEqual([256, 512, 700]);
    expect([...values.columns[0]!]).toEqual(all.map((s) => (s % 3 === 0 ? 1 : 0.5)));
    expect(means(result)['hitRate.v1+exclude@1']).toBeCloseTo(234 / 700, 12);
    expect(recommendSeconds).toBeGreaterThan(0);
    expect(evaluateSeconds).toBeGreaterThan(0);
  });
  it('gives the interval of the binomial, to the normal approximation', async () => {
    const { result } = await evaluateRank(
      listed(lists).model,
      test,
      optionsOf(['hitRate@1'], { statistics: { resamples: 2000, level: 0.95 } }),
    );
    const [{ mean, low, high }] = result.estimates as [RunResult['estimates'][number]];
    const half = 1.96 * Math.sqrt((mean! * (1 - mean!)) / 700);
    expect(Math.abs(low! - (mean! - half))).toBeLessThan(0.005);
    expect(Math.abs(high! - (mean! + half))).toBeLessThan(0.005);
  });
  it('is the same from the same key', async () => {
    const run = () => evaluateRank(listed(lists).model, test, optionsOf(['ndcg@2', 'novelty@2', 'gini@2']));
    expect((await run()).result).toEqual((await run()).result);
  });
  it('reports groups under the primary metric, small ones without a mean, and the gap between the others', async () => {
    const groups = [groupsOf((s) => (s < 5 ? 'tiny' : s % 3 === 0 ? 'first' : s % 7 === 0 ? '' : 'second'))];
    const { result } = await evaluateRank(
      listed(lists).model,
      test,
      optionsOf(['mrr@2', 'userGroupGap@2'], { groups }),
    );
    const region = result.groups['region']!;
    expect(region.map(({ group, mean }) => [group, mean])).toEqual([
      ['first', 1],
      ['second', 0.5],
      ['tiny', null],
      [NOT_KNOWN, 0.5],
    ]);
    expect(region.every(({ definition }) => definition === 'mrr.v1+exclude@2')).toBe(true);
    expect(region.reduce((sum, { n }) => sum + n, 0)).toBe(700);
    const gap = result.estimates[1]!;
    expect(gap.definition).toBe('userGroupGap.v1[region]+exclude@2');
    expect(gap.mean).toBeCloseTo(1 - 1 / Math.log2(3), 12);
    expect(gap.n).toBe(region[0]!.n + region[1]!.n);
  });
  it('stops when aborted', async () => {
    const stop = new AbortController();
    stop.abort(new Error('stopped by hand'));
    await expect(
      evaluateRank(listed(lists).model, test, optionsOf(['mrr@2'], { signal: stop.signal })),
    ).rejects.toThrow('stopped by hand');
  });
});

describe('groupGap', () => {
  const table = createTable(SHOPPERS, 400);
  for (let s = 0; s < 400; s++) table.gender[s] = s % 4 === 0 ? 'a' : 'b';
  const groups = shopperGroups(table, 'gender');
  const shoppers = Uint32Array.from({ length: 400 }, (_, s) => s);
  const values = Float64Array.from(shoppers, (s) => (s % 4 === 0 ? 0.6 : 0.3) + ((s * 7919) % 101) / 500);

  it('has influences of mean 0 whose variance is that of the difference of two means', () => {
    const { means, influence, n } = groupGap(values, shoppers, groups);
    expect(n).toBe(400);
    const mean = influence.reduce((sum, value) => sum + value, 0) / 400;
    expect(mean).toBeCloseTo(0, 12);
    const spread = (code: number): number => {
      const own = values.filter((_, s) => groups.codes[s] === code);
      return own.reduce((sum, value) => sum + (value - means[code]!) ** 2, 0) / own.length ** 2;
    };
    const variance = influence.reduce((sum, value) => sum + value * value, 0) / 400 ** 2;
    expect(variance).toBeCloseTo(spread(0) + spread(1), 12);
  });
  it('drops shoppers without a value', () => {
    const some = values.map((value, s) => (s < 40 ? Number.NaN : value));
    expect(groupGap(some, shoppers, groups).n).toBe(360);
    const estimates = groupMeans('x', some, shoppers, groups, {
      key: drawKey(seedWords('g'), 'bootstrap'),
      resamples: 50,
    });
    expect(estimates.map(({ n }) => n)).toEqual([90, 270]);
  });
});
