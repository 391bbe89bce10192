/**
 * Keyed (counter-based) random numbers.
 *
 * A draw is a pure function of (seed, purpose, four counters), so no draw ever waits for another: threads, shards, order
 * and added draws shift nothing. Generator: Philox4x32-10, Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy
 * as 1, 2, 3", SC'11.
 */

import type { Purpose } from './purposes.ts';

/** Key of one family of draws: two unsigned 32-bit words. */
export interface DrawKey {
  readonly k0: number;
  readonly k1: number;
}

/** Four unsigned 32-bit words made from a seed string by `seedWords`. */
export type SeedWords = readonly [number, number, number, number];

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;
const TWO_26 = 67108864;
const TWO_32 = 4294967296;
const TWO_52 = 4503599627370496;

/** High 32 bits of an unsigned 32 x 32 product, as an int32; the first factor comes as its 16-bit halves. */
function mulHigh(aLow: number, aHigh: number, b: number): number {
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const cross = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (cross >>> 16)) | 0;
}

/** Philox4x32-10: writes four unsigned words for counter (a, b, c, d) under key (k0, k1) to `out[0..3]`. */
export function philox4x32(
  k0: number,
  k1: number,
  a: number,
  b: number,
  c: number,
  d: number,
  out: Uint32Array,
): void {
  let x0 = a | 0;
  let x1 = b | 0;
  let x2 = c | 0;
  let x3 = d | 0;
  let key0 = k0 | 0;
  let key1 = k1 | 0;
  for (let round = 0; round < 10; round++) {
    const high0 = mulHigh(M0 & 0xffff, M0 >>> 16, x0);
    const low0 = Math.imul(M0, x0);
    const high1 = mulHigh(M1 & 0xffff, M1 >>> 16, x2);
    const low1 = Math.imul(M1, x2);
    x0 = high1 ^ x1 ^ key0;
    x1 = low1;
    x2 = high0 ^ x3 ^ key1;
    x3 = low0;
    key0 = (key0 + W0) | 0;
    key1 = (key1 + W1) | 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}

const words = new Uint32Array(4);

/** 64-bit FNV-1a of a purpose, as two words. The only thing that is hashed; the table of purposes is tested for collisions. */
export function purposeHash(purpose: string): readonly [number, number] {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < purpose.length; i++) {
    hash ^= BigInt(purpose.charCodeAt(i));
    hash = BigInt.asUintN(64, hash * 0x100000001b3n);
  }
  return [Number(hash & 0xffffffffn), Number(hash >> 32n)];
}

/** The key of all draws made for `purpose` under `seed`. */
export function drawKey(seed: SeedWords, purpose: Purpose): DrawKey {
  const [low, high] = purposeHash(purpose);
  philox4x32(seed[0], seed[1], low, high, seed[2], seed[3], words);
  return { k0: words[0]!, k1: words[1]! };
}

/** A fresh key for a decision that needs an unbounded number of draws (rejection samplers), addressed like a draw. */
export function subKey(key: DrawKey, a: number, b = 0, c = 0, d = 0): DrawKey {
  philox4x32(key.k0, key.k1, a, b, c, d, words);
  return { k0: words[2]!, k1: words[3]! };
}

/** Two random words as the midpoint of one of 2^52 equal cells of (0, 1): 53 bits would round up to 1. */
export function unitInterval(high: number, low: number): number {
  return ((high >>> 6) * TWO_26 + (low >>> 6) + 0.5) / TWO_52;
}

/** One uniform in the open interval (0, 1), 52 bits, at counter (a, b, c, d): unsigned 32-bit integers. */
export function uniform(key: DrawKey, a: number, b = 0, c = 0, d = 0): number {
  philox4x32(key.k0, key.k1, a, b, c, d, words);
  return unitInterval(words[0]!, words[1]!);
}

/** Four uniforms in (0, 1), 32 bits each, for the price of one: out[0..3]. */
export function uniform4(key: DrawKey, a: number, b: number, c: number, d: number, out: Float64Array): void {
  philox4x32(key.k0, key.k1, a, b, c, d, words);
  for (let i = 0; i < 4; i++) out[i] = (words[i]! + 0.5) / TWO_32;
}

/** A uniform integer in [0, n), n at most 2^32; bias below n / 2^52. */
export function uniformInteger(key: DrawKey, n: number, a: number, b = 0, c = 0, d = 0): number {
  return Math.floor(uniform(key, a, b, c, d) * n);
}
