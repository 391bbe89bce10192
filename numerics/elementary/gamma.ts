import { log, log1p } from './logarithm.ts';
import { sin } from './trigonometry.ts';

const LOG_ROOT_TWO_PI = 0.9189385332046728;
const ONE_MINUS_EULER = 0.42278433509846713;

/** (zeta(n) - 1) / n, n = 2, 3 ... 36, from Abramowitz, Stegun 1964, table 23.3 (recomputed). */
const ZETA_TERMS = Float64Array.from(
  [
    0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
    0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853,
    0.0004941886041194645, 0.0002460865533080483, 0.00012271334757848915, 6.124813505870483e-5,
    3.058823630702049e-5, 1.528225940865187e-5, 7.637197637899763e-6, 3.81729326499984e-6,
    1.908212716553939e-6, 9.539620338727962e-7, 4.769329867878064e-7, 2.38450502727733e-7,
    1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8, 1.4901554828365043e-8,
    7.45071178983543e-9, 3.725334024788457e-9, 1.862659723513049e-9, 9.313274324196682e-10,
    4.656629065033784e-10, 2.3283118336765053e-10, 1.164155017270052e-10, 5.820772087902701e-11,
    2.9103850444971e-11, 1.4551921891041985e-11,
  ],
  (value, i) => value / (i + 2),
);

/**
 * log |Gamma(x)|, within 4 ulp for x > 0, within 1e-15 (1 + |value|) for x < 0. Infinity at 0, -1, -2 ...
 *
 * Abramowitz, Stegun 1964: 6.1.33 on [0.5, 2.5], the recurrence 6.1.15 up to 10, Stirling's series 6.1.41 beyond, the
 * reflection 6.1.17 below 0.
 */
export function lgamma(x: number): number {
  if (!(x > 0 && x < Infinity)) return nonPositive(x);
  if (x >= 10) return (x - 0.5) * (log(x) - 1) + (LOG_ROOT_TWO_PI - 0.5 + stirlingTail(x));
  if (x < 0.5) return aroundTwo(x) - log1p(x) - log(x);
  if (x < 1.35) return aroundTwo(x - 1) - log1p(x - 1);
  let product = 1;
  let y = x;
  while (y >= 2.5) {
    y -= 1;
    product *= y;
  }
  return aroundTwo(y - 2) + log(product);
}

function nonPositive(x: number): number {
  if (Number.isNaN(x)) return x;
  if (!Number.isFinite(x) || Number.isInteger(x)) return Infinity;
  // sin(pi x) from the fraction, which is exact.
  const fraction = -x - Math.floor(-x);
  const sine = sin(Math.PI * Math.min(fraction, 1 - fraction));
  return log(Math.PI / (-x * sine)) - lgamma(-x);
}

/** log Gamma(2 + z) for z in [-0.65, 0.5]. */
function aroundTwo(z: number): number {
  let sum = 0;
  for (let i = ZETA_TERMS.length - 1; i >= 0; i--) sum = ZETA_TERMS[i]! - z * sum;
  return z * (ONE_MINUS_EULER + z * sum);
}

/** Stirling's error: log Gamma(x) - (x - 1/2) log x + x - log(2 pi) / 2, for x >= 10. */
export function stirlingTail(x: number): number {
  const z = 1 / (x * x);
  const high = 1 / 1188 + z * (-691 / 360360 + z * (1 / 156 + z * (-3617 / 122400)));
  return (1 / 12 + z * (-1 / 360 + z * (1 / 1260 + z * (-1 / 1680 + z * high)))) / x;
}
