/** CUPED: Deng, Xu, Kohavi, Walker, "Improving the sensitivity of online controlled experiments by utilizing pre-experiment data", WSDM 2013. */

import { mean } from './stats.ts';

export interface Cuped {
  /** cov(y, x) / var(x); 0 where x does not vary. */
  readonly theta: number;
  /** Correlation of y and x: the variance of what is adjusted is 1 - its square of that of y. */
  readonly correlation: number;
  /** y - theta (x - mean x) */
  readonly adjusted: Float64Array;
}

/** Outcomes less what was to be expected of them from `before`, a covariate that the experiment cannot have moved; over all arms together. */
export function cuped(outcome: ArrayLike<number>, before: ArrayLike<number>): Cuped {
  if (outcome.length !== before.length)
    throw new RangeError(
      `cuped: ${outcome.length} outcomes and ${before.length} of before; they must be equal`,
    );
  const [y, x] = [mean(outcome), mean(before)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < outcome.length; i++) {
    const [dy, dx] = [outcome[i]! - y, before[i]! - x];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  const theta = xx > 0 ? xy / xx : 0;
  return {
    theta,
    correlation: xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0,
    adjusted: Float64Array.from(outcome, (own, i) => own - theta * (before[i]! - x)),
  };
}
