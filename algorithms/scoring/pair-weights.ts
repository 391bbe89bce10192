import { type Interactions, transpose } from '../../datasets/interactions.ts';
import { log, log1p } from '../../numerics/math.ts';
import { binaryValues } from './implicit-feedback.ts';

export const PAIR_WEIGHTS = ['none', 'tf-idf', 'bm25'] as const;

export interface PairWeighting {
  readonly weighting: (typeof PAIR_WEIGHTS)[number];
  /** false: summed values instead of 1 for each pair. */
  readonly binary: boolean;
  /** bm25: how late repeats stop counting. */
  readonly k1: number;
  /** bm25: how much a long document's pairs lose, 0 to 1. */
  readonly b: number;
}

/**
 * The weights of pairs in a matrix of documents by terms (items by shoppers, or the reverse), as implicit has them:
 *
 *   idf_t  = ln(documents) - ln(1 + documents with t)
 *   tf-idf   sqrt(x_dt) idf_t
 *   bm25     x_dt (k1 + 1) / (k1 (1 - b + b length_d / mean length) + x_dt) idf_t,   length_d = sum of x_d
 *
 * Computed in f64, kept in f32. Throws RangeError on a negative value where it is weighed.
 */
export function weighPairs(matrix: Interactions, options: PairWeighting): Interactions {
  const plain = options.binary ? binaryValues(matrix) : matrix;
  if (options.weighting === 'none') return plain;
  const { rows, rowPtr, colIdx } = plain;
  const idf = inverseFrequencies(plain);
  const lengths = rowSums(plain);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / rows;
  const values = new Float32Array(colIdx.length);
  for (let row = 0; row < rows; row++) {
    const norm = options.k1 * (1 - options.b + (options.b * lengths[row]!) / mean);
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) {
      const x = plain.values[p]!;
      if (x < 0)
        throw new RangeError(`${options.weighting}: summed value ${x} of a pair; values must be at least 0`);
      const term =
        options.weighting === 'tf-idf' ? Math.sqrt(x) : x === 0 ? 0 : (x * (options.k1 + 1)) / (norm + x);
      values[p] = term * idf[colIdx[p]!]!;
    }
  }
  return { ...plain, values };
}

function inverseFrequencies(matrix: Interactions): Float64Array {
  const { rowPtr } = transpose(matrix);
  return Float64Array.from(
    { length: matrix.cols },
    (_, term) => log(matrix.rows) - log1p(rowPtr[term + 1]! - rowPtr[term]!),
  );
}

function rowSums({ rows, rowPtr, values }: Interactions): Float64Array {
  const sums = new Float64Array(rows);
  for (let row = 0; row < rows; row++)
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) sums[row]! += values[p]!;
  return sums;
}
