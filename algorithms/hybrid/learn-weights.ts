/** Weights of parts, none below 0, learnt from what they said of items that were then had or not. */

import { exp, log1p } from '../../numerics/math.ts';

/** What the parts say of the candidates of one shopper. */
export interface Candidates {
  /** (candidates * parts) value of each part */
  readonly values: Float64Array;
  /** (candidates) 1 for those that were had */
  readonly hit: Uint8Array;
}

const SWEEPS = 10_000;
const NEWTON_STEPS = 50;
const SETTLED = 1e-12;
/** Share of the mean curvature that is added to it, so that parts that say the same have weights too. */
const RIDGE = 1e-6;

/**
 * The w >= 0 that minimises 1/2 w'Aw - b'w, by coordinate descent; A (n * n) is positive definite.
 *
 * @param from where to begin
 */
export function nonNegativeMinimum(
  a: Float64Array,
  b: Float64Array,
  from = new Float64Array(b.length),
): Float64Array {
  const n = b.length;
  const w = from.slice();
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved = 0;
    let size = 0;
    for (let j = 0; j < n; j++) {
      let rest = b[j]!;
      for (let k = 0; k < n; k++) if (k !== j) rest -= a[j * n + k]! * w[k]!;
      const next = a[j * n + j]! > 0 ? Math.max(0, rest / a[j * n + j]!) : 0;
      moved = Math.max(moved, Math.abs(next - w[j]!));
      size = Math.max(size, next);
      w[j] = next;
    }
    if (moved <= SETTLED * size) break;
  }
  return w;
}

/**
 * Least squares with an intercept: hit is to be the weighted sum. Each shopper counts the same.
 *
 * Breiman, "Stacked regressions", Machine Learning 24, 1996, who found weights that are not negative to be what makes it work.
 */
export function leastSquaresWeights(shoppers: readonly Candidates[], parts: number): Float64Array {
  const mean = new Float64Array(parts);
  let meanHit = 0;
  eachCandidate(shoppers, parts, (value, hit, weight) => {
    for (let p = 0; p < parts; p++) mean[p]! += weight * value(p);
    meanHit += weight * hit;
  });
  const gram = new Float64Array(parts * parts);
  const right = new Float64Array(parts);
  eachCandidate(shoppers, parts, (value, hit, weight) => {
    for (let p = 0; p < parts; p++) {
      const own = weight * (value(p) - mean[p]!);
      right[p]! += own * (hit - meanHit);
      for (let o = 0; o < parts; o++) gram[p * parts + o]! += own * (value(o) - mean[o]!);
    }
  });
  return nonNegativeMinimum(withRidge(gram, parts), right);
}

type Visit = (value: (part: number) => number, hit: number, weight: number) => void;

/** Weights of all candidates add up to 1. */
function eachCandidate(shoppers: readonly Candidates[], parts: number, visit: Visit): void {
  for (const { values, hit } of shoppers) {
    const weight = 1 / (hit.length * shoppers.length);
    for (let c = 0; c < hit.length; c++) visit((part) => values[c * parts + part]!, hit[c]!, weight);
  }
}

/**
 * Pairwise logistic loss, mean over shoppers of the mean over pairs of one that was had and one that was not:
 *
 *   log(1 + exp(-w'(x_had - x_not)))
 *
 * by Newton steps, halved while the loss would rise. Burges et al., "Learning to rank using gradient descent", ICML 2005 (RankNet),
 * with a linear model; Rendle et al. 2009 have the same loss for implicit feedback.
 */
export function pairwiseWeights(shoppers: readonly Candidates[], parts: number): Float64Array {
  let w = new Float64Array(parts);
  let found = pairwiseLoss(shoppers, w);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const curvature = withRidge(found.hessian, parts);
    const right = found.gradient.map((slope, p) => {
      let sum = -slope;
      for (let o = 0; o < parts; o++) sum += curvature[p * parts + o]! * w[o]!;
      return sum;
    });
    const target = nonNegativeMinimum(curvature, right, w);
    const next = descend(shoppers, w, target, found.loss);
    if (next === null) break;
    const isSettled = found.loss - next.found.loss <= SETTLED * found.loss;
    w = next.w;
    found = next.found;
    if (isSettled) break;
  }
  return w;
}

const HALVINGS = 30;

/** The first point on the way back from `target` to `w` at which the loss is less; null where there is none. */
function descend(shoppers: readonly Candidates[], w: Float64Array, target: Float64Array, loss: number) {
  for (let halving = 0, share = 1; halving < HALVINGS; halving++, share /= 2) {
    const tried = w.map((from, p) => from + share * (target[p]! - from));
    const found = pairwiseLoss(shoppers, tried);
    if (found.loss < loss) return { w: tried, found };
  }
  return null;
}

/** The loss with its first and second derivatives. */
export function pairwiseLoss(shoppers: readonly Candidates[], w: Float64Array) {
  const parts = w.length;
  const gradient = new Float64Array(parts);
  const hessian = new Float64Array(parts * parts);
  const difference = new Float64Array(parts);
  let loss = 0;
  for (const { values, hit } of shoppers) {
    const hits = hit.reduce((sum, one) => sum + one, 0);
    const weight = 1 / (hits * (hit.length - hits) * shoppers.length);
    for (let had = 0; had < hit.length; had++) {
      if (hit[had] === 0) continue;
      for (let not = 0; not < hit.length; not++) {
        if (hit[not] === 1) continue;
        let margin = 0;
        for (let p = 0; p < parts; p++) {
          difference[p] = values[had * parts + p]! - values[not * parts + p]!;
          margin += w[p]! * difference[p]!;
        }
        const small = exp(-Math.abs(margin));
        loss += weight * (log1p(small) + Math.max(0, -margin));
        const wrong = margin > 0 ? small / (1 + small) : 1 / (1 + small);
        const bend = weight * wrong * (1 - wrong);
        for (let p = 0; p < parts; p++) {
          gradient[p]! -= weight * wrong * difference[p]!;
          for (let o = 0; o < parts; o++) hessian[p * parts + o]! += bend * difference[p]! * difference[o]!;
        }
      }
    }
  }
  return { loss, gradient, hessian };
}

function withRidge(matrix: Float64Array, n: number): Float64Array {
  const ridged = matrix.slice();
  let trace = 0;
  for (let p = 0; p < n; p++) trace += matrix[p * n + p]!;
  for (let p = 0; p < n; p++) ridged[p * n + p]! += (RIDGE * trace) / n;
  return ridged;
}
