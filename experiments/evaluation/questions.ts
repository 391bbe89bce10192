/** What a fold that tells rows asks: about whom, what is told and what is relevant. */

import type { Histories } from '../../algorithms/algorithm.ts';
import type { Feedback, Interactions } from '../../datasets/interactions.ts';
import type { Repeats } from '../run-record.ts';
import { byTime, unitsOf } from '../splits/shopper-rows.ts';
import { ASKED_ONCE, type Asks, type Fold } from '../splits/split.ts';

/** What is told with each question: rows [from, to) of `item` and `time`. Plain columns. */
export interface Told {
  /** (questions) */
  readonly from: Uint32Array;
  /** (questions) */
  readonly to: Uint32Array;
  readonly item: Uint32Array;
  /** Seconds since the origin, never falling within a question. */
  readonly time: Uint32Array;
  /** (questions) seconds since the origin at which it is asked: when the first relevant row was done */
  readonly asked: Uint32Array;
}

/** Shoppers are told apart by their questions, which stand together in order of time. */
export interface Questions {
  /** (evaluated) shoppers with a question, ascending */
  readonly shoppers: Uint32Array;
  /** (evaluated + 1) */
  readonly questionPtr: Uint32Array;
  /** (questions + 1) */
  readonly relevantPtr: Uint32Array;
  /** (relevantPtr[questions]) ascending within a question */
  readonly relevantItems: Uint32Array;
  /** (relevantPtr[questions]) largest value of the relevant rows of each */
  readonly relevantGrades: Float32Array;
  readonly told: Told;
  /** Test shoppers of whom something is known, but who have no question with a relevant item. */
  readonly withoutRelevant: number;
  /** Test shoppers without a training row of whom nothing is told. */
  readonly unknownShoppers: number;
}

/** Rows of one shopper, or of one visit, and the questions about it. Rows are those of the feedback. */
interface Sequence {
  readonly shopper: number;
  /** By time; a question is told the first `told` of them. */
  readonly rows: Uint32Array;
  readonly questions: readonly { readonly told: number; readonly relevant: Uint32Array }[];
}

/** @param own rows given and tested, by time */
function sequenceOf(own: Uint32Array, tested: Uint8Array, target: Asks['target'], shopper: number): Sequence {
  const isTested = (row: number): boolean => tested[row] === 1;
  if (target === 'rest') {
    const rows = own.filter((row) => !isTested(row));
    return { shopper, rows, questions: [{ told: rows.length, relevant: own.filter(isTested) }] };
  }
  const questions = [...own.keys()]
    .filter((n) => isTested(own[n]!))
    .map((told) => ({
      told,
      relevant: target === 'next' ? own.subarray(told, told + 1) : own.subarray(told).filter(isTested),
    }));
  return { shopper, rows: own, questions };
}

/** Sequences with a test row, by shopper, those of one shopper in log order. */
function sequencesOf(feedback: Feedback, { test, given, asks = ASKED_ONCE }: Fold): Sequence[] {
  const [asked, tested] = [new Uint8Array(feedback.length), new Uint8Array(feedback.length)];
  for (const row of test) asked[row] = tested[row] = 1;
  for (const row of given ?? []) asked[row] = 1;
  const { rowPtr, rows } = unitsOf(feedback, asks.per);
  const sequences: Sequence[] = [];
  for (let unit = 0; unit + 1 < rowPtr.length; unit++) {
    const own = rows.subarray(rowPtr[unit]!, rowPtr[unit + 1]!).filter((row) => asked[row] === 1);
    if (!own.some((row) => tested[row] === 1)) continue;
    sequences.push(sequenceOf(byTime(own, feedback), tested, asks.target, feedback.shopper[own[0]!]!));
  }
  return sequences.sort((a, b) => a.shopper - b.shopper);
}

/** Which relevant items count, by whether the shopper had them before. */
export const COUNTS: Readonly<Record<Repeats, (seen: boolean) => boolean>> = {
  exclude: (seen) => !seen,
  include: () => true,
  only: (seen) => seen,
};

