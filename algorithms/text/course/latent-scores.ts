/**
 * What is told in a few steps (stars), on the scale of what was felt: the mean of a standard normal within the part of it that a step stands
 * for, by the shares of all steps (Likert, "A technique for the measurement of attitudes", Archives of Psychology 140, 1932; van der Waerden
 * scores where no two values are equal), less the point below which as many lie as are below 0. Five stars of which half of all reviews have
 * five say less than one star does.
 */

import { normalQuantile } from '../../../numerics/distributions.ts';
import { exp } from '../../../numerics/math.ts';

const density = (z: number): number => (Number.isFinite(z) ? exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) : 0);

/** @param value above 0 pleased, below 0 not */
export function latentScores(value: ArrayLike<number>): Float64Array {
  const n = value.length;
  const order = Array.from({ length: n }, (_, at) => at).sort((a, b) => value[a]! - value[b]!);
  const scores = new Float64Array(n);
  if (n === 0) return scores;
  const middle = zeroOf(value);
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && value[order[end]!] === value[order[start]!]) end++;
    const low = start === 0 ? Number.NEGATIVE_INFINITY : normalQuantile(start / n);
    const high = end === n ? Number.POSITIVE_INFINITY : normalQuantile(end / n);
    const score = ((density(low) - density(high)) * n) / (end - start) - middle;
    for (let at = start; at < end; at++) scores[order[at]!] = score;
    start = end;
  }
  return scores;
}

/** Where 0 lies on the scale; half of those at 0 count as below. */
function zeroOf(value: ArrayLike<number>): number {
  const n = value.length;
  let below = 0;
  for (let at = 0; at < n; at++) below += value[at]! < 0 ? 1 : value[at] === 0 ? 0.5 : 0;
  return normalQuantile(Math.min(Math.max(below, 0.5), n - 0.5) / n);
}
