import { learnVotes, type VotedReviews, type VoteOptions } from '../../algorithms/text/helpful-votes.ts';
import { STOP_WORDS } from '../../algorithms/text/stop-words.ts';
import { PLAIN_WORDS, tokeniser } from '../../algorithms/text/tokeniser.ts';
import { rankCorrelation } from '../../numerics/agreement.ts';
import { poissonDeviance } from '../../numerics/count-regression.ts';
import { type DrawKey, uniformInteger } from '../../numerics/rng.ts';
import type { VotesFound } from './reading-record.ts';
import type { ReadTexts } from './text-source.ts';

export interface VotesData {
  /** (reviews) */
  readonly votes: Uint32Array;
  readonly rating: Float32Array;
  readonly sentiment: Float64Array;
  readonly title: readonly string[] | undefined;
}

export interface FindVotesOptions {
  /** Purpose 'reading.folds'. */
  readonly key: DrawKey;
  pause?(done: number, folds: number): Promise<void>;
}

const FOLDS = 5;
const COEFFICIENTS = 14;
const COMMON = { words: 60, stop: STOP_WORDS, penalty: 10 } as const;
const MODELS: readonly { readonly name: string; readonly options: VoteOptions | null }[] = [
  { name: 'mean', options: null },
  { name: 'length', options: { ...COMMON, family: 'poisson', features: 'length' } },
  { name: 'Poisson, all', options: { ...COMMON, family: 'poisson', features: 'all' } },
  { name: 'negative binomial, all', options: { ...COMMON, family: 'negative-binomial', features: 'all' } },
];

/** Expected votes of held-out reviews, fold by fold, against the mean and the length alone. */
export async function findVotes(
  { rows, texts }: ReadTexts,
  { votes, rating, sentiment, title }: VotesData,
  { key, pause }: FindVotesOptions,
): Promise<VotesFound> {
  const cut = tokeniser({ ...PLAIN_WORDS, contractions: 'expand', numbers: 'drop' });
  const reviews: VotedReviews = {
    length: rows.length,
    tokens: texts.map(cut),
    stars: Float64Array.from(rows, (row) => rating[row]!),
    sentiment: Float64Array.from(rows, (row) => sentiment[row]!),
    titled: Uint8Array.from(rows, (row) => Number((title?.[row] ?? '') !== '')),
  };
  const own = Float64Array.from(rows, (row) => votes[row]!);
  const fold = Uint8Array.from(rows, (row) => uniformInteger(key, FOLDS, row, 2));
  const all = Uint32Array.from(fold.keys());
  const expected = MODELS.map(() => new Float64Array(rows.length));
  for (let f = 0; f < FOLDS; f++) {
    const [train, test] = [all.filter((n) => fold[n] !== f), all.filter((n) => fold[n] === f)];
    MODELS.forEach(({ options }, m) => {
      const mean = train.reduce((sum, n) => sum + own[n]!, 0) / train.length;
      const rates = options ? learnVotes(reviews, own, train, options).expect(reviews, test) : undefined;
      test.forEach((n, at) => {
        expected[m]![n] = rates ? rates[at]! : mean;
      });
    });
    await pause?.(f + 1, FOLDS);
  }
  const last = learnVotes(reviews, own, all, MODELS.at(-1)!.options!);
  const coefficients = last.names
    .map((name, j) => ({ name, value: last.weights[j]! }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, COEFFICIENTS);
  return {
    reviews: rows.length,
    meanVotes: own.reduce((a, b) => a + b, 0) / own.length,
    folds: FOLDS,
    models: MODELS.map(({ name, options }, m) => ({
      name,
      deviance: poissonDeviance(own, expected[m]!),
      // Of the mean alone: differences between folds say nothing.
      rank: options ? rankCorrelation(own, expected[m]!) : null,
    })),
    coefficients,
  };
}
