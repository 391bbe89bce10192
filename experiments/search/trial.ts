/** One fit of a search, measured on the validation part. Filed by the digest of its inputs as it ends, so that it is never run again. */

import { digestJson } from '../../numerics/digest.ts';
import type { RunInputs, RunMeasured } from '../run-record.ts';

/** Everything that determines a trial. */
export interface TrialInputs {
  readonly data: RunInputs['data'];
  readonly feedback: RunInputs['feedback'];
  /** That of the study; its digest is of the fold inside which the trial takes place. */
  readonly split: Pick<RunInputs['split'], 'name' | 'definition' | 'params' | 'digest'>;
  readonly validation: NonNullable<RunInputs['search']>['validation'];
  readonly repeats: RunInputs['repeats'];
  readonly catalogue?: 'all';
  readonly sampled?: NonNullable<RunInputs['sampled']>;
  readonly algorithm: Omit<RunInputs['algorithm'], 'label'>;
  readonly seed: string;
  /** Definition id of the metric. */
  readonly metric: string;
  /** Share of the training shoppers (of the examples, where there are any) that is learnt from; absent: all. */
  readonly part?: number;
}

export const trialId = (inputs: TrialInputs): string => digestJson(inputs).slice(0, 16);

export type TrialResult =
  /** null: not defined here. */
  { readonly value: number | null } | { readonly error: string };

/** What it cost; never compared. */
export type TrialMeasured = Pick<RunMeasured, 'fitSeconds' | 'recommendSeconds' | 'evaluateSeconds'>;

export interface Trial {
  readonly schema: 'shoplab.trial/1';
  readonly id: string;
  readonly inputs: TrialInputs;
  readonly result: TrialResult;
  /** sha256 of the canonical JSON of `result`. */
  readonly resultDigest: string;
  readonly measured: TrialMeasured & Pick<RunMeasured, 'finishedAt'>;
}

/** Where trials are kept. */
export interface Trials {
  /** null: not run yet, or what there is cannot be used. */
  load(id: string): Promise<Trial | null>;
  file(trial: Trial): Promise<void>;
}

/** Whether a trial is the one with this id, as it was filed. */
export const isSound = (trial: Trial, id: string): boolean =>
  trial?.schema === 'shoplab.trial/1' &&
  trial.id === id &&
  trialId(trial.inputs) === id &&
  digestJson(trial.result) === trial.resultDigest;
