/**
 * Where a series changes its mean: the cut into segments with the least sum of squares around their means plus `penalty` a cut. Exact, by
 * PELT: Killick, Fearnhead, Eckley, "Optimal detection of changepoints with a linear computational cost", JASA 107, 2012; the recursion
 * is Jackson et al., "An algorithm for optimal partitioning of data on an interval", 2005.
 */

export interface ChangePointOptions {
  /** Price of a cut; Schwarz's is 2 sigma^2 ln n for values with variance sigma^2. At least 0. */
  readonly penalty: number;
  /** No segment is shorter; at least 1. */
  readonly least: number;
}

/** First positions of the segments after the first, ascending: none where the series holds together. */
export function changePoints(values: ArrayLike<number>, { penalty, least }: ChangePointOptions): number[] {
  if (!(penalty >= 0)) throw new RangeError(`change points: penalty ${penalty}; it must be 0 or above`);
  if (!(Number.isInteger(least) && least >= 1))
    throw new RangeError(`change points: segments of at least ${least}`);
  const n = values.length;
  const cost = segmentCosts(values);
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const before = new Int32Array(n + 1);
  best[0] = -penalty;
  /** (n + 1) the first end that a cut need not be tried for */
  const useless = new Uint32Array(n + 1).fill(0xffffffff);
  let candidates: number[] = [];
  for (let end = least; end <= n; end++) {
    // The cut that has just become far enough away joins those that are still worth a look.
    candidates.push(end - least);
    candidates = candidates.filter((from) => useless[from]! > end);
    for (const from of candidates) {
      const value = best[from]! + cost(from, end) + penalty;
      if (value < best[end]!) {
        best[end] = value;
        before[end] = from;
      }
    }
    // Pruning, eq. 4 of the paper with K = 0: a cut that is worse than one here, without its price, will never be best once one here may be.
    for (const from of candidates)
      if (best[from]! + cost(from, end) > best[end]! && useless[from]! > end + least)
        useless[from] = end + least;
  }
  const cuts: number[] = [];
  for (let at = before[n]!; at > 0; at = before[at]!) cuts.push(at);
  return cuts.reverse();
}

/** Sum of squares around the mean of values [from, to), from running sums. */
function segmentCosts(values: ArrayLike<number>): (from: number, to: number) => number {
  const sums = new Float64Array(values.length + 1);
  const squares = new Float64Array(values.length + 1);
  // Around the first value, so that a level far from 0 costs no digits.
  const origin = values.length > 0 ? values[0]! : 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]! - origin;
    sums[i + 1] = sums[i]! + value;
    squares[i + 1] = squares[i]! + value * value;
  }
  return (from, to) => {
    const sum = sums[to]! - sums[from]!;
    return Math.max(0, squares[to]! - squares[from]! - (sum * sum) / (to - from));
  };
}

/**
 * Variance around a level that changes now and then: half the mean square of differences of neighbours (von Neumann 1941), which changes
 * of level hardly touch. NaN below two values.
 */
export function noiseVariance(values: ArrayLike<number>): number {
  if (values.length < 2) return NaN;
  let sum = 0;
  for (let i = 1; i < values.length; i++) sum += (values[i]! - values[i - 1]!) ** 2;
  return sum / (2 * (values.length - 1));
}
