/** Pairs of shopper and item in drawn order, each beside drawn items that the shopper does not have. */

import type { Interactions } from '../../../datasets/interactions.ts';
import type { FitRun } from '../../algorithm.ts';
import { drawOrder } from './draws.ts';
import { drawNegatives } from './negatives.ts';

export interface PairBatches {
  /** Pairs of an epoch. */
  readonly count: number;
  /** Draws the order and the items of an epoch, from 1. */
  beforeEpoch(epoch: number): void;
  /** Each pair of [from, to) of the order, followed by its drawn items. */
  rows(from: number, to: number): PairRows;
}

export interface PairRows {
  readonly shopper: Int32Array;
  readonly item: Int32Array;
  /** 1 for a pair, 0 for a drawn item. */
  readonly label: Float32Array;
}

/** @param catalogue the items to draw from, a subset of the columns; @param each drawn items of a pair */
export function pairBatches(
  pairs: Interactions,
  catalogue: Uint32Array,
  each: number,
  run: FitRun,
): PairBatches {
  const shopper = rowOfEach(pairs);
  const orderKey = run.draw('deep.order');
  const key = run.draw('deep.negatives');
  let order: Uint32Array = new Uint32Array(0);
  let drawn: Uint32Array = new Uint32Array(0);
  return {
    count: shopper.length,
    beforeEpoch(epoch) {
      order = drawOrder(run.kernels, shopper.length, { key: orderKey, b: epoch });
      drawn = drawNegatives(run.kernels, pairs, shopper, catalogue, { each, key, epoch });
    },
    rows(from, to) {
      const size = (to - from) * (1 + each);
      const rows = {
        shopper: new Int32Array(size),
        item: new Int32Array(size),
        label: new Float32Array(size),
      };
      for (let n = from, at = 0; n < to; n++) {
        const pair = order[n]!;
        for (let copy = 0; copy <= each; copy++, at++) {
          rows.shopper[at] = shopper[pair]!;
          rows.item[at] = copy === 0 ? pairs.colIdx[pair]! : drawn[pair * each + copy - 1]!;
          rows.label[at] = copy === 0 ? 1 : 0;
        }
      }
      return rows;
    },
  };
}

/** (pairs) the row of each. */
function rowOfEach({ rows, rowPtr, colIdx }: Interactions): Uint32Array {
  const row = new Uint32Array(colIdx.length);
  for (let r = 0; r < rows; r++) row.fill(r, rowPtr[r]!, rowPtr[r + 1]!);
  return row;
}

/** Items with a training row, ascending. */
export function catalogueOf(trained: Uint8Array): Uint32Array {
  return Uint32Array.from(trained, (_, item) => item).filter((item) => trained[item] === 1);
}
