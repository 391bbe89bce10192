/**
 * SGD over cells in plain words: the same steps in the same order of operations as the kernels, so the same bits. Vectors are rows of
 * `stride` values with zeros behind.
 */

import type { Interactions } from '../../../datasets/interactions.ts';
import { logisticOfMinus } from '../../../numerics/kernels/logistic.ts';
import { type DrawKey, philox4x32 } from '../../../numerics/rng.ts';
import { type ItemBlocks, shopperBlocks } from './cells.ts';

const { fround } = Math;

/** One pair whose turn it is, and the draws of its step. */
export interface Visit {
  readonly shopper: number;
  readonly item: number;
  readonly value: number;
  /** floor(word / 2^32 x n) of draw number `attempt`, from 0 */
  draw(attempt: number, n: number): number;
  /** Items to draw from, and the shopper's own among those of the cell. */
  readonly pool: Uint32Array;
  readonly own: ReadonlySet<number>;
}

export interface CellOptions {
  readonly blocks: number;
  readonly stepKey: DrawKey;
  readonly epoch: number;
  readonly popular: boolean;
}

const below = (word: number, n: number): number => Math.floor(word * n * 2.3283064365386963e-10);

/** The pairs of an epoch in the order of their turns: stratum by stratum, the cells of one in the order of shopper blocks. */
export function* visits(
  pairs: Interactions,
  { blockOf, start, items }: ItemBlocks,
  options: CellOptions,
): Generator<Visit> {
  const { blocks, stepKey, epoch } = options;
  const shoppers = shopperBlocks(pairs, blocks);
  const words = new Uint32Array(4);
  for (let stratum = 0; stratum < blocks; stratum++) {
    for (let chunk = 0; chunk < blocks; chunk++) {
      const block = (chunk + stratum) % blocks;
      const cell = chunk * blocks + block;
      const own = cellPairs(pairs, shoppers[chunk]!, shoppers[chunk + 1]!, (item) => blockOf[item] === block);
      const pool = options.popular
        ? Uint32Array.from(own, ({ item }) => item)
        : items.subarray(start[block]!, start[block + 1]!);
      for (let at = 0; at < own.length; at++) {
        const word = (n: number): number => {
          philox4x32(stepKey.k0, stepKey.k1, at, cell, epoch, n >> 2, words);
          return words[n & 3]!;
        };
        const from = at + below(word(0), own.length - at);
        const chosen = own[from]!;
        own[from] = own[at]!;
        own[at] = chosen;
        yield { ...chosen, pool, draw: (attempt, n) => below(word(attempt + 1), n) };
      }
    }
  }
}

function cellPairs(
  { rowPtr, colIdx, values }: Interactions,
  from: number,
  to: number,
  isIn: (item: number) => boolean,
) {
  const all: Pick<Visit, 'shopper' | 'item' | 'value' | 'own'>[] = [];
  for (let shopper = from; shopper < to; shopper++) {
    const places = Array.from(
      { length: rowPtr[shopper + 1]! - rowPtr[shopper]! },
      (_, i) => rowPtr[shopper]! + i,
    );
    const inCell = places.filter((p) => isIn(colIdx[p]!));
    const own = new Set(inCell.map((p) => colIdx[p]!));
    for (const p of inCell) all.push({ shopper, item: colIdx[p]!, value: values[p]!, own });
  }
  return all;
}

/** Sum of products in f32: dimension k goes to lane k mod 8; lanes j and j + 4 are added, then (0 + 1) + (2 + 3). */
export function laneDot(a: Float32Array, b: Float32Array): number {
  const lanes = new Float32Array(8);
  for (let k = 0; k < a.length; k++) lanes[k % 8] = fround(lanes[k % 8]! + fround(a[k]! * b[k]!));
  const [s0, s1, s2, s3] = [0, 1, 2, 3].map((j) => fround(lanes[j]! + lanes[j + 4]!)) as [
    number,
    number,
    number,
    number,
  ];
  return fround(fround(s0 + s1) + fround(s2 + s3));
}

