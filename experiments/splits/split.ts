/** What a split is: a rule that parts feedback into rows to learn from and rows to be tested on. */

import type { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import { consentedRows, isForgotten } from '../../datasets/consent.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { type HashBytes, sha256, toHex } from '../../numerics/digest.ts';
import type { Purpose } from '../../numerics/purposes.ts';
import type { DrawKey } from '../../numerics/rng.ts';

/**
 * Row indices of the feedback, ascending; no row stands in two of `train`, `given` and `test`, every row stands in one, save
 * those that may not be learnt from: the training rows of shoppers who opted out before the cut (or at all, where no instant
 * cuts) stand in none, nor, in a fold that tells rows, do those they did after they opted out, the test rows of `three-way`
 * when it asks about the validation part, and of `global-time` what lies in a gap or belongs to no side of a window.
 */
export interface Fold {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
  /** Seconds since the origin: all training rows lie before, all test rows at or after; null where no instant parts them. */
  readonly cutoff: number | null;
  /**
   * Rows that are neither learnt from nor tested, but told when their shopper is asked about; may be empty where test rows are
   * told one after another. Absent: nothing is told.
   */
  readonly given?: Uint32Array;
  /**
   * Where no instant parts the rows: seconds since the origin from which on nothing may be known all the same, for a fold that lies
   * before the cut of another. Absent: all may be.
   */
  readonly until?: number;
  /** How test rows become questions where rows are told; `ASKED_ONCE` unless said. */
  readonly asks?: Asks;
}

/** Seconds since the origin, exclusive: what a fit on this fold may know of. */
export const knownUntil = ({ cutoff, until }: Pick<Fold, 'cutoff' | 'until'>): number =>
  cutoff ?? until ?? Number.POSITIVE_INFINITY;

export const ASKED_ABOUT = ['rest', 'next', 'remaining'] as const;

export interface Asks {
  /** Whose rows are told and asked about together. */
  readonly per: 'shopper' | 'session';
  /**
   * 'rest': one question, all test rows are relevant, the given rows are told. 'next': a question for each test row, which alone is
   * relevant; the rows before it are told. 'remaining': the same questions, and the later test rows are relevant too.
   */
  readonly target: (typeof ASKED_ABOUT)[number];
}

export const ASKED_ONCE: Asks = { per: 'shopper', target: 'rest' };

/** Everything that determines the folds of a study, besides the version of this project. */
export interface FoldInputs {
  readonly data: { readonly name: string; readonly digest: string };
  readonly feedback: Readonly<Record<string, unknown>>;
  readonly split: { readonly definition: string; readonly params: Readonly<Record<string, unknown>> };
  readonly seeds: readonly string[];
}

export interface SplitContext {
  /** Key of the draws for one purpose under the seed of the split. */
  draw(purpose: Purpose): DrawKey;
  /** Whether the times of the feedback mean anything. */
  readonly timed: boolean;
  /** ISO 8601 date-time of t = 0, for splits told an instant in words. */
  readonly origin: string;
  /** (rows) 0 train, 1 test, for data published in parts. */
  readonly part?: Uint8Array;
  /** (shoppers) lasting keys, so that a shopper's draws survive renumbering; default: the dense index. */
  readonly shopperKey?: Uint32Array;
  /** (shoppers) second of opting out, NEVER where not; default: nobody does. */
  readonly optOut?: Uint32Array;
}

export interface Split<Params = unknown> {
  /** Name and version, `random.v1`, part of every run's inputs: the version is raised when a fold changes for any input. */
  readonly id: string;
  readonly name: string;
  /** 'time': what is tested happened after what was learnt, shopper by shopper at least. */
  readonly order: 'time' | 'none';
  readonly doc: string;
  readonly needs: 'times' | 'part' | 'none';
  /** true: one instant parts what is learnt from what is tested. */
  readonly cuts?: true;
  /** true: its folds tell rows when they ask, which only algorithms that rank can be told. */
  readonly tells?: true;
  /** Whose rows stand on one side of each fold, all of them, if anybody's. */
  apart?(params: Params): 'shoppers' | 'items' | undefined;
  /** 'all': what it tests is outside the training catalogue, so a study with it has to rank every item. */
  readonly catalogue?: 'all';
  readonly params: z.ZodType<Params>;
  /**
   * What parts the training rows once more, for parameters to be chosen by: a split with its parameters, or 'given', the rows that a
   * fold tells. Default: the same again.
   */
  validation?(params: Params): { readonly name: string; readonly params: unknown } | 'given';
  split(feedback: Feedback, params: Params, context: SplitContext): Fold[];
}

/**
 * The folds of a split; throws ConfigError when the data lacks what the split needs, or when a fold has nothing to learn
 * from or to test.
 */
export function makeFolds<Params>(
  split: Split<Params>,
  feedback: Feedback,
  params: Params,
  context: SplitContext,
): Fold[] {
  if (split.needs === 'times' && !context.timed)
    throw new ConfigError([`split: ${split.name} needs times, and the data has none`]);
  if (split.needs === 'part' && context.part === undefined)
    throw new ConfigError([`split: ${split.name} needs data published in parts, and this data has none`]);
  if (feedback.length < 2)
    throw new ConfigError([`split: ${feedback.length} rows of feedback; at least 2 are needed to part them`]);
  const folds = split.split(feedback, params, context).map((fold) => withConsent(fold, feedback, context));
  folds.forEach(({ train, test }, i) => {
    if (train.length === 0 || test.length === 0)
      throw new ConfigError([
        `split: fold ${i} of ${split.name} has ${train.length} training and ${test.length} test rows; both need at least 1`,
      ]);
  });
  return folds;
}

function withConsent(fold: Fold, { shopper, time }: Feedback, { optOut }: SplitContext): Fold {
  if (!optOut) return fold;
  const asOf = fold.cutoff ?? Number.POSITIVE_INFINITY;
  const train = consentedRows(fold.train, shopper, optOut, asOf);
  if (!fold.given) return { ...fold, train };
  const told = (rows: Uint32Array): Uint32Array =>
    rows.filter((row) => !isForgotten(optOut, shopper[row]!, Math.max(asOf, time[row]!)));
  return { ...fold, train, given: told(fold.given), test: told(fold.test) };
}

/** The fold whose test rows are those with inTest[row] = 1. */
export function foldOf(inTest: Uint8Array, cutoff: number | null = null): Fold {
  let tested = 0;
  for (const flag of inTest) tested += flag;
  const train = new Uint32Array(inTest.length - tested);
  const test = new Uint32Array(tested);
  let trainSize = 0;
  let testSize = 0;
  for (let row = 0; row < inTest.length; row++) {
    if (inTest[row] === 1) test[testSize++] = row;
    else train[trainSize++] = row;
  }
  return { train, test, cutoff };
}

/** What is done with a row in `foldOfSides`. */
export const SIDES = { train: 0, given: 1, test: 2 } as const;

/** The fold that does sides[row] with each row, and tells the given ones. */
export function foldOfSides(sides: Uint8Array, cutoff: number | null, asks: Asks): Fold {
  const rowsOf = (side: number): Uint32Array =>
    Uint32Array.from({ length: sides.length }, (_, row) => row).filter((row) => sides[row] === side);
  return { train: rowsOf(SIDES.train), given: rowsOf(SIDES.given), test: rowsOf(SIDES.test), cutoff, asks };
}

/** Hexadecimal SHA-256 of the cut-off and the row indices, for the records; of what is told and how it is asked where anything is. */
export function digestFold(
  { train, test, cutoff, given, asks = ASKED_ONCE }: Fold,
  hash: HashBytes = sha256,
): string {
  const asking = given ? [Number(asks.per === 'session'), ASKED_ABOUT.indexOf(asks.target), ...given] : [];
  const bytes = new Uint8Array(16 + 4 * (train.length + test.length + asking.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, train.length, true);
  view.setUint32(4, test.length, true);
  view.setFloat64(8, cutoff ?? -1, true);
  let at = 16;
  for (const rows of [train, test, asking]) {
    for (const row of rows) {
      view.setUint32(at, row, true);
      at += 4;
    }
  }
  return toHex(hash(bytes));
}
