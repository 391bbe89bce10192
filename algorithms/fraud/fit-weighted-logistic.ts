/**
 * Logistic regression on features as bins or standardised, rows weighted by class: least of sum of c log(1 + exp(-t z)) + penalty / 2 sum
 * of w^2, the intercept without penalty. What scikit-learn's LogisticRegression finds with C = 1 / penalty and class_weight {0: 1, 1: c}.
 */

import { exp, log1p } from '../../numerics/math.ts';
import { type ConvexProblem, minimise, type NewtonOptions } from '../../numerics/truncated-newton.ts';

/** What is multiplied by weights: rows of numbers, or of places of ones. */
export interface Design {
  readonly rows: number;
  readonly columns: number;
  /** Inner product of a row with weights (columns). */
  dot(row: number, weights: Float64Array): number;
  /** Adds `by` times the row to `out`. */
  spread(row: number, by: number, out: Float64Array): void;
}

/** (rows x columns) numbers. */
export const denseDesign = (rows: number, columns: number, values: Float32Array): Design => ({
  rows,
  columns,
  dot(row, weights) {
    let sum = 0;
    const from = row * columns;
    for (let c = 0; c < columns; c++) sum += values[from + c]! * weights[c]!;
    return sum;
  },
  spread(row, by, out) {
    const from = row * columns;
    for (let c = 0; c < columns; c++) out[c]! += by * values[from + c]!;
  },
});

/** (rows x places) columns in which a row has a one. */
export const placesDesign = (rows: number, places: number, columns: number, at: Uint32Array): Design => ({
  rows,
  columns,
  dot(row, weights) {
    let sum = 0;
    for (let p = row * places; p < (row + 1) * places; p++) sum += weights[at[p]!]!;
    return sum;
  },
  spread(row, by, out) {
    for (let p = row * places; p < (row + 1) * places; p++) out[at[p]!]! += by;
  },
});

/** Keeps the intercept of rows that are all of one class finite. */
const INTERCEPT_PENALTY = 1e-6;

/** (columns + 1) weights, the intercept last. */
export async function fitWeightedLogistic(
  design: Design,
  label: Uint8Array,
  { penalty, positiveWeight, ...options }: { penalty: number; positiveWeight: number } & NewtonOptions,
): Promise<Float64Array> {
  const { rows, columns } = design;
  const slope = new Float64Array(rows);
  const weightOf = (row: number): number => (label[row] === 1 ? positiveWeight : 1);
  const penaltyOf = (c: number): number => (c < columns ? penalty : INTERCEPT_PENALTY);
  const problem: ConvexProblem = {
    size: columns + 1,
    evaluate(w, gradient) {
      let loss = 0;
      for (let c = 0; c <= columns; c++) {
        gradient[c] = penaltyOf(c) * w[c]!;
        loss += 0.5 * gradient[c]! * w[c]!;
      }
      for (let row = 0; row < rows; row++) {
        const z = design.dot(row, w) + w[columns]!;
        const small = exp(-Math.abs(z));
        const p = z >= 0 ? 1 / (1 + small) : small / (1 + small);
        const own = weightOf(row);
        slope[row] = own * p * (1 - p);
        loss += own * (Math.max(z, 0) + log1p(small) - label[row]! * z);
        const by = own * (p - label[row]!);
        design.spread(row, by, gradient);
        gradient[columns]! += by;
      }
      return loss;
    },
    curve(direction, out) {
      for (let c = 0; c <= columns; c++) out[c] = penaltyOf(c) * direction[c]!;
      for (let row = 0; row < rows; row++) {
        const by = slope[row]! * (design.dot(row, direction) + direction[columns]!);
        design.spread(row, by, out);
        out[columns]! += by;
      }
    },
  };
  const found = new Float64Array(columns + 1);
  await minimise(problem, found, options);
  return found;
}
