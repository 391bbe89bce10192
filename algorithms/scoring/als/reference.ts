/**
 * Conjugate gradients and block coordinate descent for implicit ALS, in f64 and row by row: what the kernels do, to be read. The
 * exact solver stands in `../als-solver.ts`, with the loss.
 */

import type { Interactions } from '../../../datasets/interactions.ts';
import { choleskySolve } from '../../../numerics/dense.ts';
import { type AlsOptions, rightExtra, rowRegularisation } from '../als-solver.ts';

/** The normal equations of one row, A x = b, as functions of x; A is never formed. */
interface RowEquations {
  readonly factors: number;
  /** Element of A. */
  system(r: number, s: number): number;
  /** b - A x (factors) */
  residual(x: Float64Array): Float64Array;
  /** A x (factors) */
  image(x: Float64Array): Float64Array;
}

function rowEquations(
  pairs: Interactions,
  row: number,
  fixed: Float64Array,
  shared: Float64Array,
  penalty: number,
  options: AlsOptions,
): RowEquations {
  const { factors } = options;
  const extra = rightExtra(options);
  const own = pairs.colIdx.subarray(pairs.rowPtr[row]!, pairs.rowPtr[row + 1]!);
  const weights = pairs.values.subarray(pairs.rowPtr[row]!, pairs.rowPtr[row + 1]!);
  const vectors = Array.from(own, (column) => fixed.subarray(column * factors, (column + 1) * factors));
  const image = (x: Float64Array): Float64Array => {
    const out = x.map((value, r) => {
      let sum = penalty * value;
      for (let s = 0; s < factors; s++) sum += shared[r * factors + s]! * x[s]!;
      return sum;
    });
    vectors.forEach((h, n) => {
      const scale = (weights[n]! - extra) * inner(h, x);
      for (let f = 0; f < factors; f++) out[f]! += scale * h[f]!;
    });
    return out;
  };
  return {
    factors,
    image,
    system: (r, s) =>
      vectors.reduce(
        (sum, h, n) => sum + (weights[n]! - extra) * h[r]! * h[s]!,
        shared[r * factors + s]! + (r === s ? penalty : 0),
      ),
    residual(x) {
      const out = image(x).map((value) => -value);
      vectors.forEach((h, n) => {
        for (let f = 0; f < factors; f++) out[f]! += weights[n]! * h[f]!;
      });
      return out;
    },
  };
}

/**
 * `steps` steps of conjugate gradients on each row, from where it is (Takacs, Pilaszy, Tikk, "Applications of the conjugate
 * gradient method for implicit feedback collaborative filtering", RecSys 2011).
 *
 * @param solved (pairs.rows * factors) improved in place
 */
export function conjugateSide(
  pairs: Interactions,
  fixed: Float64Array,
  solved: Float64Array,
  options: AlsOptions,
  steps: number,
): void {
  forEachRow(pairs, fixed, options, (equations, row) => {
    const { factors } = options;
    const x = solved.subarray(row * factors, (row + 1) * factors);
    const residual = equations.residual(x);
    const direction = residual.slice();
    let length = inner(residual, residual);
    for (let step = 0; step < steps && length !== 0; step++) {
      const image = equations.image(direction);
      const alpha = length / inner(direction, image);
      for (let f = 0; f < factors; f++) {
        x[f]! += alpha * direction[f]!;
        residual[f]! -= alpha * image[f]!;
      }
      const next = inner(residual, residual);
      for (let f = 0; f < factors; f++) direction[f] = residual[f]! + (next / length) * direction[f]!;
      length = next;
    }
  });
}

/**
 * `passes` passes over the coordinates of each row, a block of `size` solved exactly at a time (Rendle, Krichene, Zhang, Koren,
 * "iALS++: speeding up matrix factorization with subspace optimization", 2021).
 *
 * @param solved (pairs.rows * factors) improved in place
 */
export function blockSide(
  pairs: Interactions,
  fixed: Float64Array,
  solved: Float64Array,
  options: AlsOptions,
  size: number,
  passes: number,
): void {
  const { factors } = options;
  forEachRow(pairs, fixed, options, (equations, row) => {
    const x = solved.subarray(row * factors, (row + 1) * factors);
    for (let pass = 0; pass < passes; pass++) {
      for (let from = 0; from < factors; from += size) {
        const width = Math.min(size, factors - from);
        const step = equations.residual(x).slice(from, from + width);
        const block = Float64Array.from({ length: width * width }, (_, n) =>
          equations.system(from + Math.floor(n / width), from + (n % width)),
        );
        choleskySolve(block, step, width);
        for (let f = 0; f < width; f++) x[from + f]! += step[f]!;
      }
    }
  });
}

function forEachRow(
  pairs: Interactions,
  fixed: Float64Array,
  options: AlsOptions,
  solve: (equations: RowEquations, row: number) => void,
): void {
  const { factors, unobservedWeight } = options;
  const shared = new Float64Array(factors * factors);
  for (let at = 0; at < fixed.length; at += factors) {
    for (let r = 0; r < factors; r++) {
      for (let s = 0; s < factors; s++)
        shared[r * factors + s]! += unobservedWeight * fixed[at + r]! * fixed[at + s]!;
    }
  }
  const penalty = rowRegularisation(pairs, options);
  for (let row = 0; row < pairs.rows; row++) {
    if (pairs.rowPtr[row] === pairs.rowPtr[row + 1]) continue;
    solve(rowEquations(pairs, row, fixed, shared, penalty[row]!, options), row);
  }
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += a[f]! * b[f]!;
  return sum;
}
