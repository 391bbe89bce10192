/** Reads the files of a study: `study.json`, `summary.json`, `runs/*.json`. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import { readText, systemReason } from '../../datasets/store/read-text.node.ts';
import {
  digestRecords,
  isSealed,
  type RunRecord,
  runId,
  type StudyFile,
  type StudySummary,
  sealSummary,
} from '../../experiments/run-record.ts';
import { digestJson } from '../../numerics/digest.ts';
import { checkShape } from '../shapes/check-shape.ts';
import { RUN_SHAPE } from '../shapes/run-shape.ts';
import { STUDY_SHAPE } from '../shapes/study-shape.ts';
import { SUMMARY_SHAPE } from '../shapes/summary-shape.ts';
import { readBeside } from './beside-figures.node.ts';
import { readDataFigures } from './data-figures.node.ts';
import type { StudyRecords } from './study-view.ts';

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** The content of a file of this shape; `remedy` is said where it is missing. */
async function readChecked(
  file: string,
  shape: z.ZodType,
  remedy = 'a report needs the folder that a study has run into',
): Promise<unknown> {
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    if (isMissing(error)) throw new ConfigError([`report: ${file} is missing; ${remedy}`]);
    throw new Error(`report: ${file} cannot be read: ${systemReason(error as Error)}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`report: ${file} is damaged: not JSON (${(error as Error).message})`);
  }
  return checkShape(shape, value, file);
}

async function readRuns(folder: string): Promise<RunRecord[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw new Error(`report: ${folder} cannot be read: ${systemReason(error as Error)}`);
  }
  const runs: RunRecord[] = [];
  for (const name of names.filter((one) => one.endsWith('.json')).sort()) {
    const run = (await readChecked(join(folder, name), RUN_SHAPE)) as RunRecord;
    if (`${run.id}.json` !== name)
      throw new Error(
        `report: ${join(folder, name)} holds run '${run.id}'; a record's file is named after its id`,
      );
    checkDigests(run, join(folder, name));
    runs.push(run);
  }
  return runs;
}

function checkDigests(run: RunRecord, file: string): void {
  const again = 'remove the file and run the study again';
  if (runId(run.inputs) !== run.id)
    throw new Error(`report: ${file}: the inputs do not match the id; ${again}`);
  if (run.status === 'done' && digestJson(run.result) !== run.resultDigest)
    throw new Error(`report: ${file}: the result does not match its digest; ${again}`);
  if (run.status === 'done' && run.curves && !isSealed(run.curves))
    throw new Error(`report: ${file}: the curves do not match their digest; ${again}`);
}

/** The summary of these records, of `asked` that the study asks for. */
async function readSummary(
  folder: string,
  records: readonly RunRecord[],
  asked: number,
): Promise<StudySummary> {
  const file = join(folder, 'summary.json');
  const again =
    `${records.length} of the study's ${asked} fits are done; ` +
    `\`shoplab run STUDY --out ${folder}\` does what is missing, and nothing twice`;
  const summary = (await readChecked(file, SUMMARY_SHAPE, again)) as StudySummary;
  if (!isSealed(summary))
    throw new Error(`report: ${file}: the content does not match its digest; run the study again`);
  if (summary.records !== digestRecords(records))
    throw new Error(`report: ${file} was computed from other records than those in runs/; ${again}`);
  return summary;
}

/**
 * The records of a study, in its own order; throws with the file's name where one is missing, foreign or damaged, does not
 * match its digest, or where the summary is not of these records.
 */
export async function readStudy(folder: string): Promise<StudyRecords> {
  const study = (await readChecked(join(folder, 'study.json'), STUDY_SHAPE).catch((error: Error) => {
    // No folder of a study: wrong usage, not a failure of the program.
    throw error instanceof ConfigError ? error : new ConfigError([error.message]);
  })) as StudyFile;
  const runs = await readRuns(join(folder, 'runs'));
  const byId = new Map(runs.map((run) => [run.id, run]));
  const records = study.runs.flatMap((id) => byId.get(id) ?? []);
  const summary = await readSummary(folder, records, study.runs.length);
  const strangers = runs.length - records.length;
  return { study, summary, records, strangers, ...(await readFigures(folder, study)) };
}

/** What is told of the data beside the records. */
async function readFigures(
  folder: string,
  { provenance }: StudyFile,
): Promise<Pick<StudyRecords, 'figures' | 'beside'>> {
  const figures = await readDataFigures(folder, provenance.digest);
  const beside = await readBeside(folder, provenance.digest);
  return { ...(figures && { figures }), ...(beside && { beside }) };
}

/** A study of which no run is done yet, with the figures of its data. */
export async function readStudyData(folder: string): Promise<StudyRecords> {
  const study = (await readChecked(join(folder, 'study.json'), STUDY_SHAPE)) as StudyFile;
  const summary = sealSummary({
    ...{ schema: 'shoplab.summary/1', standings: [], comparisons: [], level: 0.95, resamples: 0 },
    records: digestRecords([]),
  });
  return { study, summary, records: [], strangers: 0, ...(await readFigures(folder, study)) };
}
