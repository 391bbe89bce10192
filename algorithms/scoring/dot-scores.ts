/**
 * Inner product of one vector with every row of a matrix: out[row] = sum over f of vector[f] matrix[row, f].
 *
 * Canonical score: f32 multiply and add in ascending f, no fused multiply-add. Four rows go side by side for speed; each
 * row's own order of operations, so every bit, is that of the plain loop.
 *
 * @param vector (factors)
 * @param matrix (rows * factors)
 * @param out (rows)
 */
export function dotScores(vector: Float32Array, matrix: Float32Array, out: Float32Array): void {
  const factors = vector.length;
  const rows = out.length;
  const { fround } = Math;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const at0 = row * factors;
    const at1 = at0 + factors;
    const at2 = at1 + factors;
    const at3 = at2 + factors;
    let sum0 = fround(0);
    let sum1 = fround(0);
    let sum2 = fround(0);
    let sum3 = fround(0);
    for (let f = 0; f < factors; f++) {
      const value = vector[f]!;
      sum0 = fround(sum0 + fround(value * matrix[at0 + f]!));
      sum1 = fround(sum1 + fround(value * matrix[at1 + f]!));
      sum2 = fround(sum2 + fround(value * matrix[at2 + f]!));
      sum3 = fround(sum3 + fround(value * matrix[at3 + f]!));
    }
    out[row] = sum0;
    out[row + 1] = sum1;
    out[row + 2] = sum2;
    out[row + 3] = sum3;
  }
  for (; row < rows; row++) {
    let sum = fround(0);
    for (let f = 0; f < factors; f++) sum = fround(sum + fround(vector[f]! * matrix[row * factors + f]!));
    out[row] = sum;
  }
}
