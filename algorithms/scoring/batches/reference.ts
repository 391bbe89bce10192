/**
 * Losses over batches of pairs, and Adam, in plain words: the same steps in the same order of operations as the kernels, so the same
 * bits. Vectors are rows of `stride` values.
 */

import { logisticOfMinus } from '../../../numerics/kernels/logistic.ts';
import { type DrawKey, philox4x32 } from '../../../numerics/rng.ts';
import { ADAM, type AdamMoment } from './adam.ts';

const { fround } = Math;

/** Rows of one table, and the row-wise sums that Adam keeps. */
export interface PlainTable {
  readonly stride: number;
  readonly values: Float32Array;
  readonly gradient: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export const plainTable = (values: Float32Array, stride: number): PlainTable => ({
  stride,
  values,
  gradient: new Float32Array(values.length),
  first: new Float32Array(values.length),
  second: new Float32Array(values.length),
});

export const rowOf = (values: Float32Array, stride: number, row: number): Float32Array =>
  values.subarray(row * stride, (row + 1) * stride);

/** Sum of products in f32: dimension k goes to lane k mod 4; then (0 + 1) + (2 + 3). */
export function fourLaneDot(a: Float32Array, b: Float32Array): number {
  const lanes = new Float32Array(4);
  for (let k = 0; k < a.length; k++) lanes[k % 4] = fround(lanes[k % 4]! + fround(a[k]! * b[k]!));
  return fround(fround(lanes[0]! + lanes[1]!) + fround(lanes[2]! + lanes[3]!));
}

/** out += coefficient x vector */
export function addScaled(out: Float32Array, coefficient: number, vector: Float32Array): void {
  const c = fround(coefficient);
  for (let k = 0; k < out.length; k++) out[k] = out[k]! + fround(c * vector[k]!);
}

/** Items of the pool that a pair is held against: number j by word j mod 4 of the counters (j / 4, place, epoch). */
export function drawnItems(
  pool: Uint32Array,
  count: number,
  { key, place, epoch }: { readonly key: DrawKey; readonly place: number; readonly epoch: number },
): number[] {
  const words = new Uint32Array(4);
  return Array.from({ length: count }, (_, j) => {
    philox4x32(key.k0, key.k1, j >> 2, place, epoch, 0, words);
    return pool[Math.floor(words[j & 3]! * pool.length * 2.3283064365386963e-10)]!;
  });
}

/** What a pair pulls on: the derivatives of its loss by the scores of items. */
export interface PlainEntry {
  readonly item: number;
  readonly coefficient: number;
}

/** The derivative of the loss by the vector of the shopper. */
export function pullOf(entries: readonly PlainEntry[], items: Float32Array, stride: number): Float32Array {
  const gradient = new Float32Array(stride);
  for (const { item, coefficient } of entries) addScaled(gradient, coefficient, rowOf(items, stride, item));
  return gradient;
}

/** weight x -ln sigma(sign x score): its value and its derivative by the score. */
export const logisticLoss = (
  weight: number,
  score: number,
  sign: 1 | -1,
): { loss: number; slope: number } => ({
  loss: weight * Math.log1p(Math.exp(-sign * score)),
  slope: fround(-sign * weight * logisticOfMinus(sign * score)),
});

/** One step over every row; `gradient` is left as it was. */
export function plainAdam(
  { stride, values, gradient, first, second }: PlainTable,
  { step, unbias }: AdamMoment,
  decayOf: (row: number) => number,
): void {
  const { b1, b2, epsilon } = ADAM;
  const [f1, f2, rest1, rest2] = [fround(b1), fround(b2), fround(1 - b1), fround(1 - b2)];
  const [length, correction, least] = [fround(step), fround(unbias), fround(epsilon)];
  for (let at = 0; at < values.length; at++) {
    const decay = fround(decayOf(Math.floor(at / stride)));
    const g = fround(gradient[at]! + fround(decay * values[at]!));
    first[at] = fround(f1 * first[at]!) + fround(rest1 * g);
    second[at] = fround(f2 * second[at]!) + fround(fround(rest2 * g) * g);
    const root = fround(fround(fround(Math.sqrt(second[at]!)) * correction) + least);
    values[at] = values[at]! - fround(length * fround(first[at]! / root));
  }
}
