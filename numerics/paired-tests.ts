/** Tests of whether two paired samples differ, on their differences. */

import { resampledSums } from './kernels/bootstrap.ts';
import type { KernelHost } from './kernels/host.ts';
import { exp } from './math.ts';
import { normalCdf } from './normal.ts';
import { type DrawKey, philox4x32 } from './rng.ts';

export interface SignFlipOptions {
  /** Key of the draws; purpose 'permutation'. */
  readonly key: DrawKey;
  /** Flips that are drawn where not all can be taken; 9999 by default. */
  readonly draws?: number;
  /** Where flips are drawn and summed, to the same bits; here, one after another, without it. */
  readonly kernels?: KernelHost;
}

/** Differences that are not 0, up to which all flips are taken: at most 2^14. */
const MOST_ENUMERATED = 14;
/** Sums of flipped differences that lie so close to what was found count as equal to it. */
const TOLERANCE = 1e-12;

/**
 * Two-sided p of pairs of columns under the null hypothesis that which of the two values of a shopper belongs to which column is a
 * toss of a coin: the share of all flips of signs whose mean difference is as far from 0 as the one found, or further. With more than
 * 14 differences other than 0, flips are drawn, alike for all pairs, and p is (1 + as far) / (1 + drawn): Phipson, Smyth, "Permutation
 * p-values should never be zero", SAGMB 9(1), 2010. Where a bound of the share of all flips is less than drawn ones can tell, p is that
 * bound, so that corrections for thousands of pairs leave something to be found. NaN where nothing is paired.
 *
 * @param columns each of (shoppers) values; NaN = not defined, the pair then leaves that shopper out
 * @param pairs indices of the two columns of each
 */
export function signFlipTests(
  columns: readonly ArrayLike<number>[],
  pairs: readonly (readonly [number, number])[],
  options: SignFlipOptions,
): Float64Array {
  const { draws = 9999 } = options;
  if (!(Number.isInteger(draws) && draws > 0))
    throw new RangeError(`sign flips: draws is ${draws}; it must be 1 or more`);
  const p = new Float64Array(pairs.length);
  const drawn = new Map<number, Summed>();
  const summed: Float64Array[] = [];
  const placeOf = new Map<number, number>();
  const place = (column: number): number => {
    const own = placeOf.get(column) ?? summed.push(Float64Array.from(columns[column]!)) - 1;
    placeOf.set(column, own);
    return own;
  };
  pairs.forEach(([a, b], pair) => {
    const [one, other] = [columns[a]!, columns[b]!];
    const { defined, moved, sum, squares } = sumsOf(one, other);
    const bound = tailBound(sum, squares);
    if (defined === 0) p[pair] = Number.NaN;
    else if (moved <= MOST_ENUMERATED) p[pair] = enumerated(movedOf(one, other));
    else if (bound < 1 / (1 + draws)) p[pair] = bound;
    else if (defined === one.length)
      // The sum of flipped differences is that of one column less that of the other, so that columns are summed, not pairs.
      drawn.set(pair, { added: place(a), taken: place(b) });
    else drawn.set(pair, { added: summed.push(differencesOf(one, other)) - 1, taken: null });
  });
  const sums = bitSums(summed, { ...options, draws });
  const totals = summed.map((column) => column.reduce((sum, value) => sum + value, 0));
  const none = new Float64Array(draws);
  for (const [pair, { added, taken }] of drawn) {
    const [plus, minus] = [totals[added]!, taken === null ? 0 : totals[taken]!];
    const asFar = countAsFar(sums[added]!, taken === null ? none : sums[taken]!, plus, minus);
    p[pair] = (1 + asFar) / (1 + draws);
  }
  return p;
}

/** Places of the columns whose sums make those of a pair. */
interface Summed {
  readonly added: number;
  readonly taken: number | null;
}

/** Flips whose sum is as far from 0 as that of no flip; the sums are over shoppers whose sign stays. */
function countAsFar(added: Float64Array, taken: Float64Array, plus: number, minus: number): number {
  const found = plus - minus;
  const least = Math.abs(found) - TOLERANCE * (Math.abs(plus) + Math.abs(minus));
  let asFar = 0;
  for (let draw = 0; draw < added.length; draw++)
    if (Math.abs(2 * (added[draw]! - taken[draw]!) - found) >= least) asFar++;
  return asFar;
}

/**
 * No smaller than the share of all flips whose sum is as far from 0, or further: 2 exp(-t^2 / 2), t the sum over the root of the sum of squares
 * (Hoeffding, "Probability inequalities for sums of bounded random variables", JASA 58(301), 1963, theorem 2).
 */
const tailBound = (sum: number, squares: number): number =>
  squares === 0 ? 1 : Math.min(1, 2 * exp((-sum * sum) / (2 * squares)));

