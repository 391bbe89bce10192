/** Files that appear whole or not at all. */

import { rename, rm, writeFile } from 'node:fs/promises';
import { systemReason } from '../../datasets/store/read-text.node.ts';
import { ownSuffix } from '../../datasets/store/temporary-name.node.ts';

/** Writes a file whole or not at all; throws with its name. What a killed process leaves is swept by who writes into the folder next. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.tmp-${ownSuffix()}`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new Error(`report: ${file} cannot be written: ${systemReason(error as Error)}`, { cause: error });
  }
}
