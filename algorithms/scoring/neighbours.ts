import type { Interactions } from '../../datasets/interactions.ts';
import type { FitRun } from '../algorithm.ts';
import { pause, WORK_BETWEEN_PAUSES } from '../pause.ts';

import { isOnes, type NearestProblem, nearestFinder } from './nearest-rows.ts';
import { rowNorms, rowSquares } from './similarity.ts';

export const SIMILARITIES = ['cosine', 'jaccard', 'inner-product'] as const;

export interface SimilarityOptions {
  /**
   * Between rows x and y: cosine x y / (|x| |y| + shrinkage), jaccard x y / (|x|^2 + |y|^2 - x y + shrinkage), which is that of
   * sets where all values are 1, inner-product x y / (1 + shrinkage).
   */
  readonly similarity: (typeof SIMILARITIES)[number];
  readonly shrinkage: number;
  readonly neighbours: number;
}

/**
 * The similarity of rows of a matrix to its rows, as a product of `matrix`, whose columns may weigh, with its transpose.
 *
 * @param weights (columns) of each column in the inner products; sizes stay unweighted
 * @param places (rows) order among equally similar rows, from `tiePlaces`
 */
export function similarRows(
  matrix: Interactions,
  transposed: Interactions,
  weights: Float64Array | null,
  options: SimilarityOptions,
  places: Uint32Array,
): NearestProblem {
  refuseUnbounded(matrix);
  const sizes = rowSizes(matrix, options.similarity);
  return {
    left: matrix,
    leftWeights: weights || !isOnes(matrix.values) ? weighted(matrix, weights) : null,
    right: transposed,
    rowSizes: sizes,
    columnSizes: sizes,
    kind: options.similarity === 'jaccard' ? 'jaccard' : 'cosine',
    shrinkage: options.shrinkage,
    k: Math.min(options.neighbours, matrix.rows),
    places,
    keepOwn: false,
  };
}

/** The nearest columns of every row of the left matrix. Interruptible. */
export async function nearestOfAll(problem: NearestProblem, run: FitRun): Promise<Interactions> {
  const finder = nearestFinder(problem, run.kernels);
  const { rows } = problem.left;
  const parts: Interactions[] = [];
  try {
    for (let from = 0, to = 0; from < rows; from = to) {
      for (let work = 0; to < rows && work < WORK_BETWEEN_PAUSES; to++)
        work += finder.workOf(to) === 0 ? 1 : finder.workOf(to) + problem.right.cols;
      parts.push(finder.find(Uint32Array.from({ length: to - from }, (_, n) => from + n)));
      await pause(run, to, rows);
    }
  } finally {
    finder.release();
  }
  return stack(problem.right.cols, parts);
}

/** (shoppers) 1 / (items they had) */
export function termWeights({ rows, rowPtr }: Interactions): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => 1 / Math.max(1, rowPtr[row + 1]! - rowPtr[row]!));
}

function weighted({ colIdx, values }: Interactions, weights: Float64Array | null): Float64Array {
  const out = new Float64Array(values);
  if (weights) for (let p = 0; p < out.length; p++) out[p]! *= weights[colIdx[p]!]!;
  return out;
}

/** What stands for the size of a row in the denominator of the similarity. */
function rowSizes(matrix: Interactions, similarity: SimilarityOptions['similarity']): Float64Array {
  if (similarity === 'inner-product') return new Float64Array(matrix.rows).fill(1);
  return similarity === 'jaccard' ? rowSquares(matrix) : rowNorms(matrix);
}

/** Throws RangeError when a value is NaN or infinite. */
export function refuseUnbounded({ rows, rowPtr, values }: Interactions): void {
  let at = 0;
  while (at < values.length && values[at]! - values[at]! === 0) at++;
  if (at === values.length) return;
  let row = 0;
  while (row < rows && rowPtr[row + 1]! <= at) row++;
  throw new RangeError(`interactions: value ${values[at]} in row ${row}; values must be finite`);
}

/** Parts below each other. */
export function stack(cols: number, parts: readonly Interactions[]): Interactions {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const pairs = parts.reduce((sum, part) => sum + part.colIdx.length, 0);
  const out = {
    rows,
    cols,
    rowPtr: new Uint32Array(rows + 1),
    colIdx: new Uint32Array(pairs),
    values: new Float32Array(pairs),
  };
  let row = 0;
  for (const part of parts) {
    const start = out.rowPtr[row]!;
    out.colIdx.set(part.colIdx, start);
    out.values.set(part.values, start);
    for (let n = 1; n <= part.rows; n++) out.rowPtr[row + n] = start + part.rowPtr[n]!;
    row += part.rows;
  }
  return out;
}
