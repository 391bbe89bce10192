/** What `shoplab read` finds in the reviews of a log or a data set: plain data, the same for the same data, seed and options. */

import type { Host } from '../run-record.ts';

export const READING_SCHEMA = 'shoplab.reading/2';

export interface ReadingRecord {
  readonly schema: typeof READING_SCHEMA;
  readonly source: { readonly name: string; readonly title: string; readonly digest: string };
  readonly seed: string;
  /** What made it, and where; no part of what is compared, and absent in records of before. */
  readonly madeBy?: Host;
  readonly command: string;
  readonly origin: string;
  readonly reviews: number;
  readonly texts: number;
  /** Whether times of reviews mean anything. */
  readonly timed: boolean;
  readonly sentiment: SentimentNote;
  readonly topics?: TopicsFound;
  readonly aspects?: AspectsFound;
  readonly keywords?: KeywordsFound;
  readonly brands?: BrandsFound;
  readonly turns?: TurnsFound;
  readonly votes?: VotesFound;
}

/** How reviews are valued, -1 to 1. */
export interface SentimentNote {
  readonly by: 'stars' | 'lexicon' | 'learnt';
  readonly words: string;
  /** Mean of all reviews that have a value. */
  readonly mean: number;
  /** Rank correlation with the stars; null where all values or stars are the same. */
  readonly withStars: number | null;
}

export interface TopicsFound {
  readonly method: 'lda' | 'nmf' | 'dmm';
  readonly documents: 'sentences' | 'reviews';
  readonly count: number;
  readonly vocabulary: number;
  readonly topics: readonly {
    /** Share of the documents of which it is the largest. */
    readonly share: number;
    readonly words: readonly string[];
    readonly umass: number;
    readonly npmi: number;
    readonly cv: number;
    /** The planted aspect that its reviews speak of most, and the share that does. */
    readonly aspect?: { readonly name: string; readonly share: number };
  }[];
  readonly meanNpmi: number;
  readonly meanCv: number;
  /**
   * Normalised mutual information of the dominant topic with the planted aspect, over reviews that speak of one aspect: all of them, and
   * those that say nothing else.
   */
  readonly planted?: PlantedAgreement & { readonly plain: PlantedAgreement };
}

interface PlantedAgreement {
  readonly information: number;
  readonly reviews: number;
}

export interface ScoreRow {
  readonly name: string;
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface AspectScoreRows {
  readonly method: 'lexicon' | 'learnt';
  readonly aspects: readonly ScoreRow[];
  readonly polarities: readonly ScoreRow[];
  readonly aspectMacroF1: number;
  readonly polarityMacroF1: number;
  readonly opinionMacroF1: number;
}

export interface AspectsFound {
  /** Which method the counts are of. */
  readonly method: 'lexicon' | 'learnt';
  readonly aspects: readonly {
    readonly name: string;
    /** Texts that speak of it so. */
    readonly negative: number;
    readonly neutral: number;
    readonly positive: number;
  }[];
  /** Against the truth: over texts that nothing was learnt of. */
  readonly scores?: {
    readonly texts: number;
    readonly learntFrom: number;
    readonly methods: readonly AspectScoreRows[];
  };
}

export interface KeywordsFound {
  readonly method: 'likelihood' | 'tf-idf' | 'textrank';
  readonly by: 'brand' | 'category' | 'item';
  readonly groups: readonly {
    readonly name: string;
    readonly texts: number;
    readonly words: readonly { readonly word: string; readonly score: number; readonly count: number }[];
  }[];
}

export interface BrandsFound {
  readonly by: 'brand' | 'category';
  /** Days of a period; null: the data has no times, and all is one period. */
  readonly days: number | null;
  readonly level: number;
  readonly groups: readonly {
    readonly name: string;
    readonly reviews: number;
    readonly mean: number;
    readonly low: number;
    readonly high: number;
    readonly periods: readonly {
      readonly period: number;
      readonly n: number;
      readonly mean: number;
      readonly low: number;
      readonly high: number;
    }[];
    /** Periods at which its mean changed. */
    readonly changes: readonly number[];
  }[];
}

/** What turns are told from: what is said when it is said, or when the parcel came that it is said of. */
export type TurnSignals =
  | 'reviews'
  | 'reviews, returns and tickets'
  | 'reviews, when the parcel came'
  | 'stars, when the parcel came';

export interface TurnsFound {
  readonly method: 'level' | 'segments';
  readonly signals: TurnSignals;
  readonly shoppers: number;
  /** Shoppers with at least one turn. */
  readonly turned: number;
  readonly away: number;
  readonly back: number;
  /** By week: turns away and back. */
  readonly weeks: readonly { readonly week: number; readonly away: number; readonly back: number }[];
  readonly truth?: {
    readonly windowDays: number;
    readonly rows: readonly {
      readonly method: 'level' | 'segments';
      readonly signals: TurnSignals;
      readonly found: number;
      readonly true: number;
      readonly precision: number;
      readonly recall: number;
      readonly f1: number;
      readonly meanDelayDays: number | null;
      readonly byChance: number;
    }[];
  };
}

export interface VotesFound {
  readonly reviews: number;
  readonly meanVotes: number;
  readonly folds: number;
  readonly models: readonly {
    readonly name: string;
    /** Mean Poisson deviance of held-out reviews. */
    readonly deviance: number;
    /** Spearman's with the votes; null where all expected counts are the same. */
    readonly rank: number | null;
  }[];
  /** Largest coefficients of the last model fitted to all, in standard deviations. */
  readonly coefficients: readonly { readonly name: string; readonly value: number }[];
}
