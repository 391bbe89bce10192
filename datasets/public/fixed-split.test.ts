import { describe, expect, it } from 'vitest';
import { sha256Native } from '../../numerics/sha256.node.ts';
import { digestDataset } from '../dataset-digest.ts';
import { feedbackFrom } from '../feedback.ts';
import { checkLog } from '../log-invariants.ts';
import { fixedSplitDataset } from './fixed-split.ts';
import { linesOfJson, readItemLists, writeItemLists } from './item-lists.ts';
import { loadData } from './registry.node.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const lists = (text: string) => readItemLists(bytes(text), 'x.txt');
const split = (train: string, test: string) => fixedSplitDataset(lists(train), lists(test));

describe('readItemLists', () => {
  it('reads lines of user and items; blanks, CRLF, empty lines and a missing last line end do not matter', () => {
    for (const text of ['0 5 6\n2 7\n3\n', '0 5 6 \r\n\r\n2\t7\r\n3 ', '0  5 6\n\n2 7\n3']) {
      const { users, start, items } = lists(text);
      expect([[...users], [...start], [...items]]).toEqual([
        [0, 2, 3],
        [0, 2, 3, 3],
        [5, 6, 7],
      ]);
    }
    expect(lists('').users.length).toBe(0);
  });

  it('refuses by file and line what is not an id', () => {
    for (const word of ['x', '-1', '1.5', 'NaN', '1e3', '0x10', '9999999999999']) {
      expect(() => lists(`0 1\n1 2 ${word} 3\n`), word).toThrow(
        `x.txt:2 ${JSON.stringify(word)} is not an id: a whole number from 0 to 9999999`,
      );
    }
    expect(() => lists('0 10000000\n')).toThrow('x.txt:1 id 10000000 is above the largest allowed, 9999999');
  });

  it('refuses a user with two lines', () => {
    expect(() => lists('4 1\n0 2\n4 3\n')).toThrow('x.txt:3 user 4 has a line already, 1');
  });
});

describe('linesOfJson', () => {
  it('reads lists by user', () => {
    const { users, items } = readItemLists(linesOfJson('[[3, 1], [], [2]]', 'x.json'), 'x.json');
    expect([[...users], [...items]]).toEqual([
      [0, 1, 2],
      [3, 1, 2],
    ]);
  });

  it('refuses anything else', () => {
    expect(() => linesOfJson('[[1', 'x.json')).toThrow('x.json: not JSON');
    expect(() => linesOfJson('{"0": [1]}', 'x.json')).toThrow('x.json: not a JSON array');
    expect(() => linesOfJson('[[1], ["2"]]', 'x.json')).toThrow(
      'x.json: entry 1 is not an array of item ids',
    );
    expect(() => readItemLists(linesOfJson('[[-1]]', 'x.json'), 'x.json')).toThrow(
      'x.json:1 "-1" is not an id',
    );
  });
});

describe('writeItemLists', () => {
  it('sorts users, and items as numbers', () => {
    expect([...writeItemLists(lists('2 10 9\n0 3\n1\n'))].join('')).toBe('0 3\n1\n2 9 10\n');
  });
});

describe('fixedSplitDataset', () => {
  const dataset = split('0 4 2\n1 2\n2 4\n', '0 9\n2 2\n');

  it('makes a click a pair, one session a shopper, train before test, items ascending', () => {
    const { actions, sessions } = dataset.log;
    expect(dataset.timed).toBe(false);
    expect([...sessions.shopper]).toEqual([0, 1, 2]);
    expect([...actions.session]).toEqual([0, 0, 0, 1, 2, 2]);
    expect([...actions.seq]).toEqual([0, 1, 2, 0, 0, 1]);
    expect([...actions.item]).toEqual([0, 1, 2, 0, 1, 0]);
    expect([...dataset.part!]).toEqual([0, 0, 1, 0, 0, 1]);
    expect(dataset.catalog.id).toEqual(['2', '4', '9']);
    expect(checkLog(dataset.log, dataset.catalog, dataset.shoppers)).toEqual([]);
  });

  it('gives feedback whose part tells train from test', () => {
    const { shopper, item, part } = feedbackFrom(dataset, { source: 'actions', weights: { click: 1 } });
    const pairs = (which: number) =>
      [...shopper].map((who, i) => [who, item[i]]).filter((_, i) => part![i] === which);
    expect(pairs(1)).toEqual([
      [0, 2],
      [2, 0],
    ]);
    expect(pairs(0).length).toBe(4);
  });

  it('knows a shopper who stands only in the test part, or has no item', () => {
    const { shoppers, log } = split('0 1\n5\n', '7 1\n');
    expect(shoppers.id).toEqual(['0', '5', '7']);
    expect([...log.actions.session]).toEqual([0, 2]);
  });

  it('drops, and counts, a pair that stands twice in its part, and a test pair that is in train', () => {
    const { account, log, part } = split('0 1 1 2\n1 3\n', '0 2 3 3\n1 1\n');
    expect(account).toEqual({
      read: 8,
      steps: [
        { rule: 'pair stands once in its part', dropped: 2, left: 6 },
        { rule: 'test pair is not in train', dropped: 1, left: 5 },
      ],
      kept: 5,
    });
    expect([...log.actions.item]).toEqual([0, 1, 2, 2, 0]);
    expect([...part!]).toEqual([0, 0, 1, 0, 1]);
  });

  it('drops a pair that is in train and twice in test twice under the second rule', () => {
    const { account } = split('0 1\n', '0 1 1\n');
    expect(account.steps.map(({ dropped }) => dropped)).toEqual([0, 2]);
    expect(account.kept).toBe(1);
  });

  it('has the same digest whatever the order within lines and of lines, another for another part', () => {
    const digest = (train: string, test: string) => digestDataset(split(train, test), sha256Native);
    expect(digest('2 4\n1 2\n0 2 4\n', '2 2\n0 9\n')).toBe(digest('0 4 2\n1 2\n2 4\n', '0 9\n2 2\n'));
    expect(digest('0 4 2 9\n1 2\n2 4\n', '2 2\n')).not.toBe(digest('0 4 2\n1 2\n2 4\n', '0 9\n2 2\n'));
  });
});

const root = process.env['SHOPLAB_DATA'];
const published = [
  { name: 'movielens1m-m1', train: 796_244, test: 99_455, users: 6_022, items: 3_043 },
  { name: 'gowalla', train: 810_128, test: 217_242, users: 29_858, items: 40_981 },
];

describe.skipIf(!root)('fixed splits as published (needs SHOPLAB_DATA/movielens1m-m1, gowalla)', () => {
  it.each(published)(
    '$name: $train train and $test test pairs of $users users and $items items',
    async ({ name, train, test, users, items }) => {
      const { account, part, shoppers, catalog, log } = await loadData(name);
      const tested = part!.reduce((sum, which) => sum + which, 0);
      expect([part!.length - tested, tested, shoppers.length, catalog.length]).toEqual([
        train,
        test,
        users,
        items,
      ]);
      expect([account.read, account.kept]).toEqual([train + test, train + test]);
      // No gap in the published ids: index = id.
      expect(catalog.id.every((id, index) => id === String(index))).toBe(true);
      expect(shoppers.id.every((id, index) => id === String(index))).toBe(true);
      expect(checkLog(log, catalog, shoppers)).toEqual([]);
    },
  );
});
