/** The standard normal distribution. */

import { exp, log } from './math.ts';

const INVERSE_ROOT_TWO_PI = 0.3989422804014327;

/** Numerator and denominator, constant term first, of a rational approximation. */
interface Rational {
  readonly top: readonly number[];
  readonly bottom: readonly number[];
}

const CENTRE: Rational = {
  top: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  bottom: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
};
const MIDDLE: Rational = {
  top: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  bottom: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
};
const TAIL: Rational = {
  top: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  bottom: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};

function evaluate({ top, bottom }: Rational, x: number): number {
  let numerator = 0;
  let denominator = 0;
  for (let i = 7; i >= 0; i--) {
    numerator = numerator * x + top[i]!;
    denominator = denominator * x + bottom[i]!;
  }
  return numerator / denominator;
}

/**
 * Normal quantile of u in (0, 1), relative error about 1e-16: algorithm AS 241 (PPND16) of Wichura, "The percentage points
 * of the normal distribution", Applied Statistics 37, 1988. -Infinity at 0, Infinity at 1, NaN outside.
 */
export function normalQuantile(u: number): number {
  const q = u - 0.5;
  if (Math.abs(q) <= 0.425) return q * evaluate(CENTRE, 0.180625 - q * q);
  if (!(u > 0 && u < 1)) return u === 0 ? -Infinity : u === 1 ? Infinity : NaN;
  const r = Math.sqrt(-log(q < 0 ? u : 1 - u));
  const size = r <= 5 ? evaluate(MIDDLE, r - 1.6) : evaluate(TAIL, r - 5);
  return q < 0 ? -size : size;
}

/**
 * Normal distribution function, relative error below 1e-13 down to x = -37: Abramowitz, Stegun 1964, the series 26.2.11
 * near 0 and the continued fraction 26.2.14 in the tails.
 */
export function normalCdf(x: number): number {
  const size = Math.abs(x);
  if (size > 39) return x > 0 ? 1 : 0;
  const density = INVERSE_ROOT_TWO_PI * exp(-0.5 * x * x);
  if (size < 2.5) return 0.5 + density * oddSeries(x);
  const upper = density / tailFraction(size);
  return x > 0 ? 1 - upper : x < 0 ? upper : NaN;
}

/** x + x^3 / 3 + x^5 / (3 5) + ... */
function oddSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) {
    term *= (x * x) / n;
    sum += term;
  }
  return sum;
}

/** x + 1 / (x + 2 / (x + 3 / (x + ...))), enough terms for x >= 2.5. */
function tailFraction(x: number): number {
  let value = x;
  for (let n = 120; n >= 1; n--) value = x + n / value;
  return value;
}
