import { expSum } from './exponential.ts';
import { logDouble } from './logarithm.ts';

const SMALLEST_NORMAL = 2 ** -1022;
const SPLITTER = 134217729; // 2^27 + 1
const logarithm = new Float64Array(2);

/**
 * x^y, within 0.55 ulp; exact where the result is a double. Special values as `Math.pow`. e^(y log x), the logarithm and
 * the product in two parts (Dekker, "A floating-point technique for extending the available precision", 1971).
 */
export function pow(x: number, y: number): number {
  const size = Math.abs(x);
  // ECMA-262 fixes these exactly, so the engine's own operator gives the same bits everywhere.
  if (!(size > 0 && size < Infinity && Number.isFinite(y)) || size === 1 || y === 0) return x ** y;
  if (x < 0 && !Number.isInteger(y)) return NaN;
  const value = positivePower(size, y);
  return x < 0 && y % 2 !== 0 ? -value : value;
}

function positivePower(x: number, y: number): number {
  if (x < SMALLEST_NORMAL) logDouble(x * 2 ** 54, -54, logarithm);
  else logDouble(x, 0, logarithm);
  const high = logarithm[0]!;
  const product = y * high;
  if (!(Math.abs(product) < 800)) return product > 0 ? Infinity : 0;
  const yScaled = y * SPLITTER;
  const yTop = yScaled - (yScaled - y);
  const yRest = y - yTop;
  const hScaled = high * SPLITTER;
  const hTop = hScaled - (hScaled - high);
  const hRest = high - hTop;
  const lost = yTop * hTop - product + yTop * hRest + yRest * hTop + yRest * hRest;
  return expSum(product, lost + y * logarithm[1]!);
}
