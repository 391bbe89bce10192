import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { numpyShuffle } from '../../numerics/mt19937.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { SPLITS } from './registry.ts';
import { digestFold, type Fold, makeFolds, type Split, type SplitContext } from './split.ts';

/** Feedback from [shopper, item, time] rows. */
function feedbackOf(rows: readonly (readonly [number, number, number])[]): Feedback {
  const column = (at: 0 | 1 | 2): Uint32Array => Uint32Array.from(rows, (row) => row[at]);
  return {
    length: rows.length,
    shoppers: Math.max(0, ...column(0)) + 1,
    items: Math.max(0, ...column(1)) + 1,
    shopper: column(0),
    item: column(1),
    time: column(2),
    value: new Float32Array(rows.length).fill(1),
    relevant: new Uint8Array(rows.length).fill(1),
  };
}

const contextOf = (seed: string, more: Partial<SplitContext> = {}): SplitContext => ({
  draw: (purpose) => drawKey(seedWords(seed), purpose),
  timed: true,
  origin: '2011-01-01T00:00:00Z',
  ...more,
});

function split(
  name: keyof typeof SPLITS,
  feedback: Feedback,
  params: object,
  context = contextOf('a'),
): Fold[] {
  const chosen = SPLITS[name] as Split;
  return makeFolds(chosen, feedback, chosen.params.parse(params), context);
}

const rowsOf = ({ train, test }: Fold): [number[], number[]] => [[...train], [...test]];

describe('global-time', () => {
  const feedback = feedbackOf([
    [0, 0, 50],
    [0, 1, 10],
    [1, 0, 20],
    [1, 1, 30],
    [2, 2, 30],
  ]);
  it('cuts by time, not by row: rows of the instant of the cut are all tested', () => {
    const [fold] = split('global-time', feedback, { fraction: 0.6 });
    expect(fold!.cutoff).toBe(30);
    expect(rowsOf(fold!)).toEqual([
      [1, 2],
      [0, 3, 4],
    ]);
  });
  it('cuts at an instant in seconds, or as a date-time with zone', () => {
    const [fold] = split('global-time', feedback, { at: 50 });
    expect(rowsOf(fold!)[1]).toEqual([0]);
    const [same] = split('global-time', feedback, { at: '2011-01-01T01:00:50+01:00' });
    expect(same).toEqual(fold);
  });
  it('says where the log starts and ends when a side is empty', () => {
    expect(() => split('global-time', feedback, { at: 10 })).toThrow(
      'split: no action before cutoff 10 s; the log starts at 10 s',
    );
    expect(() => split('global-time', feedback, { at: 51 })).toThrow(
      'split: no action from cutoff 51 s on; the log ends at 50 s',
    );
    expect(() =>
      split(
        'global-time',
        feedbackOf([
          [0, 0, 7],
          [1, 1, 7],
        ]),
        {},
      ),
    ).toThrow('split: no action before cutoff 7 s');
  });
  it('refuses data without times, a date without zone, unknown parameters', () => {
    const untimed = contextOf('a', { timed: false });
    expect(() => split('global-time', feedback, {}, untimed)).toThrow(
      'split: global-time needs times, and the data has none',
    );
    expect(SPLITS['global-time'].params.safeParse({ at: '2011-01-01T01:00:50' }).success).toBe(false);
    expect(SPLITS['global-time'].params.safeParse({ fractoin: 0.5 }).success).toBe(false);
    expect(SPLITS['global-time'].params.safeParse({ fraction: 1 }).success).toBe(false);
  });
});

