import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../datasets/store/make-folder.node.ts';
import type { ReadingRecord } from './reading-record.ts';

/** Writes `reading.json` whole or not at all; returns its path. */
export async function writeReading(folder: string, record: ReadingRecord): Promise<string> {
  await makeFolder(folder);
  const file = join(folder, 'reading.json');
  const temporary = `${file}.tmp-${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(record, null, 1)}\n`);
  await rename(temporary, file);
  return file;
}
