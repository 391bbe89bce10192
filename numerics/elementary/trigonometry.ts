/** Quarter turn in three parts of 33 bits and a rest, so that n times each part is exact for |n| <= 2^20. */
const QUARTER_1 = 1.5707963267341256;
const QUARTER_2 = 6.077100506303966e-11;
const QUARTER_3 = 2.0222662487111665e-21;
const QUARTER_4 = 8.4784276603689e-32;
const TURNS = 2 / Math.PI;
/** Largest |x|, radians, that is reduced exactly. */
const LARGEST = 1647099;

const reduced = new Float64Array(2);

/** Sine of x radians, within 1 ulp. Throws RangeError beyond |x| = 1647099 (2^20 quarter turns). NaN for NaN. */
export function sin(x: number): number {
  if (Math.abs(x) < 2 ** -27) return x;
  switch (reduce(x, 'sin')) {
    case 0:
      return sinNearZero(reduced[0]!, reduced[1]!);
    case 1:
      return cosNearZero(reduced[0]!, reduced[1]!);
    case 2:
      return -sinNearZero(reduced[0]!, reduced[1]!);
    default:
      return -cosNearZero(reduced[0]!, reduced[1]!);
  }
}

/** Cosine of x radians, within 1 ulp. Throws RangeError beyond |x| = 1647099 (2^20 quarter turns). NaN for NaN. */
export function cos(x: number): number {
  switch (reduce(x, 'cos')) {
    case 0:
      return cosNearZero(reduced[0]!, reduced[1]!);
    case 1:
      return -sinNearZero(reduced[0]!, reduced[1]!);
    case 2:
      return -cosNearZero(reduced[0]!, reduced[1]!);
    default:
      return sinNearZero(reduced[0]!, reduced[1]!);
  }
}

/** Writes x - n pi / 2 as reduced[0] + reduced[1], |reduced[0]| <= pi / 4; returns n mod 4 (Cody, Waite 1980). */
function reduce(x: number, name: string): number {
  if (Math.abs(x) > LARGEST)
    throw new RangeError(`${name}: x is ${x}; |x| must be at most ${LARGEST} radians`);
  const n = Math.round(x * TURNS);
  const first = x - n * QUARTER_1;
  const part2 = n * QUARTER_2;
  const second = first - part2;
  const lost2 = first - second - part2;
  const part3 = n * QUARTER_3 - lost2;
  const third = second - part3;
  const low = second - third - part3 - n * QUARTER_4;
  reduced[0] = third + low;
  reduced[1] = third - reduced[0] + low;
  return n & 3;
}

/** Taylor series of sin(x + tail) on |x| <= pi / 4, to 2^-60. */
function sinNearZero(x: number, tail: number): number {
  const z = x * x;
  const high = 1 / 39916800 + z * (-1 / 6227020800 + z * (1 / 1307674368000 + z * (-1 / 355687428096000)));
  const p = 1 / 120 + z * (-1 / 5040 + z * (1 / 362880 - z * high));
  return x + (x * z * (-1 / 6 + z * p) + tail * (1 - 0.5 * z));
}

/** Taylor series of cos(x + tail) on |x| <= pi / 4, to 2^-60. */
function cosNearZero(x: number, tail: number): number {
  const z = x * x;
  const high =
    1 / 479001600 + z * (-1 / 87178291200 + z * (1 / 20922789888000 + z * (-1 / 6402373705728000)));
  const p = 1 / 24 + z * (-1 / 720 + z * (1 / 40320 + z * (-1 / 3628800 + z * high)));
  const half = 0.5 * z;
  const sum = 1 - half;
  return sum + (1 - sum - half + (z * z * p - x * tail));
}
