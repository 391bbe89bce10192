/** SimpleX in plain words: the same steps in the same order of operations as `fit-simplex.ts` and its kernels, so the same bits. */

import type { Interactions } from '../../datasets/interactions.ts';
import { type DrawKey, philox4x32 } from '../../numerics/rng.ts';
import { ADAM, type AdamMoment } from '../scoring/batches/adam.ts';
import {
  addScaled,
  fourLaneDot,
  type PlainEntry,
  type PlainTable,
  plainAdam,
  pullOf,
  rowOf,
} from '../scoring/batches/reference.ts';
import { laneDot } from '../scoring/sgd/reference.ts';

const { fround } = Math;

export interface PlainSimplex {
  readonly pairs: Interactions;
  readonly factors: number;
  readonly biases: boolean;
  readonly shoppers: PlainTable;
  readonly items: PlainTable;
  /** Row k is what dimension k of a mean brings. */
  readonly turning: PlainTable;
  readonly offset: { value: number; first: number; second: number };
}

export interface PlainOptions {
  readonly gamma: number;
  readonly margin: number;
  readonly negativeWeight: number;
  readonly regularisation: number;
}

/** One pair of a batch: the items drawn against it, and the factor of each dimension of its shopper's vector. */
export interface PlainPair {
  readonly shopper: number;
  readonly item: number;
  readonly drawn: readonly number[];
  readonly mask: Float32Array | null;
}

interface Unit {
  readonly unit: Float32Array;
  readonly inverse: number;
}

/** Length 1 in the first dimensions; `behind` is what then stands behind them, null for nothing. */
function unitOf(vector: Float32Array, dimensions: number, behind: number | null): Unit {
  const unit = vector.slice();
  if (behind !== null) unit[dimensions] = 0;
  const length = Math.max(fround(Math.sqrt(laneDot(unit, unit))), fround(1e-12));
  const inverse = fround(1 / length);
  for (let k = 0; k < unit.length; k++) unit[k] = unit[k]! * inverse;
  if (behind !== null) unit[dimensions] = behind;
  return { unit, inverse };
}

/** In place: the gradient by a unit becomes that by the vector; what stands behind the dimensions is kept. */
function throughUnit(
  gradient: Float32Array,
  { unit, inverse }: Unit,
  dimensions: number,
  biases: boolean,
): void {
  const kept = gradient[dimensions]!;
  if (biases) gradient[dimensions] = 0;
  const along = laneDot(gradient, unit);
  for (let k = 0; k < gradient.length; k++) {
    gradient[k] = fround(gradient[k]! - fround(along * unit[k]!)) * inverse;
  }
  if (biases) gradient[dimensions] = kept;
}

const shareOf = (pairs: Interactions, shopper: number, gamma: number): number => {
  const own = pairs.rowPtr[shopper + 1]! - pairs.rowPtr[shopper]!;
  return own === 0 ? 0 : fround((1 - gamma) / gamma / own);
};

const historyOf = ({ rowPtr, colIdx }: Interactions, shopper: number): Uint32Array =>
  colIdx.subarray(rowPtr[shopper]!, rowPtr[shopper + 1]!);

interface Tower extends Unit {
  readonly mean: Float32Array;
}

/** Of a shopper: the mean of the items had, weighed against the own vector, and the unit of both. */
export function towerOf(model: PlainSimplex, shopper: number, gamma: number): Tower {
  const { pairs, shoppers, items, turning, factors, biases } = model;
  const { stride } = items;
  const mean = new Float32Array(stride);
  for (const item of historyOf(pairs, shopper)) addScaled(mean, 1, rowOf(items.values, stride, item));
  const share = shareOf(pairs, shopper, gamma);
  for (let k = 0; k < stride; k++) mean[k] = mean[k]! * share;
  const vector = rowOf(shoppers.values, stride, shopper).slice();
  for (let k = 0; k < factors; k++) addScaled(vector, mean[k]!, rowOf(turning.values, stride, k));
  return { mean, ...unitOf(vector, factors, biases ? 1 : null) };
}

export const itemUnit = ({ items, factors, biases }: PlainSimplex, item: number): Unit => {
  const vector = rowOf(items.values, items.stride, item);
  return unitOf(vector, factors, biases ? vector[factors]! : null);
};

/** What one pair pulls on, with the scores of its item and of the drawn ones. */
function pullOfScores(
  { item, drawn }: PlainPair,
  score: (item: number) => number,
  offset: number,
  options: PlainOptions,
  scale: number,
): { loss: number; entries: PlainEntry[]; sum: number } {
  const entries: PlainEntry[] = [];
  const own = score(item) + offset;
  let loss = Math.max(0, 1 - own);
  let sum = 0;
  if (own < 1) {
    entries.push({ item, coefficient: -scale });
    sum = fround(sum - fround(scale));
  }
  const each = options.negativeWeight / Math.max(drawn.length, 1);
  for (const other of drawn) {
    const over = score(other) + offset - options.margin;
    if (!(over > 0)) continue;
    entries.push({ item: other, coefficient: each * scale });
    loss += each * over;
    sum = fround(sum + fround(each * scale));
  }
  return { loss, entries, sum };
}

