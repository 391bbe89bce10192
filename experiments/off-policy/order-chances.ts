/** Thompson sampling of a whole list: one draw of every arm's posterior, the largest first. */

import { betaCdf } from '../../numerics/beta.ts';
import { exp, log } from '../../numerics/math.ts';

const CELLS = 2000;

/**
 * Chance of each arm of each place, (places x arms): P(arm j has place p) is the integral of f_j(x) P(p others exceed x) dx, over cells
 * even in log odds; within a cell P is taken at the mean of its ends. The chances of a place
 * miss 1 by less than 2e-5, as much as cells are wide.
 */
export function betaOrderChances(a: ArrayLike<number>, b: ArrayLike<number>, places: number): Float64Array {
  const arms = a.length;
  const bounds = cellBounds(a, b);
  const cdf = Array.from({ length: arms }, (_, arm) => bounds.map((x) => betaCdf(x, a[arm]!, b[arm]!)));
  const chances = new Float64Array(places * arms);
  const exceeding = new Float64Array(places);
  for (let arm = 0; arm < arms; arm++) {
    let before = new Float64Array(places);
    for (let g = 0; g < bounds.length; g++) {
      countExceeding(cdf, arm, g, exceeding);
      const mass = g === 0 ? 0 : cdf[arm]![g]! - cdf[arm]![g - 1]!;
      for (let place = 0; place < places; place++)
        chances[place * arms + arm]! += (mass * (before[place]! + exceeding[place]!)) / 2;
      before = exceeding.slice();
    }
  }
  return chances;
}

/** P(exactly 0, 1, ... of the other arms exceed bound g), to `out`: the Poisson-binomial distribution, one arm after another. */
function countExceeding(cdf: readonly Float64Array[], arm: number, g: number, out: Float64Array): void {
  out.fill(0);
  out[0] = 1;
  for (let other = 0; other < cdf.length; other++) {
    if (other === arm) continue;
    const below = cdf[other]![g]!;
    for (let count = out.length - 1; count >= 0; count--)
      out[count] = out[count]! * below + (count > 0 ? out[count - 1]! * (1 - below) : 0);
  }
}

/** 0, bounds even in log odds over all that any arm can well be, 1. */
function cellBounds(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  let [low, high] = [1, 0];
  for (let arm = 0; arm < a.length; arm++) {
    const n = a[arm]! + b[arm]!;
    const mean = a[arm]! / n;
    const deviation = Math.sqrt((mean * (1 - mean)) / (n + 1));
    low = Math.min(low, Math.max(1e-9, mean - 8 * deviation));
    high = Math.max(high, Math.min(1 - 1e-9, mean + 10 * deviation));
  }
  const logit = (x: number): number => log(x / (1 - x));
  const [from, to] = [logit(low), logit(high)];
  return Float64Array.from({ length: CELLS + 1 }, (_, g) =>
    g === 0 ? 0 : g === CELLS ? 1 : 1 / (1 + exp(-(from + ((to - from) * (g - 1)) / (CELLS - 2)))),
  );
}
