/** Mini-batches of pairs: every pair once an epoch, in an order drawn for the epoch, so many at a step. */

import type { Interactions } from '../../../datasets/interactions.ts';
import { type DrawKey, philox4x32 } from '../../../numerics/rng.ts';
import type { FitRun } from '../../algorithm.ts';
import { pause } from '../../pause.ts';
import { type AdamMoment, adamClock } from './adam.ts';
import { halfwayShape, type Moved, putHalfway, takeHalfway } from './halfway.ts';

/** An epoch has at least so many steps, or one for each pair: small data would hardly move otherwise. */
const LEAST_STEPS = 16;

export const batchSize = (pairs: number, asked: number): number =>
  Math.max(1, Math.min(asked, Math.ceil(pairs / LEAST_STEPS)));

/** (pairs) the pair whose turn is n-th: Fisher-Yates from the front, word n mod 4 of the counters (n / 4, epoch). */
export function pairOrder(pairs: number, key: DrawKey, epoch: number): Uint32Array {
  const order = Uint32Array.from({ length: pairs }, (_, i) => i);
  const words = new Uint32Array(4);
  for (let n = 0; n < pairs; n++) {
    if (n % 4 === 0) philox4x32(key.k0, key.k1, n / 4, epoch, 0, 0, words);
    const from = n + Math.floor((words[n % 4]! / 2 ** 32) * (pairs - n));
    const chosen = order[from]!;
    order[from] = order[n]!;
    order[n] = chosen;
  }
  return order;
}

/** (pairs) the shopper of each pair. */
export function shopperOfPair({ rows, rowPtr }: Interactions): Uint32Array {
  const shoppers = new Uint32Array(rowPtr[rows]!);
  for (let row = 0; row < rows; row++) shoppers.fill(row, rowPtr[row]!, rowPtr[row + 1]!);
  return shoppers;
}

export interface Batch {
  readonly epoch: number;
  /** Place of its first pair in the epoch. */
  readonly first: number;
  readonly size: number;
  readonly isLast: boolean;
  /** (size) */
  readonly shoppers: Uint32Array;
  readonly items: Uint32Array;
  /** Of Adam's step at this rate. */
  moment(rate: number): AdamMoment;
}

export interface BatchPlan {
  readonly epochs: number;
  /** Pairs of a step; the last of an epoch may have fewer. */
  readonly size: number;
  readonly key: DrawKey;
  /** Multiply-adds of a pair, about. */
  readonly work: number;
  readonly moved: Moved;
}

/** Multiply-adds between two pauses: about 40 ms of one thread. */
const WORK_BETWEEN_PAUSES = 2e8;

/** Takes every step of all epochs, in turn: those that are left, where an earlier fit was killed. */
export async function eachBatch(
  pairs: Interactions,
  plan: BatchPlan,
  run: FitRun,
  step: (batch: Batch) => void,
): Promise<void> {
  const { epochs, size, work, moved } = plan;
  const shopperOf = shopperOfPair(pairs);
  const count = shopperOf.length;
  const kept = (await run.checkpoints?.load(halfwayShape(moved))) ?? null;
  if (kept) putHalfway(run.kernels, moved, kept);
  const from = kept ?? { epoch: 0, next: 0 };
  const stepsAnEpoch = Math.ceil(count / size);
  const moment = adamClock(from.epoch * stepsAnEpoch + Math.ceil(from.next / size));
  let done = 0;
  for (let { epoch } = from; epoch < epochs; epoch++) {
    const order = pairOrder(count, plan.key, epoch);
    for (let first = epoch === from.epoch ? from.next : 0; first < count; first += size) {
      const own = order.subarray(first, first + size);
      step({
        epoch,
        first,
        size: own.length,
        isLast: first + size >= count,
        shoppers: own.map((pair) => shopperOf[pair]!),
        items: own.map((pair) => pairs.colIdx[pair]!),
        moment,
      });
      done += own.length * work;
      const next = first + own.length;
      const isLong = done >= WORK_BETWEEN_PAUSES;
      if (isLong) {
        done = 0;
        await pause(run, epoch * count + next, epochs * count);
      }
      if (isLong || next === count)
        await run.checkpoints?.offer(() => takeHalfway(run.kernels, moved, epoch, next));
    }
  }
}
