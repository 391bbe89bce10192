/**
 * Aspects learnt from labelled texts, of which it is known what is spoken of, but not where. A text is a bag of clauses: where it has
 * an aspect, at least one clause speaks of it, else none does.
 *
 * Andrews, Tsochantaridis, Hofmann, "Support vector machines for multiple-instance learning", NIPS 2002 (MI-SVM), with logistic regression in place
 * of the machine: each text that has the aspect is stood for by its witness, the clause that scores highest; witnesses are chosen and the
 * model is fitted in turn. It begins as if all clauses of such a text spoke of it (Ray, Craven, "Supervised versus multiple instance learning",
 * ICML 2005). Polarities are learnt from the witnesses, of each aspect for itself.
 */

import { fitLogistic, type LogisticWeights } from '../fit-logistic.ts';
import {
  learnColumns,
  type ReadingOptions,
  readAll,
  type SparseRows,
  type TextColumns,
} from '../text-columns.ts';
import { type AspectReader, clausesOf, NEUTRAL, NOT_TOLD, POLARITY_NAMES } from './opinions.ts';

export interface LearntAspectsOptions {
  /** L2 penalty of all weights. */
  readonly penalty: number;
  /** Times that witnesses are chosen anew. */
  readonly rounds: number;
  /** Called after each fit. */
  pause?(done: number, fits: number): Promise<void>;
}

const READING: ReadingOptions = {
  lowerCase: true,
  elongation: 'shorten',
  contractions: 'expand',
  negation: 'none',
  numbers: 'mark',
  emoji: true,
  marks: false,
  shortest: 1,
  grams: 3,
  leastTexts: 2,
  weighting: 'presence',
  hashBits: 0,
};
const TOLERANCE = 1e-3;
const MOST_STEPS = 100;

interface LearntAspect {
  readonly detect: LogisticWeights;
  /** null where no text has the aspect. */
  readonly polarity: LogisticWeights | null;
}

/** @param labels (texts x aspects) polarities or NOT_TOLD */
export async function learnAspects(
  names: readonly string[],
  texts: readonly string[],
  labels: Uint8Array,
  options: LearntAspectsOptions,
): Promise<AspectReader> {
  if (labels.length !== texts.length * names.length)
    throw new RangeError(
      `aspects: ${labels.length} labels of ${texts.length} texts and ${names.length} aspects`,
    );
  const { clauses, start } = cutAll(texts);
  const columns = learnColumns(clauses, READING);
  const rows = readAll(columns, clauses);
  const learnt: LearntAspect[] = [];
  const fits = names.length * (options.rounds + 2);
  let done = 0;
  const pause = async (): Promise<void> => options.pause?.(++done, fits);
  for (let aspect = 0; aspect < names.length; aspect++) {
    const own = Uint8Array.from(texts, (_, text) => labels[text * names.length + aspect]!);
    learnt.push(await learnOne(rows, start, own, options, pause));
  }
  return reader(names, columns, learnt);
}

/** Clauses of all texts, and where those of each begin. */
function cutAll(texts: readonly string[]): { clauses: string[]; start: Uint32Array } {
  const clauses: string[] = [];
  const start = new Uint32Array(texts.length + 1);
  texts.forEach((text, t) => {
    for (const clause of clausesOf(text)) clauses.push(clause);
    start[t + 1] = clauses.length;
  });
  return { clauses, start };
}

