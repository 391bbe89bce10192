/** `models/` of a study's folder: the fitted model of every cell that is done, where they are kept. */

import { join } from 'node:path';
import { sweepHalfWritten } from '../../datasets/store/half-written.node.ts';
import { openSwept } from '../filing.node.ts';
import type { RunInputs } from '../run-record.ts';
import { modelFileName } from './fitted-models.ts';

export const modelsFolder = (study: string): string => join(study, 'models');
export const modelFile = (study: string, inputs: RunInputs): string =>
  join(modelsFolder(study), modelFileName(inputs));

/** The folder, without what dead processes left half-written. */
export async function openModelsFolder(study: string): Promise<string> {
  const folder = modelsFolder(study);
  await openSwept(folder);
  return folder;
}

/** Removes what threads of this process, which have all ended, left half-written. */
export const sweepOwnModels = (study: string): Promise<void> => sweepHalfWritten(modelsFolder(study), 'own');
