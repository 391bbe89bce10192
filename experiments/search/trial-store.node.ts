/** `trials/` of a study's folder: one file a trial, by its id, written whole or not at all. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openFolder } from '../filing.node.ts';
import { writeJson } from '../run-store.node.ts';
import { isSound, type Trial, type Trials } from './trial.ts';

export const trialsFolder = (study: string): string => join(study, 'trials');

export function openTrials(folder: string): Trials {
  const fileOf = (id: string): string => join(folder, `${id}.json`);
  return {
    async load(id) {
      const text = await readFile(fileOf(id), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      const trial = text === null ? null : parsed(text);
      return trial !== null && isSound(trial, id) ? trial : null;
    },
    async file(trial) {
      await openFolder(folder);
      await writeJson(fileOf(trial.id), trial);
    },
  };
}

/** null: a damaged file, whose trial is run again. */
function parsed(text: string): Trial | null {
  try {
    return JSON.parse(text) as Trial;
  } catch {
    return null;
  }
}
