/** Small dense linear algebra, row-major f64. */

/**
 * Solves A x = b for symmetric positive definite A by Cholesky (A = L L^T), in place.
 *
 * a: (n * n) row-major; only the lower triangle is read, and it is overwritten by L. b: (n), becomes x.
 * Throws RangeError, naming the pivot, when A is not positive definite.
 */
export function choleskySolve(a: Float64Array, b: Float64Array, n: number): void {
  factor(a, n);
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= a[i * n + k]! * b[k]!;
    b[i] = sum / a[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const x = b[i]! / a[i * n + i]!;
    b[i] = x;
    for (let k = 0; k < i; k++) b[k]! -= a[i * n + k]! * x;
  }
}

/** Rows go four at a time, so that four sums are on their way at once; every sum keeps its plain order of operations. */
function factor(a: Float64Array, n: number): void {
  let row = 0;
  for (; row + 4 <= n; row += 4) {
    for (let col = 0; col < row; col++) factorFour(a, n, row, col);
    for (let r = row; r < row + 4; r++) factorRow(a, n, r, row);
  }
  for (; row < n; row++) factorRow(a, n, row, 0);
}

/** L of rows row ... row + 3 at column col, which stands left of all their diagonals. */
function factorFour(a: Float64Array, n: number, row: number, col: number): void {
  const at0 = row * n;
  const at1 = at0 + n;
  const at2 = at1 + n;
  const at3 = at2 + n;
  const above = col * n;
  let sum0 = a[at0 + col]!;
  let sum1 = a[at1 + col]!;
  let sum2 = a[at2 + col]!;
  let sum3 = a[at3 + col]!;
  for (let k = 0; k < col; k++) {
    const x = a[above + k]!;
    sum0 -= a[at0 + k]! * x;
    sum1 -= a[at1 + k]! * x;
    sum2 -= a[at2 + k]! * x;
    sum3 -= a[at3 + k]! * x;
  }
  const pivot = a[above + col]!;
  a[at0 + col] = sum0 / pivot;
  a[at1 + col] = sum1 / pivot;
  a[at2 + col] = sum2 / pivot;
  a[at3 + col] = sum3 / pivot;
}

/** L of one row from column `from` to its diagonal. */
function factorRow(a: Float64Array, n: number, row: number, from: number): void {
  const at = row * n;
  for (let col = from; col <= row; col++) {
    const above = col * n;
    let sum = a[at + col]!;
    for (let k = 0; k < col; k++) sum -= a[at + k]! * a[above + k]!;
    if (col < row) {
      a[at + col] = sum / a[above + col]!;
    } else if (sum > 0 && sum < Infinity) {
      a[at + row] = Math.sqrt(sum);
    } else {
      throw new RangeError(`cholesky: pivot ${row} of ${n} is ${sum}; the matrix is not positive definite`);
    }
  }
}
