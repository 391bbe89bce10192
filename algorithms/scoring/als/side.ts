/** One side of the matrix (shoppers or items) in the memory of the kernels: its pairs, penalties and vectors. */

import type { Interactions } from '../../../datasets/interactions.ts';
import type { KernelMemory } from '../../../numerics/kernels/memory.ts';
import { rightExtra, rowRegularisation } from '../als-solver.ts';
import type { AlsSolverOptions, SolverKernel } from './solvers.ts';

/** Multiply-adds of a chunk: a millisecond or two. */
const CHUNK_WORK = 1e7;

export interface Side {
  readonly pairs: Interactions;
  /** (rows) */
  readonly penalty: Float64Array;
  /** (chunks + 1) first row of each chunk; follows from the data alone */
  readonly bounds: Uint32Array;
  /** (chunks) multiply-adds */
  readonly work: Float64Array;
  /** Pairs of the longest row. */
  readonly longest: number;
}

/** Where the columns of a side lie. */
export interface SideAddresses {
  readonly rowPtr: number;
  readonly columns: number;
  readonly weights: number;
  readonly penalty: number;
  readonly bounds: number;
  readonly failed: number;
  readonly errors: number;
  readonly vectors: number;
}

/** @param pairs rows of this side; values are the weights of the pairs in the loss */
export function createSide(pairs: Interactions, options: AlsSolverOptions, kernel: SolverKernel): Side {
  const bounds = [0];
  const works: number[] = [];
  let longest = 0;
  let work = 0;
  for (let row = 0; row < pairs.rows; row++) {
    const length = pairs.rowPtr[row + 1]! - pairs.rowPtr[row]!;
    longest = Math.max(longest, length);
    work += length === 0 ? 1 : kernel.work(length);
    if (work < CHUNK_WORK && row + 1 < pairs.rows) continue;
    bounds.push(row + 1);
    works.push(work);
    work = 0;
  }
  const penalty = rowRegularisation(pairs, options);
  return {
    pairs,
    penalty,
    bounds: Uint32Array.from(bounds),
    work: Float64Array.from(works),
    longest,
  };
}

/** Bytes of each column of a side, in the order of `SideAddresses`. */
export function sideSizes({ pairs, work }: Side, width: number): Record<keyof SideAddresses, number> {
  return {
    rowPtr: 4 * (pairs.rows + 1),
    columns: 4 * pairs.colIdx.length,
    weights: 4 * (pairs.colIdx.length + 4),
    penalty: 4 * pairs.rows,
    bounds: 4 * (work.length + 1),
    failed: pairs.rows,
    errors: 8 * work.length,
    vectors: 4 * pairs.rows * width,
  };
}

/** Writes what does not change in a fit; vectors become 0. */
export function fillSide(
  memory: KernelMemory,
  at: SideAddresses,
  side: Side,
  options: AlsSolverOptions,
  width: number,
): void {
  const { pairs, penalty, bounds } = side;
  const size = pairs.colIdx.length;
  const extra = rightExtra(options);
  memory.u32(at.rowPtr, pairs.rows + 1).set(pairs.rowPtr);
  memory.u32(at.columns, size).set(pairs.colIdx);
  const weights = memory.f32(at.weights, size);
  for (let p = 0; p < size; p++) weights[p] = Math.max(0, pairs.values[p]! - extra);
  memory.f32(at.penalty, pairs.rows).set(penalty);
  memory.u32(at.bounds, bounds.length).set(bounds);
  memory.u8(at.failed, pairs.rows).fill(0);
  memory.f32(at.vectors, pairs.rows * width).fill(0);
}
