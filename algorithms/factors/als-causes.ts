/**
 * Why an item has its score under implicit ALS: the shopper's own items. A row that was solved exactly is linear in what it had, so that
 *
 *   score(u, i) = <y_i, x_u> = sum over the own items j of weight_uj s_ij,   s_ij = <y_i, W_u z_j>,
 *   W_u = (a0 sum of z z^T + sum over j of (weight_uj - extra) z_j z_j^T + lambda_u I)^-1
 *
 * Hu, Koren, Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008, equation 7. z are the item vectors that
 * the row was solved against: those before the last sweep over the items, y those after it. In f64.
 */

import type { Interactions } from '../../datasets/interactions.ts';
import { choleskySolve } from '../../numerics/dense.ts';
import type { Cause } from '../algorithm.ts';
import { type AlsOptions, rightExtra, rowRegularisation } from '../scoring/als-solver.ts';
import type { View } from '../scoring/explain.ts';
import { addPending, addVector, createOuterSum, gramMatrix } from '../scoring/outer-sum.ts';
import { f32 } from '../state/arrays.ts';
import { fields, oneOf, real, size } from '../state/shape.ts';

/** What rows were solved from, besides the pairs. */
export interface AlsRows extends AlsOptions {
  /** (items * factors) */
  readonly solvedAgainst: Float32Array;
  readonly valueWeight: number;
}

export const ROWS_SHAPE = fields<AlsRows>({
  factors: size('factors'),
  unobservedWeight: real(0),
  regularisation: real(0),
  frequencyExponent: real(0),
  pull: oneOf(['all-pairs', 'unobserved-pairs'] as const),
  valueWeight: real(0),
  solvedAgainst: f32('items', 'factors'),
});

interface Shared {
  readonly fixed: Float64Array;
  readonly gram: Float64Array;
  readonly lambda: Float64Array;
  readonly weighed: Interactions;
}

/** @param pairs with the weight of each; @param itemVectors (items * factors) y */
export function ownItems(
  { solvedAgainst, ...options }: AlsRows,
  pairs: () => Interactions,
  itemVectors: Float32Array,
): View {
  const { factors } = options;
  let shared: Shared | undefined;
  const share = (): Shared => {
    const [fixed, weighed] = [Float64Array.from(solvedAgainst), pairs()];
    const gram = gramMatrix(fixed, factors).map((value) => value * options.unobservedWeight);
    return { fixed, gram, lambda: rowRegularisation(weighed, options), weighed };
  };
  return ({ shopper }, q, item) => {
    shared ??= share();
    const { fixed, gram, lambda } = shared;
    const { rowPtr, colIdx, values } = shared.weighed;
    const row = shopper[q]!;
    const [from, to] = [rowPtr[row]!, rowPtr[row + 1]!];
    const outer = createOuterSum(factors);
    outer.sum.set(gram);
    for (let f = 0; f < factors; f++) outer.sum[f * factors + f]! += lambda[row]!;
    for (let p = from; p < to; p++)
      addVector(outer, fixed, colIdx[p]! * factors, values[p]! - rightExtra(options));
    addPending(outer);
    const solved = Float64Array.from(itemVectors.subarray(item * factors, (item + 1) * factors));
    choleskySolve(outer.sum, solved, factors);
    return Array.from({ length: to - from }, (_, n): Cause => {
      const own = colIdx[from + n]!;
      let similarity = 0;
      for (let f = 0; f < factors; f++) similarity += solved[f]! * fixed[own * factors + f]!;
      return { kind: 'own-item', item: own, contribution: values[from + n]! * similarity };
    });
  };
}