describe('global-time in windows', () => {
  // One row a second from 0 to 19 by turns of two shoppers.
  const feedback = feedbackOf(Array.from({ length: 20 }, (_, i) => [i % 2, i, i] as const));
  const spans = (params: object): (readonly number[])[] =>
    split('global-time', feedback, params).map(({ train, test, cutoff }) => [
      train[0]!,
      train.at(-1)!,
      cutoff!,
      test[0]!,
      test.at(-1)!,
    ]);
  it('leaves out what lies in the gap, and knows nothing of it', () => {
    expect(spans({ at: 12, gap: 3 })).toEqual([[0, 8, 9, 12, 19]]);
  });
  it('parts what lies after the cut into equal times, or into windows of a span; learns from all before', () => {
    expect(spans({ at: 8, windows: 3 })).toEqual([
      [0, 7, 8, 8, 11],
      [0, 11, 12, 12, 15],
      [0, 15, 16, 16, 19],
    ]);
    expect(spans({ at: 8, windows: 2, span: 3, gap: 2 })).toEqual([
      [0, 5, 6, 8, 10],
      [0, 8, 9, 11, 13],
    ]);
    expect(spans({ at: 8, span: 5 })).toEqual([[0, 7, 8, 8, 12]]);
  });
  it('learns from as much time as before the first, where it is told to', () => {
    expect(spans({ at: 8, windows: 3, learns: 'as-long' })).toEqual([
      [0, 7, 8, 8, 11],
      [4, 11, 12, 12, 15],
      [8, 15, 16, 16, 19],
    ]);
  });
  it('refuses a gap that leaves nothing to learn from, and windows behind the end of the log', () => {
    expect(() => split('global-time', feedback, { at: 8, gap: 8 })).toThrow(
      'has 0 training and 12 test rows',
    );
    expect(() => split('global-time', feedback, { at: 8, windows: 3, span: 6 })).toThrow(
      'split: fold 2 of global-time has 20 training and 0 test rows',
    );
  });
});

describe('shopper-time', () => {
  const feedback = feedbackOf([
    [0, 0, 50],
    [0, 1, 10],
    [0, 2, 50],
    [0, 3, 20],
    [0, 4, 90],
    [1, 0, 20],
    [2, 1, 1],
    [2, 2, 2],
  ]);
  it('tests the last share of each shopper, rounded; of equal times the last in the log; learns from at least one', () => {
    // Five rows of shopper 0 in time: 1, 3, 0, 2, 4; 0.6 of five are three, of one row one, of two rows one.
    expect(rowsOf(split('shopper-time', feedback, { fraction: 0.6 })[0]!)).toEqual([
      [0, 1, 3, 5, 6],
      [2, 4, 7],
    ]);
  });
  it('refuses data without times, and shares that leave nothing to test', () => {
    expect(() => split('shopper-time', feedback, {}, contextOf('a', { timed: false }))).toThrow(
      'needs times',
    );
    expect(() => split('shopper-time', feedback, { fraction: 0.95 })).toThrow('and 0 test rows');
  });
});

describe('leave-last-n', () => {
  const feedback = feedbackOf([
    [0, 0, 50],
    [0, 1, 10],
    [0, 2, 50],
    [1, 0, 20],
    [2, 1, 1],
    [2, 2, 2],
  ]);
  it('tests the latest row of each shopper; of equal times the last in the log', () => {
    expect(rowsOf(split('leave-last-n', feedback, {})[0]!)).toEqual([
      [0, 1, 3, 4],
      [2, 5],
    ]);
  });
  it('leaves shoppers with too short a history to training', () => {
    expect(rowsOf(split('leave-last-n', feedback, { n: 2 })[0]!)).toEqual([
      [1, 3, 4, 5],
      [0, 2],
    ]);
    expect(rowsOf(split('leave-last-n', feedback, { minimumHistory: 2 })[0]!)[1]).toEqual([2]);
  });
  it('refuses as wrong configuration', () => {
    expect(() => split('leave-last-n', feedback, { n: 100_000_000 })).toThrow(ConfigError);
    expect(() => split('fixed', feedback, {})).toThrow(ConfigError);
    expect(() => split('global-time', feedback, { at: 51 })).toThrow(ConfigError);
    expect(() => split('k-fold', feedback, { folds: 50 })).toThrow(ConfigError);
  });
  it('refuses when no shopper has enough rows, and data without times', () => {
    expect(() => split('leave-last-n', feedback, { n: 9 })).toThrow(
      'split: fold 0 of leave-last-n has 6 training and 0 test rows; both need at least 1',
    );
    expect(() => split('leave-last-n', feedback, {}, contextOf('a', { timed: false }))).toThrow(
      'needs times',
    );
  });
});

/** Rows of `shoppers` shoppers, interleaved, each with `each` rows. */
const grid = (shoppers: number, each: number): Feedback =>
  feedbackOf(Array.from({ length: shoppers * each }, (_, i) => [i % shoppers, i, 0] as const));

