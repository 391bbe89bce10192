/** Reads the reviews of a data set: everything that was asked for, as one record. */

import { ConfigError } from '../../datasets/config-error.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { findAspects } from './find-aspects.ts';
import { findBrands } from './find-brands.ts';
import { findKeywords } from './find-keywords.ts';
import { findTopics } from './find-topics.ts';
import { findTurns } from './find-turns.ts';
import { findVotes } from './find-votes.ts';
import { READING_SCHEMA, type ReadingRecord } from './reading-record.ts';
import { pleasedByStars, type SentimentBy, sentimentOf } from './sentiment.ts';
import {
  aspectLabels,
  feltSignals,
  type ReadingTruth,
  readTexts,
  reviewGroups,
  satisfactionSignals,
  shopperSignals,
} from './text-source.ts';

export const READING_PARTS = ['topics', 'aspects', 'keywords', 'brands', 'turns', 'votes'] as const;
export type ReadingPart = (typeof READING_PARTS)[number];

export interface ReadingOptions {
  readonly parts: readonly ReadingPart[];
  readonly seed: string;
  readonly command: string;
  readonly sentiment: SentimentBy;
  readonly topics: {
    readonly method: 'lda' | 'nmf' | 'dmm';
    readonly count: number;
    readonly documents: 'sentences' | 'reviews';
    readonly sweeps: number;
  };
  readonly keywords: {
    readonly method: 'likelihood' | 'tf-idf' | 'textrank';
    readonly by: 'group' | 'item';
    readonly groups: number;
    readonly words: number;
  };
  readonly brands: { readonly days: number; readonly groups: number };
  readonly signal: AbortSignal;
  onStage(stage: string, done: number, total: number): void;
}

/** Parts that the data has nothing for are left out. */
export async function readReviews(
  dataset: Dataset,
  truth: ReadingTruth | undefined,
  options: ReadingOptions,
): Promise<ReadingRecord> {
  const { log, catalog, timed, provenance, reviewDetails } = dataset;
  const { reviews } = log;
  if (reviews.length === 0) throw new ConfigError([`read: ${provenance.name} has no reviews`]);
  const source = readTexts(dataset);
  const words = seedWords(options.seed);
  const folds = drawKey(words, 'reading.folds');
  const pauseIn =
    (stage: string) =>
    async (done: number, total: number): Promise<void> => {
      options.onStage(stage, done, total);
      await new Promise<void>((resume) => setTimeout(resume, 0));
      options.signal.throwIfAborted();
    };
  const wants = (part: ReadingPart): boolean => options.parts.includes(part);
  const hasTexts = source.texts.length > 0;
  const by = hasTexts ? options.sentiment : 'stars';
  const sentiment = await sentimentOf(by, reviews.rating, source, {
    key: folds,
    pause: pauseIn('sentiment'),
  });
  const labels = truth && hasTexts ? aspectLabels(dataset, source, truth.aspects) : undefined;
  const groups = reviewGroups(dataset);
  const isKnown = new Set(reviews.shopper).size < reviews.length;
  return {
    schema: READING_SCHEMA,
    source: { name: provenance.name, title: provenance.title, digest: provenance.digest },
    seed: options.seed,
    command: options.command,
    origin: log.origin,
    reviews: reviews.length,
    texts: source.texts.length,
    timed,
    sentiment: sentiment.note,
    ...(wants('topics') &&
      hasTexts && {
        topics: await findTopics(source.texts, labels, {
          ...options.topics,
          keys: {
            lda: drawKey(words, 'topics.lda'),
            nmf: drawKey(words, 'topics.nmf'),
            dmm: drawKey(words, 'topics.dmm'),
          },
          pause: pauseIn('topics'),
        }),
      }),
    ...(wants('aspects') &&
      hasTexts && {
        aspects: await findAspects(source.texts, labels, { key: folds, pause: pauseIn('aspects') }),
      }),
    ...(wants('keywords') &&
      hasTexts && { keywords: findKeywords(source, groups, reviews.item, catalog, options.keywords) }),
    ...(wants('brands') && {
      brands: findBrands(sentiment.value, reviews.time, timed, groups, options.brands),
    }),
    ...(wants('turns') &&
      timed &&
      isKnown && {
        turns: findTurns(
          {
            reviews: shopperSignals(dataset, sentiment.pleased, false),
            everything: shopperSignals(dataset, sentiment.pleased, true),
            felt: feltSignals(dataset, sentiment.pleased),
            feltByStars: feltSignals(dataset, pleasedByStars(reviews.rating)),
          },
          truth && satisfactionSignals(truth.experiences),
        ),
      }),
    ...(wants('votes') &&
      hasTexts &&
      reviewDetails?.helpful?.some((votes) => votes > 0) && {
        votes: await findVotes(
          source,
          {
            votes: reviewDetails.helpful,
            rating: reviews.rating,
            sentiment: sentiment.value,
            title: reviewDetails.title,
          },
          { key: folds, pause: pauseIn('votes') },
        ),
      }),
  };
}
