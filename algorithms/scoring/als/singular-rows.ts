/** Rows that the kernels could not solve in f32, solved in f64. */

import type { KernelMemory } from '../../../numerics/kernels/memory.ts';
import { rightExtra, solveRow } from '../als-solver.ts';
import { addPending, addVector, createOuterSum } from '../outer-sum.ts';
import type { Side, SideAddresses } from './side.ts';
import type { AlsSolverOptions } from './solvers.ts';

export interface SolvedSide {
  readonly memory: KernelMemory;
  readonly side: Side;
  readonly own: SideAddresses;
  /** Address of the other side's vectors, and how many there are. */
  readonly fixed: number;
  readonly fixedRows: number;
  readonly width: number;
  readonly options: AlsSolverOptions;
}

/** Multiply-adds of a kernel in the time of one here. */
const JOB_SLOWNESS = 10;

/**
 * Solves again, exactly, the rows in [from, to) that a kernel marked. Returns how many rows there were in all. Throws RangeError
 * when f64 cannot solve one either, or its vector cannot be told in f32.
 */
export async function solveAgain(
  solved: SolvedSide,
  { from, to }: { from: number; to: number },
  pause: (work: number) => Promise<void>,
): Promise<number> {
  const { memory, own, side, width, options } = solved;
  let shared: Float64Array | undefined;
  for (let row = from; row < to; row++) {
    if (memory.u8(own.failed + row, 1)[0] === 0) continue;
    memory.u8(own.failed + row, 1)[0] = 0;
    shared ??= await sharedSystem(solved, pause);
    const x = solveExactly(solved, shared, row);
    memory.f32(own.vectors + 4 * row * width, options.factors).set(x);
    const length = side.pairs.rowPtr[row + 1]! - side.pairs.rowPtr[row]!;
    await pause(JOB_SLOWNESS * options.factors ** 2 * (length / 2 + options.factors / 6));
  }
  return to - from;
}

/** a0 times the Gram matrix of the fixed vectors, lower triangle, f64 throughout: that of the kernels is not exact enough here. */
async function sharedSystem(
  { memory, fixed, fixedRows, width, options }: SolvedSide,
  pause: (work: number) => Promise<void>,
): Promise<Float64Array> {
  const { factors, unobservedWeight } = options;
  const outer = createOuterSum(factors);
  for (let row = 0; row < fixedRows; row++) {
    const vector = Float64Array.from(memory.f32(fixed + 4 * row * width, factors));
    addVector(outer, vector, 0, unobservedWeight);
    await pause((JOB_SLOWNESS * factors ** 2) / 2);
  }
  addPending(outer);
  return outer.sum;
}

function solveExactly(
  { memory, side, fixed, width, options }: SolvedSide,
  shared: Float64Array,
  row: number,
): Float64Array {
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
  outer.sum.set(shared);
  for (let f = 0; f < factors; f++) outer.sum[f * factors + f]! += penalty[row]!;
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
