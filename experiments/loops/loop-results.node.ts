/**
 * Records of studies of loops that are kept with the code: `results/<study>/whole.json` and `smoke.json`. What all records have, and what all of a policy
 * have, is written once; a line holds what is a loop's own.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../datasets/config-error.ts';
import { makeFolder } from '../../datasets/store/make-folder.node.ts';
import { digestJson } from '../../numerics/digest.ts';
import { writeWhole } from '../run-store.node.ts';
import { laidOver, ownOf, type Part, sharedOf } from '../shared-parts.ts';
import { type DoneLoop, LOOP_RESULTS, type LoopStudyFile, type LoopSummary, loopId } from './loop-record.ts';
import { summariseLoops } from './loop-summary.ts';
import { readLoop } from './run-loop-study.node.ts';

export type LoopResultPart = 'whole' | 'smoke';

/** Of a study of loops, with what its records say together. */
export interface FiledLoops {
  readonly schema: typeof LOOP_RESULTS;
  readonly study: Omit<LoopStudyFile, 'text'>;
  readonly level: number;
  /** In the order of the study. */
  readonly records: readonly DoneLoop[];
}

interface LoopResultsFile extends Omit<FiledLoops, 'records'> {
  readonly shared: Part;
  /** By policy, in the order of the study, what its loops share beside that. */
  readonly policies: readonly Part[];
  /** Which policy, and what is the loop's own. */
  readonly loops: readonly (readonly [policy: number, own: Part])[];
}

function textOf({ records, ...head }: FiledLoops): string {
  const parts = records as unknown as readonly Part[];
  const shared = sharedOf(parts);
  const labels = head.study.policies.map(({ label }) => label);
  const numbers = records.map(({ inputs }) => labels.indexOf(inputs.policy.label));
  const beside = parts.map((record) => ownOf(record, shared));
  const policies = labels.map((_, number) => sharedOf(beside.filter((_one, i) => numbers[i] === number)));
  const lines = (values: readonly unknown[]): string =>
    values.map((value) => `    ${JSON.stringify(value)}`).join(',\n');
  const loops = beside.map((own, i) => [numbers[i]!, ownOf(own, policies[numbers[i]!]!)] as const);
  const start = JSON.stringify({ ...head, shared }, null, 2).slice(0, -2);
  return `${start},\n  "policies": [\n${lines(policies)}\n  ],\n  "loops": [\n${lines(loops)}\n  ]\n}\n`;
}

/** Files the records of a study of loops that has run to its end into `from`. Throws where one is missing or failed. */
export async function fileLoops(
  from: string,
  root: string,
  study: string,
  part: LoopResultPart,
): Promise<string> {
  const { text: _, ...file } = JSON.parse(await readFile(join(from, 'study.json'), 'utf8')) as LoopStudyFile;
  const { level } = JSON.parse(await readFile(join(from, 'summary.json'), 'utf8')) as LoopSummary;
  const records: DoneLoop[] = [];
  for (const id of file.runs) {
    const record = await readLoop(from, id);
    if (record?.status !== 'done')
      throw new ConfigError([
        `results: loop ${id} of ${from} is ${record?.status ?? 'missing'}; run the study to its end first`,
      ]);
    records.push(record);
  }
  const to = join(root, study, `${part}.json`);
  await makeFolder(join(root, study));
  await writeWhole(to, textOf({ schema: LOOP_RESULTS, study: file, level, records }));
  return to;
}

/** Of one study and part; null where none of loops is filed. Throws where a record is not what its digests say. */
export async function readFiledLoops(
  root: string,
  study: string,
  part: LoopResultPart,
): Promise<FiledLoops | null> {
  const file = join(root, study, `${part}.json`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const written = JSON.parse(text) as LoopResultsFile;
  if (written.schema !== LOOP_RESULTS) return null;
  const { shared, policies, loops, ...head } = written;
  const ofPolicy = policies.map((own) => laidOver(shared, own));
  const records = loops.map(([number, own]) => laidOver(ofPolicy[number]!, own) as unknown as DoneLoop);
  for (const record of records) {
    if (loopId(record.inputs) !== record.id)
      throw new Error(`${file}: the inputs of loop ${record.id} do not match its id`);
    if (digestJson(record.result) !== record.resultDigest)
      throw new Error(`${file}: the result of loop ${record.id} does not match its digest`);
  }
  return { ...head, records };
}

export const summaryOf = ({ records, level }: FiledLoops): LoopSummary => summariseLoops(records, level);
