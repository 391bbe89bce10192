/** How reviews are valued, from -1 to 1: by their stars, by a lexicon, or by words learnt from the stars of other reviews. */

import { fitLogistic } from '../../algorithms/text/fit-logistic.ts';
import { learnColumns, type ReadingOptions, readAll } from '../../algorithms/text/text-columns.ts';
import { vaderScore } from '../../algorithms/text/vader-rules.ts';
import { rankCorrelation } from '../../numerics/agreement.ts';
import { exp } from '../../numerics/math.ts';
import { type DrawKey, uniformInteger } from '../../numerics/rng.ts';
import type { SentimentNote } from './reading-record.ts';
import type { ReadTexts } from './text-source.ts';

export type SentimentBy = SentimentNote['by'];

export interface Sentiment {
  readonly note: SentimentNote;
  /** (reviews) NaN where nothing is known */
  readonly value: Float64Array;
  /** (reviews) the same with 0 between three stars and four, where shoppers are neither pleased nor not */
  readonly pleased: Float64Array;
}

const FOLDS = 5;
const CLASSES = 3;
const READING: ReadingOptions = {
  lowerCase: true,
  elongation: 'shorten',
  contractions: 'expand',
  negation: 'none',
  numbers: 'mark',
  emoji: true,
  marks: true,
  shortest: 1,
  grams: 2,
  leastTexts: 2,
  weighting: 'tf-idf',
  hashBits: 0,
};
const FITTING = { penalty: 0.3, tolerance: 1e-3, mostSteps: 100 };

const WORDS = {
  stars: 'stars: 1 is -1, 5 is 1',
  lexicon: "VADER's compound score of the text",
  learnt:
    'chance of 4 or 5 stars less that of 1 or 2, by a logistic regression on words and pairs of words that was fitted to other reviews',
} as const;

/** Stars with 0 between three and four. */
export const pleasedByStars = (rating: Float32Array): Float64Array =>
  Float64Array.from(rating, (stars) => (stars - 3.5) / 1.5);

export interface SentimentOptions {
  /** Purpose 'reading.folds'. */
  readonly key: DrawKey;
  pause?(done: number, total: number): Promise<void>;
}

export async function sentimentOf(
  by: SentimentBy,
  rating: Float32Array,
  { rows, texts }: ReadTexts,
  options: SentimentOptions,
): Promise<Sentiment> {
  const value = new Float64Array(rating.length).fill(Number.NaN);
  const pleased = value.slice();
  const found = by === 'learnt' ? await learntSentiment(rating, { rows, texts }, options) : undefined;
  if (by === 'stars') {
    value.set(rating.map((stars) => (stars - 3) / 2));
    pleased.set(pleasedByStars(rating));
  } else {
    rows.forEach((row, text) => {
      const chances = found?.subarray(CLASSES * text, CLASSES * (text + 1));
      value[row] = chances ? chances[2]! - chances[0]! : vaderScore(texts[text]!).compound;
      pleased[row] = chances ? 2 * chances[2]! - 1 : value[row]!;
    });
  }
  const known = Array.from(value.keys()).filter((row) => !Number.isNaN(value[row]!));
  const withStars = rankCorrelation(
    known.map((row) => value[row]!),
    known.map((row) => rating[row]!),
  );
  const note: SentimentNote = {
    by,
    words: WORDS[by],
    mean: known.reduce((sum, row) => sum + value[row]!, 0) / known.length,
    withStars: Number.isNaN(withStars) ? null : withStars,
  };
  return { note, value, pleased };
}

/** (texts x classes) chances of up to two stars, three, and more, by a model that was fitted to the texts of the other folds */
async function learntSentiment(
  rating: Float32Array,
  { rows, texts }: ReadTexts,
  { key, pause }: SentimentOptions,
): Promise<Float64Array> {
  const fold = Uint8Array.from(rows, (row) => uniformInteger(key, FOLDS, row));
  const out = new Float64Array(CLASSES * texts.length);
  for (let f = 0; f < FOLDS; f++) {
    const [own, others] = [true, false].map((is) =>
      Array.from(fold.keys()).filter((text) => (fold[text] === f) === is),
    );
    if (own!.length === 0 || others!.length === 0) continue;
    const columns = learnColumns(
      others!.map((text) => texts[text]!),
      READING,
    );
    const membership = new Float64Array(CLASSES * others!.length);
    others!.forEach((text, n) => {
      membership[CLASSES * n + classOf(rating[rows[text]!]!)] = 1;
    });
    const x = readAll(
      columns,
      others!.map((text) => texts[text]!),
    );
    const { weights, intercepts } = await fitLogistic(x, membership, CLASSES, FITTING);
    const asked = readAll(
      columns,
      own!.map((text) => texts[text]!),
    );
    own!.forEach((text, n) => {
      const z = Float64Array.from(intercepts);
      for (let p = asked.rowPtr[n]!; p < asked.rowPtr[n + 1]!; p++)
        for (let c = 0; c < CLASSES; c++)
          z[c]! += asked.values[p]! * weights[asked.colIdx[p]! * CLASSES + c]!;
      const most = Math.max(...z);
      const odds = z.map((one) => exp(one - most));
      const sum = odds.reduce((all, one) => all + one, 0);
      out.set(
        odds.map((one) => one / sum),
        CLASSES * text,
      );
    });
    await pause?.(f + 1, FOLDS);
  }
  return out;
}

const classOf = (stars: number): number => (stars <= 2 ? 0 : stars >= 4 ? 2 : 1);
