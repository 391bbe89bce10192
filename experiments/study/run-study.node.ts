/** The way of a study: data, splits, cells on worker threads, records, summary. What is done is never done again. */

import { join } from 'node:path';
import type { Account } from '../../datasets/quality.ts';
import { sweepHalfWritten } from '../../datasets/store/half-written.node.ts';
import { type DuckDb, openDuckDb } from '../../datasets/store/parquet.node.ts';
import { aloneIn } from '../alone.node.ts';
import { fileBeside } from '../beside-figures.node.ts';
import { fileDataFigures } from '../data-figures.node.ts';
import { openFolder } from '../filing.node.ts';
import { cellsOf, inputsOf } from '../fitting/cell-inputs.ts';
import { runCells } from '../fitting/cell-pool.node.ts';
import {
  CHECKPOINT_SECONDS,
  closeCheckpointsFolder,
  openCheckpointsFolder,
  removeCheckpoints,
} from '../fitting/checkpoint-store.node.ts';
import { openCache, splitsOfCache } from '../fitting/fit-cache.node.ts';
import type { StudyData } from '../fitting/fraud-feedback.ts';
import { openModelsFolder, sweepOwnModels } from '../fitting/model-store.node.ts';
import { backendsOf, countedData, foldInputs, prepareCounted } from '../fitting/prepare.ts';
import type { Cell, CellOutcome, Prepared } from '../fitting/prepared.ts';
import type { Comparison, RunRecord, Standing, StudyFile, StudySummary } from '../run-record.ts';
import { runsFolder, writeJson } from '../run-store.node.ts';
import { trialsFolder } from '../search/trial-store.node.ts';
import { foldCache } from '../splits/fold-cache.node.ts';
import type { LoadedStudy } from './load-study.node.ts';
import type { Study } from './study.ts';
import { loadStudyData } from './study-data.node.ts';
import { makeStudyFile, primaryDefinitions } from './study-file.ts';
import { checkStudyFolder } from './study-folder.node.ts';
import { labelOf } from './study-requests.ts';
import {
  checkAgain,
  fileRuns,
  keptModel,
  type MissingCell,
  missingCells,
  readRuns,
} from './study-runs.node.ts';
import { withTruths } from './study-truth.node.ts';
import { summarise } from './summarise.node.ts';

export interface RunStudyOptions {
  readonly out: string;
  /** Cells that run at once. */
  readonly threads: number;
  readonly version: string;
  /** How to run it again; kept in study.json. */
  readonly command: string;
  /** true: the fitted model of every cell that is done is kept under `models/`, and fitted again where it is missing. */
  readonly models?: boolean;
  /** Folder of logs, folds and fitted models that studies share; absent: the study has its own logs, and splits and fits for itself. */
  readonly cache?: string;
  /** Seconds between two checkpoints of a long fit, from which it goes on after a kill. */
  readonly checkpointSeconds?: number;
  readonly signal: AbortSignal;
  /** `under`: what is being done just now. */
  onStage(stage: string, done: number, total: number, under?: string): void;
  /** Told of runs that were just filed. `grown` sums up what there is by then; it takes a while. */
  onFiled?(records: readonly RunRecord[], grown: () => Promise<GrownStudy>): void;
}

/** A study under way, as a report wants it. */
export interface GrownStudy {
  readonly study: StudyFile;
  readonly summary: StudySummary;
  /** In the order of the study. */
  readonly records: readonly RunRecord[];
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
  /** Where fitted models are kept, one for each of `runs`, shared by the modes of a fit; null where a run has none. Absent: not kept. */
  readonly models?: readonly (string | null)[];
  readonly standings: readonly Standing[];
  readonly comparisons: readonly Comparison[];
  /** Chance of a false difference: one minus the level of the intervals. */
  readonly alpha: number;
  /** Definition ids of the metric that ranks, one for each mode of repeats (and group attribute). */
  readonly primary: readonly string[];
}

/** Runs what is missing of a study under `out` and sums up. Throws the signal's reason when aborted; records are kept. */
export async function runStudy(loaded: LoadedStudy, options: RunStudyOptions): Promise<StudyOutcome> {
  const { out } = options;
  await checkStudyFolder(out, loaded.study.name);
  await openFolder(runsFolder(out));
  return aloneIn(out, () => runAlone(loaded, options));
}

