/** Files the tables of a study. */

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openOwn } from '../page/chart-files.node.ts';
import type { Filing } from '../page/filing.node.ts';
import type { StudyView } from '../study/study-view.ts';
import { tableFiles } from './files.ts';

/** Puts them into a folder, of which tables that an earlier report had and this one has not are removed. */
export async function putTables(filing: Filing, folder: string, view: StudyView): Promise<void> {
  const files = tableFiles(view);
  await openOwn(folder);
  for (const { name, text } of files) await filing.put(join(folder, name), text);
  const kept = new Set(files.map(({ name }) => name));
  filing.after(async () => {
    const old = (await readdir(folder)).filter(
      (name) => /^(leaderboard|metrics)-\w+\.(csv|json|md|tex)$/.test(name) && !kept.has(name),
    );
    await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
  });
}
