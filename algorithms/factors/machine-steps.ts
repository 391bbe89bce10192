/** The steps of factorisation-machine.ts, and what its weights say of shoppers and items. */

import type { Csr } from '../../numerics/csr.ts';
import { logisticOfMinus } from '../../numerics/kernels/logistic.ts';

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