describe('random', () => {
  it('learns from the rounded share of each shopper, at least one row', () => {
    const feedback = feedbackOf([
      ...Array.from({ length: 10 }, (_, i) => [0, i, 0] as const),
      [1, 0, 0],
      [2, 0, 0],
      [2, 1, 0],
    ]);
    const [fold] = split('random', feedback, { fraction: 0.7 });
    const tested = [0, 0, 0];
    for (const row of fold!.test) tested[feedback.shopper[row]!]!++;
    expect(tested).toEqual([3, 0, 1]);
  });
  it('holds out about the share of all rows when each row has its own draw', () => {
    const [fold] = split('random', grid(100, 100), { fraction: 0.8, per: 'row' });
    expect(Math.abs(fold!.test.length - 2000)).toBeLessThan(4 * Math.sqrt(10_000 * 0.16));
  });
  it.each(['shopper', 'row'] as const)(
    'per %s: a new shopper in the middle of the log moves nobody else',
    (per) => {
      const rows = Array.from({ length: 300 }, (_, i) => [i % 30, i % 7, 0] as const);
      const more = rows.flatMap((row, i) => (i % 10 === 5 ? [row, [30, i % 7, 0] as const] : [row]));
      const key = (feedback: Feedback, fold: Fold): string[] => {
        const place = new Uint32Array(feedback.shoppers);
        const tested = new Set(fold.test);
        return [...feedback.shopper].flatMap((shopper, row) => {
          const n = place[shopper]!++;
          return tested.has(row) && shopper < 30 ? [`${shopper}/${n}`] : [];
        });
      };
      const [before, after] = [feedbackOf(rows), feedbackOf(more)];
      const kept = key(after, split('random', after, { per })[0]!);
      expect(kept).toEqual(key(before, split('random', before, { per })[0]!));
      expect(kept.length).toBeGreaterThan(20);
    },
  );
  it('follows lasting keys, not dense indices', () => {
    const feedback = grid(2, 50);
    const swapped = { ...feedback, shopper: feedback.shopper.map((shopper) => 1 - shopper) };
    const keyed = (data: Feedback, shopperKey: number[]): Fold =>
      split('random', data, {}, contextOf('a', { shopperKey: Uint32Array.from(shopperKey) }))[0]!;
    expect(keyed(swapped, [8, 5])).toEqual(keyed(feedback, [5, 8]));
    expect(keyed(feedback, [8, 5])).not.toEqual(keyed(feedback, [5, 8]));
  });
});

describe('k-fold', () => {
  it('tests every row once, in blocks whose sizes differ by at most one, the longer first', () => {
    const folds = split('k-fold', grid(1, 13), { folds: 5 });
    expect(folds.map(({ test }) => test.length)).toEqual([3, 3, 3, 2, 2]);
    expect(folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 13 }, (_, i) => i),
    );
  });
  it('over shoppers: all rows of a shopper are tested in the same fold', () => {
    const feedback = grid(10, 4);
    const folds = split('k-fold', feedback, { folds: 5, over: 'shoppers' });
    for (const { train, test } of folds) {
      const tested = new Set([...test].map((row) => feedback.shopper[row]));
      expect(tested.size).toBe(2);
      expect(test.length).toBe(8);
      expect([...train].some((row) => tested.has(feedback.shopper[row]))).toBe(false);
    }
  });
  it("takes contiguous blocks of numpy's legacy shuffle, as Surprise does", () => {
    const folds = split('k-fold', grid(1, 10), { folds: 5, shuffle: 'numpy', numpySeed: 0 });
    // numpy.random.RandomState(0).shuffle(arange(10)) is 2 8 4 9 1 6 7 3 0 5
    expect(folds.map(({ test }) => [...test])).toEqual([
      [2, 8],
      [4, 9],
      [1, 6],
      [3, 7],
      [0, 5],
    ]);
    expect([...numpyShuffle(10, 0)]).toEqual([2, 8, 4, 9, 1, 6, 7, 3, 0, 5]);
  });
  it('refuses more folds than rows', () => {
    expect(() => split('k-fold', grid(1, 4), { folds: 5 })).toThrow(
      'split: 5 folds of 4 rows; a fold needs at least 1',
    );
  });
});

describe('fixed', () => {
  const feedback = grid(2, 2);
  it('takes the parts as published', () => {
    const context = contextOf('a', { part: Uint8Array.of(0, 1, 1, 0) });
    expect(rowsOf(split('fixed', feedback, {}, context)[0]!)).toEqual([
      [0, 3],
      [1, 2],
    ]);
  });
  it('refuses data without parts, parts of another length, unknown parts, an empty part', () => {
    expect(() => split('fixed', feedback, {})).toThrow('split: fixed needs data published in parts');
    const withPart =
      (...part: number[]) =>
      () =>
        split('fixed', feedback, {}, contextOf('a', { part: Uint8Array.from(part) }));
    expect(withPart(0, 1)).toThrow('split: parts of 2 rows; the feedback has 4');
    expect(withPart(0, 1, 2, 0)).toThrow('split: row 2 is of part 2; 0 is train, 1 is test');
    expect(withPart(0, 0, 0, 0)).toThrow('split: fold 0 of fixed has 4 training and 0 test rows');
  });
});

