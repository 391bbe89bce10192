/** What a fold asks of a ranking: who is evaluated, on which items, out of which catalogue. */

import {
  type Feedback,
  type Interactions,
  selectFeedback,
  toInteractions,
} from '../../datasets/interactions.ts';
import { popularityCounts } from '../metrics/list-context.ts';
import type { Catalogue, Repeats, Sampled } from '../run-record.ts';
import type { Fold } from '../splits/split.ts';
import { COUNTS, type Questions, questionsOf, type Told } from './questions.ts';

/** Plain columns, so that threads can be sent one. */
export interface TestSet {
  readonly repeats: Repeats;
  /** Training rows summed by (shopper, item). */
  readonly train: Interactions;
  /** (items) distinct training shoppers who had each item */
  readonly popularity: Uint32Array;
  /** Which items are ranked. */
  readonly catalogue: Catalogue;
  /** (items) 1 for those of the catalogue: the only ones that a list may hold */
  readonly ranked: Uint8Array;
  /** (evaluated) shoppers of whom something is known, by training or told, with at least one relevant test item, ascending */
  readonly shoppers: Uint32Array;
  /** (evaluated + 1) questions about evaluated shopper e: [questionPtr[e], questionPtr[e + 1]); one each where a fold tells nothing */
  readonly questionPtr: Uint32Array;
  /** (questions + 1) */
  readonly relevantPtr: Uint32Array;
  /** (relevantPtr[questions]) relevant items of each, ascending; those outside the catalogue stay, as sure misses */
  readonly relevantItems: Uint32Array;
  /** (relevantPtr[questions]) what each is worth: the largest value of its relevant test rows, a rating or the weight of an action */
  readonly relevantGrades: Float32Array;
  /** (questions x items) what each list may hold, where ranking is sampled; see `sampleCandidates` */
  readonly candidates?: Interactions;
  readonly sampled?: Sampled;
  /** What is told with each question; null where the fold tells nothing. */
  readonly told: Told | null;
  /** Test shoppers of whom something is known without a relevant item. */
  readonly withoutRelevant: number;
  /** Test shoppers without a training row of whom nothing is told. */
  readonly unknownShoppers: number;
  readonly trainRows: number;
  readonly testRows: number;
}

type Asked = Omit<Questions, 'told'> & Pick<TestSet, 'told'>;

/** @param train the training rows of the fold, when the caller has summed them already */
export function makeTestSet(
  feedback: Feedback,
  fold: Fold,
  repeats: Repeats,
  train: Interactions = toInteractions(selectFeedback(feedback, fold.train)),
  catalogue: Catalogue = 'trained',
): TestSet {
  const popularity = popularityCounts(train);
  return {
    repeats,
    train,
    popularity,
    catalogue,
    ranked: Uint8Array.from(popularity, (count) => (catalogue === 'all' || count > 0 ? 1 : 0)),
    ...(fold.given ? questionsOf(feedback, fold, repeats, train) : askedOnce(feedback, fold, repeats, train)),
    trainRows: fold.train.length,
    testRows: fold.test.length,
  };
}

/** One question a shopper who is known in training, about all test rows, telling nothing. */
function askedOnce(feedback: Feedback, fold: Fold, repeats: Repeats, train: Interactions): Asked {
  const tested = testedShoppers(feedback, fold.test);
  const relevant = toInteractions(selectFeedback(feedback, fold.test), { relevantOnly: true });
  const shoppers: number[] = [];
  const relevantPtr: number[] = [0];
  const relevantItems = new Uint32Array(relevant.colIdx.length);
  const grades = gradesOf(feedback, fold.test, relevant);
  const relevantGrades = new Float32Array(relevantItems.length);
  let size = 0;
  let withoutRelevant = 0;
  let unknownShoppers = 0;
  for (let shopper = 0; shopper < feedback.shoppers; shopper++) {
    if (tested[shopper] === 0) continue;
    if (train.rowPtr[shopper] === train.rowPtr[shopper + 1]) {
      unknownShoppers++;
      continue;
    }
    const before = size;
    size = keepRelevant(relevant, train, shopper, COUNTS[repeats], relevantItems, size);
    for (let p = relevant.rowPtr[shopper]!, at = before; at < size; p++)
      if (relevant.colIdx[p] === relevantItems[at]) relevantGrades[at++] = grades[p]!;
    if (size === before) {
      withoutRelevant++;
      continue;
    }
    shoppers.push(shopper);
    relevantPtr.push(size);
  }
  return {
    shoppers: Uint32Array.from(shoppers),
    questionPtr: Uint32Array.from(relevantPtr.keys()),
    relevantPtr: Uint32Array.from(relevantPtr),
    relevantItems: relevantItems.slice(0, size),
    relevantGrades: relevantGrades.slice(0, size),
    told: null,
    withoutRelevant,
    unknownShoppers,
  };
}

