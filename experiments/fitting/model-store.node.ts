/** `models/` of a study's folder: the fitted model of every cell that is done, where they are kept. */

import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../datasets/store/make-folder.node.ts';
import { isOfTheDead, isOwn } from '../../datasets/store/temporary-name.node.ts';
import type { RunInputs } from '../run-record.ts';
import { modelFileName } from './fitted-models.ts';

export const modelsFolder = (study: string): string => join(study, 'models');
export const modelFile = (study: string, inputs: RunInputs): string =>
  join(modelsFolder(study), modelFileName(inputs));

/** The folder, without what dead processes left half-written. */
export async function openModelsFolder(study: string): Promise<string> {
  const folder = modelsFolder(study);
  await makeFolder(folder);
  await sweep(folder, isOfTheDead);
  return folder;
}

/** Removes what threads of this process, which have all ended, left half-written. */
export const sweepOwnModels = (study: string): Promise<void> => sweep(modelsFolder(study), isOwn);

async function sweep(folder: string, isLeft: (suffix: string) => boolean): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of await readdir(folder)) {
    const [, suffix] = /\.model\.tmp-(.+)$/.exec(name) ?? [];
    if (suffix !== undefined && isLeft(suffix)) await rm(join(folder, name), { force: true });
  }
}
