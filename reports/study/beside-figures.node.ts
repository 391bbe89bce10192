/** Reads `beside.json` of a study's folder. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BESIDE_SCHEMA, type BesideFigures, isSealedBeside } from '../../datasets/data-figures/beside.ts';

const FILE = 'beside.json';

/** Undefined where there is none, or where it is of other data than this. Throws where it is not what was written. */
export async function readBeside(folder: string, data: string): Promise<BesideFigures | undefined> {
  const file = join(folder, FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Error(`report: ${file} cannot be read: ${error.message}`);
  });
  if (text === null) return undefined;
  const again = 'remove the file and run the study again';
  let figures: BesideFigures | null;
  try {
    figures = JSON.parse(text) as BesideFigures | null;
  } catch (error) {
    throw new Error(`report: ${file} is damaged: not JSON (${(error as Error).message}); ${again}`);
  }
  if (figures?.schema !== BESIDE_SCHEMA) throw new Error(`report: ${file} is no ${BESIDE_SCHEMA}; ${again}`);
  if (!isSealedBeside(figures))
    throw new Error(`report: ${file}: the content does not match its digest; ${again}`);
  return figures.data === data ? figures : undefined;
}
