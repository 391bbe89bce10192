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
