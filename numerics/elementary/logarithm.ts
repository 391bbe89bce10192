import { LN2_HIGH, LN2_LOW, LOG_FIRST, LOG_HIGH, LOG_INVERSE, LOG_LOW, POWERS_OF_TWO } from './tables.ts';

const SMALLEST_NORMAL = 2 ** -1022;
const SQRT_HALF_HIGH_WORD = 0x3fe6a09e;
const bits = new Float64Array(1);
const bitWords = new Int32Array(bits.buffer);
const HIGH_WORD = new Uint8Array(new Uint16Array([1]).buffer)[0]!;

/** k with x in 2^k [sqrt(1/2), sqrt(2)), x normal and positive. */
function exponentOf(x: number): number {
  bits[0] = x;
  return (bitWords[HIGH_WORD]! - SQRT_HALF_HIGH_WORD) >> 20;
}

/** Natural logarithm, within 0.52 ulp. Method: Tang, "Table-driven implementation of the logarithm function", ACM TOMS 16, 1990. */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x > 0 ? x : NaN;
  return x < SMALLEST_NORMAL ? logSum(x * 2 ** 54, 0, -54) : logSum(x, 0, 0);
}

/** log(1 + x), within 0.6 ulp. */
export function log1p(x: number): number {
  if (!(x > -1 && x < Infinity)) return x === -1 ? -Infinity : x > 0 ? x : NaN;
  if (x < 2 ** -54 && x > -(2 ** -54)) return x;
  const u = 1 + x;
  const lost = x < 1 ? x - (u - 1) : 1 - (u - x);
  return logSum(u, lost, 0);
}

/**
 * log(u + lost) + shift ln 2, where lost is below an ulp of u. u = 2^k m, c ~ 1 / m from the table, r = m c - 1 exactly in
 * two parts: log u = k ln 2 - log c + log(1 + r).
 */
function logSum(u: number, lost: number, shift: number): number {
  const k = exponentOf(u);
  const scale = POWERS_OF_TWO[1074 - k]!;
  const m = u * scale;
  const i = ((m * 128 + 0.5) | 0) - LOG_FIRST;
  const c = LOG_INVERSE[i]!;
  const top = Math.fround(m);
  const rHigh = top * c - 1;
  const rLow = (m - top + lost * scale) * c;
  const r = rHigh + rLow;
  const base = (k + shift) * LN2_HIGH + LOG_HIGH[i]!;
  const sum = base + r;
  const tail = base - sum + r + (rHigh - r + rLow) + ((k + shift) * LN2_LOW + LOG_LOW[i]!);
  return sum + (tail + r * r * logTail(r));
}

/** (log(1 + r) - r) / r^2 for |r| < 2^-7, to 2^-53. */
function logTail(r: number): number {
  return -1 / 2 + r * (1 / 3 + r * (-1 / 4 + r * (1 / 5 + r * (-1 / 6 + r * (1 / 7 - r * (1 / 8))))));
}

/**
 * Writes log(x) to ~68 bits as out[0] + out[1], x normal and positive: `logSum` with the square of r in two parts.
 */
export function logDouble(x: number, shift: number, out: Float64Array): void {
  const k = exponentOf(x);
  const m = x * POWERS_OF_TWO[1074 - k]!;
  const i = ((m * 128 + 0.5) | 0) - LOG_FIRST;
  const c = LOG_INVERSE[i]!;
  const top = Math.fround(m);
  const rHigh = top * c - 1;
  const rLow = (m - top) * c;
  const r = rHigh + rLow;
  const rTop = Math.fround(r);
  const half = 0.5 * rTop * rTop;
  const halfRest = 0.5 * (r - rTop) * (r + rTop);
  const base = (k + shift) * LN2_HIGH + LOG_HIGH[i]!;
  const first = base + r;
  const second = first - half;
  const constants = (k + shift) * LN2_LOW + LOG_LOW[i]!;
  const lost = base - first + r + (rHigh - r + rLow) * (1 - r) + (first - second - half);
  const low = lost + (constants - halfRest + r * r * r * cubicTail(r));
  out[0] = second + low;
  out[1] = second - out[0] + low;
}

/** (log(1 + r) - r + r^2 / 2) / r^3 for |r| < 2^-7, to 2^-53. */
function cubicTail(r: number): number {
  const fourth = 1 / 7 + r * (-1 / 8 + r * (1 / 9 + r * (-1 / 10 + r * (1 / 11))));
  return 1 / 3 + r * (-1 / 4 + r * (1 / 5 + r * (-1 / 6 + r * fourth)));
}
