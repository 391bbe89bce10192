import { type Interactions, transpose } from '../../datasets/interactions.ts';
import { allocateBesideResidents } from '../../numerics/kernels/resident.ts';
import type { FitRun } from '../algorithm.ts';
import { pause, WORK_BETWEEN_PAUSES } from '../pause.ts';
import { closeGaps } from './nearest-rows.ts';
import { nearestOfAll, similarRows, stack } from './neighbours.ts';

export interface ElasticNetOptions {
  readonly l1: number;
  readonly l2: number;
  readonly sweeps: number;
  readonly tolerance: number;
}

/** (items x items) X^T X, the diagonal included, columns ascending; sums in f64, kept in f32. Entries of 0 are left out. */
export async function gramMatrix(matrix: Interactions, run: FitRun): Promise<Interactions> {
  const places = Uint32Array.from({ length: matrix.cols }, (_, item) => item);
  const options = { similarity: 'inner-product', shrinkage: 0, neighbours: matrix.cols } as const;
  const problem = similarRows(transpose(matrix), matrix, null, options, places);
  return nearestOfAll({ ...problem, keepOwn: true }, run);
}

/** (items) */
export function diagonalOf(gram: Interactions): Float64Array {
  const diagonal = new Float64Array(gram.rows);
  for (let row = 0; row < gram.rows; row++) {
    for (let p = gram.rowPtr[row]!; p < gram.rowPtr[row + 1]!; p++) {
      if (gram.colIdx[p] === row) diagonal[row] = gram.values[p]!;
    }
  }
  return diagonal;
}

/**
 * The weights of a non-negative elastic net of every item on the others, by the kernel `elasticNet`; row j holds the weights that
 * make up item j, above 0. Columns go independently of each other, coordinates ascending: any number of threads gives the same bits.
 *
 * @param gram from `gramMatrix`, of values of at least 0
 */
export async function elasticNets(
  gram: Interactions,
  options: ElasticNetOptions,
  run: FitRun,
): Promise<Interactions> {
  const { kernels } = run;
  const items = gram.rows;
  const room = candidateCounts(gram, options.l1);
  const mean = gram.colIdx.length / Math.max(1, items);
  const diagonal = diagonalOf(gram);
  const { scope, result } = allocateBesideResidents(kernels.memory, (blocks) =>
    [gram.rowPtr, gram.colIdx, gram.values, diagonal].map((column) => blocks.put(column)),
  );
  const parts: Interactions[] = [];
  try {
    for (let from = 0, to = 0; from < items; from = to) {
      for (let work = 0; to < items && work < WORK_BETWEEN_PAUSES; to++)
        work += room[to] === 0 ? 1 : items + 2 * room[to]! * mean;
      parts.push(someColumns(from, to));
      await pause(run, to, items);
    }
  } finally {
    scope.close();
  }
  return stack(items, parts);

  function someColumns(from: number, to: number): Interactions {
    const at = new Uint32Array(to - from + 1);
    for (let n = 0; n < to - from; n++) at[n + 1] = at[n]! + room[from + n]!;
    const size = at[to - from]!;
    const { memory } = kernels;
    const blocks = memory.openScope();
    try {
      const starts = blocks.put(at);
      const [rows, weights, lengths] = [
        blocks.alloc(4 * size),
        blocks.alloc(4 * size),
        blocks.alloc(4 * (to - from)),
      ];
      const { l1, l2, sweeps, tolerance } = options;
      const [rowPtr, columns, values, squares] = result as [number, number, number, number];
      const args = [
        ...[rowPtr, columns, values, items, l1, l2, sweeps, tolerance],
        ...[from, starts, rows, weights, lengths, squares],
      ];
      kernels.run('elasticNet', to - from, args, 20 * items + 64);
      const counts = memory.u32(lengths, to - from);
      return closeGaps(items, at, counts, memory.u32(rows, size), memory.f32(weights, size));
    } finally {
      blocks.close();
    }
  }
}

/** (items) how many weights of each item's net may be above 0. */
function candidateCounts(gram: Interactions, l1: number): Uint32Array {
  const counts = new Uint32Array(gram.rows);
  for (let row = 0; row < gram.rows; row++) {
    for (let p = gram.rowPtr[row]!; p < gram.rowPtr[row + 1]!; p++) {
      if (gram.values[p]! > l1 && gram.colIdx[p] !== row) counts[row]!++;
    }
  }
  return counts;
}
