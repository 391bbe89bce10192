/** Rows that the kernels could not solve in f32, solved in f64. */

import { panelPlace } from '../../../numerics/kernels/gram.ts';
import type { KernelMemory } from '../../../numerics/kernels/memory.ts';
import { WORK_BETWEEN_CHECKPOINTS } from '../../checkpoint.ts';
import { rightExtra, solveRow } from '../als-solver.ts';
import { createOuterSum } from '../outer-sum.ts';
import type { Side, SideAddresses } from './side.ts';
import type { AlsSolverOptions } from './solvers.ts';

export interface SolvedSide {
  readonly memory: KernelMemory;
  readonly side: Side;
  readonly own: SideAddresses;
  /** Address of the other side's vectors. */
  readonly fixed: number;
  readonly width: number;
  /** Gram matrix of these, in panels. */
  readonly gram: Float64Array;
  readonly options: AlsSolverOptions;
}

/**
 * Solves again, exactly, the rows in [from, to) that a kernel marked. Returns how many rows there were in all. Throws RangeError
 * when f64 cannot solve one either, or its vector cannot be told in f32.
 */
export async function solveAgain(
  solved: SolvedSide,
  { from, to }: { from: number; to: number },
  pause: () => Promise<void>,
): Promise<number> {
  const { memory, own, width, options } = solved;
  let work = 0;
  for (let row = from; row < to; row++) {
    if (memory.u8(own.failed + row, 1)[0] === 0) continue;
    memory.u8(own.failed + row, 1)[0] = 0;
    memory.f32(own.vectors + 4 * row * width, options.factors).set(solveExactly(solved, row));
    work +=
      options.factors ** 2 *
      (options.factors / 6 + solved.side.pairs.rowPtr[row + 1]! - solved.side.pairs.rowPtr[row]!);
    if (work < WORK_BETWEEN_CHECKPOINTS) continue;
    await pause();
    work = 0;
  }
  return to - from;
}

function solveExactly({ memory, side, fixed, width, gram, options }: SolvedSide, row: number): Float64Array {
  const { factors } = options;
  const { pairs, penalty } = side;
  const columns = pairs.colIdx.subarray(pairs.rowPtr[row]!, pairs.rowPtr[row + 1]!);
  const vectors = new Float64Array(columns.length * factors);
  columns.forEach((column, n) => {
    vectors.set(memory.f32(fixed + 4 * column * width, factors), n * factors);
  });
  const own = {
    rows: 1,
    cols: columns.length,
    rowPtr: Uint32Array.of(0, columns.length),
    colIdx: columns.map((_, n) => n),
    values: pairs.values.subarray(pairs.rowPtr[row]!, pairs.rowPtr[row + 1]!),
  };
  const outer = createOuterSum(factors);
  for (let i = 0; i < factors; i++) {
    for (let j = i; j < factors; j++)
      outer.sum[j * factors + i] = options.unobservedWeight * gram[panelPlace(i, j, width)]!;
    outer.sum[i * factors + i]! += penalty[row]!;
  }
  const x = new Float64Array(factors);
  try {
    solveRow(own, 0, vectors, outer, rightExtra(options), x);
  } catch (cause) {
    throw new RangeError(`als: row ${row} has no single solution; raise the regularisation`, { cause });
  }
  if (!x.every((value) => Number.isFinite(Math.fround(value))))
    throw new RangeError(`als: the vector of row ${row} leaves the range of f32`);
  return x;
}
