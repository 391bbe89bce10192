/** A run as a record. */

import type { RunInputs } from './inputs.ts';
import type { LabelCurves } from './labels.ts';
import type { RunMeasured } from './measured.ts';
import type { RunResult } from './result.ts';

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
