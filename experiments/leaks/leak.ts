/** What a leak is: something of the test that stands where it may be learnt from. */

export const LEAK_KINDS = {
  'row-on-both-sides': 'a row of feedback is learnt from and tested, told or both',
  duplicate:
    'rows on both sides are alike in shopper, item, time and value (in shopper and item where the data has no times), or two texts are',
  'shopper-on-both-sides': 'a split by shoppers learns from a shopper that it tests',
  'item-on-both-sides': 'a split by items learns from an item that it tests',
  'learnt-after-test': 'a split by time learns from a row that lies after one it tests',
  'search-outside-training':
    'parameters are chosen by a row that is tested, or that is neither learnt from nor told',
  'foreign-row': 'what is learnt from holds other rows than the training rows of the fold',
  'foreign-pair': 'the pairs that are learnt from are other than those of the training rows',
  'review-from-the-future': 'a review that is learnt from was written at the cut of the fold or later',
  'review-of-the-test': 'a review that is learnt from is of a pair with rows that are held back',
  'item-from-the-future': 'the catalog tells of an item that is launched at the cut of the fold or later',
  'label-from-the-future': 'a class that is learnt from became known at the cut of the fold or later',
  'slate-from-the-future': 'a slate that is learnt from was shown at the cut of the fold or later',
} as const;

/** Those of fits in the course of a closed loop; other kinds occur there too. */
export const BARRIER_LEAK_KINDS = {
  'row-from-the-future': 'a row that is learnt from happened when the fit was made or later',
  'click-from-the-future': 'a slot that is learnt from as clicked was clicked when the fit was made or later',
  'row-of-the-forgotten': 'a row that is learnt from is of a shopper who had opted out',
} as const;

const RULES = { ...LEAK_KINDS, ...BARRIER_LEAK_KINDS };
export type LeakKind = keyof typeof RULES;

export interface Leak {
  readonly kind: LeakKind;
  /** How often. */
  readonly count: number;
  /** The first of them, in words. */
  readonly first: string;
}

/** `leak in fold 0, duplicate: 12 times, first: ...; a row ...` */
export const leakWords = (fold: number, { kind, count, first }: Leak, of = 'fold'): string =>
  `leak in ${of} ${fold}, ${kind}: ${count === 1 ? 'once' : `${count} times`}, first ${first}; rule broken: ${RULES[kind]}`;

/** The same of a fit at a moment, in seconds since the origin. */
export const leakedAt = (asOf: number, { kind, count, first }: Leak): string =>
  `leak in the fit at ${asOf} s, ${kind}: ${count === 1 ? 'once' : `${count} times`}, first ${first}; rule broken: ${RULES[kind]}`;

/** Counts what breaks a rule and keeps the first of it. */
export function countLeaks(kind: LeakKind): {
  add(first: () => string): void;
  readonly leaks: readonly Leak[];
} {
  let count = 0;
  let first = '';
  return {
    add(words) {
      if (count++ === 0) first = words();
    },
    get leaks() {
      return count === 0 ? [] : [{ kind, count, first }];
    },
  };
}
