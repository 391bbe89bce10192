import type { Interactions } from '../../datasets/interactions.ts';

/** One dense row of similarities, and which places of it hold. */
export interface SimilarityRow {
  /** (size) weighted sum of products with the current row; all 0 between two rows */
  readonly dot: Float64Array;
  /** (size) similarity to the current row, where touched */
  readonly similarity: Float32Array;
  /** (size) rows with a product, the first `length` of them */
  readonly touched: Uint32Array;
  length: number;
}

export function createSimilarityRow(size: number): SimilarityRow {
  return {
    dot: new Float64Array(size),
    similarity: new Float32Array(size),
    touched: new Uint32Array(size),
    length: 0,
  };
}

/** Euclidean length of each row. */
export function rowNorms(matrix: Interactions): Float64Array {
  const norms = new Float64Array(matrix.rows);
  for (let row = 0; row < matrix.rows; row++) {
    let sum = 0;
    for (let p = matrix.rowPtr[row]!; p < matrix.rowPtr[row + 1]!; p++) sum += matrix.values[p]! ** 2;
    norms[row] = Math.sqrt(sum);
  }
  return norms;
}

/**
 * Adds w_c x_rc x_sc over the columns c of row r, for every row s that shares a column with it.
 *
 * @param byColumn the transpose of `matrix`
 * @param weights (columns)
 * @returns how many products that took
 */
export function addProducts(
  r: number,
  matrix: Interactions,
  byColumn: Interactions,
  weights: Float64Array,
  into: SimilarityRow,
): number {
  const { dot, touched } = into;
  let length = 0;
  let products = 0;
  for (let p = matrix.rowPtr[r]!; p < matrix.rowPtr[r + 1]!; p++) {
    const column = matrix.colIdx[p]!;
    const weight = weights[column]! * matrix.values[p]!;
    const start = byColumn.rowPtr[column]!;
    const end = byColumn.rowPtr[column + 1]!;
    products += end - start;
    for (let n = start; n < end; n++) {
      const other = byColumn.colIdx[n]!;
      const before = dot[other]!;
      if (before === 0) touched[length++] = other;
      dot[other] = before + weight * byColumn.values[n]!;
    }
  }
  into.length = length;
  return products;
}

/**
 * Turns the products with row r into dot / (|x_r| |x_s| + shrinkage) and clears them. Row r itself and whatever is not
 * above 0 become -Infinity.
 */
export function toSimilarities(r: number, norms: Float64Array, shrinkage: number, into: SimilarityRow): void {
  const { dot, similarity, touched } = into;
  for (let n = 0; n < into.length; n++) {
    const other = touched[n]!;
    const value = dot[other]! / (norms[r]! * norms[other]! + shrinkage);
    similarity[other] = other !== r && value > 0 ? value : Number.NEGATIVE_INFINITY;
    dot[other] = 0;
  }
}
