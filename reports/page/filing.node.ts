/** Files of a report that take their places together: until all of them are written, what was there before stands whole. */

import { lstatSync, renameSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { systemReason } from '../../datasets/store/read-text.node.ts';
import { ownSuffix } from '../../datasets/store/temporary-name.node.ts';

export interface Filing {
  /** Writes a file beside its place; it takes its place after those that were put before it. Throws with its name. */
  put(file: string, content: string | Uint8Array): Promise<void>;
  /** What is done once all files stand: the removal of those of before. */
  after(work: () => Promise<void>): void;
}

interface Staged {
  readonly file: string;
  readonly temporary: string;
}

/**
 * Does `work`; where it succeeds, what it put takes its place, else nothing does and nothing is left. What a killed process leaves is swept
 * by who writes into the folder next.
 */
export async function fileTogether<T>(work: (filing: Filing) => Promise<T>): Promise<T> {
  const staged: Staged[] = [];
  const writing: Promise<void>[] = [];
  const later: (() => Promise<void>)[] = [];
  let isOpen = true;
  const filing: Filing = {
    async put(file, content) {
      if (!isOpen) throw new Error(`report: ${file} comes after all others were filed, or given up`);
      const temporary = `${file}.tmp-${ownSuffix()}`;
      staged.push({ file, temporary });
      const written = writeFile(temporary, content).catch((error: Error) => {
        throw notWritten(file, error);
      });
      writing.push(written);
      await written;
    },
    after: (own) => later.push(own),
  };
  try {
    const result = await work(filing);
    isOpen = false;
    takePlaces(staged);
    for (const own of later) await own();
    return result;
  } finally {
    isOpen = false;
    await Promise.allSettled(writing);
    for (const { temporary } of staged) await rm(temporary, { force: true });
  }
}

/** Without a pause, so that a kill, or a reader, has but a moment to come between two files. */
function takePlaces(staged: Staged[]): void {
  for (const { file } of staged)
    if (lstatSync(file, { throwIfNoEntry: false })?.isDirectory())
      throw new Error(`report: ${file} cannot be written: a folder stands there`);
  while (staged.length > 0) {
    const { file, temporary } = staged[0]!;
    try {
      renameSync(temporary, file);
    } catch (error) {
      throw notWritten(file, error as Error);
    }
    staged.shift();
  }
}

const notWritten = (file: string, error: Error): Error =>
  new Error(`report: ${file} cannot be written: ${systemReason(error)}`, { cause: error });
