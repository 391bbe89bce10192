/** Text files of any length, written whole or not at all. */

import { open, rename, rm } from 'node:fs/promises';
import { ownSuffix } from '../../datasets/store/temporary-name.node.ts';

const BLOCK = 2 ** 20;

/** Lines of any number: to a temporary name, then renamed. */
export async function writeLines(file: string, lines: Iterable<string>): Promise<void> {
  const temporary = `${file}.tmp-${ownSuffix()}`;
  try {
    const handle = await open(temporary, 'w');
    try {
      let block = '';
      for (const line of lines) {
        block += line;
        if (block.length < BLOCK) continue;
        await handle.writeFile(block);
        block = '';
      }
      await handle.writeFile(block);
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
