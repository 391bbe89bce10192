import type { Interactions } from '../../datasets/interactions.ts';

/** Euclidean length of each row. */
export function rowNorms(matrix: Interactions): Float64Array {
  return rowSquares(matrix).map(Math.sqrt);
}

/** Sum of the squares of each row. */
export function rowSquares(matrix: Interactions): Float64Array {
  const { rows, rowPtr, values } = matrix;
  const squares = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const end = rowPtr[row + 1]!;
    let sum = 0;
    for (let p = rowPtr[row]!; p < end; p++) sum += values[p]! * values[p]!;
    squares[row] = sum;
  }
  return squares;
}
