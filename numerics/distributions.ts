/**
 * Distributions. Where one uniform can make one value it does, by inversion: u in (0, 1) is a keyed draw (`uniform`), and a
 * larger u never gives a smaller value. Only the gamma sampler needs a key of its own.
 */

import { log, log1p, pow } from './math.ts';
import { normalQuantile } from './normal.ts';
import { type DrawKey, subKey, uniform } from './rng.ts';

export { normalCdf, normalQuantile } from './normal.ts';
export { poissonQuantile } from './poisson.ts';

/** Quantile of the exponential distribution with mean 1: -log(1 - u). */
export function exponentialQuantile(u: number): number {
  return -log1p(-u);
}

/** Quantile of the standard Gumbel distribution of maxima, exp(-exp(-x)): mean 0.5772, variance pi^2 / 6. */
export function gumbelQuantile(u: number): number {
  return -log(-log(u));
}

/**
 * A gamma variate with shape > 0 and scale 1: Marsaglia, Tsang, "A simple method for generating gamma variables", ACM TOMS
 * 26, 2000. The number of draws is random, so `key` must be a `subKey` of this one decision. Throws RangeError on other shapes.
 */
export function gammaSample(key: DrawKey, shape: number): number {
  if (!(shape > 0 && shape < Infinity)) throw new RangeError(`gamma: shape is ${shape}; it must be above 0`);
  if (shape < 1) return gammaSample(key, shape + 1) * pow(uniform(key, 0, 1), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let trial = 0; ; trial++) {
    const x = normalQuantile(uniform(key, trial, 2));
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (log(uniform(key, trial, 3)) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
  }
}

/** A beta variate with both shapes above 0, from two gammas; `key` must be a `subKey` of this one decision. */
export function betaSample(key: DrawKey, a: number, b: number): number {
  const x = gammaSample(subKey(key, 1), a);
  const y = gammaSample(subKey(key, 2), b);
  return x + y > 0 ? x / (x + y) : a / (a + b);
}

/** A discrete distribution made ready for draws in constant time. */
export interface AliasTable {
  /** (n) chance of staying at i, given cell i */
  readonly stay: Float64Array;
  /** (n) where to go otherwise */
  readonly alias: Uint32Array;
}

/**
 * Alias table of the distribution proportional to `weights` (n): Vose, "A linear algorithm for generating random numbers
 * with a given distribution", 1991. Throws RangeError on a negative or non-finite weight, or when none is above 0.
 */
export function aliasTable(weights: ArrayLike<number>): AliasTable {
  const n = weights.length;
  const scale = n / positiveTotal(weights);
  const stay = Float64Array.from(weights, (weight) => weight * scale);
  const alias = Uint32Array.from({ length: n }, (_, i) => i);
  // One array, two stacks: poor cells (below 1) grow from the left, rich ones from the right.
  const stack = new Uint32Array(n);
  let poor = 0;
  let rich = n;
  for (let i = 0; i < n; i++) {
    if (stay[i]! < 1) stack[poor++] = i;
    else stack[--rich] = i;
  }
  while (poor > 0 && rich < n) {
    const taker = stack[--poor]!;
    const giver = stack[rich]!;
    alias[taker] = giver;
    stay[giver] = stay[giver]! + stay[taker]! - 1;
    if (stay[giver]! < 1) {
      rich++;
      stack[poor++] = giver;
    }
  }
  // What rounding left over has chance 1; a weight of 0 always found a giver before.
  while (poor > 0) stay[stack[--poor]!] = 1;
  while (rich < n) stay[stack[rich++]!] = 1;
  return { stay, alias };
}

function positiveTotal(weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (!(weight >= 0 && weight < Infinity))
      throw new RangeError(`alias: weight ${i} is ${weight}; it must be 0 or more`);
    total += weight;
  }
  if (!(total > 0 && total < Infinity))
    throw new RangeError(`alias: the ${weights.length} weights add up to ${total}; that must be above 0`);
  return total;
}

/** The index that one uniform u in (0, 1) picks: its cell is floor(n u), the fraction decides between cell and alias. */
export function sampleAlias(table: AliasTable, u: number): number {
  const at = u * table.stay.length;
  const cell = Math.floor(at);
  return at - cell < table.stay[cell]! ? cell : table.alias[cell]!;
}

/** Zipf weights of ranks 1 to n, rank^-exponent, divided by their sum. */
export function zipfWeights(n: number, exponent: number): Float64Array {
  const weights = Float64Array.from({ length: n }, (_, i) => pow(i + 1, -exponent));
  let total = 0;
  for (const weight of weights) total += weight;
  return weights.map((weight) => weight / total);
}
