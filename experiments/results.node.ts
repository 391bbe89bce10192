/**
 * Records of studies that are kept with the code: `results/<study>/whole.json` and `smoke.json`, without values of shoppers. What all records have, and what all
 * of an algorithm have, is written once; a line holds what is a run's own.
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../datasets/config-error.ts';
import { makeFolder } from '../datasets/store/make-folder.node.ts';
import { digestJson } from '../numerics/digest.ts';
import { LOOP_RESULTS } from './loops/loop-record.ts';
import { type DoneRun, runId, type StudyFile } from './run-record.ts';
import { readRecord, writeWhole } from './run-store.node.ts';
import { laidOver, ownOf, type Part, sharedOf } from './shared-parts.ts';

export const RESULT_PARTS = ['whole', 'smoke'] as const;
export type ResultPart = (typeof RESULT_PARTS)[number];

const SCHEMA = 'shoplab.results/2';

export interface FiledResults {
  readonly schema: typeof SCHEMA;
  readonly name: string;
  readonly title: string;
  readonly command: string;
  readonly data: StudyFile['provenance'];
  readonly primary: string;
  readonly published: NonNullable<StudyFile['published']>;
  /** In the order of the study. */
  readonly records: readonly DoneRun[];
}

/** As it is written. */
interface ResultsFile extends Omit<FiledResults, 'records'> {
  readonly shared: Part;
  /** By algorithm, in the order of the study, what its runs share beside that. */
  readonly algorithms: readonly Part[];
  /** In the order of the study: which algorithm, and what is the run's own. */
  readonly runs: readonly (readonly [algorithm: number, own: Part])[];
}

function pack({ records, ...head }: FiledResults): ResultsFile {
  const shared = sharedOf(records as unknown as readonly Part[]);
  const labels = [...new Set(records.map(({ inputs }) => inputs.algorithm.label))];
  const beside = records.map((record) => ownOf(record as unknown as Part, shared));
  const numbers = records.map(({ inputs }) => labels.indexOf(inputs.algorithm.label));
  const algorithms = labels.map((_, number) => sharedOf(beside.filter((_one, i) => numbers[i] === number)));
  const runs = beside.map((own, i) => [numbers[i]!, ownOf(own, algorithms[numbers[i]!]!)] as const);
  return { ...head, shared, algorithms, runs };
}

function unpack({ shared, algorithms, runs, ...head }: ResultsFile): FiledResults {
  const ofAlgorithm = algorithms.map((own) => laidOver(shared, own));
  const records = runs.map(([number, own]) => laidOver(ofAlgorithm[number]!, own) as unknown as DoneRun);
  return { ...head, records };
}

/** A line for each algorithm and each run. */
function textOf({ algorithms, runs, ...head }: ResultsFile): string {
  const lines = (parts: readonly unknown[]): string =>
    parts.map((part) => `    ${JSON.stringify(part)}`).join(',\n');
  const start = JSON.stringify(head, null, 2).slice(0, -2);
  return `${start},\n  "algorithms": [\n${lines(algorithms)}\n  ],\n  "runs": [\n${lines(runs)}\n  ]\n}\n`;
}

/** Writes the file of one part of a study; returns its path. */
export async function writeResults(
  root: string,
  study: string,
  part: ResultPart,
  filed: FiledResults,
): Promise<string> {
  const file = join(root, study, `${part}.json`);
  await makeFolder(join(root, study));
  await writeWhole(file, textOf(pack(filed)));
  return file;
}

/** Files the records of a study that has run to its end into `from`, without their curves. Throws where one is missing or failed. */
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
    const { curves: _, ...kept } = record;
    records.push(kept);
  }
  const filed: FiledResults = {
    schema: SCHEMA,
    ...{ name, title, command, data: provenance, primary, published, records },
  };
  return writeResults(root, study, part, filed);
}

/** Of one study of fits and part; null where none is filed. Throws where a record is not what its digests say. */
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
  const written = JSON.parse(text) as { readonly schema?: unknown };
  if (written.schema === LOOP_RESULTS) return null;
  const filed = resultsOf(written, file);
  if (filed === null) throw new Error(`${file}: not a ${SCHEMA}`);
  return filed;
}

/** Results as they were written; null where `written` is something else. Throws where a record is not what its digests say. */
export function resultsOf(written: unknown, file: string): FiledResults | null {
  if (typeof written !== 'object' || written === null || (written as ResultsFile).schema !== SCHEMA)
    return null;
  const filed = unpack(written as ResultsFile);
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
