import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RankModel } from '../../algorithms/algorithm.ts';
import { ALGORITHMS } from '../../algorithms/registry.ts';
import { quietRun, smallTraining } from '../../algorithms/small-training.node.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { MetricRequest } from '../metrics/definition.ts';
import { type PairUse, readPairs } from './read-lists.node.ts';
import { type ScoreOptions, scoreLists } from './score-lists.ts';
import { trecRun } from './trec-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'shoplab-lists-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string, text: string, use: PairUse = 'lists') => {
  writeFileSync(join(folder, name), text);
  return readPairs(join(folder, name), use);
};
const faultOf = (name: string, text: string, use: PairUse = 'lists'): Promise<string> =>
  read(name, text, use).then(
    () => 'none',
    (error: Error) => error.message.replace(`${folder}/`, ''),
  );
const plain = ({ rows }: Awaited<ReturnType<typeof readPairs>>) =>
  rows.map(({ shopper, item, value }) => [shopper, item, value]);

describe('files of lists', () => {
  it('are read alike from a TREC run, CSV with scores or ranks, and JSON Lines', async () => {
    const run = await read('a.run', 'u1 Q0 a 1 0.9 x\nu1 Q0 b 2 0.4 x\n\nu2  Q0\tc 1 7 x\n');
    expect(plain(run)).toEqual([
      ['u1', 'a', 0.9],
      ['u1', 'b', 0.4],
      ['u2', 'c', 7],
    ]);
    const scores = await read('a.csv', 'User,Item,Score\nu1,a,0.9\n"u 2","c,d",7\n');
    expect(plain(scores)[1]).toEqual(['u 2', 'c,d', 7]);
    expect(plain(await read('r.tsv', 'user_id\titem_id\trank\nu1\ta\t2\n'))).toEqual([['u1', 'a', -2]]);
    expect(
      plain(await read('a.jsonl', '{"user": 7, "items": ["a", 3]}\n\n{"shopper": "v", "items": []}\n')),
    ).toEqual([
      ['7', 'a', null],
      ['7', '3', null],
    ]);
  });

  it('of truth have a relevance, where the file has one', async () => {
    expect(plain(await read('t.qrels', 'u1 0 a 1\nu1 0 b 0\n', 'pairs'))).toEqual([
      ['u1', 'a', 1],
      ['u1', 'b', 0],
    ]);
    expect(plain(await read('t.csv', 'user,item\nu1,a\n', 'pairs'))).toEqual([['u1', 'a', null]]);
  });

  it.each([
    ['a.run', 'u1 Q0 a 1 0.9\n', /^a\.run:1 5 columns; a TREC run has 6, column 5 a number/],
    ['b.run', 'u1 Q0 a 1 good x\n', /^b\.run:1 6 columns, column 5 "?'?good'?"?; a TREC run/],
    [
      'c.csv',
      'user,thing\nu1,a\n',
      /^c\.csv:1 no column of the item: item, item_id, itemid \.\.\. are known/,
    ],
    ['d.csv', 'user,item,score\nu1,a,1\nu1,b,\n', /^d\.csv:3 column .score.: .* is no number/],
    [
      'e.jsonl',
      '{"user": "u"}\n',
      /^e\.jsonl:1 an object \{"shopper": id, "items": \[id, \.\.\.\]\} is expected/,
    ],
    ['f.jsonl', '{"user": "u", "items": [null]}\n', /^f\.jsonl:1 items: null is no id/],
    ['g.jsonl', 'nonsense\n', /^g\.jsonl:1 no JSON/],
    ['h.csv', 'user,item\n', /^h\.csv: it holds no row/],
  ])('%s is refused with its line and the rule', async (name, text, fault) => {
    expect(await faultOf(name, text)).toMatch(fault);
  });

  it('that are not there, or are folders, are refused', async () => {
    await expect(readPairs(join(folder, 'none.csv'), 'lists')).rejects.toThrow('there is no such file');
    await expect(readPairs(folder, 'lists')).rejects.toThrow('it is no plain file');
  });
});

const rowsOf = (file: string, rows: readonly (readonly [string, string, (number | null)?])[]) => ({
  file,
  rows: rows.map(([shopper, item, value = null], i) => ({ shopper, item, value, line: i + 2 })),
});
const requests = (...names: string[]): MetricRequest[] => names.map((name) => ({ name, cutoff: 2 }));
const options = (more: Partial<ScoreOptions> = {}): ScoreOptions => ({
  requests: requests('precision', 'recall', 'mrr'),
  primary: { name: 'precision', cutoff: 2 },
  statistics: { resamples: 100, level: 0.95 },
  key: drawKey(seedWords('score'), 'bootstrap'),
  signal: new AbortController().signal,
  clock: () => 0,
  relevantFrom: 1,
  missing: 'zero',
  ...more,
});
const means = (score: ReturnType<typeof scoreLists>): (number | null)[] =>
  score.estimates.map(({ mean }) => mean);

