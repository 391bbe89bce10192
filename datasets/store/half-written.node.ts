/** Files that are being written, `<name>.tmp-<host>-<pid>-<n>`, and what is left of them where nobody writes any more. */

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isOfTheDead, isOwn } from './temporary-name.node.ts';

const suffixOf = (name: string): string | undefined => /\.tmp-(.+)$/.exec(name)?.[1];

/** Whether a file of this name is not whole yet, or never will be. */
export const isHalfWritten = (name: string): boolean => suffixOf(name) !== undefined;

/** Removes what dead processes left half-written in a folder; 'own': what threads of this process did, which have all ended. */
export async function sweepHalfWritten(folder: string, whose: 'dead' | 'own' = 'dead'): Promise<void> {
  const isLeft = whose === 'own' ? isOwn : isOfTheDead;
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    const suffix = suffixOf(name);
    if (suffix !== undefined && isLeft(suffix)) await rm(join(folder, name), { force: true });
  }
}