describe('next-item', () => {
  // Visits: 0 of shopper 0 before the cut, 1 of shopper 1 over it, 2 of shopper 0 and 3 of shopper 2 after it.
  const visits = [
    [0, 0, 1, 0],
    [0, 1, 2, 0],
    [1, 2, 5, 1],
    [1, 3, 30, 1],
    [0, 4, 30, 2],
    [0, 5, 31, 2],
    [0, 6, 32, 2],
    [2, 7, 40, 3],
    [2, 7, 40, 3],
  ] as const;
  const feedback: Feedback = {
    ...feedbackOf(visits.map(([shopper, item, time]) => [shopper, item, time])),
    session: Uint32Array.from(visits, ([, , , session]) => session),
  };
  const sides = (params: object): number[][] => {
    const [{ train, given, test, cutoff }] = split('next-item', feedback, params) as [Fold];
    expect(cutoff).toBe(30);
    return [train, given!, test].map((rows) => [...rows]);
  };
  it('learns from visits that ended before the cut; of others tells the first rows, or what was before the cut', () => {
    // Visits begin at 1, 5, 30, 40: half of them before 30.
    expect(sides({ fraction: 0.5 })).toEqual([
      [0, 1],
      [2, 4, 7],
      [3, 5, 6, 8],
    ]);
    expect(sides({ at: 30, given: 2 })).toEqual([[0, 1], [2, 3, 4, 5, 7, 8], [6]]);
  });
  it('last: asks about the last row alone', () => {
    expect(sides({ at: 30, target: 'last' })).toEqual([
      [0, 1],
      [2, 4, 5, 7],
      [3, 6, 8],
    ]);
  });
  it('unit shopper: what was done before the cut is learnt from, and counts as told', () => {
    expect(sides({ at: 30, unit: 'shopper' })).toEqual([[0, 1, 2], [7], [3, 4, 5, 6, 8]]);
  });
  it('says how it is asked', () => {
    const asks = (params: object) => split('next-item', feedback, { at: 30, ...params })[0]!.asks;
    expect(asks({})).toEqual({ per: 'session', target: 'next' });
    expect(asks({ unit: 'shopper', target: 'last' })).toEqual({ per: 'shopper', target: 'rest' });
    expect(asks({ target: 'remaining' })).toEqual({ per: 'session', target: 'remaining' });
  });
  it('refuses feedback without visits, and a cut before all of them end', () => {
    const { session: _, ...without } = feedback;
    expect(() => split('next-item', without, {})).toThrow('split: sessions are asked about');
    expect(() => split('next-item', feedback, { at: 0 })).toThrow('has 0 training and');
  });
  it('neither tells nor asks about those who opted out, from that moment on', () => {
    const sidesWith = (...optOut: number[]): number[][] => {
      const context = contextOf('a', { optOut: Uint32Array.from(optOut) });
      const [fold] = split('next-item', feedback, { at: 30 }, context);
      return [fold!.train, fold!.given!, fold!.test].map((rows) => [...rows]);
    };
    expect(sidesWith(0, 0, 20)).toEqual([
      [0, 1],
      [2, 4],
      [3, 5, 6],
    ]);
    expect(sidesWith(32, 0, 0)).toEqual([
      [0, 1],
      [2, 4, 7],
      [3, 5, 8],
    ]);
  });
});

