/**
 * Adam over tables of vectors in kernel memory, every row at every step, as PyTorch's does for dense gradients.
 *
 * Kingma, Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1; the moments are 0 at first.
 */

import type { KernelHost } from '../../../numerics/kernels/host.ts';
import type { Scope } from '../../../numerics/kernels/memory.ts';

export const ADAM = { b1: 0.9, b2: 0.999, epsilon: 1e-8 } as const;
const ROWS_A_CHUNK = 128;

/** Addresses of (rows * stride) f32 each. */
export interface AdamTable {
  readonly rows: number;
  readonly stride: number;
  readonly values: number;
  readonly gradient: number;
  readonly first: number;
  readonly second: number;
}

/** How many f32 a row takes: values, gradient and both moments. */
export const TABLE_COPIES = 4;

/** Values and gradient are not cleared. */
export function openTable(kernels: KernelHost, scope: Scope, rows: number, stride: number): AdamTable {
  const column = (): number => scope.alloc(4 * rows * stride);
  const table = { rows, stride, values: column(), gradient: column(), first: column(), second: column() };
  for (const moment of [table.first, table.second]) kernels.memory.f32(moment, rows * stride).fill(0);
  return table;
}

/** The corrections of one step. */
export interface AdamMoment {
  /** Rate over 1 - b1^t. */
  readonly step: number;
  /** 1 over the root of 1 - b2^t. */
  readonly unbias: number;
}

/** Counts steps, of which so many are taken; each call is the next. */
export function adamClock(taken = 0): (rate: number) => AdamMoment {
  let [power1, power2] = [1, 1];
  // Products, as if every step had been taken here: a power has other last bits.
  for (let step = 0; step < taken; step++) {
    power1 *= ADAM.b1;
    power2 *= ADAM.b2;
  }
  return (rate) => {
    power1 *= ADAM.b1;
    power2 *= ADAM.b2;
    return { step: rate / (1 - power1), unbias: 1 / Math.sqrt(1 - power2) };
  };
}

export interface Decay {
  /** Added to the gradient times the value. */
  readonly decay: number;
  /** Address of more of it for each row (f32); 0 for none. */
  readonly rowDecay?: number;
}

export function adamStep(
  kernels: KernelHost,
  { rows, stride, values, first, second, gradient }: AdamTable,
  { step, unbias }: AdamMoment,
  { decay, rowDecay = 0 }: Decay,
): void {
  const table = [values, first, second, gradient, stride, decay, rowDecay];
  const args = [rows, ROWS_A_CHUNK, ...table, ADAM.b1, ADAM.b2, step, unbias, ADAM.epsilon];
  kernels.run('adamRows', Math.ceil(rows / ROWS_A_CHUNK), args);
}