/** One step over a batch; returns the sum of its losses. */
export function plainStep(
  model: PlainSimplex,
  batch: readonly PlainPair[],
  options: PlainOptions,
  moment: AdamMoment,
): number {
  const { pairs, factors, biases, shoppers, items, turning } = model;
  const { stride } = items;
  for (const table of [shoppers, items, turning]) table.gradient.fill(0);
  const towers = new Map(
    batch.map(({ shopper }) => [shopper, towerOf(model, shopper, options.gamma)] as const),
  );
  const units = Array.from({ length: pairs.cols }, (_, item) => itemUnit(model, item));
  const flat = Float32Array.from(units.flatMap(({ unit }) => [...unit]));
  const slots = new Map([...towers.keys()].map((shopper) => [shopper, new Float32Array(stride)] as const));
  let [total, sums] = [0, 0];
  for (const pair of batch) {
    const vector = towers
      .get(pair.shopper)!
      .unit.map((value, k) => (pair.mask ? value * pair.mask[k]! : value));
    const offset = model.offset.value + (biases ? shoppers.values[pair.shopper * stride + factors]! : 0);
    const score = (item: number): number => fourLaneDot(vector, units[item]!.unit);
    const { loss, entries, sum } = pullOfScores(pair, score, offset, options, 1 / batch.length);
    for (const { item, coefficient } of entries)
      addScaled(rowOf(items.gradient, stride, item), coefficient, vector);
    const gradient = pullOf(entries, flat, stride);
    if (pair.mask) for (let k = 0; k < stride; k++) gradient[k] = gradient[k]! * pair.mask[k]!;
    if (biases) gradient[factors] = sum;
    addScaled(slots.get(pair.shopper)!, 1, gradient);
    total += loss;
    sums += sum;
  }
  for (let item = 0; item < pairs.cols; item++)
    throughUnit(rowOf(items.gradient, stride, item), units[item]!, factors, biases);
  for (const [shopper, gradient] of slots) {
    const tower = towers.get(shopper)!;
    throughUnit(gradient, tower, factors, biases);
    for (let k = 0; k < factors; k++) addScaled(rowOf(turning.gradient, stride, k), tower.mean[k]!, gradient);
    rowOf(shoppers.gradient, stride, shopper).set(gradient);
  }
  for (const shopper of [...slots.keys()].sort((a, b) => a - b)) {
    const back = new Float32Array(stride);
    for (let j = 0; j < factors; j++) {
      const upright = Float32Array.from({ length: stride }, (_, k) =>
        k < factors ? turning.values[k * stride + j]! : 0,
      );
      addScaled(back, slots.get(shopper)![j]!, upright);
    }
    const share = shareOf(pairs, shopper, options.gamma);
    for (const item of historyOf(pairs, shopper)) addScaled(rowOf(items.gradient, stride, item), share, back);
  }
  if (biases) moveOffset(model.offset, sums, moment);
  for (const table of [items, shoppers]) plainAdam(table, moment, () => options.regularisation);
  plainAdam(turning, moment, () => 0);
  return total;
}

function moveOffset(offset: PlainSimplex['offset'], sum: number, { step, unbias }: AdamMoment): void {
  offset.first = ADAM.b1 * offset.first + (1 - ADAM.b1) * sum;
  offset.second = ADAM.b2 * offset.second + (1 - ADAM.b2) * sum * sum;
  offset.value -= (step * offset.first) / (Math.sqrt(offset.second) * unbias + ADAM.epsilon);
}

interface Draw {
  readonly key: DrawKey;
  readonly place: number;
  readonly epoch: number;
}

/** Items of the pool that are not among `own`, as many as asked for, or as 4 x that + 64 draws gave. */
export function unseenItems(
  pool: Uint32Array,
  count: number,
  own: ReadonlySet<number>,
  { key, place, epoch }: Draw,
): number[] {
  const words = new Uint32Array(4);
  const found: number[] = [];
  for (let j = 0; j < 4 * count + 64 && found.length < count; j++) {
    if (j % 4 === 0) philox4x32(key.k0, key.k1, j >> 2, place, epoch, 0, words);
    const item = pool[Math.floor(words[j & 3]! * pool.length * 2.3283064365386963e-10)]!;
    if (!own.has(item)) found.push(item);
  }
  return found;
}

/** Factors of dimensions: 1 / keep or, left out, 0; what lies behind `dimensions` has 0. */
export function maskOf(
  keep: number,
  dimensions: number,
  stride: number,
  { key, place, epoch }: Draw,
): Float32Array {
  const words = new Uint32Array(4);
  return Float32Array.from({ length: stride }, (_, k) => {
    if (k >= dimensions) return 0;
    philox4x32(key.k0, key.k1, k >> 2, place, epoch, 0, words);
    return words[k & 3]! < Math.floor(keep * 2 ** 32) ? 1 / keep : 0;
  });
}
