/** A run is a record: what went in, what came out, what it cost. JSON on disk, one file a run, never changed. */

import type { Provenance } from '../datasets/dataset.ts';
import type { Account } from '../datasets/quality.ts';
import { digestJson } from '../numerics/digest.ts';
import type { LeakAudit } from './leaks/audit.ts';

export type Repeats = 'exclude' | 'include' | 'only';

/** What is ranked: the items with a training row, or every item of the data. */
export type Catalogue = 'trained' | 'all';

/** Sampled ranking: each question ranks its relevant items among this many others, drawn. */
export interface Sampled {
  readonly items: number;
  /** Whether every other item is as likely, or as its training popularity. */
  readonly by: 'uniform' | 'popularity';
}

/** Everything that determines a result. The run's id is a digest of this object. */
export interface RunInputs {
  readonly study: string;
  readonly data: { readonly name: string; readonly digest: string };
  /** Which actions or ratings count, and how much. */
  readonly feedback: Readonly<Record<string, unknown>>;
  readonly split: {
    readonly name: string;
    /** Id of the split as it is now: `global-time.v1`. */
    readonly definition: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly fold: number;
    readonly digest: string;
  };
  readonly repeats: Repeats;
  /** Present where items without a training row may be listed too. */
  readonly catalogue?: 'all';
  /** Present where ranking is sampled. */
  readonly sampled?: Sampled;
  readonly algorithm: {
    readonly name: string;
    /** Id of the algorithm as it is now: `als.v1`. */
    readonly definition: string;
    /** How the study calls it; unique within a study. */
    readonly label: string;
    readonly params: Readonly<Record<string, unknown>>;
    /** Ids of the algorithms that it is made of, at any depth; absent where it is not made of others. */
    readonly parts?: readonly string[];
    /** What computes it, with its version, where bits of the result depend on that: `wasm 4.22.0`. */
    readonly backend?: string;
  };
  /** How the parameters are chosen, those of `algorithm.params` aside; absent where nothing is searched. */
  readonly search?: SearchInputs;
  readonly seed: string;
  /** Definition ids of all metrics measured, repeats and cut-offs included, e.g. `ndcg.binary.v1+exclude@10`. */
  readonly definitions: readonly string[];
  /** The metric that groups are compared by and at whose cut-off exposure and ties are looked at. */
  readonly primary: { readonly name: string; readonly cutoff: number | null };
  readonly groups: readonly string[];
  /** Attributes that items are grouped by; absent where there are none. */
  readonly itemGroups?: readonly string[];
  /** Pairs of groups that are told apart by what is listed; absent where there are none. */
  readonly proxies?: readonly { readonly by: string; readonly first: string; readonly second: string }[];
  /** Those of `definitions` that groups of examples are measured by; absent where there are no examples. */
  readonly groupDefinitions?: readonly string[];
  readonly statistics: { readonly resamples: number; readonly level: number };
  /** Present where the study asks what fits tell of their epochs. */
  readonly trace?: true;
}

/** A search for parameters inside the training rows, as it is asked for. */
export interface SearchInputs {
  /** Id of the method as it is now: `tpe.v1`. */
  readonly method: string;
  readonly trials: number;
  /** Of successive halving: one in so many goes on. */
  readonly reduction?: number;
  /** Epochs of a whole fit of every searched algorithm that has any; absent: as its parameters say. */
  readonly epochs?: number;
  /** Definition id of the metric that trials are compared by. */
  readonly metric: string;
  /** How the training rows are parted once more. */
  readonly validation: {
    readonly name: string;
    readonly definition: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly digest: string;
  };
  /** By parameter: values to choose from, or a range. */
  readonly space: Readonly<Record<string, readonly (number | string | boolean)[] | SearchRange>>;
}
export interface SearchRange {
  readonly from: number;
  readonly to: number;
  readonly scale: 'linear' | 'log';
  readonly points?: number | undefined;
}

/** What a search tried, in order, and what it chose. */
export interface SearchResult {
  readonly trials: readonly SearchTrial[];
  /** Place of the best among `trials`. */
  readonly chosen: number;
  /** Complete, as the run was fitted with. */
  readonly params: Readonly<Record<string, unknown>>;
  /** What the trials cost, in whole fits. */
  readonly wholeFits: number;
  /** Of all trials together; null where the algorithm has none. */
  readonly epochs: number | null;
}
export interface SearchTrial {
  /** Its file under `trials/`. */
  readonly id: string;
  readonly values: Readonly<Record<string, number | string | boolean>>;
  /** Part of a whole fit; absent: a whole one. */
  readonly share?: number;
  /** Share of the training shoppers (or examples) learnt from, where the algorithm has no epochs; absent: all. */
  readonly part?: number;
  readonly epochs: number | null;
  /** null: it failed, or the metric is not defined. */
  readonly value: number | null;
  readonly error?: string;
}

