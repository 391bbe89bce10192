/** What a calibration leaves beside its scenario: how near it came, and the distributions, for a page. */

import type { Provenance } from '../../datasets/dataset.ts';
import { digestJson } from '../../numerics/digest.ts';
import type { Host } from '../run-record.ts';
import type { Calibration } from './calibrate.ts';

export const CALIBRATION_SCHEMA = 'shoplab.calibration/1';

export interface CalibrationRecord {
  readonly schema: typeof CALIBRATION_SCHEMA;
  /** Name of the scenario that was calibrated. */
  readonly scenario: string;
  readonly seed: string;
  readonly data: Provenance;
  readonly version: string;
  /** What made it, and where; no part of what is compared, and absent in records of before. */
  readonly madeBy?: Host;
  /** How to calibrate again. */
  readonly command: string;
  readonly calibration: Omit<Calibration, 'scenario'>;
  /** sha256 of the canonical JSON of all other fields but `madeBy`. */
  readonly digest: string;
}

const digestOf = ({ madeBy: _, ...body }: Omit<CalibrationRecord, 'digest'>): string => digestJson(body);

export const sealCalibration = (body: Omit<CalibrationRecord, 'digest'>): CalibrationRecord => ({
  ...body,
  digest: digestOf(body),
});

export const isSealedCalibration = ({ digest, ...body }: CalibrationRecord): boolean =>
  digestOf(body) === digest;