async function learnOne(
  rows: SparseRows,
  start: Uint32Array,
  label: Uint8Array,
  { penalty, rounds }: LearntAspectsOptions,
  pause: () => Promise<void>,
): Promise<LearntAspect> {
  const fitting = { penalty, tolerance: TOLERANCE, mostSteps: MOST_STEPS };
  const bags = Array.from(label.keys());
  const clausesIn = (bag: number): number[] =>
    Array.from({ length: start[bag + 1]! - start[bag]! }, (_, n) => start[bag]! + n);
  const telling = bags.filter((bag) => label[bag] !== NOT_TOLD && start[bag]! < start[bag + 1]!);
  const silent = bags.filter((bag) => label[bag] === NOT_TOLD).flatMap(clausesIn);
  const detector = async (speaking: readonly number[]): Promise<LogisticWeights> => {
    const own = [...silent, ...speaking];
    const membership = new Float64Array(2 * own.length);
    own.forEach((_, n) => {
      membership[2 * n + Number(n >= silent.length)] = 1;
    });
    const found = await fitLogistic(pickRows(rows, own), membership, 2, fitting);
    await pause();
    return found;
  };
  let detect = await detector(telling.flatMap(clausesIn));
  const witnesses = (): number[] => {
    const scores = scoresOf(rows, detect);
    return telling.map((bag) => bestIn(scores, start, bag));
  };
  for (let round = 0; round < rounds; round++) detect = await detector(witnesses());
  const membership = new Float64Array(POLARITY_NAMES.length * telling.length);
  telling.forEach((bag, n) => {
    membership[POLARITY_NAMES.length * n + label[bag]!] = 1;
  });
  const polarity =
    telling.length === 0
      ? null
      : await fitLogistic(pickRows(rows, witnesses()), membership, POLARITY_NAMES.length, fitting);
  await pause();
  return { detect, polarity };
}

function reader(
  names: readonly string[],
  columns: TextColumns,
  learnt: readonly LearntAspect[],
): AspectReader {
  return {
    aspects: names,
    read(texts, out) {
      const { clauses, start } = cutAll(texts);
      const rows = readAll(columns, clauses);
      learnt.forEach(({ detect, polarity }, aspect) => {
        const scores = scoresOf(rows, detect);
        texts.forEach((_, text) => {
          const at = text * names.length + aspect;
          out[at] = NOT_TOLD;
          if (start[text] === start[text + 1]) return;
          const witness = bestIn(scores, start, text);
          if (scores[witness]! > 0) out[at] = polarity ? largest(rows, witness, polarity) : NEUTRAL;
        });
      });
    },
  };
}

/** (rows) log odds of the second of two classes */
function scoresOf(
  { rows, rowPtr, colIdx, values }: SparseRows,
  { weights, intercepts }: LogisticWeights,
): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = intercepts[0]!;
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) sum += values[p]! * weights[colIdx[p]!]!;
    return sum;
  });
}

/** The clause of a text that scores highest, the first of equals. */
function bestIn(scores: Float64Array, start: Uint32Array, text: number): number {
  let best = start[text]!;
  for (let clause = best + 1; clause < start[text + 1]!; clause++)
    if (scores[clause]! > scores[best]!) best = clause;
  return best;
}

function largest(
  { rowPtr, colIdx, values }: SparseRows,
  row: number,
  { weights, intercepts, outputs }: LogisticWeights,
): number {
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < outputs; k++) {
    let sum = intercepts[k]!;
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++)
      sum += values[p]! * weights[colIdx[p]! * outputs + k]!;
    if (sum <= most) continue;
    most = sum;
    best = k;
  }
  return best;
}

/** Some rows, in this order. */
function pickRows({ cols, rowPtr, colIdx, values }: SparseRows, rows: readonly number[]): SparseRows {
  const starts = new Uint32Array(rows.length + 1);
  rows.forEach((row, n) => {
    starts[n + 1] = starts[n]! + rowPtr[row + 1]! - rowPtr[row]!;
  });
  const picked = {
    colIdx: new Uint32Array(starts[rows.length]!),
    values: new Float64Array(starts[rows.length]!),
  };
  rows.forEach((row, n) => {
    picked.colIdx.set(colIdx.subarray(rowPtr[row], rowPtr[row + 1]), starts[n]);
    picked.values.set(values.subarray(rowPtr[row], rowPtr[row + 1]), starts[n]);
  });
  return { rows: rows.length, cols, rowPtr: starts, ...picked };
}
