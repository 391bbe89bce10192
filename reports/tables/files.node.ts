/** Writes the tables of a study, each whole or not at all. */

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sweepHalfWritten } from '../../datasets/store/half-written.node.ts';
import { makeFolder } from '../../datasets/store/make-folder.node.ts';
import { writeWhole } from '../page/whole-file.node.ts';
import type { StudyView } from '../study/study-view.ts';
import { tableFiles } from './files.ts';

/** Into a folder, of which tables that an earlier report had and this one has not are removed. */
export async function writeTables(folder: string, view: StudyView): Promise<string[]> {
  const files = tableFiles(view);
  await makeFolder(folder);
  await sweepHalfWritten(folder);
  for (const { name, text } of files) await writeWhole(join(folder, name), text);
  const kept = new Set(files.map(({ name }) => name));
  const old = (await readdir(folder)).filter(
    (name) => /^(leaderboard|metrics)-\w+\.(csv|json|md|tex)$/.test(name) && !kept.has(name),
  );
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
  return files.map(({ name }) => join(folder, name));
}