/** A run's id: the first 16 hex digits of the digest of its inputs. */
export const runId = (inputs: RunInputs): string => idOf(inputs);

/** The same of records of any kind. */
export const idOf = (inputs: object): string => digestJson(inputs).slice(0, 16);

/** One metric of one run. */
export interface Estimate {
  /** Id, group attribute, repeats, cut-off: `ndcg.binary.v1+exclude@10`, `rmse.v1`; the grammar stands in metrics/README.md. */
  readonly definition: string;
  /** Short name as written in a study: `ndcg`. */
  readonly name: string;
  readonly cutoff: number | null;
  /** null: not defined here. */
  readonly mean: number | null;
  /** Bootstrap interval of the mean over shoppers; null where the metric is not a mean over shoppers. */
  readonly low: number | null;
  readonly high: number | null;
  /** What was averaged or counted over (shoppers, ratings). */
  readonly n: number;
}

export interface GroupEstimate {
  readonly group: string;
  readonly definition: string;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

/** What a fit told of one measure (`loss`, `rmse`), after each epoch or after some. */
export interface Trace {
  readonly measure: string;
  /** Ascending, from 1. */
  readonly epochs: readonly number[];
  /** null: not a finite number. */
  readonly values: readonly (number | null)[];
}

/** A group of items: what it is shown, and what of it that was relevant is listed. */
export interface ItemGroupEstimate {
  readonly group: string;
  /** Of the catalogue. */
  readonly items: number;
  /** Share of the training (shopper, item) pairs: its merit. */
  readonly training: number;
  /** Share of the exposure, 1/log2(rank + 1) a slot, with its bootstrap interval; null when nothing was listed. */
  readonly exposure: Share | null;
  /** The share that it would have if every list were the best that it could be; absent where that is not known. */
  readonly deserved?: Share;
  /** Relevant (question, item) pairs of the group. */
  readonly relevant: number;
  /** Share of these that is listed; null where there are none. */
  readonly recall: Share | null;
}
export interface Share {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Chance that a shopper of one group is told from one of another. */
export interface Auc {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Two groups of shoppers told apart by shares of categories, of what they had and of what they are shown: .5 is chance. Intervals are over
 * shoppers, with the fits as they are.
 */
export interface ProxyEstimate {
  readonly by: string;
  readonly first: string;
  readonly second: string;
  /** Shoppers of each. */
  readonly n: readonly [number, number];
  readonly history: Auc;
  readonly lists: Auc;
  /** Lists less history: above 0 the lists say more of the group than the shoppers' own past. */
  readonly gain: Auc;
}

export interface LabelResult {
  readonly classes: readonly string[];
  /** (classes) of (classes) examples of the class that were said to be of each */
  readonly confusion: readonly (readonly number[])[];
  /** By tenth of the probability of the last class, ten of each: examples, those of the last class, and the mean probability. */
  readonly reliability: {
    readonly n: readonly number[];
    readonly hits: readonly number[];
    /** To six digits behind the point; 0 where the tenth holds nothing. */
    readonly mean: readonly number[];
  };
}

/**
 * What answers come to at thresholds of the probability of the last class, against the rest. Beside a result and no part of it: for pictures, never
 * compared.
 */
export interface LabelCurves {
  readonly class: string;
  /** Examples, and those of the class. */
  readonly n: number;
  readonly positives: number;
  /**
   * (100) by recall: the highest threshold at which 1, 2 ... 100 per cent of the class are found, with the examples that were told as much or
   * more, and those of the class among them.
   */
  readonly threshold: readonly number[];
  readonly alerts: readonly number[];
  readonly hits: readonly number[];
  /** Cents at stake in the class, and what of them is found at each threshold; absent where no money is at stake. */
  readonly money?: { readonly all: number; readonly found: readonly number[] };
  /** At one threshold. */
  readonly chosen: {
    /**
     * Alerts a day that the study can look at: the threshold is the one at which all days together have as many, as is known afterwards; of
     * equals the first in the order of the data are alerts. Absent: the threshold is a half, for days or a budget are not known.
     */
    readonly budget?: number;
    readonly threshold: number;
    readonly alerts: number;
    readonly hits: number;
    /** Those of the class by kind, what of them is found, and Wilson's interval of that share; absent where there are no kinds. */
    readonly kinds?: readonly {
      readonly kind: string;
      readonly n: number;
      readonly hits: number;
      readonly low: number;
      readonly high: number;
    }[];
    /** By `step` days from the `first`, counted from the origin: right alerts, wrong ones, and what was missed. Absent without days. */
    readonly days?: {
      readonly first: number;
      readonly count: number;
      readonly step: number;
      readonly right: readonly number[];
      readonly wrong: readonly number[];
      readonly missed: readonly number[];
    };
  };
  /** sha256 of the canonical JSON of all other fields. */
  readonly digest: string;
}

/** How far what is tested is from what was learnt from, by `populationStability` (metrics/stability.ts). */
export interface DriftResult {
  readonly definition: string;
  /** Rows learnt from, which are compared with. */
  readonly rows: number;
  /** Of the probability of the last class: all that is tested, then week by week from the origin on where those are known. */
  readonly score: readonly DriftOfScore[];
  /** Of each feature over all that is tested, in the order of the features; [] where rows have none. */
  readonly features: readonly { readonly name: string; readonly value: number }[];
}
export interface DriftOfScore {
  /** `all`, `week 4`. */
  readonly period: string;
  /** null: too few rows. */
  readonly value: number | null;
  readonly n: number;
}

export interface RunResult {
  readonly estimates: readonly Estimate[];
  /** By attribute: the primary metric of each group of shoppers; of each group of examples that has any, those of `groupDefinitions`. */
  readonly groups: Readonly<Record<string, readonly GroupEstimate[]>>;
  /** By attribute: what is listed of each group of items, at the cut-off of the primary metric; absent where none was asked for. */
  readonly itemGroups?: Readonly<Record<string, readonly ItemGroupEstimate[]>>;
  /** Pairs of groups told apart; absent where none was asked for. */
  readonly proxies?: readonly ProxyEstimate[];
  /** Share of list slots, and of training (shopper, item) pairs, that falls to each tenth of the catalogue, most popular tenth first. */
  readonly exposure: { readonly lists: readonly number[]; readonly training: readonly number[] } | null;
  /** Share of lists with a tie at the cut: the last item listed scores as much as the first left out. null for 'rate'. */
  readonly tieRate: number | null;
  readonly counts: {
    /** Shoppers or ratings evaluated. */
    readonly evaluated: number;
    /** Lists asked for, where a split tells rows and asks about a shopper more than once; lists with a tie are among these. */
    readonly questions?: number;
    /** Test shoppers dropped for having no relevant item. */
    readonly withoutRelevant: number;
    /** Test shoppers not known in training of whom nothing is told, left to the cold breakdown. */
    readonly unknownShoppers: number;
    readonly emptyLists: number;
    readonly trainRows: number;
    readonly testRows: number;
  };
  /** What was told of examples; absent where there are none. */
  readonly labels?: LabelResult;
  /** Present where an instant parts examples that are learnt from from those that are tested. */
  readonly drift?: DriftResult;
  /** Digest of the values of shoppers or examples filed beside the record; null where there are none. */
  readonly shopperValues: string | null;
  /** In the order in which the fit first told them; absent where the study did not ask. */
  readonly traces?: readonly Trace[];
  /** Present where parameters were searched. */
  readonly search?: SearchResult;
}

/** Seconds of lists that are asked for one at a time, on a machine that may do other things. */
export interface Latency {
  /** How many were asked for. */
  readonly queries: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What it cost; never compared. */
export interface RunMeasured {
  /** Of the fit, when it was made. */
  readonly fitSeconds: number;
  /** Present where the fit was made before and found. */
  readonly fitFrom?: 'cache';
  readonly recommendSeconds: number;
  readonly evaluateSeconds: number;
  /** Lists or ratings a second while recommending. */
  readonly perSecond: number;
  /** Absent where no lists are asked for, and in records of before. */
  readonly latency?: Latency;
  /** Runs that went on at the same time on this machine. */
  readonly threads: number;
  /** Threads that the kernels of the run could use. */
  readonly kernelThreads: number;
  /** How the model finds its lists and why so, where it tells; else null. */
  readonly path: unknown;
  /** Highest resident memory of the whole process up to the end of this run, all its threads included. */
  readonly peakMemoryBytes: number;
  readonly host: {
    readonly cpu: string;
    readonly cores: number;
    readonly node: string;
    readonly shoplab: string;
    /** Commit of the working tree that ran, and whether its files differed from it; absent where that is not known. */
    readonly commit?: string;
    readonly dirty?: boolean;
  };
  /** Of a search, beside `fitSeconds`, which is the last fit's alone. */
  readonly search?: SearchMeasured;
  /** ISO 8601. */
  readonly finishedAt: string;
}
export interface SearchMeasured {
  readonly trials: readonly {
    readonly id: string;
    readonly fitSeconds: number;
    readonly recommendSeconds: number;
    readonly evaluateSeconds: number;
  }[];
}

interface RunRecordBase {
  readonly schema: 'shoplab.run/2';
  readonly id: string;
  readonly inputs: RunInputs;
}
export interface DoneRun extends RunRecordBase {
  readonly status: 'done';
  readonly result: RunResult;
  /** sha256 of the canonical JSON of `result`. */
  readonly resultDigest: string;
  /** Present where classes are told; absent in records of before. */
  readonly curves?: LabelCurves;
  /** What a reader has to know besides: 'not time-ordered' where the test does not lie after the training. Absent: nothing. */
  readonly notes?: readonly string[];
  readonly measured: RunMeasured;
}
export interface FailedRun extends RunRecordBase {
  readonly status: 'failed';
  readonly error: string;
}
export type RunRecord = DoneRun | FailedRun;

/** What a reader needs to know of a metric; copied into the study's file so that a report needs nothing else. */
export interface DefinitionNote {
  readonly id: string;
  readonly name: string;
  readonly doc: string;
  readonly unit: string;
  readonly direction: 'higher' | 'lower' | 'zero' | 'none';
}

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

/** `study.json` beside the runs: all a report needs besides the records. */
export interface StudyFile {
  readonly schema: 'shoplab.study/1';
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly provenance: Provenance;
  /** From the rows of the source to the data set. */
  readonly account: Account;
  /** From the actions or ratings of the data set to the rows of feedback. */
  readonly feedbackAccount: Account;
  readonly counts: {
    readonly shoppers: number;
    readonly items: number;
    readonly feedback: number;
    readonly sessions: number;
    readonly impressions: number;
    readonly actions: number;
  };
  readonly split: {
    readonly name: string;
    readonly order: 'time' | 'none';
    readonly doc: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly folds: number;
  };
  /** What was looked for between training and test, and what of it was let pass; absent in files of before. */
  readonly leaks?: LeakAudit;
  readonly definitions: readonly DefinitionNote[];
  readonly primary: string;
  /** Ids of all runs that the study asks for, in its order. */
  readonly runs: readonly string[];
  /** The study text as given. */
  readonly text: string;
  readonly command: string;
  /** Clicks by position in the log; absent where the study asks for no audit, or its log has no impressions. */
  readonly positions?: readonly PositionAudit[];
  /** Figures of others that the runs are held against; absent where there are none. */
  readonly published?: readonly PublishedFigure[];
  /** Family of each algorithm, by label (algorithms/families.ts); absent in files of before. */
  readonly families?: Readonly<Record<string, string>>;
}

/** A figure of somebody else for one algorithm of a study. */
export interface PublishedFigure {
  /** As the study calls the algorithm. */
  readonly label: string;
  /** `recall@20`, or the bare name of a metric without a cut-off. */
  readonly metric: string;
  readonly value: number;
  /** How far off the mean of the runs may be; absent: the figure is shown and claims nothing. */
  readonly tolerance?: number | undefined;
  readonly source: string;
}

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

/** `summary.json`: computed from the finished records alone. */
export interface StudySummary {
  readonly schema: 'shoplab.summary/1';
  readonly standings: readonly Standing[];
  /** Absent in summaries of before there were any. */
  readonly comparisons?: readonly Comparison[];
  /** Present where the study asks for it. */
  readonly audit?: readonly GroupAudit[];
  readonly frontiers?: readonly Frontier[];
  readonly level: number;
  readonly resamples: number;
  /** `digestRecords` of the records that it was computed from. */
  readonly records: string;
  /** sha256 of the canonical JSON of all other fields. */
  readonly digest: string;
}

/** One digest of records in the order of their study: ids and result digests. */
export const digestRecords = (records: readonly RunRecord[]): string =>
  digestJson(records.map((record) => [record.id, record.status === 'done' ? record.resultDigest : null]));

export const sealSummary = (body: Omit<StudySummary, 'digest'>): StudySummary => ({
  ...body,
  digest: digestJson(body),
});

/** Whether a summary, or curves, are as they were sealed. */
export function isSealed({ digest, ...body }: StudySummary | LabelCurves): boolean {
  return digestJson(body) === digest;
}
