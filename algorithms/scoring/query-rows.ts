import type { Interactions } from '../../datasets/interactions.ts';
import type { Histories, Queries } from '../algorithm.ts';
import { gatherRows } from './row-lists.ts';

/** The queries `rows`, in that order, as a batch of their own. */
export function gatherQueries(queries: Queries, rows: Uint32Array): Queries {
  const { shopper, time, history, exclude, candidates } = queries;
  return {
    length: rows.length,
    shopper: rows.map((q) => shopper[q]!),
    ...(time && { time: rows.map((q) => time[q]!) }),
    ...(history && { history: gatherHistories(history, rows) }),
    exclude: typeof exclude === 'string' ? exclude : gatherRows(exclude, rows),
    ...(candidates && { candidates: gatherRows(candidates, rows) }),
  };
}

function gatherHistories({ rowPtr, item, time }: Histories, rows: Uint32Array): Histories {
  const values = new Float32Array(0);
  const taken = gatherRows({ rows: rowPtr.length - 1, cols: 0, rowPtr, colIdx: item, values }, rows);
  const times = gatherRows({ rows: rowPtr.length - 1, cols: 0, rowPtr, colIdx: time, values }, rows);
  return { rowPtr: taken.rowPtr, item: taken.colIdx, time: times.colIdx };
}

/** The numbers from ... to - 1. */
export const rowsFrom = (from: number, to: number): Uint32Array =>
  Uint32Array.from({ length: to - from }, (_, n) => from + n);

/** The columns of row `row`; none outside the matrix. */
export function columnsOf(matrix: Interactions, row: number): Uint32Array {
  if (row >= matrix.rows) return new Uint32Array(0);
  return matrix.colIdx.subarray(matrix.rowPtr[row]!, matrix.rowPtr[row + 1]!);
}
