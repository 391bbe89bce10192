/** Files of records as texts. */

import { constants } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';

/**
 * The text of a plain file. Throws what the system says, with its code, and in the same way where a folder stands there,
 * a pipe (which might never end), or more than one text can hold.
 */
export async function readText(file: string): Promise<string> {
  const found = await stat(file);
  if (found.isDirectory()) throw fault('EISDIR', 'it is a folder, and a file is needed');
  if (!found.isFile()) throw fault('EINVAL', 'it is no plain file');
  if (found.size > constants.MAX_STRING_LENGTH)
    throw fault('EFBIG', `it has ${found.size} bytes, and ${constants.MAX_STRING_LENGTH} are the most`);
  return readFile(file, 'utf8');
}

const fault = (code: string, message: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: ${message}`), { code });

/** What the system says, without its code and what it called: `ENOSPC: no space left on device, write`. */
export const systemReason = ({ message }: Error): string =>
  message.replace(/^E[A-Z]+: /, '').replace(/, \w+( '.*)?$/s, '');
