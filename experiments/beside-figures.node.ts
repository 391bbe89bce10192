/** `beside.json` beside `study.json`: a simulated log held against the real data that the study names, or that its world was calibrated to. */

import { readFile, rm } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import {
  type BesideFigures,
  besideReal,
  isSealedBeside,
  sealBeside,
} from '../datasets/data-figures/beside.ts';
import { calibrationFolder, readCalibration } from './calibration/calibration-store.node.ts';
import type { StudyData } from './fitting/fraud-feedback.ts';
import { writeWhole } from './run-store.node.ts';
import type { LoadedStudy } from './study/load-study.node.ts';

export const BESIDE_FILE = 'beside.json';

/** Name of the real data set that a study's log is held against; undefined where there is none. */
export async function besideOf({ study, folder }: LoadedStudy): Promise<string | undefined> {
  const { data } = study;
  if ('dataset' in data) return undefined;
  if (data.beside !== undefined) return data.beside;
  if (!/\.ya?ml$/.test(data.scenario)) return undefined;
  const file = isAbsolute(data.scenario) ? data.scenario : resolve(folder, data.scenario);
  // What cannot be read says nothing of the scenario.
  const record = await readCalibration(calibrationFolder(file)).catch(() => null);
  return record?.data.name;
}

/** Files how a study's log stands beside real data, unless that is there already; takes away what is of another study. Data that cannot be had is told in it. */
export async function fileBeside(out: string, loaded: LoadedStudy, dataset: StudyData): Promise<void> {
  const file = join(out, BESIDE_FILE);
  const name = await besideOf(loaded);
  if (name === undefined) return rm(file, { force: true });
  const data = dataset.provenance.digest;
  const { loadData } = await import('../datasets/public/registry.node.ts');
  const real = await loadData(name).catch((error: Error) => error.message.split('\n')[0]!);
  if (typeof real !== 'string' && (await areOf(file, data, real.provenance.digest))) return;
  const body = typeof real === 'string' ? { named: name, missing: real } : besideReal(dataset, real);
  await writeWhole(file, `${JSON.stringify(sealBeside(data, body))}\n`);
}

async function areOf(file: string, data: string, real: string): Promise<boolean> {
  try {
    const there = JSON.parse(await readFile(file, 'utf8')) as BesideFigures;
    return there.data === data && 'real' in there && there.real.digest === real && isSealedBeside(there);
  } catch {
    return false;
  }
}