describe('cold-shoppers', () => {
  const feedback = feedbackOf(Array.from({ length: 400 }, (_, i) => [i % 40, i, 1000 - i] as const));
  it('learns from some shoppers whole, and of the others tells the first share of the rows', () => {
    const [{ train, given, test }] = split('cold-shoppers', feedback, { given: 0.7 }) as [Fold];
    const shoppersOf = (rows: Uint32Array): Set<number> =>
      new Set([...rows].map((row) => feedback.shopper[row]!));
    expect(train.length).toBe(10 * shoppersOf(train).size);
    expect(given!.length).toBe(7 * shoppersOf(test).size);
    expect(shoppersOf(given!)).toEqual(shoppersOf(test));
    expect([...shoppersOf(train)].filter((shopper) => shoppersOf(test).has(shopper))).toEqual([]);
    // Later rows of this log are earlier in time.
    for (const late of test)
      for (const early of given!)
        if (feedback.shopper[late] === feedback.shopper[early]) expect(early).toBeGreaterThan(late);
    // 40 shoppers, each tested with chance 1/5: mean 8, standard deviation 2.5
    expect(Math.abs(shoppersOf(test).size - 8)).toBeLessThan(10);
    expect(shoppersOf(test).size).toBeGreaterThan(0);
  });
  it('draws which rows are told on request, which needs no times', () => {
    const untimed = contextOf('a', { timed: false });
    expect(() => split('cold-shoppers', feedback, {}, untimed)).toThrow('use `pick: random`');
    const [drawn] = split('cold-shoppers', feedback, { pick: 'random' }, untimed);
    const [first] = split('cold-shoppers', feedback, {});
    expect(drawn!.train).toEqual(first!.train);
    expect(drawn!.test).not.toEqual(first!.test);
    expect(drawn!.test.length).toBe(first!.test.length);
  });
});

describe('three-way', () => {
  it('parts each shopper 8:1:1, rounded down to at least one, and asks about either part', () => {
    const feedback = grid(3, 25);
    const [test] = split('three-way', feedback, {});
    const [validation] = split('three-way', feedback, { ask: 'validation' });
    for (const shopper of [0, 1, 2]) {
      const of = (rows: Uint32Array) => rows.filter((row) => feedback.shopper[row] === shopper).length;
      expect([of(test!.train), of(test!.given!), of(test!.test)]).toEqual([21, 2, 2]);
    }
    expect(validation!.train).toEqual(test!.train);
    expect(validation!.test).toEqual(test!.given);
    expect(validation!.given).toEqual(new Uint32Array(0));
    const [small] = split('three-way', grid(1, 4), {});
    expect([small!.train.length, small!.given!.length, small!.test.length]).toEqual([2, 1, 1]);
  });

  it('learns all of a shopper who has too few rows to part', () => {
    const [fold] = split(
      'three-way',
      feedbackOf([
        [0, 0, 0],
        [0, 1, 0],
        [1, 0, 0],
        [1, 1, 0],
        [1, 2, 0],
      ]),
      {},
    );
    expect([...fold!.train].filter((row) => row < 2)).toEqual([0, 1]);
  });
});

describe('cold-items', () => {
  const feedback = feedbackOf(Array.from({ length: 400 }, (_, i) => [i % 7, i % 100, i] as const));
  it('tests all rows of about the share of the items, and none of the others', () => {
    const [fold] = split('cold-items', feedback, { fraction: 0.7 });
    const cold = new Set(Array.from(fold!.test, (row) => feedback.item[row]!));
    expect(fold!.test.length).toBe(4 * cold.size);
    expect(Math.abs(cold.size - 30)).toBeLessThan(4 * Math.sqrt(100 * 0.21));
    expect([...fold!.train].some((row) => cold.has(feedback.item[row]!))).toBe(false);
  });
  it('moves no item when another is added', () => {
    const more = { ...feedback, items: 150 };
    expect(split('cold-items', more, {})).toEqual(split('cold-items', feedback, {}));
  });
});

