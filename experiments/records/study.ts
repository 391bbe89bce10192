/** `study.json` beside the runs, and `summary.json`. */

import type { Provenance } from '../../datasets/dataset.ts';
import type { Account } from '../../datasets/quality.ts';
import { digestJson } from '../../numerics/digest.ts';
import type { LeakAudit } from '../leaks/audit.ts';
import type { Frontier, GroupAudit, PositionAudit } from './audits.ts';
import type { LabelCurves } from './labels.ts';
import type { RunRecord } from './run.ts';
import type { Comparison, PairTests, Standing } from './standings.ts';

/** What a reader needs to know of a metric; copied into the study's file so that a report needs nothing else. */
export interface DefinitionNote {
  readonly id: string;
  readonly name: string;
  readonly doc: string;
  readonly unit: string;
  readonly direction: 'higher' | 'lower' | 'zero' | 'none';
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

/** `summary.json`: computed from the finished records alone. */
export interface StudySummary {
  readonly schema: 'shoplab.summary/1';
  readonly standings: readonly Standing[];
  /** Absent in summaries of before there were any. */
  readonly comparisons?: readonly Comparison[];
  /** Of the metrics that do not rank; absent in summaries of before there were any. */
  readonly tests?: readonly PairTests[];
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
