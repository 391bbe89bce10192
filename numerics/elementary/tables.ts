/**
 * Tables behind the elementary functions, made once by integer arithmetic (BigInt fixed point), so that every engine has
 * the same bits.
 */

const FRACTION_BITS = 160n;
const ONE = 1n << FRACTION_BITS;
const TWO_160 = 2 ** 160;

/** Nearest double to a fixed-point number. */
const toDouble = (fixed: bigint): number => Number(fixed) / TWO_160;

/** Exact fixed-point form of a double that is a multiple of 2^-160. */
const toFixed = (value: number): bigint => BigInt(value * TWO_160);

const multiply = (a: bigint, b: bigint): bigint => (a * b) >> FRACTION_BITS;

/** Natural log of the positive fixed-point p / q: 2 artanh((p - q) / (p + q)), for p / q near 1. */
function fixedLog(p: bigint, q: bigint): bigint {
  const z = ((p - q) << FRACTION_BITS) / (p + q);
  const square = multiply(z, z);
  let sum = 0n;
  let power = z;
  for (let n = 1n; power !== 0n && power !== -1n; n += 2n) {
    sum += power / n;
    power = multiply(power, square);
  }
  return 2n * sum;
}

/** exp of a fixed-point number near 0, by its Taylor series. */
function fixedExp(x: bigint): bigint {
  let sum = 0n;
  let term = ONE;
  for (let n = 1n; term !== 0n; n++) {
    sum += term;
    term = multiply(term, x) / n;
  }
  return sum;
}

const LN2 = fixedLog(2n, 1n);

/** The top of a fixed-point number: a double that is a multiple of 2^-bits. */
const roundTo = (fixed: bigint, bits: bigint): number => {
  const step = FRACTION_BITS - bits;
  return toDouble(((fixed + (1n << (step - 1n))) >> step) << step);
};

/** What a double leaves of a fixed-point number. */
const rest = (fixed: bigint, high: number): number => toDouble(fixed - toFixed(high));

/** 2^k at [k + 1074], k in [-1074, 1023]. */
export const POWERS_OF_TWO = new Float64Array(2098);

/** Steps of the exponential's table: 2^(i / 128). */
export const EXP_STEPS = 128;
export const EXP_HIGH = new Float64Array(EXP_STEPS);
export const EXP_LOW = new Float64Array(EXP_STEPS);
/** ln 2 / 128 in two parts; n times the first is exact for |n| < 2^17.5. */
export const STEP_HIGH: number = roundTo(LN2 / 128n, 43n);
export const STEP_LOW: number = rest(LN2 / 128n, STEP_HIGH);

/** ln 2 in two parts; k times the first plus an entry of LOG_HIGH is exact for |k| < 2^11. */
export const LN2_HIGH: number = roundTo(LN2, 42n);
export const LN2_LOW: number = rest(LN2, LN2_HIGH);
/** First and last i for which m in [sqrt(1/2), sqrt(2)) rounds to i / 128. */
export const LOG_FIRST = 90;
const LOG_LAST = 181;
/** c, close to 128 / i with 12 bits after the point, at [i - LOG_FIRST]; exactly 1 at i = 128. */
export const LOG_INVERSE = new Float64Array(LOG_LAST - LOG_FIRST + 1);
/** -ln c in two parts, at [i - LOG_FIRST]. */
export const LOG_HIGH = new Float64Array(LOG_LAST - LOG_FIRST + 1);
export const LOG_LOW = new Float64Array(LOG_LAST - LOG_FIRST + 1);

function fillPowers(): void {
  POWERS_OF_TWO[0] = Number.MIN_VALUE;
  for (let i = 1; i < POWERS_OF_TWO.length; i++) POWERS_OF_TWO[i] = 2 * POWERS_OF_TWO[i - 1]!;
}

function fillExp(): void {
  const ratio = fixedExp(LN2 / BigInt(EXP_STEPS));
  let value = ONE;
  for (let i = 0; i < EXP_STEPS; i++) {
    EXP_HIGH[i] = toDouble(value);
    EXP_LOW[i] = rest(value, EXP_HIGH[i]!);
    value = multiply(value, ratio);
  }
}

function fillLog(): void {
  for (let i = LOG_FIRST; i <= LOG_LAST; i++) {
    const c = Math.round((128 / i) * 4096);
    const at = i - LOG_FIRST;
    const log = fixedLog(4096n, BigInt(c));
    LOG_INVERSE[at] = c / 4096;
    LOG_HIGH[at] = roundTo(log, 42n);
    LOG_LOW[at] = rest(log, LOG_HIGH[at]!);
  }
}

fillPowers();
fillExp();
fillLog();
