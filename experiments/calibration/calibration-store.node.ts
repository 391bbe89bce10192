/** `calibration.json` in the folder that is named after the scenario that came out. */

import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { openFolder } from '../filing.node.ts';
import { writeWhole } from '../run-store.node.ts';
import { CALIBRATION_SCHEMA, type CalibrationRecord, isSealedCalibration } from './calibration-record.ts';

const FILE = 'calibration.json';

/** `out/a` of `out/a.yaml`. */
export function calibrationFolder(scenarioFile: string): string {
  const extension = extname(scenarioFile);
  const name = basename(scenarioFile, extension);
  return join(dirname(scenarioFile), extension === '' ? `${name}-calibration` : name);
}

export async function writeCalibration(folder: string, record: CalibrationRecord): Promise<void> {
  await openFolder(folder);
  await writeWhole(join(folder, FILE), `${JSON.stringify(record)}\n`);
}

/** null where the folder has none. Throws where it is not what was written. */
export async function readCalibration(folder: string): Promise<CalibrationRecord | null> {
  const file = join(folder, FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (text === null) return null;
  let record: CalibrationRecord | null;
  try {
    record = JSON.parse(text) as CalibrationRecord | null;
  } catch (error) {
    throw new Error(`${file}: not JSON (${(error as Error).message}); calibrate again`);
  }
  if (record?.schema !== CALIBRATION_SCHEMA) throw new Error(`${file}: not a ${CALIBRATION_SCHEMA}`);
  if (!isSealedCalibration(record))
    throw new Error(`${file}: the content does not match its digest; calibrate again`);
  return record;
}
