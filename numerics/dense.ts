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

function factor(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const rowI = i * n;
    for (let j = 0; j <= i; j++) {
      const rowJ = j * n;
      let sum = a[rowI + j]!;
      for (let k = 0; k < j; k++) sum -= a[rowI + k]! * a[rowJ + k]!;
      if (j < i) {
        a[rowI + j] = sum / a[rowJ + j]!;
      } else if (sum > 0 && sum < Infinity) {
        a[rowI + i] = Math.sqrt(sum);
      } else {
        throw new RangeError(`cholesky: pivot ${i} of ${n} is ${sum}; the matrix is not positive definite`);
      }
    }
  }
}
