/** Power laws through measured costs. */

/** 97.5 % quantiles of Student's t with 1, 2, ... degrees of freedom (Fisher and Yates 1963, table III). */
const T = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

export interface Exponent {
  /** Cost grows as size ** exponent. */
  readonly exponent: number;
  /** 95 % interval, of independent errors of the same size in the logarithms; null with two points. */
  readonly low: number | null;
  readonly high: number | null;
  /** Cost at size 1: the law is scale * size ** exponent. */
  readonly scale: number;
  readonly points: number;
}

/**
 * Least squares of log cost on log size. null with fewer than two sizes.
 *
 * @param points sizes and costs above 0
 */
export function fitExponent(
  points: readonly { readonly size: number; readonly cost: number }[],
): Exponent | null {
  const n = points.length;
  const x = points.map(({ size }) => Math.log(size));
  const y = points.map(({ cost }) => Math.log(cost));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / n;
  const [mx, my] = [mean(x), mean(y)];
  const sxx = x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
  if (n < 2 || sxx === 0) return null;
  const exponent = x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0) / sxx;
  const scale = Math.exp(my - exponent * mx);
  if (n === 2) return { exponent, low: null, high: null, scale, points: n };
  const rest = x.reduce((sum, value, i) => sum + (y[i]! - my - exponent * (value - mx)) ** 2, 0);
  const reach = T[Math.min(n - 2, T.length) - 1]! * Math.sqrt(rest / (n - 2) / sxx);
  return { exponent, low: exponent - reach, high: exponent + reach, scale, points: n };
}