describe('lists', () => {
  const lists = rowsOf('lists.csv', [
    ['u1', 'b', 1],
    ['u1', 'a', 3],
    ['u1', 'c', 2],
    ['u2', 'c', 5],
    ['u9', 'a', 1],
  ]);
  // u1: a, c, b; relevant b and c. u2: c; relevant c and d. u3: no list.
  const truth = rowsOf('truth.csv', [
    ['u1', 'b'],
    ['u1', 'c'],
    ['u2', 'c'],
    ['u2', 'd'],
    ['u3', 'a'],
    ['u4', 'a', 0],
  ]);

  it('by hand: hits at 2 of u1 is c, of u2 c; who has no list counts as an empty one', () => {
    const score = scoreLists(lists, truth, null, options());
    expect(means(score)).toEqual([1 / 3, 1 / 3, 0.5]);
    expect(score.counts).toEqual({ evaluated: 3, withoutList: 1, leftOut: 1, withoutTruth: 1, ties: 0 });
  });

  it('or is left out', () => {
    const score = scoreLists(lists, truth, null, options({ missing: 'skip' }));
    expect(means(score)).toEqual([0.5, 0.5, 0.75]);
    expect(score.counts).toMatchObject({ evaluated: 2, withoutList: 0, leftOut: 2 });
  });

  it('as a library tells them', () => {
    const { compat } = scoreLists(lists, truth, null, options({ compat: 'lenskit' }));
    // Over u1 and u2 alone: 1 of 2 places, 1 of 1 place.
    expect(compat[0]).toMatchObject({ name: 'Precision', cutoff: 2, value: 0.75 });
  });

  it('with what was had: novelty and coverage too, which are refused without it', () => {
    const train = rowsOf('train.csv', [
      ['u1', 'a'],
      ['u2', 'a'],
      ['u3', 'c'],
    ]);
    const wanted = options({
      requests: requests('novelty', 'coverage'),
      primary: { name: 'novelty', cutoff: 2 },
    });
    const [novelty, coverage] = means(scoreLists(lists, truth, train, wanted));
    // a was had by 2 of 3, c by 1 of 3: u1 lists both, u2 c.
    const [a, c] = [-Math.log2(3 / 4), -Math.log2(2 / 4)];
    expect(novelty).toBeCloseTo(((a + c) / 2 + c) / 2, 12);
    expect(coverage).toBe(2 / 4);
    expect(() => scoreLists(lists, truth, null, wanted)).toThrow(/metric novelty: .* give it with --train/);
  });

  it('keep the order of the file where scores are equal, and say how often', () => {
    const tied = rowsOf('t.csv', [
      ['u1', 'b', 1],
      ['u1', 'a', 1],
      ['u1', 'c', 1],
    ]);
    const score = scoreLists(tied, truth, null, options({ missing: 'skip' }));
    expect(means(score)[2]).toBe(1);
    expect(score.counts.ties).toBe(2);
  });

  it('are refused with an item twice, and beside a truth of other ids', () => {
    const twice = rowsOf('t.csv', [
      ['u1', 'a', 1],
      ['u1', 'b', 2],
      ['u1', 'a', 3],
    ]);
    expect(() => scoreLists(twice, truth, null, options())).toThrow(
      /^t\.csv:4 shopper .u1.: item .a. stands in the list twice \(also in line 2\)/,
    );
    expect(() => scoreLists(rowsOf('l', [['x', 'a']]), truth, null, options({ missing: 'skip' }))).toThrow(
      'are both files of the same ids?',
    );
  });
});

describe('a TREC run of a model', () => {
  const data = smallTraining(3, 4, [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 2],
    [2, 3],
  ]);
  const plan = {
    ...{ shoppers: Uint32Array.of(0, 1, 2), k: 3, exclude: 'seen' as const, tag: 'popularity.v1' },
    shopperId: (shopper: number) => `u${shopper}`,
    itemId: (item: number) => `i${item}`,
  };
  const model = async (): Promise<RankModel> =>
    (await ALGORITHMS.popularity.fit(
      data,
      ALGORITHMS.popularity.params.parse({}),
      quietRun('trec'),
    )) as RankModel;

  it('reads back as its lists: scores fall strictly, also where the model ties', async () => {
    const lines = [...trecRun(await model(), plan)];
    const back = await read('m.run', lines.join(''));
    const own = back.rows.filter(({ shopper }) => shopper === 'u2');
    expect(own[0]!.item).toBe('i0');
    own.slice(1).forEach(({ value }, i) => {
      expect(value!).toBeLessThan(own[i]!.value!);
    });
    expect(lines[0]).toMatch(/^u0 Q0 i\d 1 \d\S* popularity\.v1\n$/);
  });

  it('is refused where an id has spaces', async () => {
    const spaced = { ...plan, itemId: (item: number) => `item ${item}` };
    const fitted = await model();
    expect(() => [...trecRun(fitted, spaced)]).toThrow(/item .item \d.: a TREC run cannot hold an id/);
  });
});
