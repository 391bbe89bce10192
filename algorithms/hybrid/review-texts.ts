/**
 * What texts of reviews tell of items, beyond their stars: how the text as a whole sounds, and how each aspect does.
 *
 * A linear model of words and pairs of words learns the stars of the reviews it is given; what it makes of a clause that names an aspect is what
 * the review says of it (labels of wholes, told of parts: Kotzias, Denil, de Freitas, Smyth, "From group to individual labels using deep
 * features", KDD 2015). Of each feature an item has the best linear prediction of its own level from the n values there are,
 *
 *   n r / (1 + (n - 1) r) * (mean of the item - mean of all),   r = intraclass correlation (one-way analysis of variance),
 *
 * so that a feature which tells items apart (quality) counts, and one that is luck (delivery) does not, whatever it is called.
 * Shrout, Fleiss, "Intraclass correlations", Psychological Bulletin 86, 1979, ICC(1).
 */

import type { Reviews } from '../../datasets/after-sale-tables.ts';
import { exp } from '../../numerics/math.ts';
import { ASPECT_LEXICONS, ASPECT_NAMES } from '../text/aspects/aspect-words.ts';
import { clausesOf } from '../text/aspects/opinions.ts';
import { fitLogistic } from '../text/fit-logistic.ts';
import { learnColumns, type ReadingOptions, readAll, type SparseRows } from '../text/text-columns.ts';
import { PLAIN_WORDS, tokeniser } from '../text/tokeniser.ts';

const READING: ReadingOptions = {
  lowerCase: true,
  elongation: 'shorten',
  contractions: 'expand',
  negation: 'none',
  numbers: 'mark',
  emoji: true,
  marks: false,
  shortest: 1,
  grams: 2,
  leastTexts: 2,
  weighting: 'presence',
  hashBits: 0,
};
const FITTING = { penalty: 3, tolerance: 1e-3, mostSteps: 100 };
const PLEASED_FROM = 4;
/** Fewer texts, or texts that all please or none do, teach nothing. */
const LEAST_TEXTS = 20;

export const TEXT_FEATURES: readonly string[] = ['text', ...ASPECT_NAMES];

/** (reviews x features) chance of being pleased, less its mean; NaN where the text does not say. */
export async function textValues(reviews: Reviews): Promise<Float64Array> {
  const out = new Float64Array(reviews.length * TEXT_FEATURES.length).fill(Number.NaN);
  const rows = Array.from({ length: reviews.length }, (_, row) => row).filter(
    (row) => reviews.text[row] !== '',
  );
  const pleased = rows.filter((row) => reviews.rating[row]! >= PLEASED_FROM).length;
  if (rows.length < LEAST_TEXTS || pleased === 0 || pleased === rows.length) return out;
  const texts = rows.map((row) => reviews.text[row]!);
  const columns = learnColumns(texts, READING);
  const membership = new Float64Array(2 * rows.length);
  rows.forEach((row, n) => {
    membership[2 * n + Number(reviews.rating[row]! >= PLEASED_FROM)] = 1;
  });
  const whole = readAll(columns, texts);
  const { weights, intercepts } = await fitLogistic(whole, membership, 2, FITTING);
  const score = (x: SparseRows, row: number): number => {
    let z = intercepts[0]!;
    for (let p = x.rowPtr[row]!; p < x.rowPtr[row + 1]!; p++) z += x.values[p]! * weights[x.colIdx[p]!]!;
    return 1 / (1 + exp(-z));
  };
  const cut = tokeniser({ ...PLAIN_WORDS, contractions: 'expand', elongation: 'shorten' });
  rows.forEach((row, n) => {
    const own = out.subarray(row * TEXT_FEATURES.length, (row + 1) * TEXT_FEATURES.length);
    own[0] = score(whole, n);
    const clauses = clausesOf(texts[n]!);
    const read = readAll(columns, clauses);
    const tokens = clauses.map(cut);
    ASPECT_NAMES.forEach((name, a) => {
      const { terms, praise, blame } = ASPECT_LEXICONS[name];
      const told = [...tokens.keys()].filter((c) =>
        tokens[c]!.some((token) => terms.has(token) || praise.has(token) || blame.has(token)),
      );
      if (told.length > 0) own[a + 1] = told.reduce((sum, c) => sum + score(read, c), 0) / told.length;
    });
  });
  return out;
}

