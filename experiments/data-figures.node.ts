/** `data-figures.json` beside `study.json`: what a report shows of the data, counted once for each content of it. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  areSealed,
  DATA_FIGURES_SCHEMA,
  type DataFigures,
  dataFigures,
} from '../datasets/data-figures/data-figures.ts';
import type { StudyData } from './fitting/fraud-feedback.ts';
import { writeWhole } from './run-store.node.ts';

export const DATA_FIGURES_FILE = 'data-figures.json';

/** Counts and files them, unless those of this data are there already. */
export async function fileDataFigures(out: string, dataset: StudyData): Promise<void> {
  const file = join(out, DATA_FIGURES_FILE);
  if (await areOf(file, dataset.provenance.digest)) return;
  await writeWhole(file, `${JSON.stringify(dataFigures(dataset, dataset.figures))}\n`);
}

async function areOf(file: string, data: string): Promise<boolean> {
  try {
    const there = JSON.parse(await readFile(file, 'utf8')) as DataFigures;
    return there.schema === DATA_FIGURES_SCHEMA && there.data === data && areSealed(there);
  } catch {
    return false;
  }
}