describe('every split', () => {
  const row = fc.tuple(fc.nat(8), fc.nat(20), fc.nat(50));
  const PARAMS: Record<keyof typeof SPLITS, object[]> = {
    'global-time': [{}, { fraction: 0.3 }, { fraction: 0.3, windows: 2 }, { gap: 3, learns: 'as-long' }],
    'leave-last-n': [{}, { n: 2, minimumHistory: 2 }],
    'shopper-time': [{}, { fraction: 0.4 }],
    random: [{}, { per: 'row', fraction: 0.5 }],
    'k-fold': [{ folds: 3 }, { folds: 2, over: 'shoppers' }, { folds: 3, shuffle: 'numpy', numpySeed: 7 }],
    fixed: [{}],
    'cold-items': [{}, { fraction: 0.4 }],
    'next-item': [
      {},
      { unit: 'shopper', given: 0 },
      { unit: 'shopper', target: 'last' },
      { target: 'rest', given: 2, fraction: 0.4 },
    ],
    'three-way': [{}, { validation: 0.3, test: 0.2 }],
    'cold-shoppers': [{}, { given: 0.4, pick: 'random', fraction: 0.5 }],
  };
  const CASES = Object.entries(PARAMS).flatMap(([name, list]) =>
    list.map((params) => [name as keyof typeof SPLITS, params] as const),
  );

  it.each(CASES)(
    '%s %j: train and test are disjoint, complete and ascending; the order holds; it repeats',
    (name, params) => {
      fc.assert(
        fc.property(fc.array(row, { minLength: 5, maxLength: 60 }), fc.nat(1000), (rows, seed) => {
          const feedback = { ...feedbackOf(rows), session: Uint32Array.from(rows.keys(), (i) => i >> 2) };
          const context = contextOf(String(seed), { part: Uint8Array.from(rows, ([, item]) => item % 2) });
          let folds: Fold[];
          try {
            folds = split(name, feedback, params, context);
          } catch (error) {
            expect((error as Error).message).toMatch(/^split: /);
            return;
          }
          expect(split(name, feedback, params, context)).toEqual(folds);
          for (const { train, test, cutoff, given = new Uint32Array(0) } of folds) {
            expect([...given]).toEqual([...given].sort((a, b) => a - b));
            expect(SPLITS[name].tells ?? false).toBe(folds[0]!.given !== undefined);
            expect([...train]).toEqual([...train].sort((a, b) => a - b));
            expect([...test]).toEqual([...test].sort((a, b) => a - b));
            const sides = [...train, ...given, ...test].sort((a, b) => a - b);
            if ('windows' in params || 'gap' in params) expect(new Set(sides).size).toBe(sides.length);
            else expect(sides).toEqual([...rows.keys()]);
            if (cutoff !== null) {
              for (const i of train) expect(feedback.time[i]!).toBeLessThan(cutoff);
              for (const i of test) expect(feedback.time[i]!).toBeGreaterThanOrEqual(cutoff);
            }
            if (SPLITS[name].order !== 'time') continue;
            for (const late of test)
              for (const early of train)
                if (feedback.shopper[early] === feedback.shopper[late])
                  expect(feedback.time[early]!).toBeLessThanOrEqual(feedback.time[late]!);
          }
        }),
        { numRuns: 60 },
      );
    },
  );
  it.each(Object.entries(SPLITS))(
    '%s is registered under its own name, with defaults for all parameters',
    (name, one) => {
      expect(one.name).toBe(name);
      expect(one.params.safeParse({}).success).toBe(true);
      expect(one.params.safeParse({ nonsense: 1 }).success).toBe(false);
    },
  );
  it('needs rows', () => {
    expect(() => split('random', grid(1, 1), {})).toThrow('split: 1 rows of feedback; at least 2 are needed');
  });
});

describe('digestFold', () => {
  const fold: Fold = { train: Uint32Array.of(0, 1), test: Uint32Array.of(2), cutoff: 7 };
  it('is what it was before folds told anything', () => {
    // sha256 of 02 00 00 00, 01 00 00 00, 7 as f64, 00 00 00 00, 01 00 00 00, 02 00 00 00, by Python's hashlib
    expect(digestFold(fold)).toBe('d1a157f86c37b04beaa4cc02e9730ec6e6a3f61252b313c88dde9c00f2f3f797');
  });
  it('changes with what is told and how it is asked', () => {
    const told: Fold = { ...fold, given: Uint32Array.of(4, 5) };
    const others: Fold[] = [
      told,
      { ...fold, given: new Uint32Array(0) },
      { ...fold, given: Uint32Array.of(4) },
      { ...fold, test: Uint32Array.of(2, 4, 5), given: new Uint32Array(0) },
      { ...told, asks: { per: 'session', target: 'rest' } },
      { ...told, asks: { per: 'shopper', target: 'next' } },
    ];
    expect(new Set([fold, ...others].map((one) => digestFold(one))).size).toBe(7);
  });
  it('changes with any row, its side, or the cut', () => {
    const others: Fold[] = [
      { ...fold, train: Uint32Array.of(0, 3) },
      { ...fold, train: Uint32Array.of(0), test: Uint32Array.of(1, 2) },
      { ...fold, cutoff: 8 },
      { ...fold, cutoff: null },
    ];
    const digests = [fold, ...others].map((one) => digestFold(one));
    expect(new Set(digests).size).toBe(5);
    expect(digestFold({ ...fold, train: fold.train.slice() })).toBe(digests[0]);
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe.each(Object.entries(SPLITS))('%s', (name, chosen) => {
  it('has its name, and for an id its name and a version', () => {
    expect(chosen.name).toBe(name);
    expect(chosen.id.replace(/\.v[1-9]\d*$/, '')).toBe(name);
    expect(chosen.id).toMatch(/\.v[1-9]\d*$/);
  });
});
