/** Reads the records of a benchmark: `throughput.json` and the points that it names. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../datasets/config-error.ts';
import type { PointRecord, ThroughputFile } from '../../experiments/throughput/throughput-record.ts';
import { digestJson } from '../../numerics/digest.ts';

interface Filed {
  readonly schema: string;
}

/** A parsed file; throws with its name where it is missing, damaged or of another schema. */
async function readFiled(file: string, schema: string): Promise<Filed> {
  let value: Filed | null;
  try {
    value = JSON.parse(await readFile(file, 'utf8')) as Filed | null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new ConfigError([`report: ${file} is missing; the same \`shoplab bench\` goes on from there`]);
    throw new Error(`report: ${file} cannot be read: ${(error as Error).message}`);
  }
  if (value?.schema !== schema) throw new Error(`report: ${file} is not a record of ${schema}`);
  return value;
}

export async function readThroughput(
  folder: string,
): Promise<{ file: ThroughputFile; records: readonly PointRecord[] }> {
  const file = (await readFiled(
    join(folder, 'throughput.json'),
    'shoplab.throughput-set/1',
  )) as ThroughputFile;
  const records: PointRecord[] = [];
  for (const id of file.points) {
    const path = join(folder, 'points', `${id}.json`);
    const record = (await readFiled(path, 'shoplab.throughput/1')) as PointRecord;
    if (record.id !== id || digestJson(record.inputs).slice(0, 16) !== id)
      throw new Error(`report: ${path}: the inputs do not match the id; measure it again`);
    records.push(record);
  }
  return { file, records };
}
