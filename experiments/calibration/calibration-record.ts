/** What a calibration leaves beside its scenario: how near it came, and the distributions, for a page. */

import type { Provenance } from '../../datasets/dataset.ts';
import { digestJson } from '../../numerics/digest.ts';
import type { Calibration } from './calibrate.ts';

export const CALIBRATION_SCHEMA = 'shoplab.calibration/1';

export interface CalibrationRecord {
  readonly schema: typeof CALIBRATION_SCHEMA;
  /** Name of the scenario that was calibrated. */
  readonly scenario: string;
  readonly seed: string;
  readonly data: Provenance;
  readonly version: string;
  /** How to calibrate again. */
  readonly command: string;
  readonly calibration: Omit<Calibration, 'scenario'>;
  /** sha256 of the canonical JSON of all other fields. */
  readonly digest: string;
}

export const sealCalibration = (body: Omit<CalibrationRecord, 'digest'>): CalibrationRecord => ({
  ...body,
  digest: digestJson(body),
});

export const isSealedCalibration = ({ digest, ...body }: CalibrationRecord): boolean =>
  digestJson(body) === digest;
