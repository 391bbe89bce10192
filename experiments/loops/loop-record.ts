/** A run of a loop is a record: one policy in one world. JSON on disk beside those of other studies, never changed. */

import { type DefinitionNote, idOf, type RunMeasured } from '../run-record.ts';
import type { LoopResult } from './loop-result.ts';

export type { Course, GroupOutcome, LoopResult } from './loop-result.ts';

/** Everything that determines a result. */
export interface LoopInputs {
  readonly kind: 'loop';
  /** Id of how loops are run and counted: `loop.v1`. */
  readonly definition: string;
  readonly study: string;
  /** Scenario or model with all its parameters, by its digest; the seed is told apart. */
  readonly world: { readonly name: string; readonly digest: string };
  readonly policy: {
    readonly label: string;
    /** A control runs without being asked for. */
    readonly role: 'policy' | 'control';
    readonly spec: Readonly<Record<string, unknown>>;
    /** Ids of the algorithm and of those that it is made of; [] of a policy of the shop. */
    readonly definitions: readonly string[];
    readonly backend?: string;
  };
  /** Rounds between fits; null of a policy that does not learn. */
  readonly every: number | null;
  /** null of a policy that does not learn. */
  readonly feedback: Readonly<Record<string, unknown>> | null;
  readonly measure: { readonly every: number; readonly over: 'window' | 'all'; readonly pairs: number };
  readonly groups: readonly string[];
  /** Of the world, of the pairs and of fits. */
  readonly seed: string;
  /** Ids of all measures. */
  readonly definitions: readonly string[];
}

export const loopId = (inputs: LoopInputs): string => idOf(inputs);

export interface LoopMeasured {
  readonly seconds: number;
  /** Loops that went on at the same time on this machine. */
  readonly threads: number;
  readonly kernelThreads: number;
  /** Highest resident memory of the whole process up to the end of this run, all its threads included. */
  readonly peakMemoryBytes: number;
  readonly host: RunMeasured['host'];
  /** ISO 8601. */
  readonly finishedAt: string;
}

export const LOOP_RUN = 'shoplab.loop/1';
/** Of the records that are kept with the code. */
export const LOOP_RESULTS = 'shoplab.loop-results/1';

interface LoopRunBase {
  readonly schema: typeof LOOP_RUN;
  readonly id: string;
  readonly inputs: LoopInputs;
}
export interface DoneLoop extends LoopRunBase {
  readonly status: 'done';
  readonly result: LoopResult;
  /** sha256 of the canonical JSON of `result`. */
  readonly resultDigest: string;
  readonly measured: LoopMeasured;
}
export interface FailedLoop extends LoopRunBase {
  readonly status: 'failed';
  readonly error: string;
}
export type LoopRun = DoneLoop | FailedLoop;

/** `study.json` of a study of loops: all a report needs besides records and summary. */
export interface LoopStudyFile {
  readonly schema: 'shoplab.loop-study/1';
  readonly kind: 'loop';
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly world: {
    readonly name: string;
    readonly title: string;
    readonly rounds: number;
    readonly round: string;
  };
  readonly seeds: readonly string[];
  /** In the order of the study, controls last. */
  readonly policies: readonly { readonly label: string; readonly role: 'policy' | 'control' }[];
  readonly every: number;
  readonly measure: LoopInputs['measure'];
  readonly definitions: readonly DefinitionNote[];
  /** Kinds of leaks that every fit was looked at for. */
  readonly leaks: readonly string[];
  /** Ids of all runs, in the order of the study. */
  readonly runs: readonly string[];
  readonly text: string;
  readonly command: string;
}

/** One measure under one policy, over worlds: one entry a moment. */
export interface LoopBand {
  readonly label: string;
  /** `shown.interJaccard`, `churn`. */
  readonly measure: string;
  /** null: not defined. */
  readonly mean: readonly (number | null)[];
  /** Student's t interval of the mean over worlds; null with fewer than two. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  /** Worlds in which it is defined. */
  readonly worlds: readonly number[];
}

/** One measure under a policy less that under a control, world by world. */
export interface LoopDifference extends LoopBand {
  readonly control: string;
}

/** One measure under one policy at the last moment less that at the first, world by world. */
export interface LoopChange {
  readonly label: string;
  readonly measure: string;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly worlds: number;
}

/** `summary.json`: computed from the finished records alone. */
export interface LoopSummary {
  readonly schema: 'shoplab.loop-summary/1';
  readonly level: number;
  /** Rounds that had passed at each moment. */
  readonly rounds: readonly number[];
  readonly bands: readonly LoopBand[];
  readonly changes: readonly LoopChange[];
  readonly differences: readonly LoopDifference[];
  readonly failed: readonly { readonly label: string; readonly seed: string; readonly error: string }[];
  /** Digest of ids and results of all records. */
  readonly records: string;
}
