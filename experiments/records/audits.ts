/** Groups of shoppers held against each other, mitigations against what they cost, slots against clicks. */

import type { GroupEstimate, Share } from './estimates.ts';
import type { Repeats } from './inputs.ts';

/** The difference between the means of two groups of shoppers, first minus second. */
export interface AuditedGap {
  /** 'extremes': the groups of the highest and of the lowest mean, picked by the means; 'named': by the study. */
  readonly of: 'extremes' | 'named';
  readonly first: string;
  readonly second: string;
  /** null where either has too few shoppers. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Shoppers of both. */
  readonly n: number;
  /** Over how many pairs of groups the interval holds at once (Bonferroni): 1 for a named pair. */
  readonly pairs: number;
}

/** One algorithm under one metric in the groups of one attribute; values of a shopper are averaged over folds and seeds first. */
export interface GroupAudit {
  readonly repeats: Repeats;
  readonly by: string;
  readonly label: string;
  readonly definition: string;
  readonly groups: readonly GroupEstimate[];
  readonly gaps: readonly AuditedGap[];
}

/** One measure of one point; `difference` is that to the base, null for the base itself. */
export interface FrontierMeasure {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly difference: number | null;
  /** Paired bootstrap interval, shopper by shopper; null where the measure is not made of shoppers. */
  readonly differenceLow: number | null;
  readonly differenceHigh: number | null;
}

export interface FrontierPoint {
  readonly label: string;
  /** What is swept, and its strength; null for the base. */
  readonly sweep: string | null;
  readonly value: number | null;
  /** In the order of `definitions` of the frontier. */
  readonly measures: readonly FrontierMeasure[];
  /** For each measure behind the first: points no worse in both that and the first, and better in one. */
  readonly dominatedBy: readonly (readonly string[])[];
}

/** Mitigations at several strengths against the algorithm that they start from. */
export interface Frontier {
  readonly repeats: Repeats;
  readonly base: string;
  /** The metric that ranks, then what it is held against. */
  readonly definitions: readonly string[];
  readonly points: readonly FrontierPoint[];
}

/** Slots of home slates at one position. */
export interface PositionAudit {
  /** From 1. */
  readonly position: number;
  /** Slots. */
  readonly shown: number;
  /** Share that is clicked, with Wilson's interval. */
  readonly clicked: Share;
  /** The same if any item were as likely to stand there; null where the policy draws hardly any. */
  readonly even: Share | null;
  /** Slots that are worth as much when weighed: (sum of weights)^2 / sum of squares. */
  readonly effective: number;
}
