/** Where algorithms stand over all runs of a study, and which pairs of them differ. */

import type { Repeats } from './inputs.ts';

/** One algorithm's standing under one metric, over all its runs (folds and seeds) of a study. */
export interface Standing {
  readonly label: string;
  readonly algorithm: string;
  readonly repeats: Repeats;
  readonly definition: string;
  readonly name: string;
  readonly cutoff: number | null;
  /**
   * What ranks. Where the metric is a mean over shoppers: the mean over shoppers, each shopper's values averaged over folds
   * and seeds first, whatever the sizes of the folds. Else the mean over runs. null where not defined.
   */
  readonly mean: number | null;
  /** Bootstrap interval of `mean` over shoppers; null where not defined. */
  readonly low: number | null;
  readonly high: number | null;
  /** Standard deviation of the runs' own means, over seeds and folds; null with a single run. */
  readonly spread: number | null;
  /**
   * Training noise: standard deviation of the runs' own means over seeds that learnt from and tested the same rows, pooled over folds; a
   * search for parameters is part of it. null where no two runs share their rows; absent in summaries of before there was any.
   */
  readonly trainingNoise?: number | null;
  readonly n: number;
  readonly runs: number;
  /**
   * Paired difference to the best mean under this metric (null for the best itself and where pairs do not exist): the
   * difference of both `mean`s where both have a value for the same shoppers in the same runs, else over those shared.
   */
  readonly toBest: {
    readonly label: string;
    readonly difference: number;
    readonly low: number;
    readonly high: number;
    /**
     * What the mean is of the best's over the same pairs, 1 where both are equal, with a paired bootstrap interval of the ratio
     * of means. null where the metric is no amount with a better end, or the best's mean may be zero; absent in summaries of before.
     */
    readonly relative?: { readonly ratio: number; readonly low: number; readonly high: number } | null;
  } | null;
}

/** Two algorithms, shopper by shopper, each shopper's values averaged over folds and seeds first. p are two-sided; null where nothing pairs. */
export interface PairComparison {
  readonly first: string;
  readonly second: string;
  /** Mean of first - second over `n` shoppers. */
  readonly difference: number | null;
  readonly n: number;
  /** p of the paired permutation test (flips of signs) of that mean. */
  readonly permutation: number | null;
  /** The same, corrected by Holm over all pairs of the comparison: bounds the chance of any false difference. */
  readonly holm: number | null;
  /** The same, corrected by Benjamini and Hochberg: bounds the share of false ones among the differences found. */
  readonly falseDiscovery: number | null;
  /** p of Wilcoxon's signed-rank test, not corrected. */
  readonly wilcoxon: number | null;
}

/** All pairs of algorithms under the metric that ranks, in one mode. */
export interface Comparison {
  readonly repeats: Repeats;
  readonly definition: string;
  /** Flips of signs that p are from, where not all were taken. */
  readonly flips: number;
  readonly pairs: readonly PairComparison[];
  /** Ranks over the rounds (seeds and folds): training noise, not shoppers. null with less than two rounds. */
  readonly ranks: {
    readonly rounds: number;
    readonly meanRanks: readonly { readonly label: string; readonly rank: number }[];
    readonly friedman: number;
    /** Of Iman and Davenport's F. */
    readonly p: number;
    /** Mean ranks further apart differ over all pairs (Nemenyi), at one minus the level of the intervals. */
    readonly criticalDifference: number;
  } | null;
}

/** All pairs of algorithms under a metric that does not rank, in one mode: whether they differ, and which way. */
export interface PairTests {
  readonly repeats: Repeats;
  readonly definition: string;
  /** Flips of signs that p are from, where not all were taken and no bound told more. */
  readonly flips: number;
  /** Those that were tested, in the order of the study. */
  readonly labels: readonly string[];
  /**
   * p of the paired permutation test of each pair, two-sided, corrected by Holm over all pairs of this metric; to four digits, rounded up. By the
   * first of a pair and then by the second: 0 and 1, 0 and 2 ... 1 and 2 ... null where nothing pairs.
   */
  readonly holm: readonly (number | null)[];
  /** A mark a pair, in that order: `+` where the first has the higher mean, `-` the lower, `0` the same, a space where nothing pairs. */
  readonly signs: string;
}
