/** Reads a file of configuration: a plain file of bounded size in UTF-8, or one clear fault. */

import { readFile, stat } from 'node:fs/promises';
import { ConfigError } from './config-error.ts';
import { decodeConfig, refuseSize } from './config-text.ts';

/** The text of the file at `path`, which faults call `name`. Raises ConfigError when it cannot be had. */
export async function readConfigText(path: string, name: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => refuse(`${name}: ${readFault(error)}`));
  if (!found.isFile()) refuse(`${name}: is not a file`);
  refuseSize(found.size, name);
  const bytes = await readFile(path).catch((error: unknown) => refuse(`${name}: ${readFault(error)}`));
  return decodeConfig(bytes, name);
}

/** What is wrong with a path that cannot be looked at, in words: too long a name, links in a circle, a byte of 0. */
export function readFault(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? 'cannot be read' : `cannot be read (${code})`;
}

function refuse(fault: string): never {
  throw new ConfigError([fault]);
}
