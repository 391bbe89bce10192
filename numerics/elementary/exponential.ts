import { EXP_HIGH, EXP_LOW, EXP_STEPS, POWERS_OF_TWO, STEP_HIGH, STEP_LOW } from './tables.ts';

const STEPS_PER_UNIT = 184.6649652337873; // 128 / ln 2
const ROUNDER = 6755399441055744; // 1.5 * 2^52: adding and taking it away rounds to an integer
const LARGEST = 709.782712893384; // ln of the largest double
const SMALLEST = -745.1332191019412; // ln of half the smallest

/** e^x, within 0.52 ulp (0.7 where subnormal). Method: Tang, "Table-driven implementation of the exponential function", ACM TOMS 15, 1989. */
export function exp(x: number): number {
  return expSum(x, 0);
}

/** e^(x + tail), |tail| far below |x|. x = (128 k + i) ln 2 / 128 + r; e^x = 2^k 2^(i / 128) (1 + p(r)). */
export function expSum(x: number, tail: number): number {
  if (!(x <= LARGEST && x >= SMALLEST)) return x > LARGEST ? Infinity : x < SMALLEST ? 0 : NaN;
  const n = x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const i = n & (EXP_STEPS - 1);
  const power = (n - i) / EXP_STEPS;
  const r = x - n * STEP_HIGH - n * STEP_LOW + tail;
  const high = EXP_HIGH[i]!;
  const y = high + (EXP_LOW[i]! + high * expPolynomial(r));
  if (power >= -1021 && power <= 1023) return y * POWERS_OF_TWO[power + 1074]!;
  return power > 0 ? y * 2 * 2 ** 1023 : y * POWERS_OF_TWO[power + 1174]! * 2 ** -100;
}

/** e^r - 1 for |r| <= ln 2 / 256, absolute error below 2^-60. */
function expPolynomial(r: number): number {
  return r + r * r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120))));
}

/** e^x - 1, within 0.6 ulp. */
export function expm1(x: number): number {
  if (x > 40) return exp(x);
  if (!(x > -40)) return Number.isNaN(x) ? x : -1;
  if (x < 0.1 && x > -0.1) return x === 0 ? x : x + x * x * expTail(x);
  const n = x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const i = n & (EXP_STEPS - 1);
  const scale = POWERS_OF_TWO[(n - i) / EXP_STEPS + 1074]!;
  const r = x - n * STEP_HIGH - n * STEP_LOW;
  const high = scale * EXP_HIGH[i]!;
  const low = scale * (EXP_LOW[i]! + EXP_HIGH[i]! * expPolynomial(r));
  const sum = high - 1;
  const lost = high > 1 ? high - sum - 1 : high - (sum + 1);
  return sum + (lost + low);
}

/** (e^x - 1 - x) / x^2 for |x| <= 0.1: Taylor series to 2^-60. */
function expTail(x: number): number {
  const cubic =
    1 / 120 + x * (1 / 720 + x * (1 / 5040 + x * (1 / 40320 + x * (1 / 362880 + x * (1 / 3628800)))));
  return 0.5 + x * (1 / 6 + x * (1 / 24 + x * cubic));
}

/** Hyperbolic tangent, within 2.5 ulp, from expm1. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -28) return x;
  if (size >= 22) return Math.sign(x);
  if (size >= 1) return Math.sign(x) * (1 - 2 / (expm1(2 * size) + 2));
  const t = expm1(-2 * size);
  return (Math.sign(x) * -t) / (t + 2);
}
