/**
 * Alternating least squares for implicit feedback, exact solves in f64: the reference of what `als/` does in kernels.
 *
 * Loss (Rendle, Krichene, Zhang, Koren, "Revisiting the performance of iALS on item recommendation benchmarks", RecSys
 * 2022, equations 1 to 6; the model is that of Hu, Koren, Volinsky 2008):
 *
 *   L = sum over pairs (r, c) of weight_rc (1 - <w_r, h_c>)^2  +  a0 sum over all r, c of <w_r, h_c>^2
 *     + sum over r of lambda_r |w_r|^2  +  sum over c of lambda_c |h_c|^2
 *   lambda_r = regularisation (n_r + a0 columns)^exponent,   n_r = pairs of row r; and likewise for columns
 *
 * Where the pull acts on unobserved pairs only (Hu, Koren, Volinsky), the second sum leaves the pairs out: their equations are
 * those above with a weight of weight_rc - a0 in the system and weight_rc on its right-hand side.
 * Rows and columns count only where they have a pair; the others keep the zero vector.
 */

import type { Interactions } from '../../datasets/interactions.ts';
import { choleskySolve } from '../../numerics/dense.ts';
import { pow } from '../../numerics/math.ts';
import type { FitRun } from '../algorithm.ts';
import { pause, WORK_BETWEEN_PAUSES } from '../pause.ts';
import { addPending, addVector, createOuterSum, gramMatrix, type OuterSum } from './outer-sum.ts';

export interface AlsOptions {
  readonly factors: number;
  /** Weight a0 of the pull of every pair towards 0. */
  readonly unobservedWeight: number;
  readonly regularisation: number;
  readonly frequencyExponent: number;
  /** What the pull towards 0 acts on. */
  readonly pull: 'all-pairs' | 'unobserved-pairs';
}

/** What a pair weighs more on the right-hand side of the equations than in their system. */
export const rightExtra = ({ pull, unobservedWeight }: AlsOptions): number =>
  pull === 'all-pairs' ? 0 : unobservedWeight;

/** Progress of a fit in rows solved, over all sweeps. */
export interface SweepProgress {
  done: number;
  readonly total: number;
  /** Multiply-adds since the last pause. */
  work: number;
}

/**
 * Solves every row of one side for the best vectors against the other side's, which stay fixed: one Gram matrix, then one
 * Cholesky solve a row.
 *
 * @param pairs this side's rows; values are the weights of the pairs, above 0 (unobserved pairs pulled: at least a0)
 * @param fixed (pairs.cols * factors) vectors of the other side
 * @param solved (pairs.rows * factors) overwritten
 */
export async function solveSide(
  pairs: Interactions,
  fixed: Float64Array,
  solved: Float64Array,
  options: AlsOptions,
  run: FitRun,
  progress: SweepProgress,
): Promise<void> {
  const { factors } = options;
  const shared = gramMatrix(fixed, factors).map((value) => value * options.unobservedWeight);
  const lambda = rowRegularisation(pairs, options);
  const outer = createOuterSum(factors);
  for (let row = 0; row < pairs.rows; row++) {
    progress.done++;
    const size = pairs.rowPtr[row + 1]! - pairs.rowPtr[row]!;
    if (size === 0) continue;
    outer.sum.set(shared);
    for (let f = 0; f < factors; f++) outer.sum[f * factors + f]! += lambda[row]!;
    solveRow(
      pairs,
      row,
      fixed,
      outer,
      rightExtra(options),
      solved.subarray(row * factors, (row + 1) * factors),
    );
    progress.work += factors * factors * (size / 2 + factors / 6);
    if (progress.work < WORK_BETWEEN_PAUSES) continue;
    await pause(run, progress.done, progress.total);
    progress.work = 0;
  }
}

/** Adds the pairs of one row to the normal equations in `outer`, `extra` less in the system, and solves them into `x` (factors). */
export function solveRow(
  pairs: Interactions,
  row: number,
  fixed: Float64Array,
  outer: OuterSum,
  extra: number,
  x: Float64Array,
): void {
  const { factors } = outer;
  x.fill(0);
  for (let p = pairs.rowPtr[row]!; p < pairs.rowPtr[row + 1]!; p++) {
    const at = pairs.colIdx[p]! * factors;
    const weight = pairs.values[p]!;
    for (let f = 0; f < factors; f++) x[f]! += weight * fixed[at + f]!;
    addVector(outer, fixed, at, weight - extra);
  }
  addPending(outer);
  choleskySolve(outer.sum, x, factors);
}

/** (rows) lambda of each row; the formula stands at the top of the file. */
export function rowRegularisation(pairs: Interactions, options: AlsOptions): Float64Array {
  const columns = new Set(pairs.colIdx).size;
  const lambda = new Float64Array(pairs.rows);
  for (let row = 0; row < pairs.rows; row++) {
    const size = pairs.rowPtr[row + 1]! - pairs.rowPtr[row]!;
    const frequency = size + options.unobservedWeight * columns;
    lambda[row] = options.regularisation * pow(frequency, options.frequencyExponent);
  }
  return lambda;
}

/**
 * The loss at the top of the file, in O(pairs x factors + (rows + columns) x factors^2).
 *
 * @param byRow pairs with their weights; @param byColumn their transpose
 * @param w (byRow.rows * factors); @param h (byColumn.rows * factors)
 */
export function alsLoss(
  byRow: Interactions,
  byColumn: Interactions,
  w: Float64Array,
  h: Float64Array,
  options: AlsOptions,
): number {
  const { factors } = options;
  const extra = rightExtra(options);
  let loss = regularisationLoss(byRow, w, options) + regularisationLoss(byColumn, h, options);
  const gramW = gramMatrix(w, factors);
  const gramH = gramMatrix(h, factors);
  for (let r = 0; r < factors; r++) {
    for (let s = 0; s <= r; s++) {
      const both = gramW[r * factors + s]! * gramH[r * factors + s]!;
      loss += options.unobservedWeight * (r === s ? both : 2 * both);
    }
  }
  for (let row = 0; row < byRow.rows; row++) {
    for (let p = byRow.rowPtr[row]!; p < byRow.rowPtr[row + 1]!; p++) {
      const at = byRow.colIdx[p]! * factors;
      let predicted = 0;
      for (let f = 0; f < factors; f++) predicted += w[row * factors + f]! * h[at + f]!;
      loss += byRow.values[p]! * (1 - predicted) ** 2 - extra * predicted ** 2;
    }
  }
  return loss;
}

function regularisationLoss(pairs: Interactions, vectors: Float64Array, options: AlsOptions): number {
  const lambda = rowRegularisation(pairs, options);
  const { factors } = options;
  let loss = 0;
  for (let i = 0; i < vectors.length; i++) loss += lambda[Math.floor(i / factors)]! * vectors[i]! ** 2;
  return loss;
}
