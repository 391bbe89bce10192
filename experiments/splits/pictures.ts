/** Pictures of splits, drawn from what they do with one small log. */

import type { Feedback } from '../../datasets/interactions.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { SPLITS } from './registry.ts';
import { type Fold, makeFolds, type Split } from './split.ts';

export type SplitName = keyof typeof SPLITS;

/** What is drawn of each split: parameters as a study writes them. */
export const PICTURED: Readonly<Record<SplitName, readonly Readonly<Record<string, unknown>>[]>> = {
  'global-time': [
    { fraction: 0.7 },
    { fraction: 0.7, gap: 4 },
    { fraction: 0.4, windows: 3 },
    { fraction: 0.4, windows: 3, learns: 'as-long' },
  ],
  'leave-last-n': [{ n: 1 }, { n: 2, minimumHistory: 3 }],
  'shopper-time': [{ fraction: 0.6 }],
  random: [{ fraction: 0.7 }, { fraction: 0.7, per: 'row' }],
  'k-fold': [{ folds: 3 }, { folds: 3, over: 'shoppers' }],
  fixed: [{}],
  'next-item': [{ fraction: 0.6 }, { unit: 'shopper', fraction: 0.6, target: 'last' }],
  'cold-shoppers': [{ fraction: 0.6, given: 0.6 }],
  'three-way': [
    { validation: 0.25, test: 0.25 },
    { validation: 0.25, test: 0.25, ask: 'validation' },
  ],
  'cold-items': [{ fraction: 0.6 }],
};

/** Marks of a picture: what is done with a row. */
export const MARKS = { learnt: '#', told: '+', tested: 'O', left: '.' } as const;

/** Shoppers of the log, each a text of 24 seconds: a letter is a row of that item, a bar ends a visit. */
const LOG = [
  'ab.c|.....d..|e...a..bc.',
  '..b..|d.a.......|.c....e.',
  '.c.a|..b.|....e.....|d.a.',
  '...e.d.|.....c...b......',
  'd....|....a.b..|c...e..d',
  '.......e..|b....c.|.....a',
];
const ITEMS = 'abcde';
const SEED = 'picture';

interface Small {
  readonly feedback: Feedback;
  /** (rows) as published: two thirds to learn from */
  readonly part: Uint8Array;
}

function smallLog(): Small {
  const rows = LOG.flatMap((line, shopper) => {
    let visit = 0;
    return [...line].flatMap((mark, time) => {
      if (mark === '|') visit++;
      const item = ITEMS.indexOf(mark);
      return item < 0 ? [] : [{ shopper, item, time, session: 10 * shopper + visit }];
    });
  });
  const column = (name: 'shopper' | 'item' | 'time' | 'session'): Uint32Array =>
    Uint32Array.from(rows, (row) => row[name]);
  const feedback: Feedback = {
    length: rows.length,
    shoppers: LOG.length,
    items: ITEMS.length,
    ...{ shopper: column('shopper'), item: column('item'), time: column('time'), session: column('session') },
    value: new Float32Array(rows.length).fill(1),
    relevant: new Uint8Array(rows.length).fill(1),
  };
  return { feedback, part: Uint8Array.from(rows, (_, row) => Number(row % 3 === 2)) };
}

/** The folds of a split on the small log. */
export function smallFolds(name: SplitName, params: Readonly<Record<string, unknown>>): Fold[] {
  const { feedback, part } = smallLog();
  const split = SPLITS[name] as Split;
  return makeFolds(split, feedback, split.params.parse(params), {
    draw: (purpose) => drawKey(seedWords(SEED), purpose),
    ...{ timed: true, origin: '2024-01-01T00:00:00Z', part },
  });
}

/** One line for each shopper, or for each item where a split goes by items; a column is a second. Ends without a line end. */
export function pictureOf(name: SplitName, fold: Fold): string {
  const { feedback } = smallLog();
  const split = SPLITS[name] as Split<Record<string, unknown>>;
  const byItem = split.apart?.(split.params.parse({})) === 'items';
  const owner = byItem ? feedback.item : feedback.shopper;
  const width = LOG[0]!.length;
  const lines = Array.from({ length: byItem ? feedback.items : feedback.shoppers }, () =>
    Array.from({ length: width }, () => ' '),
  );
  const marked = new Map<number, string>();
  for (const [mark, rows] of [
    [MARKS.learnt, fold.train],
    [MARKS.told, fold.given ?? []],
    [MARKS.tested, fold.test],
  ] as const)
    for (const row of rows) marked.set(row, mark);
  for (let row = 0; row < feedback.length; row++)
    lines[owner[row]!]![feedback.time[row]!] = marked.get(row) ?? MARKS.left;
  const names = lines.map((_, i) => (byItem ? `item ${ITEMS[i]}   ` : `shopper ${i} `));
  return lines.map((line, i) => `${names[i]} ${line.join('')}`.trimEnd()).join('\n');
}
