/** Files of a study's folder: each appears whole or not at all, and where it cannot, the file and the reason are told. */

import { rename, rm } from 'node:fs/promises';
import { sweepHalfWritten } from '../datasets/store/half-written.node.ts';
import { makeFolder } from '../datasets/store/make-folder.node.ts';
import { ownSuffix } from '../datasets/store/temporary-name.node.ts';
import { NotFiled } from './not-filed.ts';

/** Writes under a temporary name beside `file`, then renames. Throws NotFiled. */
export async function fileWhole(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${file}.tmp-${ownSuffix()}`;
  try {
    await write(temporary);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw notFiled(file, error);
  }
}

/** The folder, made where it is not there. Throws NotFiled. */
export const openFolder = (folder: string): Promise<void> => orNotFiled(folder, () => makeFolder(folder));

/** Folders of a run, made where they are not there, without what killed runs left half-written in them. Throws NotFiled. */
export async function openSwept(...folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    await openFolder(folder);
    await sweepHalfWritten(folder);
  }
}

/** What `write` does, with its failure in words. Throws NotFiled. */
export async function orNotFiled(path: string, write: () => Promise<unknown>): Promise<void> {
  await write().catch((error: unknown) => {
    throw notFiled(path, error);
  });
}

/** Whether an error is of the disk: Node's have codes. */
export const isOfDisk = (error: unknown): boolean =>
  /^E[A-Z]+$/.test((error as NodeJS.ErrnoException).code ?? '');

function notFiled(path: string, error: unknown): NotFiled {
  if (error instanceof NotFiled) return error;
  const { message } = error as Error;
  const code = (error as NodeJS.ErrnoException).code;
  // Of Node: `ENOSPC: no space left on device, write`; of DuckDB: `IO Error: Could not write file "...": No space left on device`.
  const reason =
    code === undefined ? message.replace(/^.*: /s, '') : message.replace(/^\w+: /, '').replace(/, .*$/s, '');
  return new NotFiled(
    `${path}: cannot be written: ${reason.toLowerCase()}; what was filed before is whole, and the same command goes on from there`,
    { cause: error },
  );
}
