/**
 * Gradients and hessians in whole units, so that sums of them are exact in any order: a pair of 64-bit integers a bin, the number of rows in the
 * upper bits of the second. Units are powers of two, as small as the sums of all rows allow: 2^-44 of them and less for a million rows.
 */

export interface Units {
  /** Units of a gradient, and of a hessian, of 1. */
  readonly gradient: number;
  readonly hessian: number;
  /** Bits of sums of hessians, below the number of rows. */
  readonly bits: number;
}

export interface GradientSums {
  readonly gradient: number;
  readonly hessian: number;
  /** Of absolute gradients. */
  readonly size: number;
}

/** Of one number of units: the kernels round by adding 1.5 x 2^52. */
const MOST = 2 ** 51;

/** @param most what no gradient or hessian exceeds */
export function unitsOf(rows: number, { size, hessian }: GradientSums, most: number): Units {
  const bits = 64 - (32 - Math.clz32(rows));
  return {
    gradient: powerBelow(size, 2 ** 63, rows, most),
    hessian: powerBelow(hessian, 2 ** bits, rows, most),
    bits,
  };
}

/** The largest power of two by which a sum, each of `rows` terms rounded, stays below `limit`, and every term within MOST. */
function powerBelow(sum: number, limit: number, rows: number, most: number): number {
  let power = 1;
  while (most * power > MOST || sum * power + rows >= limit) power /= 2;
  while (most * power * 2 <= MOST && sum * power * 2 + rows < limit) power *= 2;
  return power;
}

const ROUNDER = 1.5 * 2 ** 52;
/** To the nearest integer, half to even. */
export const rounded = (value: number): number => value + ROUNDER - ROUNDER;
