/** Reports of all studies of a folder, and a page that leads to them. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../datasets/config-error.ts';
import type { ReportOptions } from '../reports/chart-files.node.ts';
import { GENERATOR } from '../reports/page-frame.ts';
import type { IndexedStudy, UnreadStudy } from '../reports/studies-index.ts';
import { colouredIn, hasStudy, indexEntry, writeAnyReport } from './any-report.node.ts';

export interface WrittenIndex {
  readonly html: string;
  readonly studies: readonly IndexedStudy[];
  /** Studies of which no report could be made. */
  readonly unread: readonly UnreadStudy[];
  /** Index of the series colour by label; null: grey, for none is free in all of its reports. */
  readonly colours: Readonly<Record<string, number | null>>;
  /** Some are not merely unfinished but damaged. */
  readonly damaged: boolean;
}

/** Folders in `dir` that hold a study, in the order of their names; links are not followed. */
export async function studyFolders(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    // What is no folder is told of by who looks for a study in it.
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw new ConfigError([`report: ${dir} cannot be read (${error.code})`]);
  });
  const found: string[] = [];
  for (const entry of entries)
    if (entry.isDirectory() && (await hasStudy(join(dir, entry.name)))) found.push(entry.name);
  return found.sort();
}

/** Writes the report of each folder, an algorithm in one colour in all of them, and `index.html` in `dir`. */
export async function writeIndex(
  dir: string,
  folders: readonly string[],
  options: Pick<ReportOptions, 'signal'> & { onStudy(done: number, total: number, folder: string): void },
): Promise<WrittenIndex> {
  await requireOwnIndex(dir);
  const studies: IndexedStudy[] = [];
  const unread: UnreadStudy[] = [];
  let damaged = false;
  const coloured: string[][] = [];
  for (const folder of folders) {
    options.signal?.throwIfAborted();
    coloured.push(await colouredIn(join(dir, folder)));
  }
  const { sharedColours } = await import('../reports/algorithm-marks.ts');
  const colours = sharedColours(coloured);
  const { openDrawer } = await import('../reports/drawer.node.ts');
  const drawer = openDrawer();
  try {
    for (const [at, folder] of folders.entries()) {
      options.onStudy(at, folders.length, folder);
      const place = join(dir, folder);
      try {
        await writeAnyReport(place, { ...options, drawer, colours });
        studies.push({ folder, ...(await indexEntry(place)) });
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!(error instanceof ConfigError)) damaged = true;
        unread.push({ folder, reason: reasonOf(error as Error, place) });
      }
    }
  } finally {
    await drawer.close();
  }
  const { writePage } = await import('../reports/chart-files.node.ts');
  const { studiesIndex } = await import('../reports/studies-index.ts');
  const html = await writePage(dir, studiesIndex(studies, unread, colours));
  return { html, studies, unread, damaged, colours: Object.fromEntries(colours) };
}

/** Throws where the index would take the place of somebody's own page. */
async function requireOwnIndex(dir: string): Promise<void> {
  const file = join(dir, 'index.html');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new ConfigError([`report: ${file} cannot be read (${error.code}); the index would stand there`]);
  });
  if (text !== null && !text.includes(GENERATOR))
    throw new ConfigError([
      `report: ${file} was not written by shoplab, and the index of studies would take its place; move it away`,
    ]);
}

/** Without the place of the folder, so that the same studies make the same page anywhere. */
const reasonOf = ({ message }: Error, place: string): string =>
  message
    .replace(/^report: /, '')
    .replaceAll(`${place}/`, '')
    .replaceAll(place, 'this folder')
    .split('\n')[0]!;