/** Differences that are defined, those of them that are not 0, their sum and that of their squares. */
function sumsOf(a: ArrayLike<number>, b: ArrayLike<number>) {
  let [defined, moved, sum, squares] = [0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!;
    if (Number.isNaN(difference)) continue;
    defined++;
    if (difference !== 0) moved++;
    sum += difference;
    squares += difference * difference;
  }
  return { defined, moved, sum, squares };
}

/** 0 where a value is not defined. */
const differencesOf = (a: ArrayLike<number>, b: ArrayLike<number>): Float64Array =>
  Float64Array.from(a, (value, i) => {
    const difference = value - b[i]!;
    return Number.isNaN(difference) ? 0 : difference;
  });

const movedOf = (a: ArrayLike<number>, b: ArrayLike<number>): Float64Array =>
  differencesOf(a, b).filter((value) => value !== 0);

function enumerated(differences: Float64Array): number {
  const sum = differences.reduce((total, value) => total + value, 0);
  const scale = TOLERANCE * differences.reduce((total, value) => total + Math.abs(value), 0);
  let asFar = 0;
  for (let flips = 0; flips < 2 ** differences.length; flips++) {
    let flipped = 0;
    for (let i = 0; i < differences.length; i++)
      flipped += ((flips >> i) & 1) === 1 ? differences[i]! : -differences[i]!;
    if (Math.abs(flipped) >= Math.abs(sum) - scale) asFar++;
  }
  return asFar / 2 ** differences.length;
}

/** [column] of (draws): sums over the shoppers whose bit is 1. */
function bitSums(
  columns: readonly Float64Array[],
  { key, draws, kernels }: SignFlipOptions & { readonly draws: number },
): readonly Float64Array[] {
  if (columns.length === 0) return [];
  if (kernels) return resampledSums(columns, key, draws, kernels, 'bits');
  const bits = new Uint8Array(columns[0]!.length);
  const sums = columns.map(() => new Float64Array(draws));
  for (let draw = 0; draw < draws; draw++) {
    drawBits(key, draw, bits);
    columns.forEach((column, c) => {
      let sum = 0;
      for (let i = 0; i < bits.length; i++) sum += bits[i]! * column[i]!;
      sums[c]![draw] = sum;
    });
  }
  return sums;
}

const words = new Uint32Array(4);

/** A bit for each shopper: that of shopper i is bit i mod 32 of word i / 32 mod 4 of the counter (i / 128, draw). */
function drawBits(key: DrawKey, draw: number, bits: Uint8Array): void {
  for (let i = 0; i < bits.length; i++) {
    if (i % 128 === 0) philox4x32(key.k0, key.k1, i / 128, draw, 0, 0, words);
    bits[i] = (words[(i >> 5) & 3]! >>> (i & 31)) & 1;
  }
}

export interface Wilcoxon {
  /** The smaller of the sums of ranks of positive and of negative differences. */
  readonly statistic: number;
  /** Two-sided; NaN without a difference other than 0. */
  readonly p: number;
  /** Differences other than 0. */
  readonly n: number;
}

/** Differences up to which p is exact, where none are as large as each other. */
const MOST_EXACT = 50;

/**
 * Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1(6), 1945: zeros are left out, equal ones share the mean
 * of their ranks. Exact up to 50 differences without equal ones, else by the normal distribution with the variance that ties leave,
 * without correction for continuity: what scipy.stats.wilcoxon does by default. NaN are left out.
 */
export function wilcoxonSignedRank(differences: ArrayLike<number>): Wilcoxon {
  const moved = Float64Array.from(differences).filter((value) => !Number.isNaN(value) && value !== 0);
  const n = moved.length;
  if (n === 0) return { statistic: 0, p: Number.NaN, n };
  const size = moved.map(Math.abs);
  const order = Uint32Array.from(size.keys()).sort((a, b) => size[a]! - size[b]!);
  let [positive, ties] = [0, 0];
  for (let from = 0; from < n; ) {
    let to = from + 1;
    while (to < n && size[order[to]!] === size[order[from]!]) to++;
    const rank = (from + 1 + to) / 2;
    for (let at = from; at < to; at++) if (moved[order[at]!]! > 0) positive += rank;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  const all = (n * (n + 1)) / 2;
  const statistic = Math.min(positive, all - positive);
  if (n <= MOST_EXACT && ties === 0)
    return { statistic, p: Math.min(1, 2 * chanceOfAtMost(statistic, n)), n };
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - ties / 48;
  return { statistic, p: Math.min(1, 2 * normalCdf((statistic - all / 2) / Math.sqrt(variance))), n };
}

/** P(sum of ranks of positives <= w) where each of n ranks is positive by the toss of a coin. */
function chanceOfAtMost(w: number, n: number): number {
  const chance = new Float64Array(w + 1);
  chance[0] = 1;
  for (let rank = 1; rank <= n; rank++)
    for (let sum = w; sum >= 0; sum--)
      chance[sum] = (chance[sum]! + (sum >= rank ? chance[sum - rank]! : 0)) / 2;
  return chance.reduce((total, value) => total + value, 0);
}
