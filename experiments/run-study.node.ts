/** The way of a study: data, splits, cells on worker threads, records, summary. What is done is never done again. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from '../datasets/quality.ts';
import { type DuckDb, openDuckDb } from '../datasets/store/parquet.node.ts';
import { kernelHost } from '../numerics/kernels/open-host.node.ts';
import { drawKey } from '../numerics/rng.ts';
import { seedWords } from '../numerics/seed.ts';
import {
  backendsOf,
  type Cell,
  type CellOutcome,
  cellsOf,
  inputsOf,
  type Prepared,
  prepare,
} from './cell.ts';
import { runCells } from './cell-pool.node.ts';
import type { RunWithValues } from './compare.ts';
import type { LoadedStudy } from './load-study.node.ts';
import {
  digestRecords,
  type RunRecord,
  runId,
  type Standing,
  type StudySummary,
  sealSummary,
} from './run-record.ts';
import { readRecord, runsFolder, valuesFile, writeJson, writeRecord } from './run-store.node.ts';
import { standings } from './standings.ts';
import { loadStudyData } from './study-data.node.ts';
import { makeStudyFile, primaryDefinitions } from './study-file.ts';
import { checkStudyFolder } from './study-folder.node.ts';
import { readRunValues, writeValues } from './values.node.ts';

export interface RunStudyOptions {
  readonly out: string;
  /** Cells that run at once. */
  readonly threads: number;
  readonly version: string;
  /** How to run it again; kept in study.json. */
  readonly command: string;
  readonly signal: AbortSignal;
  onStage(stage: string, done: number, total: number): void;
}

export interface StudyOutcome {
  readonly study: string;
  /** Folder of the records. */
  readonly records: string;
  readonly account: Account;
  readonly feedbackAccount: Account;
  /** What was not as an earlier run had left it, one line each. */
  readonly notes: readonly string[];
  /** In the order of the study. */
  readonly runs: readonly RunRecord[];
  /** How many of them were found done. */
  readonly resumed: number;
  readonly standings: readonly Standing[];
  /** Definition ids of the metric that ranks, one for each mode of repeats (and group attribute). */
  readonly primary: readonly string[];
}

/** Runs what is missing of a study under `out` and sums up. Throws the signal's reason when aborted; records are kept. */
export async function runStudy(loaded: LoadedStudy, options: RunStudyOptions): Promise<StudyOutcome> {
  const { out, onStage } = options;
  await checkStudyFolder(out, loaded.study.name);
  await mkdir(runsFolder(out), { recursive: true });
  const notes: string[] = [];
  const onNote = (note: string): void => {
    notes.push(note);
  };
  const dataset = await loadStudyData(loaded, { ...options, onNote });
  const backends = await backendsOf(loaded.study);
  const prepared = { ...prepare(loaded.study, dataset), backends };
  await writeJson(
    join(out, 'study.json'),
    makeStudyFile(prepared, dataset, { text: loaded.text, command: options.command }),
  );
  const db = await openDuckDb();
  try {
    const cells = cellsOf(prepared);
    const missing = await missingCells(db, prepared, cells, out, onNote);
    onStage('fits', cells.length - missing.length, cells.length);
    await runMissing(prepared, cells.length, missing, db, options);
    const runs = await readRuns(db, prepared, cells, out);
    const summary = summarise(prepared, runs, options.threads);
    await writeJson(join(out, 'summary.json'), summary);
    return {
      study: loaded.study.name,
      records: runsFolder(out),
      account: dataset.account,
      feedbackAccount: prepared.feedback.account,
      notes,
      runs: runs.map(({ record }) => record),
      resumed: (cells.length - missing.length) * (runs.length / cells.length),
      standings: summary.standings,
      primary: primaryDefinitions(prepared),
    };
  } finally {
    db.close();
  }
}

const idsOf = (prepared: Prepared, cell: Cell): string[] => inputsOf(prepared, cell).map(runId);

/** Cells that lack a finished record or its values. A failed one is tried again. */
async function missingCells(
  db: DuckDb,
  prepared: Prepared,
  cells: readonly Cell[],
  out: string,
  onNote: (note: string) => void,
): Promise<Cell[]> {
  const missing: Cell[] = [];
  for (const cell of cells) {
    const records = await Promise.all(idsOf(prepared, cell).map((id) => readRecord(out, id)));
    if (!records.every((record) => record?.status === 'done')) {
      missing.push(cell);
      continue;
    }
    const fault = await valuesFault(db, out, records as RunRecord[]);
    if (fault === null) continue;
    onNote(`run again: ${fault}`);
    missing.push(cell);
  }
  return missing;
}

/** Why the per-shopper values of records cannot be used; null when they can. */
async function valuesFault(db: DuckDb, out: string, records: readonly RunRecord[]): Promise<string | null> {
  try {
    for (const record of records) await readRunValues(db, out, record);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function runMissing(
  prepared: Prepared,
  total: number,
  missing: readonly Cell[],
  db: DuckDb,
  { out, threads, version, signal, onStage }: RunStudyOptions,
): Promise<void> {
  let done = total - missing.length;
  let filing: Promise<void> = Promise.resolve();
  const onOutcome = (_: Cell, outcome: CellOutcome): Promise<void> => {
    filing = filing.then(() => file(out, outcome, db)).then(() => onStage('fits', ++done, total));
    return filing;
  };
  await runCells(prepared, missing, { threads, version, signal, onOutcome });
}

/** Values first: a record on disk means that its values are too. */
async function file(out: string, { records, values }: CellOutcome, db: DuckDb): Promise<void> {
  for (const [i, record] of records.entries()) {
    const own = values[i];
    if (own) await writeValues(db, valuesFile(out, record.id), own);
    await writeRecord(out, record);
  }
}

async function readRuns(
  db: DuckDb,
  prepared: Prepared,
  cells: readonly Cell[],
  out: string,
): Promise<RunWithValues[]> {
  const runs: RunWithValues[] = [];
  for (const id of cells.flatMap((cell) => idsOf(prepared, cell))) {
    const record = await readRecord(out, id);
    if (record === null) throw new Error(`${runsFolder(out)}/${id}.json: removed while the study ran`);
    runs.push({ record, values: await readRunValues(db, out, record) });
  }
  return runs;
}

function summarise({ study }: Prepared, runs: readonly RunWithValues[], threads: number): StudySummary {
  const { resamples, level } = study.statistics;
  const key = drawKey(seedWords(study.seeds[0]!), 'bootstrap');
  return sealSummary({
    schema: 'shoplab.summary/1',
    standings: standings(runs, { resamples, level, key, kernels: kernelHost(threads) }),
    level,
    resamples,
    records: digestRecords(runs.map(({ record }) => record)),
  });
}