/** (pairs of `relevant`) the largest value of the relevant rows of each pair */
function gradesOf(
  { shopper, item, value, relevant }: Feedback,
  rows: Uint32Array,
  pairs: Interactions,
): Float32Array {
  const grades = new Float32Array(pairs.colIdx.length).fill(Number.NEGATIVE_INFINITY);
  for (const row of rows) {
    if (relevant[row] !== 1) continue;
    const end = pairs.rowPtr[shopper[row]! + 1]!;
    let at = pairs.rowPtr[shopper[row]!]!;
    while (at < end && pairs.colIdx[at] !== item[row]) at++;
    if (value[row]! > grades[at]!) grades[at] = value[row]!;
  }
  return grades;
}

/** (shoppers) 1 for those with a test row */
export function testedShoppers(feedback: Feedback, test: Uint32Array): Uint8Array {
  const tested = new Uint8Array(feedback.shoppers);
  for (const row of test) tested[feedback.shopper[row]!] = 1;
  return tested;
}

/** Appends a shopper's relevant items that count to out[size ...]; both rows ascend, so one merge. Returns the new size. */
function keepRelevant(
  relevant: Interactions,
  train: Interactions,
  shopper: number,
  counts: (seen: boolean) => boolean,
  out: Uint32Array,
  size: number,
): number {
  let end = size;
  let t = train.rowPtr[shopper]!;
  const trainEnd = train.rowPtr[shopper + 1]!;
  for (let p = relevant.rowPtr[shopper]!; p < relevant.rowPtr[shopper + 1]!; p++) {
    const item = relevant.colIdx[p]!;
    while (t < trainEnd && train.colIdx[t]! < item) t++;
    if (counts(t < trainEnd && train.colIdx[t] === item)) out[end++] = item;
  }
  return end;
}

/** The rows `shoppers` of a matrix, in that order: what each of a block of queries may be answered with. */
export function selectRows(matrix: Interactions, shoppers: Uint32Array): Interactions {
  const rowPtr = new Uint32Array(shoppers.length + 1);
  shoppers.forEach((shopper, q) => {
    rowPtr[q + 1] = rowPtr[q]! + matrix.rowPtr[shopper + 1]! - matrix.rowPtr[shopper]!;
  });
  const colIdx = new Uint32Array(rowPtr[shoppers.length]!);
  const values = new Float32Array(colIdx.length);
  shoppers.forEach((shopper, q) => {
    colIdx.set(matrix.colIdx.subarray(matrix.rowPtr[shopper]!, matrix.rowPtr[shopper + 1]!), rowPtr[q]!);
    values.set(matrix.values.subarray(matrix.rowPtr[shopper]!, matrix.rowPtr[shopper + 1]!), rowPtr[q]!);
  });
  return { rows: shoppers.length, cols: matrix.cols, rowPtr, colIdx, values };
}

/** The shopper whom a question is about. */
export const shopperOf = (test: TestSet, question: number): number => test.shoppers[ownerOf(test, question)]!;

/** Which of the evaluated shoppers a question is about. */
export function ownerOf({ questionPtr }: TestSet, question: number): number {
  let [low, high] = [0, questionPtr.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (questionPtr[middle]! <= question) low = middle;
    else high = middle;
  }
  return low;
}
