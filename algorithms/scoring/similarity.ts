import type { Interactions } from '../../datasets/interactions.ts';

/** Euclidean length of each row. */
export function rowNorms(matrix: Interactions): Float64Array {
  return rowSquares(matrix).map(Math.sqrt);
}

/** Sum of the squares of each row. */
export function rowSquares(matrix: Interactions): Float64Array {
  const squares = new Float64Array(matrix.rows);
  for (let row = 0; row < matrix.rows; row++) {
    for (let p = matrix.rowPtr[row]!; p < matrix.rowPtr[row + 1]!; p++)
      squares[row]! += matrix.values[p]! ** 2;
  }
  return squares;
}
