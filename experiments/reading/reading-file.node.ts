import { join } from 'node:path';
import { openSwept } from '../filing.node.ts';
import { writeWhole } from '../run-store.node.ts';
import type { ReadingRecord } from './reading-record.ts';

/** Writes `reading.json` whole or not at all; returns its path. Throws NotFiled. */
export async function writeReading(folder: string, record: ReadingRecord): Promise<string> {
  await openSwept(folder);
  const file = join(folder, 'reading.json');
  await writeWhole(file, `${JSON.stringify(record, null, 1)}\n`);
  return file;
}
