/**
 * The largest singular values of a sparse matrix and their right vectors, by Golub-Kahan-Lanczos bidiagonalisation from a drawn
 * vector, every new vector made orthogonal to all before it. Golub, Kahan 1965; Golub, Van Loan, "Matrix computations", 2013, section
 * 10.4. f64, one order of operations: the same bits everywhere.
 */

import type { Csr } from './csr.ts';
import { normalQuantile } from './distributions.ts';
import { tridiagonalEigen } from './eigen.ts';
import { type DrawKey, uniform } from './rng.ts';

export interface TruncatedSvd {
  /** (count) falling */
  readonly values: Float64Array;
  /** (cols * count) row c: what column c has on each right singular vector */
  readonly right: Float64Array;
  /** Lanczos steps taken. */
  readonly steps: number;
}

export interface SvdOptions {
  /** Triples, at least 1, at most the smaller side of the matrix. */
  readonly count: number;
  /** Largest residual of a triple, relative to its value. */
  readonly tolerance: number;
  readonly key: DrawKey;
  /** Called after every step with the steps taken and those that the matrix allows. */
  pause?(done: number, most: number): Promise<void>;
}

/** Below this share of the largest value a direction counts as nothing. */
const NOTHING = 1e-13;

export async function truncatedSvd(matrix: Csr, options: SvdOptions): Promise<TruncatedSvd> {
  const { count, tolerance, key, pause } = options;
  const most = Math.min(matrix.rows, matrix.cols);
  if (!(count >= 1 && count <= most)) throw new RangeError(`svd: ${count} values; there are 1 to ${most}`);
  const right: Float64Array[] = [];
  const left: Float64Array[] = [];
  const alpha: number[] = [];
  const beta: number[] = [];
  let scale = 0;
  let next = drawnUnit(matrix.cols, key, 0, right);
  let check = count + 10;
  for (let step = 0; step < most; step++) {
    right.push(next);
    const u = times(matrix, next);
    alpha.push(unitBesides(u, left, scale, key, 2 * step + 1));
    left.push(u);
    scale = Math.max(scale, alpha[step]!);
    next = transposeTimes(matrix, u);
    beta.push(unitBesides(next, right, scale, key, 2 * step + 2));
    scale = Math.max(scale, beta[step]!);
    await pause?.(step + 1, most);
    if (step + 1 < Math.min(check, most)) continue;
    if (step + 1 === most || isConverged(alpha, beta, count, tolerance)) break;
    check = Math.ceil(check * 1.15);
  }
  return ritz(right, alpha, beta, count, matrix.cols);
}

/** Diagonal and what stands beside it of B^T B, B upper bidiagonal with `alpha` and, above, `beta`. */
function squared(alpha: readonly number[], beta: readonly number[]): [Float64Array, Float64Array] {
  const diagonal = Float64Array.from(alpha, (a, j) => a * a + (j > 0 ? beta[j - 1]! ** 2 : 0));
  return [diagonal, Float64Array.from(alpha, (a, j) => a * beta[j]!)];
}

/** Indices of the `count` largest. */
const largest = (values: Float64Array, count: number): Uint32Array =>
  Uint32Array.from(values.keys())
    .sort((a, b) => values[b]! - values[a]! || a - b)
    .subarray(0, count);

/** Residual of triple i: beta_m times the last component of its left vector in the basis. */
function isConverged(
  alpha: readonly number[],
  beta: readonly number[],
  count: number,
  tolerance: number,
): boolean {
  const m = alpha.length;
  const [squares, beside] = squared(alpha, beta);
  const last = new Float64Array(m);
  last[m - 1] = 1;
  tridiagonalEigen(squares, beside, last);
  return largest(squares, count).every((i) => {
    const value = Math.sqrt(Math.max(0, squares[i]!));
    return beta[m - 1]! * alpha[m - 1]! * Math.abs(last[i]!) <= tolerance * value * value;
  });
}

function ritz(
  basis: readonly Float64Array[],
  alpha: readonly number[],
  beta: readonly number[],
  count: number,
  cols: number,
): TruncatedSvd {
  const m = alpha.length;
  const [squares, beside] = squared(alpha, beta);
  const vectors = new Float64Array(m * m);
  for (let j = 0; j < m; j++) vectors[j * m + j] = 1;
  tridiagonalEigen(squares, beside, vectors);
  const chosen = largest(squares, count);
  const right = new Float64Array(cols * count);
  basis.forEach((vector, j) => {
    chosen.forEach((i, f) => {
      const weight = vectors[j * m + i]!;
      for (let c = 0; c < cols; c++) right[c * count + f]! += weight * vector[c]!;
    });
  });
  const values = Float64Array.from(chosen, (i) => Math.sqrt(Math.max(0, squares[i]!)));
  return { values, right, steps: m };
}

/** matrix x */
function times({ rows, rowPtr, colIdx, values }: Csr, x: Float64Array): Float64Array {
  const out = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) sum += values[p]! * x[colIdx[p]!]!;
    out[row] = sum;
  }
  return out;
}

/** matrix^T x */
function transposeTimes({ rows, cols, rowPtr, colIdx, values }: Csr, x: Float64Array): Float64Array {
  const out = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) out[colIdx[p]!]! += values[p]! * x[row]!;
  }
  return out;
}

/**
 * Makes `vector` orthogonal to the basis and of length 1; returns the length that was left, 0 when nothing was: then a drawn direction
 * takes its place, since the matrix has further ones that this vector does not lead to.
 */
function unitBesides(
  vector: Float64Array,
  basis: readonly Float64Array[],
  scale: number,
  key: DrawKey,
  n: number,
): number {
  removeFrom(vector, basis);
  const length = norm(vector);
  if (length > NOTHING * scale) {
    for (let i = 0; i < vector.length; i++) vector[i]! /= length;
    return length;
  }
  if (basis.length < vector.length) vector.set(drawnUnit(vector.length, key, n, basis));
  return 0;
}

/** A drawn vector of length 1, orthogonal to the basis. */
function drawnUnit(size: number, key: DrawKey, n: number, basis: readonly Float64Array[]): Float64Array {
  const vector = Float64Array.from({ length: size }, (_, i) => normalQuantile(uniform(key, i, n)));
  removeFrom(vector, basis);
  const length = norm(vector);
  return vector.map((value) => value / length);
}

/** Gram-Schmidt, twice: once is not enough in floating point. */
function removeFrom(vector: Float64Array, basis: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const other of basis) {
      let dot = 0;
      for (let i = 0; i < vector.length; i++) dot += vector[i]! * other[i]!;
      for (let i = 0; i < vector.length; i++) vector[i]! -= dot * other[i]!;
    }
  }
}

function norm(vector: Float64Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}
