/** Reads `data-figures.json` of a study's folder. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { areSealed, type DataFigures } from '../../datasets/data-figures/data-figures.ts';
import { DATA_FIGURES_SHAPE } from './data-figures-shape.ts';

const FILE = 'data-figures.json';

/**
 * Figures of the data with this digest; undefined where there are none, as in folders of before, or where they are of other data: a study is
 * running anew. Throws where the file is not what was written.
 */
export async function readDataFigures(folder: string, data: string): Promise<DataFigures | undefined> {
  const file = join(folder, FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`report: ${file} cannot be read: ${(error as Error).message}`);
  }
  const figures = checked(text, file);
  return figures.data === data ? figures : undefined;
}

function checked(text: string, file: string): DataFigures {
  const again = 'remove the file and run the study again';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`report: ${file} is damaged: not JSON (${(error as Error).message}); ${again}`);
  }
  const result = DATA_FIGURES_SHAPE.safeParse(value);
  if (!result.success) {
    const fault = result.error.issues[0]!;
    throw new Error(
      `report: ${file} is damaged: ${fault.path.join('.') || 'the file'}: ${fault.message.toLowerCase()}; ${again}`,
    );
  }
  const figures = value as DataFigures;
  if (!areSealed(figures))
    throw new Error(`report: ${file}: the content does not match its digest; ${again}`);
  return figures;
}
