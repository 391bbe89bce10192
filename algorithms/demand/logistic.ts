/**
 * Logistic regression with an L2 penalty on all coefficients but the intercept, by Newton's method: least of
 * sum of log(1 + exp(-t x'w)) + penalty / 2 sum of w^2. What scikit-learn's LogisticRegression finds with C = 1 / penalty.
 */

import { choleskySolve } from '../../numerics/dense.ts';
import { exp } from '../../numerics/math.ts';

const MOST_STEPS = 50;

/** x: (rows x n); labels: 1 or 0. Returns n weights, then the intercept. */
export function fitLogistic(x: Float64Array, labels: Uint8Array, n: number, penalty: number): Float64Array {
  const size = n + 1;
  const weights = new Float64Array(size);
  for (let step = 0; step < MOST_STEPS; step++) {
    const hessian = new Float64Array(size * size);
    const change = new Float64Array(size);
    for (let i = 0; i < n; i++) {
      hessian[i * size + i] = penalty;
      change[i] = -penalty * weights[i]!;
    }
    // The intercept of labels that are all alike has no end.
    hessian[n * size + n] = 1e-9;
    for (let row = 0; row < labels.length; row++) {
      const p = chanceOf(x, row, weights);
      const weight = p * (1 - p);
      for (let i = 0; i < size; i++) {
        const xi = i < n ? x[row * n + i]! : 1;
        change[i]! += (labels[row]! - p) * xi;
        for (let j = 0; j <= i; j++) hessian[i * size + j]! += weight * xi * (j < n ? x[row * n + j]! : 1);
      }
    }
    choleskySolve(hessian, change, size);
    let largest = 0;
    for (let i = 0; i < size; i++) {
      // Never further than 5 at once: far out the curve is flat, and Newton's step would be wild.
      const own = Math.min(5, Math.max(-5, change[i]!));
      weights[i]! += own;
      largest = Math.max(largest, Math.abs(own));
    }
    if (largest < 1e-10) break;
  }
  return weights;
}

export function chanceOf(x: Float64Array, row: number, weights: Float64Array): number {
  const n = weights.length - 1;
  let sum = weights[n]!;
  for (let i = 0; i < n; i++) sum += weights[i]! * x[row * n + i]!;
  return sum >= 0 ? 1 / (1 + exp(-sum)) : exp(sum) / (1 + exp(sum));
}
