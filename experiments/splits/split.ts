/** What a split is: a rule that parts feedback into rows to learn from and rows to be tested on. */

import type { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import { consentedRows } from '../../datasets/consent.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { type HashBytes, sha256, toHex } from '../../numerics/digest.ts';
import type { Purpose } from '../../numerics/purposes.ts';
import type { DrawKey } from '../../numerics/rng.ts';

/**
 * Row indices of the feedback, ascending; no row stands in both, every row stands in one, save those that may not be
 * learnt from: the training rows of shoppers who opted out before the cut (or at all, where no instant cuts) stand in none.
 */
export interface Fold {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
  /** Seconds since the origin: all training rows lie before, all test rows at or after; null where no instant parts them. */
  readonly cutoff: number | null;
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
  readonly params: z.ZodType<Params>;
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

function withConsent(fold: Fold, { shopper }: Feedback, { optOut }: SplitContext): Fold {
  if (!optOut) return fold;
  const asOf = fold.cutoff ?? Number.POSITIVE_INFINITY;
  return { ...fold, train: consentedRows(fold.train, shopper, optOut, asOf) };
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

/** Hexadecimal SHA-256 of the cut-off and the row indices, for the records. */
export function digestFold({ train, test, cutoff }: Fold, hash: HashBytes = sha256): string {
  const bytes = new Uint8Array(16 + 4 * (train.length + test.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, train.length, true);
  view.setUint32(4, test.length, true);
  view.setFloat64(8, cutoff ?? -1, true);
  let at = 16;
  for (const rows of [train, test]) {
    for (const row of rows) {
      view.setUint32(at, row, true);
      at += 4;
    }
  }
  return toHex(hash(bytes));
}
