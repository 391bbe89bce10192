/** The files of a finished report, by the names under which they are served. */

import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isHalfWritten } from '../../datasets/store/half-written.node.ts';
import type { Served } from './live-server.node.ts';

/** Plain files alone: a link may lead anywhere. What is being written is none yet. */
export async function reportFiles(folder: string): Promise<ReadonlyMap<string, Served>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile() && !isHalfWritten(entry.name))
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return [relative(folder, file).split(sep).join('/'), { file }] as const;
      }),
  );
}
