/** Comparison of several treatments over blocks by their ranks: Demsar, "Statistical comparisons of classifiers over multiple data sets", JMLR 7, 2006. */

import { betaCdf } from './beta.ts';
import { exp } from './math.ts';
import { normalCdf } from './normal.ts';

export interface RankComparison {
  /** (treatments) mean rank over the blocks, 1 for the best; equal values share the mean of their ranks. */
  readonly meanRanks: Float64Array;
  /** Friedman's chi square, corrected for ties. */
  readonly friedman: number;
  /** Of the test of Iman and Davenport: F with k - 1 and (k - 1)(N - 1) degrees of freedom. */
  readonly p: number;
  /** Mean ranks that lie further apart differ, at this level, over all pairs (Nemenyi). */
  readonly criticalDifference: number;
}

/**
 * @param scores [block] of (treatments), higher is better
 * @param level chance of any false difference, in (0, 1)
 * Throws RangeError with less than two blocks or treatments, or a value that is not finite.
 */
export function compareRanks(scores: readonly ArrayLike<number>[], level: number): RankComparison {
  const [blocks, treatments] = [scores.length, scores[0]?.length ?? 0];
  if (blocks < 2 || treatments < 2)
    throw new RangeError(`ranks: ${blocks} blocks of ${treatments} treatments; two of each are needed`);
  const sums = new Float64Array(treatments);
  let ties = 0;
  for (const block of scores) ties += addRanks(block, sums);
  const [N, k] = [blocks, treatments];
  const squares = sums.reduce((sum, own) => sum + own * own, 0);
  const correction = 1 - ties / (N * (k ** 3 - k));
  const friedman = correction > 0 ? ((12 / (N * k * (k + 1))) * squares - 3 * N * (k + 1)) / correction : 0;
  const rest = N * (k - 1) - friedman;
  const f = rest > 1e-12 ? ((N - 1) * friedman) / rest : Number.POSITIVE_INFINITY;
  return {
    meanRanks: sums.map((own) => own / N),
    friedman,
    p: upperTailOfF(f, k - 1, (k - 1) * (N - 1)),
    criticalDifference: (studentizedRange(1 - level, k) / Math.SQRT2) * Math.sqrt((k * (k + 1)) / (6 * N)),
  };
}

/** Adds the ranks of a block; returns the sum of t^3 - t over its groups of t equal values. */
function addRanks(block: ArrayLike<number>, sums: Float64Array): number {
  const order = Array.from(block, (_, treatment) => treatment).sort((a, b) => block[b]! - block[a]!);
  let ties = 0;
  for (let from = 0; from < order.length; ) {
    const value = block[order[from]!]!;
    if (!Number.isFinite(value)) throw new RangeError(`ranks: a score is ${value}; it must be finite`);
    let to = from + 1;
    while (to < order.length && block[order[to]!] === value) to++;
    for (let at = from; at < to; at++) sums[order[at]!]! += (from + 1 + to) / 2;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  return ties;
}

const upperTailOfF = (f: number, d1: number, d2: number): number =>
  f === Number.POSITIVE_INFINITY ? 0 : betaCdf(d2 / (d2 + d1 * f), d2 / 2, d1 / 2);

const GRID = 4000;
const EDGE = 9;

/** P(the range of k standard normal variates <= q): k times the integral of phi(z) (Phi(z) - Phi(z - q))^(k - 1), by Simpson's rule. */
function rangeCdf(q: number, k: number): number {
  const step = (2 * EDGE) / GRID;
  let sum = 0;
  for (let i = 0; i <= GRID; i++) {
    const z = -EDGE + i * step;
    const density = exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    const inside = Math.max(0, normalCdf(z) - normalCdf(z - q)) ** (k - 1);
    sum += density * inside * (i === 0 || i === GRID ? 1 : i % 2 === 1 ? 4 : 2);
  }
  return (k * sum * step) / 3;
}

/** Quantile of the studentized range of k treatments, with infinitely many degrees of freedom. */
export function studentizedRange(p: number, k: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`studentized range: p is ${p}; it must be in (0, 1)`);
  let [low, high] = [0, 20];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (rangeCdf(middle, k) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
