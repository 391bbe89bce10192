/** `shoplab compare`: reads two studies and pairs their runs. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../datasets/config-error.ts';
import { type DuckDb, openDuckDb } from '../datasets/store/parquet.node.ts';
import { drawKey } from '../numerics/rng.ts';
import { seedWords } from '../numerics/seed.ts';
import { compareRuns, type RunWithValues, type StudyComparison } from './compare.ts';
import type { StudyFile } from './run-record.ts';
import { readRecord } from './run-store.node.ts';
import { readRunValues } from './values.node.ts';

const RESAMPLES = 2000;
const LEVEL = 0.95;

/** Throws ConfigError when a folder holds no study, or when runs that would pair were measured differently. */
export async function compareStudies(first: string, other: string): Promise<StudyComparison> {
  const db = await openDuckDb();
  try {
    const runs = await Promise.all([first, other].map((dir) => readStudyRuns(db, dir)));
    const key = drawKey(seedWords('compare'), 'bootstrap');
    return compareRuns(runs[0]!, runs[1]!, { resamples: RESAMPLES, level: LEVEL, key });
  } finally {
    db.close();
  }
}

async function readStudyRuns(db: DuckDb, dir: string): Promise<RunWithValues[]> {
  const runs: RunWithValues[] = [];
  for (const id of (await readStudyFile(dir)).runs) {
    const record = await readRecord(dir, id);
    if (record) runs.push({ record, values: await readRunValues(db, dir, record) });
  }
  return runs;
}

async function readStudyFile(dir: string): Promise<StudyFile> {
  const path = join(dir, 'study.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([
      `${path}: cannot be read (${error.code}); is ${dir} the folder of a study that was run?`,
    ]);
  });
  const value = JSON.parse(text) as StudyFile;
  if (value.schema !== 'shoplab.study/1') throw new ConfigError([`${path}: not a shoplab.study/1`]);
  return value;
}
