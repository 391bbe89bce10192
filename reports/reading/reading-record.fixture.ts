/** A record with every part in it, and names that would do harm were they not escaped. */

import type { AspectScoreRows, ReadingRecord } from '../../experiments/reading/reading-record.ts';

const HOSTILE = '</script><img src=x onerror=alert(1)> "a\\" & \'b\'';

const score = (name: string, f1: number) => ({ name, support: 10, precision: f1, recall: f1, f1 });
const scores = (method: 'lexicon' | 'learnt', f1: number): AspectScoreRows => ({
  method,
  aspects: [score('size', f1), score('price', f1)],
  polarities: [score('negative', f1), score('neutral', f1), score('positive', f1)],
  aspectMacroF1: f1,
  polarityMacroF1: f1,
  opinionMacroF1: f1 / 2,
});
const period = (n: number, mean: number) => ({ period: n, n: 9, mean, low: mean - 0.1, high: mean + 0.1 });
export const brand = (name: string, mean: number, changes: readonly number[]) => ({
  name,
  reviews: 27,
  mean,
  low: mean - 0.05,
  high: mean + 0.05,
  periods: [period(0, mean), period(1, mean), period(3, mean)],
  changes,
});
const truthRow = (method: 'level' | 'segments', f1: number) =>
  ({
    method,
    signals: 'reviews',
    found: 5,
    true: 9,
    precision: 0.6,
    recall: 0.3,
    f1,
    meanDelayDays: -1.25,
    byChance: 0.05,
  }) as const;

export const RECORD: ReadingRecord = {
  schema: 'shoplab.reading/2',
  source: { name: 'tiny', title: `Tiny ${HOSTILE}`, digest: 'd'.repeat(64) },
  seed: 'a',
  command: 'npx shoplab read out/tiny',
  origin: '2024-01-01T00:00:00Z',
  reviews: 1234,
  texts: 1000,
  timed: true,
  sentiment: { by: 'learnt', words: 'as learnt', mean: 0.4, withStars: 0.7 },
  topics: {
    method: 'lda',
    documents: 'sentences',
    count: 2,
    vocabulary: 300,
    topics: [
      {
        share: 0.6,
        words: ['fits', HOSTILE, 'size'],
        umass: -10,
        npmi: 0.1,
        cv: 0.5,
        aspect: { name: 'size', share: 0.8 },
      },
      { share: 0.4, words: ['fast', 'late'], umass: -12, npmi: -0.1, cv: 0.4 },
    ],
    meanNpmi: 0,
    meanCv: 0.45,
    planted: { information: 0.2, reviews: 100, plain: { information: 0.4, reviews: 30 } },
  },
  aspects: {
    method: 'learnt',
    aspects: [
      { name: 'size', negative: 30, neutral: 10, positive: 60 },
      { name: 'price', negative: 5, neutral: 0, positive: 95 },
      { name: 'colour', negative: 0, neutral: 0, positive: 0 },
    ],
    scores: { texts: 300, learntFrom: 700, methods: [scores('lexicon', 0.6), scores('learnt', 0.9)] },
  },
  keywords: {
    method: 'likelihood',
    by: 'brand',
    groups: [{ name: HOSTILE, texts: 10, words: [{ word: 'soft', score: 9, count: 4 }] }],
  },
  brands: { by: 'brand', days: 7, level: 0.95, groups: [brand(HOSTILE, 0.2, [3]), brand('Acme', 0.9, [])] },
  turns: {
    method: 'level',
    signals: 'stars, when the parcel came',
    shoppers: 50,
    turned: 8,
    away: 6,
    back: 3,
    weeks: [
      { week: 2, away: 4, back: 1 },
      { week: 5, away: 2, back: 2 },
    ],
    truth: { windowDays: 14, rows: [truthRow('level', 0.4), truthRow('segments', 0.3)] },
  },
  votes: {
    reviews: 900,
    meanVotes: 2.5,
    folds: 5,
    models: [
      { name: 'mean', deviance: 6, rank: null },
      { name: 'Poisson, all', deviance: 4.5, rank: 0.4 },
    ],
    coefficients: [{ name: 'log length', value: 0.5 }],
  },
};
