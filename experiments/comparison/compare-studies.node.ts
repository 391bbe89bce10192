/** `shoplab compare`: reads two studies and pairs their runs. */

import { type DuckDb, openDuckDb } from '../../datasets/store/parquet.node.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { readRecord } from '../run-store.node.ts';
import { readStudyFolder } from '../study/study-folder.node.ts';
import { readRunValues } from '../values.node.ts';
import type { RunWithValues } from './compare.ts';
import { compareSides, type SideBySide } from './compare-sides.ts';

const RESAMPLES = 2000;
const LEVEL = 0.95;

/** Throws ConfigError when a folder holds no study, or when runs that would pair were measured differently. */
export async function compareStudies(
  first: string,
  other: string,
  signal?: AbortSignal,
): Promise<SideBySide> {
  const db = await openDuckDb();
  try {
    // One after the other: a connection reads one file at a time.
    const runs = await readStudyRuns(db, first, signal);
    const others = await readStudyRuns(db, other, signal);
    const key = drawKey(seedWords('compare'), 'bootstrap');
    return compareSides(runs, others, { resamples: RESAMPLES, level: LEVEL, key, kernels: kernelHost() });
  } finally {
    db.close();
  }
}

async function readStudyRuns(db: DuckDb, dir: string, signal?: AbortSignal): Promise<RunWithValues[]> {
  const runs: RunWithValues[] = [];
  for (const id of (await readStudyFolder(dir)).runs) {
    signal?.throwIfAborted();
    const record = await readRecord(dir, id);
    if (record) runs.push({ record, values: await readRunValues(db, dir, record) });
  }
  return runs;
}
