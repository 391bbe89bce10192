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
/** Enough points to know a quantile to about `SURE`. */
const COARSE_GRID = 400;
const SURE = 1e-9;
const EDGE = 9;
const HALVINGS = 60;

/** Density and distribution of the standard normal at the points of a grid over [-EDGE, EDGE]. */
interface Grid {
  readonly step: number;
  readonly z: Float64Array;
  readonly density: Float64Array;
  readonly below: Float64Array;
}

function gridOf(steps: number): Grid {
  const step = (2 * EDGE) / steps;
  const z = Float64Array.from({ length: steps + 1 }, (_, i) => -EDGE + i * step);
  const density = z.map((at) => exp(-0.5 * at * at) / Math.sqrt(2 * Math.PI));
  return { step, z, density, below: z.map((at) => normalCdf(at)) };
}

/** P(the range of k standard normal variates <= q): k times the integral of phi(z) (Phi(z) - Phi(z - q))^(k - 1), by Simpson's rule. */
function rangeCdf(q: number, k: number, { step, z, density, below }: Grid): number {
  const last = z.length - 1;
  let sum = 0;
  for (let i = 0; i <= last; i++) {
    const inside = Math.max(0, below[i]! - normalCdf(z[i]! - q)) ** (k - 1);
    sum += density[i]! * inside * (i === 0 || i === last ? 1 : i % 2 === 1 ? 4 : 2);
  }
  return (k * sum * step) / 3;
}

/** Halves [0, 20] down to neighbouring numbers. */
function halve(isBelow: (q: number) => boolean): number {
  let [low, high] = [0, 20];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const known = new Map<string, number>();

/** Quantile of the studentized range of k treatments, with infinitely many degrees of freedom. */
export function studentizedRange(p: number, k: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`studentized range: p is ${p}; it must be in (0, 1)`);
  const key = `${p} ${k}`;
  const quantile = known.get(key) ?? quantileOf(p, k);
  known.set(key, quantile);
  return quantile;
}

/** By halving, on the fine grid; away from where a coarse grid puts the quantile, the side is known without asking. */
function quantileOf(p: number, k: number): number {
  const [fine, coarse] = [gridOf(GRID), gridOf(COARSE_GRID)];
  const isBelow = (q: number): boolean => rangeCdf(q, k, fine) < p;
  const near = halve((q) => rangeCdf(q, k, coarse) < p);
  const [least, most] = [near - SURE, near + SURE];
  // In the far tails rounding hides which side is which.
  const isClear = p > 1e-4 && p < 1 - 1e-4 && isBelow(least) && !isBelow(most);
  return halve(isClear ? (q) => q <= least || (q < most && isBelow(q)) : isBelow);
}