export interface ItemTexts {
  /** (features) intraclass correlation of each */
  readonly reliability: Float64Array;
  /** (items x features) best linear predictions; 0 where nothing is said */
  readonly level: Float64Array;
}

/** @param values (reviews x features) NaN where a review does not say */
export function itemTexts(
  values: Float64Array,
  item: Uint32Array,
  items: number,
  features: number,
): ItemTexts {
  const reliability = new Float64Array(features);
  const level = new Float64Array(items * features);
  for (let f = 0; f < features; f++) {
    const count = new Float64Array(items);
    const sum = new Float64Array(items);
    let [n, all, squares] = [0, 0, 0];
    for (let row = 0; row < item.length; row++) {
      const value = values[row * features + f]!;
      if (Number.isNaN(value)) continue;
      count[item[row]!]!++;
      sum[item[row]!]! += value;
      n++;
      all += value;
      squares += value * value;
    }
    if (n === 0) continue;
    const mean = all / n;
    reliability[f] = intraclass(count, sum, n, mean, squares);
    const r = reliability[f]!;
    for (let i = 0; i < items; i++)
      if (count[i]! > 0)
        level[i * features + f] =
          ((count[i]! * r) / (1 + (count[i]! - 1) * r)) * (sum[i]! / count[i]! - mean);
  }
  return { reliability, level };
}

/** ICC(1) of groups of unequal size, at least 0. */
function intraclass(
  count: Float64Array,
  sum: Float64Array,
  n: number,
  mean: number,
  squares: number,
): number {
  let [groups, between, sizes] = [0, 0, 0];
  for (let i = 0; i < count.length; i++) {
    if (count[i] === 0) continue;
    groups++;
    sizes += count[i]! ** 2;
    between += count[i]! * (sum[i]! / count[i]! - mean) ** 2;
  }
  if (groups < 2 || n <= groups) return 0;
  const within = (squares - n * mean * mean - between) / (n - groups);
  const size = (n - sizes / n) / (groups - 1);
  const spread = (between / (groups - 1) - within) / size;
  return spread > 0 && within + spread > 0 ? Math.min(1, spread / (Math.max(0, within) + spread)) : 0;
}

/** (items) sum of the levels of all features */
export function textScores(
  { level }: Pick<ItemTexts, 'level'>,
  items: number,
  features: number,
): Float64Array {
  return Float64Array.from({ length: items }, (_, i) => {
    let sum = 0;
    for (let f = 0; f < features; f++) sum += level[i * features + f]!;
    return sum;
  });
}

/**
 * (shoppers x features) how much more each shopper speaks of a feature than all do: share of the own reviews with a text that speak of it, drawn
 * to that of all as if `prior` more reviews had it, over that of all. 1 where nothing is known.
 */
export function shopperInterests(
  values: Float64Array,
  shopper: Uint32Array,
  shoppers: number,
  features: number,
  prior: number,
): Float64Array {
  const told = new Float64Array(shoppers * features);
  const texts = new Float64Array(shoppers);
  const all = new Float64Array(features);
  let n = 0;
  for (let row = 0; row < shopper.length; row++) {
    if (Number.isNaN(values[row * features]!)) continue;
    n++;
    texts[shopper[row]!]!++;
    for (let f = 0; f < features; f++) {
      if (Number.isNaN(values[row * features + f]!)) continue;
      told[shopper[row]! * features + f]!++;
      all[f]!++;
    }
  }
  return told.map((count, at) => {
    const share = n > 0 ? all[at % features]! / n : 0;
    const own = texts[Math.floor(at / features)]!;
    return share > 0 && prior + own > 0 ? (count + prior * share) / (own + prior) / share : 1;
  });
}
