/** The runs of a study on disk: which are missing, how they are filed, checked and read again. */

import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { DuckDb } from '../../datasets/store/parquet.node.ts';
import type { RunWithValues } from '../comparison/compare.ts';
import { inputsOf } from '../fitting/cell-inputs.ts';
import { modelFile } from '../fitting/model-store.node.ts';
import type { Cell, CellOutcome, Prepared } from '../fitting/prepared.ts';
import { type RunRecord, runId } from '../run-record.ts';
import { readRecord, recordFile, runsFolder, valuesFile, writeRecord } from '../run-store.node.ts';
import { readRunValues, writeValues } from '../values.node.ts';

export const keptModel = (out: string, { inputs }: RunRecord): string | null => {
  const file = modelFile(out, inputs);
  return existsSync(file) ? file : null;
};

/** A cell to be run, and the records that it has where only its model is missing. */
export interface MissingCell {
  readonly cell: Cell;
  readonly records?: readonly RunRecord[];
}

const idsOf = (prepared: Prepared, cell: Cell): string[] => inputsOf(prepared, cell).map(runId);

/** Cells that lack a finished record or its values, or a model that is to be kept. A failed one is tried again. */
export async function missingCells(
  db: DuckDb,
  prepared: Prepared,
  cells: readonly Cell[],
  { out, models }: { readonly out: string; readonly models?: boolean },
  onNote: (note: string) => void,
): Promise<MissingCell[]> {
  const missing: MissingCell[] = [];
  for (const cell of cells) {
    const records = await Promise.all(idsOf(prepared, cell).map((id) => readRecord(out, id)));
    if (!isDone(records)) {
      missing.push({ cell });
      continue;
    }
    const fault = await valuesFault(db, out, records);
    if (fault !== null) {
      onNote(`run again: ${fault}`);
      missing.push({ cell });
    } else if (models && keptModel(out, records[0]!) === null) missing.push({ cell, records });
  }
  return missing;
}

const isDone = (records: readonly (RunRecord | null)[]): records is RunRecord[] =>
  records.every((record) => record?.status === 'done');

/** Why the per-shopper values of records cannot be used; null when they can. */
async function valuesFault(db: DuckDb, out: string, records: readonly RunRecord[]): Promise<string | null> {
  try {
    for (const record of records) await readRunValues(db, out, record);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A fit done again for its model: its records stay, and must have come out the same; a model of other answers is not kept. */
export async function checkAgain(
  out: string,
  before: readonly RunRecord[],
  again: CellOutcome,
): Promise<void> {
  for (const [i, record] of before.entries()) {
    const other = again.records[i]!;
    if (digestOf(other) === digestOf(record)) continue;
    await rm(modelFile(out, record.inputs), { force: true });
    const how = other.status === 'failed' ? `it failed: ${other.error}` : 'its result is another';
    throw new Error(
      `${recordFile(out, record.id)}: fitted again for its model, ${how}; remove the file to run it again`,
    );
  }
}

const digestOf = (record: RunRecord): string | null =>
  record.status === 'done' ? record.resultDigest : null;

/** Values first: a record on disk means that its values are too. */
export async function fileRuns(out: string, { records, values }: CellOutcome, db: DuckDb): Promise<void> {
  for (const [i, record] of records.entries()) {
    const own = values[i];
    if (own) await writeValues(db, valuesFile(out, record.id), own);
    await writeRecord(out, record);
  }
}

export async function readRuns(
  db: DuckDb,
  prepared: Prepared,
  cells: readonly Cell[],
  out: string,
  which: 'all' | 'so far' = 'all',
): Promise<RunWithValues[]> {
  const runs: RunWithValues[] = [];
  for (const id of cells.flatMap((cell) => idsOf(prepared, cell))) {
    const record = await readRecord(out, id);
    if (record === null && which === 'so far') continue;
    if (record === null) throw new Error(`${runsFolder(out)}/${id}.json: removed while the study ran`);
    runs.push({ record, values: await readRunValues(db, out, record) });
  }
  return runs;
}
