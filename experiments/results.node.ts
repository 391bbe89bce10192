/** Records of studies that are kept with the code: `results/<study>/whole.json` and `smoke.json`, without values of shoppers. */

import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../datasets/config-error.ts';
import { digestJson } from '../numerics/digest.ts';
import { type DoneRun, runId, type StudyFile } from './run-record.ts';
import { readRecord, writeJson } from './run-store.node.ts';

export const RESULT_PARTS = ['whole', 'smoke'] as const;
export type ResultPart = (typeof RESULT_PARTS)[number];

export interface FiledResults {
  readonly schema: 'shoplab.results/1';
  readonly name: string;
  readonly title: string;
  readonly command: string;
  readonly data: StudyFile['provenance'];
  readonly primary: string;
  readonly published: NonNullable<StudyFile['published']>;
  /** In the order of the study. */
  readonly records: readonly DoneRun[];
}

/** Files the records of a study that has run to its end into `from`. Throws where one is missing or failed. */
export async function fileResults(
  from: string,
  root: string,
  study: string,
  part: ResultPart,
): Promise<string> {
  const {
    runs,
    name,
    title,
    command,
    provenance,
    primary,
    published = [],
  } = JSON.parse(await readFile(join(from, 'study.json'), 'utf8')) as StudyFile;
  const records: DoneRun[] = [];
  for (const id of runs) {
    const record = await readRecord(from, id);
    if (record?.status !== 'done')
      throw new ConfigError([
        `results: run ${id} of ${from} is ${record?.status ?? 'missing'}; run the study to its end first`,
      ]);
    records.push(record);
  }
  const filed: FiledResults = {
    schema: 'shoplab.results/1',
    ...{ name, title, command, data: provenance, primary, published, records },
  };
  const file = join(root, study, `${part}.json`);
  await mkdir(join(root, study), { recursive: true });
  await writeJson(file, filed);
  return file;
}

/** Of one study and part; null where none is filed. Throws where a record is not what its digests say. */
export async function readResults(
  root: string,
  study: string,
  part: ResultPart,
): Promise<FiledResults | null> {
  const file = join(root, study, `${part}.json`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const filed = JSON.parse(text) as FiledResults;
  if (filed.schema !== 'shoplab.results/1') throw new Error(`${file}: not a shoplab.results/1`);
  for (const record of filed.records) {
    if (runId(record.inputs) !== record.id)
      throw new Error(`${file}: the inputs of run ${record.id} do not match its id`);
    if (digestJson(record.result) !== record.resultDigest)
      throw new Error(`${file}: the result of run ${record.id} does not match its digest`);
  }
  return filed;
}

/** Names of the studies with something filed, in order. */
export async function filedStudies(root: string): Promise<string[]> {
  const found = await readdir(root, { withFileTypes: true });
  return found
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
