/** The losses of the graph models for one pair in plain words, in the order of operations of their kernels (scoring/batches/reference.ts). */

import { fourLaneDot, logisticLoss, type PlainEntry, rowOf } from '../scoring/batches/reference.ts';

export interface PlainPull {
  readonly loss: number;
  readonly entries: readonly PlainEntry[];
}

export interface UltragcnWeights {
  readonly w1: number;
  readonly w2: number;
  readonly w3: number;
  readonly w4: number;
  /** Negative weight over the number of drawn items. */
  readonly share: number;
  /** Of shoppers and items, f32. */
  readonly shopperBeta: Float32Array;
  readonly itemBeta: Float32Array;
  /** (items * near), weights already times that of the graph, f32 */
  readonly near: number;
  readonly neighbours: Uint32Array;
  readonly omega: Float32Array;
}

/** One pair: its item, the neighbours of its item, the drawn items. */
export function ultragcnPull(
  {
    shopper,
    item,
    drawn,
  }: { readonly shopper: number; readonly item: number; readonly drawn: readonly number[] },
  vector: Float32Array,
  items: Float32Array,
  weights: UltragcnWeights,
): PlainPull {
  const { w1, w2, w3, w4, share, near, neighbours, omega } = weights;
  const stride = vector.length;
  const beta = weights.shopperBeta[shopper]!;
  const score = (other: number): number => fourLaneDot(vector, rowOf(items, stride, other));
  const parts = [
    { item, ...logisticLoss(w1 + w2 * beta * weights.itemBeta[item]!, score(item), 1) },
    ...Array.from({ length: near }, (_, k) => {
      const other = neighbours[item * near + k]!;
      return { item: other, ...logisticLoss(omega[item * near + k]!, score(other), 1) };
    }),
    ...drawn.map((other) => {
      const weight = share * (w3 + w4 * beta * weights.itemBeta[other]!);
      return { item: other, ...logisticLoss(weight, score(other), -1) };
    }),
  ];
  return {
    loss: parts.reduce((sum, { loss }) => sum + loss, 0),
    entries: parts.map(({ item: other, slope }) => ({ item: other, coefficient: slope })),
  };
}
