/** Reports of all that a folder holds, and a page that leads to them. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../datasets/config-error.ts';
import type { ReportOptions } from '../reports/page/chart-files.node.ts';
import { Refused } from '../reports/page/refused.ts';
import type { IndexedStudy, Made, UnreadStudy } from '../reports/studies-index/studies-index.ts';
import { colouredIn, refuseLinks, sourceOf } from './report-sources.node.ts';
import type { StudyFolders } from './study-folders.node.ts';

export interface WrittenIndex {
  readonly html: string;
  readonly studies: readonly IndexedStudy[];
  /** Of which no report could be made. */
  readonly unread: readonly UnreadStudy[];
  /** Index of the series colour by label; null: grey, for none is free in all of its reports. */
  readonly colours: Readonly<Record<string, number | null>>;
  /** What was not looked into. */
  readonly notes: readonly string[];
  /** Some are not merely unfinished but damaged. */
  readonly damaged: boolean;
}

const BEGUN = 'begun and not ended; the same command goes on from there';

/** Writes the report of each folder, an algorithm in one colour in all of them, and `index.html` in `dir`. */
export async function writeIndex(
  dir: string,
  { folders, begun, notes }: StudyFolders,
  options: Pick<ReportOptions, 'signal'> & { onStudy(done: number, total: number, folder: string): void },
): Promise<WrittenIndex> {
  const { requireOwnPage, writePage } = await import('../reports/page/chart-files.node.ts');
  await requireOwnPage(join(dir, 'index.html'));
  const coloured: string[][] = [];
  for (const folder of folders) {
    options.signal?.throwIfAborted();
    coloured.push(await colouredIn(join(dir, folder)));
  }
  const { sharedColours } = await import('../reports/algorithm-marks.ts');
  const colours = sharedColours(coloured);
  const { openDrawer } = await import('../reports/pictures/drawer.node.ts');
  const drawer = openDrawer();
  const studies: IndexedStudy[] = [];
  const unread: UnreadStudy[] = begun.map((folder) => ({
    ...{ folder, kind: 'study of one record', state: 'not complete', reason: BEGUN },
  }));
  try {
    for (const [at, folder] of folders.entries()) {
      options.onStudy(at, folders.length, folder);
      const found = await reported(dir, folder, { ...options, drawer, colours });
      if ('reason' in found) unread.push(found);
      else studies.push(found);
    }
  } finally {
    await drawer.close();
  }
  const { studiesIndex } = await import('../reports/studies-index/studies-index.ts');
  const html = await writePage(dir, studiesIndex(studies, unread, colours, notes));
  return {
    ...{ html, studies, unread, notes, colours: Object.fromEntries(colours) },
    damaged: unread.some(({ state }) => state === 'damaged'),
  };
}

/** Writes a report; what an index says of it, or why there is none. */
async function reported(
  dir: string,
  folder: string,
  options: ReportOptions,
): Promise<IndexedStudy | UnreadStudy> {
  const place = join(dir, folder);
  const source = (await sourceOf(place))!;
  try {
    await refuseLinks(place);
    const report = await source.open(place);
    await report.write(options);
    const entry = await report.entry();
    return { folder, ...entry, made: await madeAt(join(place, source.file), entry.made) };
  } catch (error) {
    options.signal?.throwIfAborted();
    return { folder, kind: source.kind, state: stateOf(error), reason: reasonOf(error as Error, place) };
  }
}

function stateOf(error: unknown): UnreadStudy['state'] {
  if (error instanceof Refused) return 'refused';
  return error instanceof ConfigError ? 'not complete' : 'damaged';
}

/** Where a record does not say when it was made, the time of its file does. */
async function madeAt(file: string, { at, commits }: Partial<Made>): Promise<Made> {
  if (at !== undefined) return { at, by: 'record', commits: commits ?? [] };
  return { at: (await stat(file)).mtime.toISOString(), by: 'file', commits: commits ?? [] };
}

/** Without the place of the folder, so that the same studies make the same page anywhere. */
const reasonOf = ({ message }: Error, place: string): string =>
  message
    .replace(/^report: /, '')
    .replaceAll(`${place}/`, '')
    .replaceAll(place, 'this folder')
    .split('\n')[0]!;
