/** Shares of trials. */

import { normalQuantile } from './normal.ts';

/** Interval of a share by Wilson's score (Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927); NaN without trials. */
export function wilsonInterval(
  successes: number,
  trials: number,
  level = 0.95,
): { readonly low: number; readonly high: number } {
  const z = normalQuantile((1 + level) / 2);
  const share = successes / trials;
  const scale = 1 + (z * z) / trials;
  const centre = (share + (z * z) / (2 * trials)) / scale;
  const reach = (z / scale) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return { low: centre - reach, high: centre + reach };
}
