/** Reads a file of configuration: a plain file of bounded size in UTF-8, or one clear fault. */

import { readFile, stat } from 'node:fs/promises';
import { ConfigError } from './config-error.ts';

const MOST_BYTES = 1 << 20;

/** The text of the file at `path`, which faults call `name`. Raises ConfigError when it cannot be had. */
export async function readConfigText(path: string, name: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => refuse(`${name}: ${readFault(error)}`));
  if (!found.isFile()) refuse(`${name}: is not a file`);
  if (found.size > MOST_BYTES) refuse(`${name}: has ${found.size} bytes; at most ${MOST_BYTES} are read`);
  const bytes = await readFile(path).catch((error: unknown) => refuse(`${name}: ${readFault(error)}`));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse(`${name}:${placeOfForeignByte(bytes)} is not UTF-8 text`);
  }
}

/** What is wrong with a path that cannot be looked at, in words: too long a name, links in a circle, a byte of 0. */
export function readFault(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? 'cannot be read' : `cannot be read (${code})`;
}

/** Line and column of the first byte that no UTF-8 text has there. */
function placeOfForeignByte(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const asUtf8 = new TextEncoder().encode(text);
  const at = bytes.findIndex((byte, i) => byte !== asUtf8[i]);
  const lines = new TextDecoder().decode(bytes.subarray(0, at)).split('\n');
  return `${lines.length}:${lines.at(-1)!.length + 1}`;
}

function refuse(fault: string): never {
  throw new ConfigError([fault]);
}
