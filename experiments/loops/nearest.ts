/** Whose taste is nearest to whose. */

/** Of each row the other row with the largest cosine, the lower index among equals. Rows of zeros are at a right angle to all. */
export function nearestOf({
  rows,
  columns,
  values,
}: {
  readonly rows: number;
  readonly columns: number;
  /** (rows x columns) */
  readonly values: ArrayLike<number>;
}): Uint32Array {
  const norms = Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += values[row * columns + c]! ** 2;
    return Math.sqrt(sum);
  });
  const best = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY);
  const nearest = new Uint32Array(rows);
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < a; b++) {
      let product = 0;
      for (let c = 0; c < columns; c++) product += values[a * columns + c]! * values[b * columns + c]!;
      const cosine = product === 0 ? 0 : product / (norms[a]! * norms[b]!);
      if (cosine > best[a]!) {
        best[a] = cosine;
        nearest[a] = b;
      }
      // b meets its partners in rising order, so an equal that comes later does not replace one.
      if (cosine > best[b]!) {
        best[b] = cosine;
        nearest[b] = a;
      }
    }
  }
  return nearest;
}
