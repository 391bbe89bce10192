/**
 * The population stability index: how far a distribution has moved from the one that something was learnt on. Siddiqi, "Credit risk scorecards", 2006, the system
 * stability report:
 *
 *   PSI = sum over bins of (now - then) ln(now / then)
 *
 * of shares. Bins are between the tenths of the values then; equal tenths make one; what has no value is in a bin of its own. Under .1 is
 * called no change, over .25 a great one; of n rows beside m of the same distribution it is some (bins - 1)(1 / n + 1 / m).
 */

import { log } from '../../numerics/math.ts';

export const STABILITY = 'populationStability.v1';

const TENTHS = 10;
/** The share of a bin that holds nothing. */
const LEAST_SHARE = 1e-4;

/** (at most 9) the tenths of the values, ascending, each once. NaN are left out. */
export function tenthEdges(then: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(then)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const edges: number[] = [];
  for (let k = 1; k < TENTHS && sorted.length > 0; k++) {
    // The least value with k tenths of all at or below it.
    const edge = sorted[Math.ceil((k * sorted.length) / TENTHS) - 1]!;
    if (edges.at(-1) !== edge) edges.push(edge);
  }
  return Float64Array.from(edges);
}

/** (edges + 2) shares of the values in the bins up to each edge, above the last, and without a value. */
function shares(values: ArrayLike<number>, edges: Float64Array): Float64Array {
  const counts = new Float64Array(edges.length + 2);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    let bin = Number.isNaN(value) ? edges.length + 1 : 0;
    while (bin < edges.length && value > edges[bin]!) bin++;
    counts[bin]!++;
  }
  return counts.map((count) => count / values.length);
}

/** NaN where one of the two is empty. Bins that are empty on both sides are none; on one side they hold a ten-thousandth. */
export function populationStability(
  then: ArrayLike<number>,
  now: ArrayLike<number>,
  edges: Float64Array = tenthEdges(then),
): number {
  if (then.length === 0 || now.length === 0) return Number.NaN;
  const [expected, actual] = [shares(then, edges), shares(now, edges)];
  let sum = 0;
  expected.forEach((share, bin) => {
    if (share === 0 && actual[bin] === 0) return;
    const [e, a] = [Math.max(share, LEAST_SHARE), Math.max(actual[bin]!, LEAST_SHARE)];
    sum += (a - e) * log(a / e);
  });
  return sum;
}
