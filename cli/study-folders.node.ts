/** Folders below a folder of which a report can be made. */

import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../datasets/config-error.ts';
import { plural } from '../reports/text/format.ts';
import { sourceOf } from './report-sources.node.ts';

/** Folders below the one that is asked of: `a/b` is two deep. */
const DEEPEST = 6;
/** A home folder would take minutes, and is no folder of studies. */
const MOST_FOLDERS = 20_000;

export interface StudyFolders {
  /** Paths below the folder, with slashes, in their order. */
  readonly folders: readonly string[];
  /** Studies of one record that have parts of it and not the whole. */
  readonly begun: readonly string[];
  /** What was not looked into, in words. */
  readonly notes: readonly string[];
}

interface Walk {
  readonly folders: string[];
  readonly begun: string[];
  readonly unreadable: string[];
  deeper: number;
  links: number;
  seen: number;
}

/** What lies inside a folder that has a record belongs to it, and is not looked into; neither are links, nor names that begin with a dot. */
export async function studyFolders(dir: string): Promise<StudyFolders> {
  const walk: Walk = { folders: [], begun: [], unreadable: [], deeper: 0, links: 0, seen: 0 };
  const entries = await readdir(dir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    // What is no folder is told of by who looks for a study in it.
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw new ConfigError([`report: ${dir} cannot be read (${error.code})`]);
  });
  await lookInto(dir, '', entries, walk);
  return { folders: walk.folders.sort(), begun: walk.begun.sort(), notes: notesOf(walk) };
}

async function lookInto(dir: string, path: string, entries: readonly Dirent[], walk: Walk): Promise<void> {
  for (const entry of entries) {
    if (entry.isSymbolicLink()) walk.links++;
    if (!entry.isDirectory() || entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const own = path === '' ? entry.name : `${path}/${entry.name}`;
    walk.seen++;
    if (walk.seen > MOST_FOLDERS) return;
    if (await sourceOf(join(dir, own))) {
      walk.folders.push(own);
      continue;
    }
    const inside = await readdir(join(dir, own), { withFileTypes: true }).catch(() => null);
    if (inside === null) walk.unreadable.push(own);
    else if (inside.some(({ name }) => name === 'parts') && (await hasParts(join(dir, own, 'parts'))))
      walk.begun.push(own);
    else if (own.split('/').length < DEEPEST) await lookInto(dir, own, inside, walk);
    else if (inside.some((one) => one.isDirectory())) walk.deeper++;
  }
}

/** Whether a study of one record keeps parts there: in folders that are named by its id. */
const hasParts = async (folder: string): Promise<boolean> => {
  const names = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return names.some((entry) => entry.isDirectory() && /^[0-9a-f]{16}$/.test(entry.name));
};

function notesOf({ unreadable, deeper, links, seen }: Walk): string[] {
  return [
    ...(deeper > 0
      ? [
          `${plural(deeper, 'folder')} ${DEEPEST} deep ${deeper === 1 ? 'has' : 'have'} folders that were not looked into`,
        ]
      : []),
    ...(links > 0 ? [`${plural(links, 'link')} not followed`] : []),
    ...(seen > MOST_FOLDERS ? [`only the first ${MOST_FOLDERS} folders were looked into`] : []),
    ...unreadable.sort().map((folder) => `${folder} cannot be read`),
  ];
}
