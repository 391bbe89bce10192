/** The steps of factorisation-machine.ts, and what its weights say of shoppers and items. */

import type { Interactions } from '../../datasets/interactions.ts';
import type { Csr } from '../../numerics/csr.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { logisticOfMinus } from '../../numerics/kernels/logistic.ts';
import { exp, log1p } from '../../numerics/math.ts';
import { type DrawKey, philox4x32, uniform4 } from '../../numerics/rng.ts';
import type { FitRun } from '../algorithm.ts';
import { checkpoint, WORK_BETWEEN_CHECKPOINTS } from '../checkpoint.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { checkFinite } from '../scoring/sgd/vectors.ts';
import { metFeatures } from './machine-features.ts';

export const OPTIMISERS = ['sgd', 'adagrad'] as const;

export interface MachineOptions {
  readonly factors: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly regularisation: number;
  readonly initialScale: number;
  readonly optimiser: (typeof OPTIMISERS)[number];
}

/** Features of both sides: one row an entity. */
export interface MachineSides {
  readonly shoppers: Csr;
  readonly items: Csr;
}

/** What is fitted. First-order weights of shoppers' features move no item past another, so there are none. */
export interface MachineWeights {
  /** (features of shoppers * factors) */
  readonly shopper: Float32Array;
  /** (features of items * factors) */
  readonly item: Float32Array;
  /** (features of items) first order */
  readonly weight: Float32Array;
}

const ATTEMPTS = 16;

/** Fits all weights. Items with a training row alone are drawn against. */
export async function fitMachine(
  pairs: Interactions,
  sides: MachineSides,
  options: MachineOptions,
  run: FitRun,
): Promise<MachineWeights> {
  const key = run.draw('factorisation-machine.steps');
  const weights = firstWeights(pairs, sides, options, run.draw('factorisation-machine.init'));
  const take = machineStepper(weights, sides, options);
  const shopperOf = ownersOf(pairs);
  const pool = Uint32Array.from(new Set(pairs.colIdx)).sort();
  const size = pairs.colIdx.length;
  const words = new Uint32Array(4);
  const features =
    sides.shoppers.colIdx.length / sides.shoppers.rows + sides.items.colIdx.length / sides.items.rows;
  const stepWork = 10 * options.factors * (1 + features);
  let work = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    let loss = 0;
    for (let n = 0; n < size; n++) {
      philox4x32(key.k0, key.k1, n, epoch, 0, 0, words);
      const pair = below(words[0]!, size);
      const shopper = shopperOf[pair]!;
      const other = drawOther(pairs, shopper, pool, { key, n, epoch, words });
      if (other < 0) continue;
      const margin = take(shopper, pairs.colIdx[pair]!, other);
      if (run.trace) loss += log1p(exp(-Math.abs(margin))) + Math.max(0, -margin);
      work += stepWork;
      if (work < WORK_BETWEEN_CHECKPOINTS) continue;
      work = 0;
      await checkpoint(run, epoch * size + n + 1, options.epochs * size);
    }
    run.trace?.('loss', epoch + 1, size === 0 ? 0 : loss / size);
  }
  for (const values of Object.values(weights)) checkFinite(values, 'factorisation-machine');
  return weights;
}

const below = (word: number, n: number): number => Math.floor((word / 2 ** 32) * n);

/** (pairs) the shopper of each. */
function ownersOf({ rows, rowPtr, colIdx }: Interactions): Uint32Array {
  const owners = new Uint32Array(colIdx.length);
  for (let row = 0; row < rows; row++) owners.fill(row, rowPtr[row], rowPtr[row + 1]);
  return owners;
}

interface StepDraw {
  readonly key: DrawKey;
  readonly n: number;
  readonly epoch: number;
  /** The first four words of the step, of which the first is used. */
  readonly words: Uint32Array;
}

/** An item of the pool that the shopper did not have; -1 where none was drawn. */
function drawOther(
  { rowPtr, colIdx }: Interactions,
  shopper: number,
  pool: Uint32Array,
  { key, n, epoch, words }: StepDraw,
): number {
  for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
    if (attempt % 4 === 0) philox4x32(key.k0, key.k1, n, epoch, attempt / 4, 0, words);
    const other = pool[below(words[attempt % 4]!, pool.length)]!;
    let [low, high] = [rowPtr[shopper]!, rowPtr[shopper + 1]!];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (colIdx[middle]! < other) low = middle + 1;
      else high = middle;
    }
    if (low === rowPtr[shopper + 1] || colIdx[low] !== other) return other;
  }
  return -1;
}

/** Drawn vectors of what some training pair has; 0 for all else, which no step touches. */
function firstWeights(
  pairs: Interactions,
  { shoppers, items }: MachineSides,
  { factors, initialScale }: MachineOptions,
  key: DrawKey,
): MachineWeights {
  const deviation = initialScale / Math.sqrt(factors);
  const four = new Float64Array(4);
  const drawn = (met: Uint8Array, side: number): Float32Array => {
    const vectors = new Float32Array(met.length * factors);
    for (let row = 0; row < met.length; row++) {
      if (met[row] === 0) continue;
      for (let f = 0; f < factors; f++) {
        if (f % 4 === 0) uniform4(key, row, side, f / 4, 0, four);
        vectors[row * factors + f] = deviation * normalQuantile(four[f % 4]!);
      }
    }
    return vectors;
  };
  const here = Uint8Array.from({ length: pairs.rows }, (_, row) =>
    pairs.rowPtr[row + 1]! > pairs.rowPtr[row]! ? 1 : 0,
  );
  return {
    shopper: drawn(metFeatures(shoppers, here), 0),
    item: drawn(metFeatures(items, trainedItems(pairs)), 1),
    weight: new Float32Array(items.cols),
  };
}