/** Vectors of one step, changed in place, and the biases (1 value each) of the two items. */
export interface Triple {
  readonly user: Float32Array;
  readonly liked: Float32Array;
  readonly other: Float32Array;
  readonly likedBias: Float32Array;
  readonly otherBias: Float32Array;
}

export interface StepOptions {
  readonly rate: number;
  readonly regularisation: number;
  readonly biased: boolean;
}

/**
 * One step down the gradient of -ln sigma(x) + regularisation / 2 x (squares of all that moves), x = <user, liked - other> + the
 * difference of the biases. Returns x before the step.
 */
export function bprStep({ user, liked, other, likedBias, otherBias }: Triple, options: StepOptions): number {
  const difference = liked.map((value, k) => value - other[k]!);
  const margin = fround(laneDot(user, difference) + fround(likedBias[0]! - otherBias[0]!));
  const gain = fround(options.rate * logisticOfMinus(margin));
  const keep = fround(1 - options.rate * options.regularisation);
  for (let k = 0; k < user.length; k++) {
    const [u, i, j] = [user[k]!, liked[k]!, other[k]!];
    const pull = fround(gain * u);
    user[k] = fround(keep * u) + fround(gain * fround(i - j));
    liked[k] = fround(keep * i) + pull;
    other[k] = fround(keep * j) - pull;
  }
  if (options.biased) {
    likedBias[0] = fround(keep * likedBias[0]!) + gain;
    otherBias[0] = fround(keep * otherBias[0]!) - gain;
  }
  return margin;
}

/**
 * One step of Adagrad down the gradient of loss x (score of the other item - score of the liked one) + the penalty of `bprStep`:
 * value - rate / sqrt(squares) x gradient, then squares + gradient^2. `squares` are those of `triple`, in the same places.
 */
export function warpStep(triple: Triple, squares: Triple, loss: number, options: StepOptions): void {
  const [rate, penalty] = [fround(options.rate), fround(options.regularisation)];
  const adapt = (values: Float32Array, sums: Float32Array, k: number, gradient: number): void => {
    values[k] = values[k]! - fround(fround(rate / fround(Math.sqrt(sums[k]!))) * gradient);
    sums[k] = sums[k]! + fround(gradient * gradient);
  };
  const { user, liked, other, likedBias, otherBias } = triple;
  for (let k = 0; k < user.length; k++) {
    const [u, i, j] = [user[k]!, liked[k]!, other[k]!];
    const pull = fround(loss * u);
    adapt(user, squares.user, k, fround(fround(penalty * u) + fround(loss * fround(j - i))));
    adapt(liked, squares.liked, k, fround(fround(penalty * i) - pull));
    adapt(other, squares.other, k, fround(fround(penalty * j) + pull));
  }
  if (!options.biased) return;
  adapt(likedBias, squares.likedBias, 0, fround(fround(penalty * likedBias[0]!) - loss));
  adapt(otherBias, squares.otherBias, 0, fround(fround(penalty * otherBias[0]!) + loss));
}

/** One rating: vectors f32, biases (1 value each) f64; returns the error before the step. */
export function svdStep(
  value: number,
  mean: number,
  {
    user,
    item,
    shopperBias,
    itemBias,
  }: { user: Float32Array; item: Float32Array; shopperBias: Float64Array; itemBias: Float64Array },
  { rate, regularisation }: StepOptions,
): number {
  const error = value - (mean + shopperBias[0]! + itemBias[0]! + laneDot(user, item));
  const kept = 1 - rate * regularisation;
  shopperBias[0] = kept * shopperBias[0]! + rate * error;
  itemBias[0] = kept * itemBias[0]! + rate * error;
  const [keep, gain] = [fround(kept), fround(rate * error)];
  for (let k = 0; k < user.length; k++) {
    const [u, i] = [user[k]!, item[k]!];
    user[k] = fround(keep * u) + fround(gain * i);
    item[k] = fround(keep * i) + fround(gain * u);
  }
  return error;
}