/** @param train the training rows summed by (shopper, item) */
export function questionsOf(
  feedback: Feedback,
  fold: Fold,
  repeats: Repeats,
  train: Interactions,
): Questions {
  const sequences = sequencesOf(feedback, fold);
  const out = { from: [], to: [], asked: [], item: [], time: [] } as Record<keyof Told, number[]>;
  const askers: number[] = [];
  const relevantPtr = [0];
  const relevantItems: number[] = [];
  const relevantGrades: number[] = [];
  const known = new Set<number>();
  // (items) 1 + the last sequence before which, or in which, the shopper had the item
  const seen = new Uint32Array(feedback.items);
  sequences.forEach(({ shopper, rows, questions }, s) => {
    const trained = train.colIdx.subarray(train.rowPtr[shopper]!, train.rowPtr[shopper + 1]!);
    for (const item of trained) seen[item] = s + 1;
    const offset = out.item.length;
    for (const row of rows) {
      out.item.push(feedback.item[row]!);
      out.time.push(feedback.time[row]!);
    }
    let done = 0;
    for (const { told, relevant } of questions) {
      for (; done < told; done++) seen[out.item[offset + done]!] = s + 1;
      if (trained.length === 0 && told === 0) continue;
      known.add(shopper);
      const counting = relevant.filter(
        (row) => feedback.relevant[row] === 1 && COUNTS[repeats](seen[feedback.item[row]!] === s + 1),
      );
      if (counting.length === 0) continue;
      const grades = new Map<number, number>();
      for (const row of counting) {
        const item = feedback.item[row]!;
        grades.set(item, Math.max(grades.get(item) ?? Number.NEGATIVE_INFINITY, feedback.value[row]!));
      }
      for (const item of [...grades.keys()].sort((a, b) => a - b)) {
        relevantItems.push(item);
        relevantGrades.push(grades.get(item)!);
      }
      relevantPtr.push(relevantItems.length);
      askers.push(shopper);
      out.from.push(offset);
      out.to.push(offset + told);
      out.asked.push(Math.max(feedback.time[relevant[0]!]!, out.time[offset + told - 1] ?? 0));
    }
  });
  const column = (values: readonly number[]): Uint32Array => Uint32Array.from(values);
  const firsts = [...askers.keys()].filter((n) => n === 0 || askers[n] !== askers[n - 1]);
  const tested = new Set(sequences.map(({ shopper }) => shopper)).size;
  return {
    shoppers: column(firsts.map((n) => askers[n]!)),
    questionPtr: column([...firsts, askers.length]),
    relevantPtr: column(relevantPtr),
    relevantItems: column(relevantItems),
    relevantGrades: Float32Array.from(relevantGrades),
    told: {
      from: column(out.from),
      to: column(out.to),
      item: column(out.item),
      time: column(out.time),
      asked: column(out.asked),
    },
    withoutRelevant: known.size - firsts.length,
    unknownShoppers: tested - known.size,
  };
}

/** Histories of questions [first, first + count), copied. */
export function historiesOf({ from, to, item, time }: Told, first: number, count: number): Histories {
  const rowPtr = new Uint32Array(count + 1);
  for (let q = 0; q < count; q++) rowPtr[q + 1] = rowPtr[q]! + to[first + q]! - from[first + q]!;
  const out = { rowPtr, item: new Uint32Array(rowPtr[count]!), time: new Uint32Array(rowPtr[count]!) };
  for (let q = 0; q < count; q++) {
    const [start, end] = [from[first + q]!, to[first + q]!];
    out.item.set(item.subarray(start, end), rowPtr[q]!);
    out.time.set(time.subarray(start, end), rowPtr[q]!);
  }
  return out;
}

/** Row q: the items that shopper[q] had in training or in the history of query q, ascending. */
export function hadBefore(train: Interactions, shopper: Uint32Array, history: Histories): Interactions {
  const rowPtr = new Uint32Array(shopper.length + 1);
  const columns: number[] = [];
  shopper.forEach((one, q) => {
    const had = new Set(train.colIdx.subarray(train.rowPtr[one]!, train.rowPtr[one + 1]!));
    for (let p = history.rowPtr[q]!; p < history.rowPtr[q + 1]!; p++) had.add(history.item[p]!);
    for (const item of Uint32Array.from(had).sort()) columns.push(item);
    rowPtr[q + 1] = columns.length;
  });
  const values = new Float32Array(columns.length).fill(1);
  return { rows: shopper.length, cols: train.cols, rowPtr, colIdx: Uint32Array.from(columns), values };
}
