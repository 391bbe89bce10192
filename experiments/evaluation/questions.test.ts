import { describe, expect, it } from 'vitest';
import type { Queries, RankModel } from '../../algorithms/algorithm.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Repeats } from '../run-record.ts';
import type { Asks, Fold } from '../splits/split.ts';
import { evaluateRank } from './evaluate.ts';
import { historiesOf } from './questions.ts';
import { makeTestSet, type TestSet } from './test-set.ts';

// Row: shopper, item, time, visit. Shopper 0 is learnt from; 1 has a visit that tells an item and asks about three;
// 2 has two visits; 3 has one row that is asked about without anything being known.
const ROWS = [
  [0, 0, 1, 0],
  [0, 1, 2, 0],
  [1, 2, 10, 1],
  [1, 3, 11, 1],
  [1, 2, 12, 1],
  [1, 4, 12, 1],
  [2, 1, 20, 2],
  [2, 0, 21, 2],
  [2, 3, 30, 3],
  [2, 4, 31, 3],
  [3, 0, 40, 4],
] as const;
const FEEDBACK: Feedback = {
  length: ROWS.length,
  shoppers: 4,
  items: 5,
  shopper: Uint32Array.from(ROWS, ([shopper]) => shopper),
  item: Uint32Array.from(ROWS, ([, item]) => item),
  time: Uint32Array.from(ROWS, ([, , time]) => time),
  value: new Float32Array(ROWS.length).fill(1),
  relevant: new Uint8Array(ROWS.length).fill(1),
  session: Uint32Array.from(ROWS, ([, , , session]) => session),
};
const foldOf = (asks: Asks): Fold => ({
  train: Uint32Array.of(0, 1),
  given: Uint32Array.of(2, 6, 8),
  test: Uint32Array.of(3, 4, 5, 7, 9, 10),
  cutoff: 10,
  asks,
});

/** Shopper, items told, second asked at, relevant items of each question. */
function written({ shoppers, questionPtr, relevantPtr, relevantItems, told }: TestSet) {
  return [...shoppers].flatMap((shopper, e) =>
    Array.from({ length: questionPtr[e + 1]! - questionPtr[e]! }, (_, n) => {
      const q = questionPtr[e]! + n;
      return [
        shopper,
        [...told!.item.subarray(told!.from[q]!, told!.to[q]!)],
        told!.asked[q],
        [...relevantItems.subarray(relevantPtr[q]!, relevantPtr[q + 1]!)],
      ];
    }),
  );
}

const questions = (asks: Asks, repeats: Repeats = 'include') => makeTestSet(FEEDBACK, foldOf(asks), repeats);

describe('questions of a fold that tells rows', () => {
  it('next: a question for each test row, told the rows of the visit before it', () => {
    const test = questions({ per: 'session', target: 'next' });
    expect(written(test)).toEqual([
      [1, [2], 11, [3]],
      [1, [2, 3], 12, [2]],
      [1, [2, 3, 2], 12, [4]],
      [2, [1], 21, [0]],
      [2, [3], 31, [4]],
    ]);
    expect(test).toMatchObject({ withoutRelevant: 0, unknownShoppers: 1, trainRows: 2, testRows: 6 });
  });
  it('next by shopper: earlier visits are told', () => {
    expect(written(questions({ per: 'shopper', target: 'next' })).slice(3)).toEqual([
      [2, [1], 21, [0]],
      [2, [1, 0, 3], 31, [4]],
    ]);
  });
  it('remaining: all that follow are relevant', () => {
    expect(written(questions({ per: 'session', target: 'remaining' })).slice(0, 3)).toEqual([
      [1, [2], 11, [2, 3, 4]],
      [1, [2, 3], 12, [2, 4]],
      [1, [2, 3, 2], 12, [4]],
    ]);
  });
  it('rest: one question, told the given rows', () => {
    expect(written(questions({ per: 'shopper', target: 'rest' }))).toEqual([
      [1, [2], 11, [2, 3, 4]],
      [2, [1, 3], 30, [0, 4]],
    ]);
  });
  it('exclude and only go by what was told before each question', () => {
    const asks: Asks = { per: 'session', target: 'next' };
    expect(written(questions(asks, 'exclude')).map(([, , , relevant]) => relevant)).toEqual([
      [3],
      [4],
      [0],
      [4],
    ]);
    const only = questions(asks, 'only');
    expect(written(only)).toEqual([[1, [2, 3], 12, [2]]]);
    expect(only).toMatchObject({ withoutRelevant: 1, unknownShoppers: 1 });
  });
  it('copies the histories of a block', () => {
    const { told } = questions({ per: 'session', target: 'next' });
    expect(historiesOf(told!, 1, 3)).toEqual({
      rowPtr: Uint32Array.of(0, 2, 5, 6),
      item: Uint32Array.of(2, 3, 2, 3, 2, 1),
      time: Uint32Array.of(10, 11, 10, 11, 12, 20),
    });
  });
});

describe('evaluateRank on such a fold', () => {
  const asked: Queries[] = [];
  /** Lists item 1, then 0. */
  const model: RankModel = {
    recommend(queries, _k, out) {
      asked.push(queries);
      for (let q = 0; q < queries.length; q++) {
        out.items.set([1, 0], q * out.k);
        out.scores.set([2, 1], q * out.k);
        out.lengths[q] = 2;
        out.tied[q] = queries.shopper[q] === 1 ? 1 : 0;
      }
    },
  };
  const options = {
    requests: [
      { name: 'hitRate', cutoff: 2 },
      { name: 'popularityLift', cutoff: 2 },
    ],
    primary: { name: 'hitRate', cutoff: 2 },
    groups: [],
    features: null,
    statistics: { resamples: 100, level: 0.9 },
    key: drawKey(seedWords('questions'), 'bootstrap'),
    signal: new AbortController().signal,
    clock: () => 0,
  };

  it('a shopper who is asked about several times counts once, with the mean', async () => {
    const test = questions({ per: 'session', target: 'next' });
    const { result, values } = await evaluateRank(model, test, options);
    expect([...values.shopper]).toEqual([1, 2]);
    expect([...values.columns[0]!]).toEqual([0, 0.5]);
    expect(result.estimates[0]).toMatchObject({ mean: 0.25, n: 2 });
    // Nobody asked about had a row in training, so there is no own popularity to lift.
    expect(result.estimates[1]!.mean).toBeNull();
    expect(result.tieRate).toBe(3 / 5);
    expect(result.counts).toMatchObject({ evaluated: 2, questions: 5, emptyLists: 0 });
  });
  it('is asked with the history, the moment, and with what was told or learnt struck or alone allowed', async () => {
    asked.length = 0;
    const asks: Asks = { per: 'session', target: 'next' };
    await evaluateRank(model, questions(asks, 'exclude'), options);
    await evaluateRank(model, questions(asks, 'only'), options);
    const [exclude, only] = asked as [Queries, Queries];
    expect([...exclude.shopper]).toEqual([1, 1, 2, 2]);
    expect([...exclude.time!]).toEqual([11, 12, 21, 31]);
    expect([...exclude.history!.item]).toEqual([2, 2, 3, 2, 1, 3]);
    expect(exclude.exclude).toMatchObject({ colIdx: Uint32Array.of(2, 2, 3, 1, 3) });
    expect(only.exclude).toBe('none');
    expect(only.candidates).toMatchObject({ rowPtr: Uint32Array.of(0, 2), colIdx: Uint32Array.of(2, 3) });
  });
});
