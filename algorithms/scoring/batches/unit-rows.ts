/** Rows of f32 vectors in kernel memory divided by their length, and the way back of gradients. */

import type { KernelHost } from '../../../numerics/kernels/host.ts';

const ROWS_A_CHUNK = 64;
/** What stands behind the dimensions of a row: nothing, a value that is kept, or 1. */
const BEHIND = { nothing: 0, kept: 1, one: 2 } as const;

export interface UnitRows {
  readonly rows: number;
  readonly stride: number;
  readonly dimensions: number;
  /** Addresses: (rows * stride), (rows * stride), (rows) f32 */
  readonly vectors: number;
  readonly units: number;
  readonly inverse: number;
  readonly behind: keyof typeof BEHIND;
}

export function unitRows(kernels: KernelHost, own: UnitRows): void {
  const { rows, stride, dimensions, vectors, units, inverse, behind } = own;
  const args = [rows, ROWS_A_CHUNK, vectors, units, stride, dimensions, inverse, BEHIND[behind]];
  kernels.run('unitRows', Math.ceil(rows / ROWS_A_CHUNK), args);
}

/** In place: gradients by the units become gradients by the vectors. */
export function unitGradients(kernels: KernelHost, own: UnitRows, gradient: number): void {
  const { rows, stride, dimensions, units, inverse, behind } = own;
  const args = [rows, ROWS_A_CHUNK, gradient, units, stride, dimensions, inverse, BEHIND[behind]];
  kernels.run('unitGradients', Math.ceil(rows / ROWS_A_CHUNK), args);
}
