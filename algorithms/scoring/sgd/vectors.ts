import { normalQuantile } from '../../../numerics/distributions.ts';
import type { KernelMemory } from '../../../numerics/kernels/memory.ts';
import { type DrawKey, uniform4 } from '../../../numerics/rng.ts';
import type { FitRun } from '../../algorithm.ts';
import { pause } from '../../pause.ts';

/** In the memory of kernels, vectors have zeros behind them, to a multiple of so many dimensions. */
const LANES = 8;

export const strideOf = (factors: number): number => Math.ceil(factors / LANES) * LANES;

/** Which side a vector belongs to; each has draws of its own under one key. */
const SIDES = { shoppers: 0, items: 1, implicit: 2 } as const;

/**
 * Throws RangeError, naming what is needed and what is allowed, where so many vectors with `each` f32 values besides cannot be
 * held; before any of it is allocated.
 */
export function requireVectors(
  memory: KernelMemory,
  name: string,
  { rows, factors, each = 0 }: { readonly rows: number; readonly factors: number; readonly each?: number },
): void {
  const needed = 4 * rows * (strideOf(factors) + each);
  try {
    memory.free(memory.alloc(needed));
  } catch (cause) {
    const { message } = cause as Error;
    throw new RangeError(`${name}: ${rows} vectors of ${factors} need ${needed} bytes; ${message}`, {
      cause,
    });
  }
}

export interface VectorOptions {
  readonly rows: number;
  readonly factors: number;
  /** Length of a row, above `factors`; default: `strideOf(factors)`. */
  readonly stride?: number;
  readonly key: DrawKey;
  readonly side: keyof typeof SIDES;
  readonly quantile?: (u: number) => number;
  /** Of normal draws, without `quantile`. */
  readonly deviation?: number;
}

const VALUES_BETWEEN_CHECKPOINTS = 1_000_000;

/** Draws of (rows * stride) values to `address`: the counters are (row, side, dimension / 4); zeros behind each vector. */
export async function drawVectors(address: number, options: VectorOptions, run: FitRun): Promise<void> {
  const { rows, factors, key, side, deviation = 1, stride = strideOf(factors) } = options;
  const quantile = options.quantile ?? ((u: number) => deviation * normalQuantile(u));
  const step = Math.ceil(VALUES_BETWEEN_CHECKPOINTS / stride);
  const four = new Float64Array(4);
  for (let from = 0; from < rows; from += step) {
    const to = Math.min(rows, from + step);
    const vectors = run.kernels.memory.f32(address, rows * stride).subarray(from * stride, to * stride);
    vectors.fill(0);
    for (let row = from; row < to; row++) {
      for (let f = 0; f < factors; f++) {
        if (f % 4 === 0) uniform4(key, row, SIDES[side], f / 4, 0, four);
        vectors[(row - from) * stride + f] = quantile(four[f % 4]!);
      }
    }
    if (to < rows) await pause(run, 0, 1);
  }
}

/** (rows * factors) a copy without the zeros. Throws RangeError where a value is not finite: the fit has run away. */
export function takeVectors(
  memory: KernelMemory,
  address: number,
  rows: number,
  factors: number,
  name: string,
): Float32Array {
  const stride = strideOf(factors);
  const padded = memory.f32(address, rows * stride);
  const vectors = new Float32Array(rows * factors);
  for (let row = 0; row < rows; row++) {
    vectors.set(padded.subarray(row * stride, row * stride + factors), row * factors);
  }
  checkFinite(vectors, name);
  return vectors;
}

export function checkFinite(values: Float32Array | Float64Array, name: string): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new RangeError(`${name}: the fit ran away, a factor is ${values[at]}; lower learningRate`);
  }
}
