/**
 * How many readers find a review helpful, foretold from the review: regression of counts (`numerics/count-regression.ts`) on its length, stars,
 * sentiment and words. Features after Kim, Pantel, Chklovski, Pennacchiotti, "Automatically assessing review helpfulness", EMNLP 2006 (length,
 * stars, words) and Mudambi, Schuff, "What makes a helpful online review?", MIS Quarterly 34, 2010 (extremity).
 */

import { type CountRegression, fitCounts, rateOf } from '../../numerics/count-regression.ts';
import { log1p } from '../../numerics/math.ts';
import { documentCounts } from './topics/corpus.ts';

export interface VotedReviews {
  readonly length: number;
  /** (length) tokens of each text */
  readonly tokens: readonly (readonly string[])[];
  /** (length) 1 to 5 */
  readonly stars: ArrayLike<number>;
  /** (length) -1 to 1 */
  readonly sentiment: ArrayLike<number>;
  /** (length) 1: it has a title */
  readonly titled: ArrayLike<number>;
}

export interface VoteOptions {
  readonly family: 'poisson' | 'negative-binomial';
  /** length: nothing but the length of the text; all: everything. */
  readonly features: 'length' | 'all';
  /** The most frequent words that are features, with `all`. */
  readonly words: number;
  readonly stop: ReadonlySet<string>;
  /** L2 penalty of the coefficients of standardised features. */
  readonly penalty: number;
}

export interface VoteModel {
  readonly names: readonly string[];
  readonly size: number;
  /** (names) coefficients of the features, in standard deviations of each */
  readonly weights: readonly number[];
  /** (rows) expected votes */
  expect(reviews: VotedReviews, rows: Uint32Array): Float64Array;
}

/** @param votes (length) of which those of `rows` are learnt from */
export function learnVotes(
  reviews: VotedReviews,
  votes: ArrayLike<number>,
  rows: Uint32Array,
  options: VoteOptions,
): VoteModel {
  const words = options.features === 'all' ? frequentWords(reviews, rows, options) : [];
  const names = options.features === 'all' ? [...PLAIN_NAMES, ...words] : PLAIN_NAMES.slice(0, 1);
  const raw = featuresOf(reviews, rows, names.length, words);
  const scale = scaleOf(raw, names.length);
  const y = Float64Array.from(rows, (row) => votes[row]!);
  const fitted: CountRegression = fitCounts(standardised(raw, scale), y, names.length, {
    penalty: options.penalty,
    family: options.family,
  });
  return {
    names,
    size: fitted.size,
    weights: [...fitted.weights.subarray(0, names.length)],
    expect: (of, some) =>
      rateOf(fitted, standardised(featuresOf(of, some, names.length, words), scale), names.length),
  };
}

const PLAIN_NAMES = [
  'log length',
  'stars',
  'extremity',
  'sentiment',
  'strength of sentiment',
  'title',
] as const;

function frequentWords(reviews: VotedReviews, rows: Uint32Array, { words, stop }: VoteOptions): string[] {
  const counts = documentCounts(Array.from(rows, (row) => reviews.tokens[row]!));
  return [...counts]
    .filter(([word]) => !stop.has(word))
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, words)
    .map(([word]) => word);
}

/** (rows x columns) the first columns of PLAIN_NAMES, then whether each word stands in the text */
function featuresOf(
  { tokens, stars, sentiment, titled }: VotedReviews,
  rows: Uint32Array,
  columns: number,
  words: readonly string[],
): Float64Array {
  const place = new Map(words.map((word, at) => [word, PLAIN_NAMES.length + at]));
  const out = new Float64Array(rows.length * columns);
  rows.forEach((row, n) => {
    const plain = [
      log1p(tokens[row]!.length),
      stars[row]!,
      Math.abs(stars[row]! - 3),
      sentiment[row]!,
      Math.abs(sentiment[row]!),
      titled[row]!,
    ];
    out.set(plain.slice(0, columns), n * columns);
    if (place.size === 0) return;
    for (const token of tokens[row]!) {
      const at = place.get(token);
      if (at !== undefined) out[n * columns + at] = 1;
    }
  });
  return out;
}

interface Scale {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

function scaleOf(x: Float64Array, columns: number): Scale {
  const rows = x.length / columns;
  const mean = new Float64Array(columns);
  const deviation = new Float64Array(columns);
  for (let i = 0; i < x.length; i++) mean[i % columns]! += x[i]! / rows;
  for (let i = 0; i < x.length; i++) deviation[i % columns]! += (x[i]! - mean[i % columns]!) ** 2 / rows;
  return { mean, deviation: deviation.map((square) => Math.sqrt(square) || 1) };
}

const standardised = (x: Float64Array, { mean, deviation }: Scale): Float64Array =>
  x.map((value, i) => (value - mean[i % mean.length]!) / deviation[i % mean.length]!);
