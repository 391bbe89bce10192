/**
 * Logistic regression on sparse rows, with an L2 penalty on all weights but the intercepts: least of
 *
 *   sum over rows of -log P(class of row) + penalty / 2 sum of w^2
 *
 * with P by the logistic function for two classes (of which the second is told by one output), by softmax over K outputs for more.
 * scikit-learn's LogisticRegression has its least at the same place with C = 1 / penalty. Truncated Newton: Lin, Weng, Keerthi 2008.
 */

import { exp, log, log1p } from '../../numerics/math.ts';
import { type ConvexProblem, minimise } from '../../numerics/truncated-newton.ts';
import type { SparseRows } from './text-columns.ts';

/** Weight of half the square of an intercept: a class that no row has would otherwise have no end. */
const INTERCEPT_PENALTY = 1e-6;

export interface LogisticOptions {
  readonly penalty: number;
  /** Length of the gradient at the end, of that at the start. */
  readonly tolerance: number;
  readonly mostSteps: number;
  afterStep?(step: number, loss: number): void | Promise<void>;
}

export interface LogisticWeights {
  /** 1 for two classes, else as many as classes. */
  readonly outputs: number;
  /** (columns x outputs) */
  readonly weights: Float64Array;
  /** (outputs) */
  readonly intercepts: Float64Array;
  readonly steps: number;
  readonly relativeGradient: number;
}

/** @param membership (rows x classes) how far a row is of each class: 0 or 1, or shares that add up to 1 */
export async function fitLogistic(
  x: SparseRows,
  membership: Float64Array,
  classes: number,
  options: LogisticOptions,
): Promise<LogisticWeights> {
  const outputs = classes === 2 ? 1 : classes;
  const problem =
    outputs === 1
      ? twoClasses(x, membership, options.penalty)
      : manyClasses(x, membership, classes, options.penalty);
  const found = new Float64Array(problem.size);
  const { steps, relativeGradient } = await minimise(problem, found, options);
  const weights = found.slice(0, x.cols * outputs);
  return { outputs, weights, intercepts: found.slice(x.cols * outputs), steps, relativeGradient };
}

/** One output, the log odds of the second class. Variables: (columns) weights, the intercept. */
function twoClasses(x: SparseRows, membership: Float64Array, penalty: number): ConvexProblem {
  const { rows, cols, rowPtr, colIdx, values } = x;
  const size = cols + 1;
  const slope = new Float64Array(rows);
  const scoreOf = (row: number, w: Float64Array): number => {
    let sum = w[cols]!;
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) sum += values[p]! * w[colIdx[p]!]!;
    return sum;
  };
  const spread = (row: number, by: number, out: Float64Array): void => {
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) out[colIdx[p]!]! += by * values[p]!;
    out[cols]! += by;
  };
  return {
    size,
    evaluate(w, gradient) {
      let loss = penalise(w, cols, penalty, gradient);
      for (let row = 0; row < rows; row++) {
        const z = scoreOf(row, w);
        const small = exp(-Math.abs(z));
        const p = z >= 0 ? 1 / (1 + small) : small / (1 + small);
        const target = membership[2 * row + 1]!;
        slope[row] = p * (1 - p);
        loss += Math.max(z, 0) + log1p(small) - target * z;
        spread(row, p - target, gradient);
      }
      return loss;
    },
    curve(direction, out) {
      penalise(direction, cols, penalty, out);
      for (let row = 0; row < rows; row++) spread(row, slope[row]! * scoreOf(row, direction), out);
    },
  };
}

/** `classes` outputs. Variables: (columns x classes) weights, (classes) intercepts. */
function manyClasses(
  x: SparseRows,
  membership: Float64Array,
  classes: number,
  penalty: number,
): ConvexProblem {
  const { rows, cols, rowPtr, colIdx, values } = x;
  const size = (cols + 1) * classes;
  const chance = new Float64Array(rows * classes);
  const z = new Float64Array(classes);
  const scores = (row: number, w: Float64Array): void => {
    for (let c = 0; c < classes; c++) z[c] = w[cols * classes + c]!;
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) {
      const at = colIdx[p]! * classes;
      for (let c = 0; c < classes; c++) z[c]! += values[p]! * w[at + c]!;
    }
  };
  const spread = (row: number, by: Float64Array, out: Float64Array): void => {
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) {
      const at = colIdx[p]! * classes;
      for (let c = 0; c < classes; c++) out[at + c]! += by[c]! * values[p]!;
    }
    for (let c = 0; c < classes; c++) out[cols * classes + c]! += by[c]!;
  };
  return {
    size,
    evaluate(w, gradient) {
      let loss = penalise(w, cols * classes, penalty, gradient);
      for (let row = 0; row < rows; row++) {
        scores(row, w);
        const own = chance.subarray(row * classes, (row + 1) * classes);
        const total = softmax(z, own);
        for (let c = 0; c < classes; c++) {
          const target = membership[row * classes + c]!;
          loss += target * (total - z[c]!);
          z[c] = own[c]! - target;
        }
        spread(row, z, gradient);
      }
      return loss;
    },
    curve(direction, out) {
      penalise(direction, cols * classes, penalty, out);
      for (let row = 0; row < rows; row++) {
        scores(row, direction);
        const own = chance.subarray(row * classes, (row + 1) * classes);
        let mean = 0;
        for (let c = 0; c < classes; c++) mean += own[c]! * z[c]!;
        for (let c = 0; c < classes; c++) z[c] = own[c]! * (z[c]! - mean);
        spread(row, z, out);
      }
    },
  };
}

/** The penalty's gradient into `out`, over what stands there; returns the penalty. */
function penalise(w: Float64Array, weights: number, penalty: number, out: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < w.length; i++) {
    const own = i < weights ? penalty : INTERCEPT_PENALTY;
    out[i] = own * w[i]!;
    sum += 0.5 * own * w[i]! * w[i]!;
  }
  return sum;
}

/** Probabilities in proportion to exp(z) into `out`; returns log of the sum of exp(z). */
export function softmax(z: Float64Array, out: Float64Array): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < z.length; c++) top = Math.max(top, z[c]!);
  let sum = 0;
  for (let c = 0; c < z.length; c++) {
    out[c] = exp(z[c]! - top);
    sum += out[c]!;
  }
  for (let c = 0; c < z.length; c++) out[c]! /= sum;
  return top + log(sum);
}

/** (rows x classes) 1 at the class of each row. */
export function membershipOf(labels: Uint8Array, classes: number): Float64Array {
  const membership = new Float64Array(labels.length * classes);
  labels.forEach((label, row) => {
    membership[row * classes + label] = 1;
  });
  return membership;
}
