/** Funnel: click -> cart -> order. Both steps are logits of how far utility lies above the outside option. */

import { poissonQuantile } from '../../numerics/distributions.ts';
import { exp } from '../../numerics/math.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';

/** 1 / (1 + exp(-x)). */
export function logistic(x: number): number {
  return 1 / (1 + exp(-x));
}

/** Probability of taking a step whose logit is intercept + slope * surplus. */
export function stepProbability(intercept: number, slope: number, surplus: number): number {
  return logistic(intercept + slope * surplus);
}

/** Units in an order line: 1 + Poisson. */
export function unitsOrdered(
  key: DrawKey,
  shopperKey: number,
  itemKey: number,
  visit: number,
  line: number,
  extra: number,
): number {
  return extra > 0 ? 1 + poissonQuantile(uniform(key, shopperKey, itemKey, visit, line), extra) : 1;
}
