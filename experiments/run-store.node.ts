/** The run store: `runs/<id>.json` by rename, per-shopper values in Parquet beside it, written first. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readText, systemReason } from '../datasets/store/read-text.node.ts';
import { digestJson } from '../numerics/digest.ts';
import { fileWhole, openFolder } from './filing.node.ts';
import { idOf, type RunRecord } from './run-record.ts';

export const runsFolder = (study: string): string => join(study, 'runs');
export const recordFile = (study: string, id: string): string => join(runsFolder(study), `${id}.json`);
export const valuesFile = (study: string, id: string): string => join(runsFolder(study), `${id}.parquet`);

/** Writes a file whole or not at all. Throws NotFiled. */
export const writeWhole = (file: string, content: string | Uint8Array): Promise<void> =>
  fileWhole(file, (temporary) => writeFile(temporary, content));

export const writeJson = (file: string, value: unknown): Promise<void> =>
  writeWhole(file, `${JSON.stringify(value, null, 2)}\n`);

export async function writeRecord(study: string, record: { readonly id: string }): Promise<void> {
  await openFolder(runsFolder(study));
  await writeJson(recordFile(study, record.id), record);
}

/** What records of every kind have. */
interface AnyRecord {
  readonly schema: string;
  readonly id: string;
  readonly inputs: object;
  readonly status: string;
  readonly result?: unknown;
  readonly resultDigest?: string;
}

/** The record of a run with this id, as `readSealed`. */
export const readRecord = (study: string, id: string): Promise<RunRecord | null> =>
  readSealed<RunRecord>(study, id, 'shoplab.run/2');

/**
 * The record with this id, or null when there is none. A record of another kind, or whose inputs or result do not match their digests,
 * is an error: it names the file.
 */
export async function readSealed<R extends AnyRecord>(
  study: string,
  id: string,
  schema: R['schema'],
): Promise<R | null> {
  const file = recordFile(study, id);
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`${file}: cannot be read: ${systemReason(error as Error)}`, { cause: error });
  }
  const record = parseRecord<R>(text, file, schema);
  if (idOf(record.inputs) !== record.id || record.id !== id)
    throw new Error(`${file}: the inputs do not match the id ${id}; remove the file to run it again`);
  if (record.status === 'done' && digestJson(record.result) !== record.resultDigest)
    throw new Error(`${file}: the result does not match its digest; remove the file to run it again`);
  return record;
}

function parseRecord<R extends AnyRecord>(text: string, file: string, schema: R['schema']): R {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: not JSON (${(error as Error).message}); remove the file to run it again`);
  }
  const record = value as Partial<R> | null;
  const kind = schema === 'shoplab.run/2' ? 'run record' : 'record';
  if (record?.schema !== schema || typeof record.inputs !== 'object')
    throw new Error(`${file}: not a ${kind} of ${schema}`);
  return record as R;
}
