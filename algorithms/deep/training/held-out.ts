/** The validation part of early stopping: one item each of some shoppers, kept from training. */

import type { Interactions } from '../../../datasets/interactions.ts';
import { log } from '../../../numerics/math.ts';
import { uniform } from '../../../numerics/rng.ts';
import type { FitRun } from '../../algorithm.ts';

/** Shoppers that are asked after every epoch, at most. */
const MOST_SHOPPERS = 1000;
/** A shopper keeps at least so many items for training. */
const LEAST_LEFT = 2;
const CUTOFF = 10;

export interface HeldOut {
  /** Ascending. */
  readonly shopper: Uint32Array;
  /** The item each is asked for; not in `pairs`. */
  readonly item: Uint32Array;
  /** The training pairs without them. */
  readonly pairs: Interactions;
}

/** Shoppers with 3 items or more, drawn; `itemOf` says which of a shopper's items is kept, by default a drawn one. */
export function holdOut(pairs: Interactions, run: FitRun, itemOf?: (shopper: number) => number): HeldOut {
  const key = run.draw('deep.validation');
  const { rowPtr, colIdx, values } = pairs;
  const sized = (shopper: number): number => rowPtr[shopper + 1]! - rowPtr[shopper]!;
  const drawn = Uint32Array.from({ length: pairs.rows }, (_, shopper) => shopper)
    .filter((shopper) => sized(shopper) > LEAST_LEFT)
    .map((shopper) => shopper);
  const places = new Map([...drawn].map((shopper) => [shopper, uniform(key, shopper)]));
  const shopper = drawn
    .sort((a, b) => places.get(a)! - places.get(b)!)
    .slice(0, MOST_SHOPPERS)
    .sort((a, b) => a - b);
  const item = shopper.map((own) =>
    itemOf ? itemOf(own) : colIdx[rowPtr[own]! + Math.floor(uniform(key, own, 1) * sized(own))]!,
  );
  const kept = new Map([...shopper].map((own, n) => [own, item[n]!]));
  const starts = new Uint32Array(pairs.rows + 1);
  const columns: number[] = [];
  const weights: number[] = [];
  for (let row = 0; row < pairs.rows; row++) {
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) {
      if (kept.get(row) === colIdx[p]!) continue;
      columns.push(colIdx[p]!);
      weights.push(values[p]!);
    }
    starts[row + 1] = columns.length;
  }
  const left: Interactions = {
    rows: pairs.rows,
    cols: pairs.cols,
    rowPtr: starts,
    colIdx: Uint32Array.from(columns),
    values: Float32Array.from(weights),
  };
  return { shopper, item, pairs: left };
}

/**
 * Mean nDCG@10 of the kept items among all that the shopper has no training pair with.
 *
 * @param scores (items) of one shopper; the row may be overwritten by the next call
 */
export function heldOutNdcg(
  { shopper, item, pairs }: HeldOut,
  scores: (shopper: number) => Float32Array,
): number {
  let sum = 0;
  for (let n = 0; n < shopper.length; n++) {
    const row = scores(shopper[n]!);
    const own = row[item[n]!]!;
    let before = 0;
    for (let i = 0; i < row.length; i++) if (row[i]! > own || (row[i] === own && i < item[n]!)) before++;
    for (let p = pairs.rowPtr[shopper[n]!]!; p < pairs.rowPtr[shopper[n]! + 1]!; p++) {
      const seen = pairs.colIdx[p]!;
      if (row[seen]! > own || (row[seen] === own && seen < item[n]!)) before--;
    }
    if (before < CUTOFF) sum += Math.LN2 / log(before + 2);
  }
  return shopper.length === 0 ? 0 : sum / shopper.length;
}
