/**
 * How much a slot decides: clicks by position as they were, and as they would be if any item were as likely to stand there, by the inverse of
 * the chance with which the policy showed it (Joachims, Swaminathan and Schnabel 2017: position bias from randomised results).
 */

import type { Shown } from '../../datasets/shown.ts';
import { normalQuantile } from '../../numerics/normal.ts';
import { wilsonInterval } from '../../numerics/proportion.ts';
import type { PositionAudit, Share } from '../run-record.ts';

/** Share of slots that has to be random, at a position, for its items to be weighed. */
const RANDOM = 0.01;

/** One row a position, from the top; [] without impressions. */
export function positionAudit(
  { length, position, propensity, clicked }: Pick<Shown, 'length' | 'position' | 'propensity' | 'clicked'>,
  level: number,
): PositionAudit[] {
  const positions = position.reduce((most, one) => Math.max(most, one + 1), 0);
  const sums = () => new Float64Array(positions);
  const [shown, clicks, random] = [sums(), sums(), sums()];
  const [weight, weightSquares, weightClicks, squareClicks] = [sums(), sums(), sums(), sums()];
  for (let row = 0; row < length; row++) {
    const at = position[row]!;
    const own = 1 / propensity[row]!;
    shown[at]!++;
    clicks[at]! += clicked[row]!;
    if (propensity[row]! < 1) random[at]!++;
    weight[at]! += own;
    weightSquares[at]! += own * own;
    weightClicks[at]! += own * clicked[row]!;
    squareClicks[at]! += own * own * clicked[row]!;
  }
  const z = normalQuantile((1 + level) / 2);
  return Array.from({ length: positions }, (_, at): PositionAudit => {
    const n = shown[at]!;
    const mean = weightClicks[at]! / weight[at]!;
    // Sum of w^2 (c - mean)^2, for c of 0 or 1.
    const spread = (1 - 2 * mean) * squareClicks[at]! + mean * mean * weightSquares[at]!;
    const half = (z * Math.sqrt(spread)) / weight[at]!;
    const even: Share = { mean, low: Math.max(0, mean - half), high: Math.min(1, mean + half) };
    return {
      position: at + 1,
      shown: n,
      clicked: { mean: clicks[at]! / n, ...wilsonInterval(clicks[at]!, n, level) },
      even: random[at]! >= RANDOM * n ? even : null,
      effective: Math.round(weight[at]! ** 2 / weightSquares[at]!),
    };
  }).filter(({ shown: n }) => n > 0);
}
