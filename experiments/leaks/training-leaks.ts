/** Leaks in what a fit is handed, whoever put it together. */

import type { TrainingData } from '../../algorithms/algorithm.ts';
import { NO_CLASS } from '../../datasets/examples.ts';
import {
  type Feedback,
  type Interactions,
  pairsOf,
  selectFeedback,
  toInteractions,
} from '../../datasets/interactions.ts';
import { NO_MOMENT } from '../../datasets/tables.ts';
import { type Fold, knownUntil } from '../splits/split.ts';
import { countLeaks, type Leak } from './leak.ts';

export interface AuditedTraining {
  readonly data: TrainingData;
  /** All rows. */
  readonly feedback: Feedback;
  readonly fold: Fold;
  /** 'all': items that are new at the time of the test are ranked too, so the catalog has to tell of them. */
  readonly catalogue: 'trained' | 'all';
}

export const trainingLeaks = (audited: AuditedTraining): Leak[] => [
  ...foreignRows(audited),
  ...reviews(audited),
  ...(audited.catalogue === 'all' ? [] : futureItems(audited.data, knownUntil(audited.fold))),
  ...futureLabels(audited),
  ...futureSlates(audited.data, knownUntil(audited.fold)),
];

function foreignRows({ data, feedback, fold }: AuditedTraining): readonly Leak[] {
  const rows = countLeaks('foreign-row');
  const expected = selectFeedback(feedback, fold.train);
  const { length } = expected;
  if (data.feedback.length !== length) rows.add(() => `${data.feedback.length} rows; the fold has ${length}`);
  else
    for (let row = 0; row < length; row++) {
      const isSame = (['shopper', 'item', 'time', 'value'] as const).every(
        (name) => data.feedback[name][row] === expected[name][row],
      );
      if (!isSame) rows.add(() => `row ${row}`);
    }
  return [...rows.leaks, ...otherPairs(data.interactions, toInteractions(expected))];
}

/** Pairs of a fit that are not those that its rows make. */
export function otherPairs(found: Interactions, own: Interactions): readonly Leak[] {
  const pairs = countLeaks('foreign-pair');
  if (found.colIdx.length !== own.colIdx.length)
    pairs.add(() => `${found.colIdx.length} pairs; the training rows make ${own.colIdx.length}`);
  else
    for (let p = 0; p < own.colIdx.length; p++)
      if (found.colIdx[p] !== own.colIdx[p] || found.values[p] !== own.values[p])
        pairs.add(() => `pair ${p}`);
  for (let row = 0; row <= own.rows; row++)
    if (found.rowPtr[row] !== own.rowPtr[row]) pairs.add(() => `shopper ${row}`);
  return pairs.leaks;
}

function reviews({ data, feedback, fold }: AuditedTraining): readonly Leak[] {
  if (!data.reviews) return [];
  const [late, tested] = [countLeaks('review-from-the-future'), countLeaks('review-of-the-test')];
  const asOf = knownUntil(fold);
  const learnt = new Uint8Array(feedback.length);
  for (const row of fold.train) learnt[row] = 1;
  // What lies behind the cut is parted by time.
  const heldBack = pairsOf(feedback, (row) => learnt[row] === 0 && feedback.time[row]! < asOf);
  const { shopper, item, time, length } = data.reviews;
  for (let row = 0; row < length; row++) {
    const words = () => `review ${row} of shopper ${shopper[row]} and item ${item[row]} at ${time[row]} s`;
    if (time[row]! >= asOf) late.add(words);
    if (heldBack.has(shopper[row]!, item[row]!)) tested.add(words);
  }
  return [...late.leaks, ...tested.leaks];
}

/** Items of which a fit is told before they are launched, and retirements to come. */
export function futureItems(data: TrainingData, asOf: number): readonly Leak[] {
  const found = countLeaks('item-from-the-future');
  const { launched, retired } = data.catalog;
  launched.forEach((moment, item) => {
    if (moment !== NO_MOMENT && moment >= asOf) found.add(() => `item ${item}, launched at ${moment} s`);
    if (retired[item] !== NO_MOMENT && retired[item]! >= asOf)
      found.add(() => `item ${item}, of which it is told that it retires at ${retired[item]} s`);
  });
  return found.leaks;
}

function futureLabels({ data, fold }: AuditedTraining): readonly Leak[] {
  if (!data.examples) return [];
  const asOf = knownUntil(fold);
  const found = countLeaks('label-from-the-future');
  const { all, rows, label } = data.examples;
  rows.forEach((row, i) => {
    if (label[i] === NO_CLASS) return;
    const known = all.known ? all.known.time[row]! : all.time[row]!;
    if (known >= asOf) found.add(() => `class of row ${row}, known at ${known} s`);
  });
  return found.leaks;
}

export function futureSlates({ shown }: TrainingData, asOf: number): readonly Leak[] {
  if (!shown) return [];
  const found = countLeaks('slate-from-the-future');
  for (let row = 0; row < shown.length; row++)
    if (shown.time[row]! >= asOf) found.add(() => `slate ${shown.slate[row]} at ${shown.time[row]} s`);
  return found.leaks;
}