async function runAlone(loaded: LoadedStudy, options: RunStudyOptions): Promise<StudyOutcome> {
  const { out, onStage } = options;
  for (const folder of [out, runsFolder(out), trialsFolder(out)]) await sweepHalfWritten(folder);
  if (options.cache !== undefined) await openCache(options.cache);
  const notes: string[] = [];
  const onNote = (note: string): void => {
    notes.push(note);
  };
  const dataset = await loadStudyData(loaded, { ...options, onNote });
  await fileDataFigures(out, dataset);
  await fileBeside(out, loaded, dataset);
  const backends = await backendsOf(loaded.study);
  const prepared = { ...(await split(loaded.study, dataset, { ...options, onNote })), backends };
  const studyFile = makeStudyFile(prepared, dataset, { text: loaded.text, command: options.command });
  await writeJson(join(out, 'study.json'), studyFile);
  const db = await openDuckDb();
  try {
    const cells = cellsOf(prepared);
    const grown = async (): Promise<GrownStudy> => {
      const runs = await readRuns(db, prepared, cells, out, 'so far');
      const records = runs.map(({ record }) => record);
      return { study: studyFile, summary: summarise(prepared, runs, options.threads), records };
    };
    const missing = await missingCells(db, prepared, cells, options, onNote);
    onStage('fits', cells.length - missing.length, cells.length);
    const whole = missing.length > 0 ? await withTruths(prepared, loaded, options) : prepared;
    await runMissing(whole, cells.length, missing, db, { ...options, onNote, grown });
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
      ...(options.models && { models: runs.map(({ record }) => keptModel(out, record)) }),
      resumed: (cells.length - missing.length) * (runs.length / cells.length),
      standings: summary.standings,
      comparisons: summary.comparisons ?? [],
      alpha: 1 - summary.level,
      primary: primaryDefinitions(prepared),
    };
  } finally {
    db.close();
  }
}

/** Prepares a study, with folds that an earlier one made where studies share them. */
async function split(
  study: Study,
  dataset: StudyData,
  { cache, version, onNote }: RunStudyOptions & { onNote(note: string): void },
): Promise<Prepared> {
  const counted = countedData(study, dataset);
  if (cache === undefined) return prepareCounted(study, counted);
  const shared = foldCache(splitsOfCache(cache), version, onNote);
  const inputs = foldInputs(study, counted);
  const rows = counted.feedback.length;
  const known = await shared.find(inputs, rows);
  const prepared = prepareCounted(study, counted, known);
  if (known === null) await shared.keep(inputs, rows, prepared.folds);
  return prepared;
}

async function runMissing(
  prepared: Prepared,
  total: number,
  missing: readonly MissingCell[],
  db: DuckDb,
  {
    out,
    threads,
    version,
    signal,
    onStage,
    onNote,
    grown,
    ...options
  }: RunStudyOptions & {
    onNote(note: string): void;
    grown(): Promise<GrownStudy>;
  },
): Promise<void> {
  let done = total - missing.length;
  let filing: Promise<void> = Promise.resolve();
  const recordsOf = new Map(missing.map(({ cell, records }) => [cell, records]));
  const onOutcome = (cell: Cell, outcome: CellOutcome): Promise<void> => {
    const records = recordsOf.get(cell);
    filing = filing
      .then(() => (records ? checkAgain(out, records, outcome) : fileRuns(out, outcome, db)))
      .then(() => removeCheckpoints(out, outcome.records[0]!.inputs))
      .then(() => onStage('fits', ++done, total))
      .then(() => options.onFiled?.(outcome.records, grown));
    return filing;
  };
  const models = options.models && { models: await openModelsFolder(out) };
  const cells = missing.map(({ cell }) => cell);
  const checkpoints = {
    folder: await openCheckpointsFolder(
      out,
      cells.map((cell) => inputsOf(prepared, cell)[0]!),
    ),
    every: options.checkpointSeconds ?? CHECKPOINT_SECONDS,
  };
  const onFit = (cell: Cell, share: number): void =>
    onStage(
      'fits',
      done,
      total,
      `${labelOf(prepared.study.algorithms[cell.algorithm]!)} ${Math.floor(100 * share)}%`,
    );
  const told = { signal, onOutcome, onNote, onFit };
  try {
    const trials = trialsFolder(out);
    const shared = options.cache !== undefined && { cache: options.cache };
    await runCells(prepared, cells, { threads, version, checkpoints, trials, ...told, ...models, ...shared });
    await closeCheckpointsFolder(out);
  } finally {
    if (models) await sweepOwnModels(out);
    await sweepHalfWritten(trialsFolder(out), 'own');
  }
}
