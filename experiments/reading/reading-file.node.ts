import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadingRecord } from './reading-record.ts';

/** Writes `reading.json` whole or not at all; returns its path. */
export async function writeReading(folder: string, record: ReadingRecord): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'reading.json');
  const temporary = `${file}.tmp-${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(record, null, 1)}\n`);
  await rename(temporary, file);
  return file;
}
