/** Eigenvalues and eigenvectors of small symmetric matrices. */

const MOST_SWEEPS = 60;

export interface SymmetricEigen {
  /** (n) in no order. */
  readonly values: Float64Array;
  /** (n x n), row-major; column j belongs to values[j]; columns are orthonormal. */
  readonly vectors: Float64Array;
}

/**
 * Cyclic Jacobi rotations (Golub, Van Loan, "Matrix computations", 2013, section 8.5.3). `matrix` is (n x n), row-major and
 * symmetric, and is not changed. Exact operations and square roots only: the same bits on every engine.
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const a = matrix.slice();
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let turned = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) turned = rotate(a, vectors, n, p, q) || turned;
    }
    if (!turned) break;
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), vectors };
}

/** Turns a[p, q] to 0 unless it already is nothing beside the diagonal. */
function rotate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): boolean {
  const off = a[p * n + q]!;
  const app = a[p * n + p]!;
  const aqq = a[q * n + q]!;
  if (Math.abs(off) <= 1e-15 * Math.sqrt(Math.abs(app * aqq)) || off === 0) return false;
  const theta = (aqq - app) / (2 * off);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) mix(a, k * n + p, k * n + q, c, s);
  for (let k = 0; k < n; k++) mix(a, p * n + k, q * n + k, c, s);
  for (let k = 0; k < n; k++) mix(vectors, k * n + p, k * n + q, c, s);
  return true;
}

function mix(values: Float64Array, i: number, j: number, c: number, s: number): void {
  const x = values[i]!;
  const y = values[j]!;
  values[i] = c * x - s * y;
  values[j] = s * x + c * y;
}

const MOST_TURNS = 60;

/**
 * Eigenvalues of a symmetric tridiagonal matrix by implicit QL (Golub, Van Loan 2013, section 8.3), in no order, into `diagonal`;
 * the columns of `rows` are turned along, so that an identity becomes the eigenvectors and its last row their last components. Exact
 * operations and square roots only.
 *
 * @param diagonal (n) overwritten
 * @param beside (n) beside[i] stands between i and i + 1, the last counts for nothing; overwritten
 * @param rows (r x n) row-major
 */
export function tridiagonalEigen(diagonal: Float64Array, beside: Float64Array, rows: Float64Array): void {
  const n = diagonal.length;
  beside[n - 1] = 0;
  for (let from = 0; from < n; from++) {
    for (let turn = 0; ; turn++) {
      const to = endOfBlock(diagonal, beside, from);
      if (to === from) break;
      if (turn === MOST_TURNS) throw new RangeError(`eigen: no convergence in ${MOST_TURNS} turns`);
      turnBlock(diagonal, beside, rows, from, to);
    }
  }
}

/** The last index of the block that begins at `from`: what stands beside it is nothing. */
function endOfBlock(diagonal: Float64Array, beside: Float64Array, from: number): number {
  let to = from;
  while (to < diagonal.length - 1) {
    const size = Math.abs(diagonal[to]!) + Math.abs(diagonal[to + 1]!);
    if (Math.abs(beside[to]!) <= Number.EPSILON * size || beside[to] === 0) break;
    to++;
  }
  return to;
}

/** One turn of QL with Wilkinson's shift over [from, to]. */
function turnBlock(d: Float64Array, e: Float64Array, rows: Float64Array, from: number, to: number): void {
  const n = d.length;
  const half = (d[from + 1]! - d[from]!) / (2 * e[from]!);
  const length = Math.sqrt(half * half + 1);
  let g = d[to]! - d[from]! + e[from]! / (half + (half >= 0 ? length : -length));
  let [s, c, p] = [1, 1, 0];
  for (let i = to - 1; i >= from; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= p;
      e[to] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1]! - p;
    const q = (d[i]! - g) * s + 2 * c * b;
    p = s * q;
    d[i + 1] = g + p;
    g = c * q - b;
    for (let at = i; at < rows.length; at += n) {
      const x = rows[at + 1]!;
      rows[at + 1] = s * rows[at]! + c * x;
      rows[at] = c * rows[at]! - s * x;
    }
  }
  d[from]! -= p;
  e[from] = g;
  e[to] = 0;
}