/** Adds to `out` (factors) the vectors of the features of `row`, times their values. */
export function addVectors(
  { rowPtr, colIdx, values }: Csr,
  row: number,
  vectors: Float32Array,
  out: Float64Array,
): void {
  const factors = out.length;
  for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) {
    const at = colIdx[p]! * factors;
    const x = values[p]!;
    for (let f = 0; f < factors; f++) out[f]! += x * vectors[at + f]!;
  }
}

/** What an item scores whoever asks: its first order, and the products of pairs of its own features (equation 5). */
export function itemAlone(
  { items }: MachineSides,
  { item: vectors, weight }: MachineWeights,
  row: number,
  sum: Float64Array,
): number {
  const factors = sum.length;
  let [first, squares] = [0, 0];
  for (let p = items.rowPtr[row]!; p < items.rowPtr[row + 1]!; p++) {
    const [column, x] = [items.colIdx[p]!, items.values[p]!];
    first += x * weight[column]!;
    let length = 0;
    for (let f = 0; f < factors; f++) {
      const value = vectors[column * factors + f]!;
      length += value * value;
    }
    squares += x * x * length;
  }
  let square = 0;
  for (let f = 0; f < factors; f++) square += sum[f]! * sum[f]!;
  return first + (square - squares) / 2;
}

/** Takes a step down the gradient of -ln sigma(x(item) - x(other)) and of the penalty; returns the margin before it. */
export function machineStepper(
  weights: MachineWeights,
  sides: MachineSides,
  options: MachineOptions,
): (shopper: number, item: number, other: number) => number {
  const { factors } = options;
  const { shoppers, items } = sides;
  const [ofShoppers, ofItems, firstOrder] = [weights.shopper, weights.item, weights.weight].map((values) =>
    movedBy(values, options),
  ) as [Moved, Moved, Moved];
  const [own, liked, other, slopes] = Array.from({ length: 4 }, () => new Float64Array(factors)) as [
    ...[Float64Array, Float64Array, Float64Array, Float64Array],
  ];
  const slope = new Float64Array(1);
  const scoreOf = (row: number, sum: Float64Array): number => {
    addVectors(items, row, weights.item, sum.fill(0));
    let score = itemAlone(sides, weights, row, sum);
    for (let f = 0; f < factors; f++) score += own[f]! * sum[f]!;
    return score;
  };
  /** A feature that has value x in the item and y in the other. */
  const moveItemFeature = (gain: number, column: number, x: number, y: number): void => {
    const from = column * factors;
    const [difference, squares] = [x - y, x * x - y * y];
    for (let f = 0; f < factors; f++)
      slopes[f] =
        gain * (difference * own[f]! + x * liked[f]! - y * other[f]! - squares * weights.item[from + f]!);
    move(ofItems, from, slopes);
    slope[0] = gain * difference;
    move(firstOrder, column, slope);
  };
  return (shopper, item, otherItem) => {
    addVectors(shoppers, shopper, weights.shopper, own.fill(0));
    const margin = scoreOf(item, liked) - scoreOf(otherItem, other);
    const gain = logisticOfMinus(margin);
    mergeRows(items, item, otherItem, (column, x, y) => moveItemFeature(gain, column, x, y));
    for (let p = shoppers.rowPtr[shopper]!; p < shoppers.rowPtr[shopper + 1]!; p++) {
      const scale = gain * shoppers.values[p]!;
      for (let f = 0; f < factors; f++) slopes[f] = scale * (liked[f]! - other[f]!);
      move(ofShoppers, shoppers.colIdx[p]! * factors, slopes);
    }
    return margin;
  };
}

/** Columns of either row, ascending, with the values of both: 0 where one has none. */
function mergeRows(
  { rowPtr, colIdx, values }: Csr,
  left: number,
  right: number,
  take: (column: number, x: number, y: number) => void,
): void {
  let [p, q] = [rowPtr[left]!, rowPtr[right]!];
  const [lastP, lastQ] = [rowPtr[left + 1]!, rowPtr[right + 1]!];
  while (p < lastP || q < lastQ) {
    const a = p < lastP ? colIdx[p]! : 0xffffffff;
    const b = q < lastQ ? colIdx[q]! : 0xffffffff;
    const column = a < b ? a : b;
    const x = a === column ? values[p++]! : 0;
    take(column, x, b === column ? values[q++]! : 0);
  }
}

/** Values that steps move. */
interface Moved {
  readonly values: Float32Array;
  /** AdaGrad: 1 and the sum of the squares of the slopes so far; empty for steps of one length. */
  readonly squares: Float32Array;
  readonly rate: number;
  readonly penalty: number;
}

const movedBy = (
  values: Float32Array,
  { learningRate, regularisation, optimiser }: MachineOptions,
): Moved => ({
  values,
  squares: new Float32Array(optimiser === 'adagrad' ? values.length : 0).fill(1),
  rate: learningRate,
  penalty: regularisation,
});

/** Moves values from `from` on up the slopes less the penalty. */
function move({ values, squares, rate, penalty }: Moved, from: number, slopes: Float64Array): void {
  const isPlain = squares.length === 0;
  for (let f = 0; f < slopes.length; f++) {
    const at = from + f;
    const value = values[at]!;
    const slope = slopes[f]! - penalty * value;
    if (isPlain) values[at] = value + rate * slope;
    else {
      const sum = squares[at]!;
      values[at] = value + (rate * slope) / Math.sqrt(sum);
      squares[at] = sum + slope * slope;
    }
  }
}
