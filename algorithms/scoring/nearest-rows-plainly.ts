import type { Csr } from '../../numerics/csr.ts';
import type { NearestProblem } from './nearest-rows.ts';
import { createSelection, selectTopK } from './top-k/select-row.ts';

/** The reference of `nearestFinder`: one dense row of sums at a time. */
export function nearestRowsPlainly(problem: NearestProblem, rows: Uint32Array): Csr {
  const { left, leftWeights, right, k, places } = problem;
  const sums = new Float64Array(right.cols);
  const similarities = new Float32Array(right.cols);
  const selection = createSelection(Math.min(k, right.cols));
  const rowPtr = new Uint32Array(rows.length + 1);
  const colIdx: number[] = [];
  const values: number[] = [];
  for (const [n, row] of rows.entries()) {
    sums.fill(0);
    for (let p = left.rowPtr[row]!; p < left.rowPtr[row + 1]!; p++) {
      const term = left.colIdx[p]!;
      for (let r = right.rowPtr[term]!; r < right.rowPtr[term + 1]!; r++)
        sums[right.colIdx[r]!]! += (leftWeights ? leftWeights[p]! : 1) * right.values[r]!;
    }
    if (!problem.keepOwn && row < right.cols) sums[row] = 0;
    for (let column = 0; column < right.cols; column++) {
      const similarity = similarityOf(problem, row, column, sums[column]!);
      similarities[column] = similarity > 0 ? similarity : Number.NEGATIVE_INFINITY;
    }
    selectTopK(similarities, places, selection.picked.length, null, selection);
    for (const column of selection.picked.slice(0, selection.length).sort()) {
      colIdx.push(column);
      values.push(similarities[column]!);
    }
    rowPtr[n + 1] = colIdx.length;
  }
  return {
    rows: rows.length,
    cols: right.cols,
    rowPtr,
    colIdx: Uint32Array.from(colIdx),
    values: Float32Array.from(values),
  };
}

function similarityOf(problem: NearestProblem, row: number, column: number, dot: number): number {
  const { kind, rowSizes, columnSizes, shrinkage } = problem;
  const own = rowSizes[row]!;
  const size = columnSizes[column]!;
  return kind === 'jaccard' ? dot / (own + size - dot + shrinkage) : dot / (own * size + shrinkage);
}
