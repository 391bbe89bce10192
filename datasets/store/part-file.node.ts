/** The files of a store as the manifest knows them. */

import { createHash } from 'node:crypto';
import { createReadStream, lstatSync } from 'node:fs';
import type { ManifestPart } from './manifest.ts';

/** Hexadecimal SHA-256 of the bytes of a file. */
export async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 }))
    hash.update(bytes as Uint8Array);
  return hash.digest('hex');
}

/** What tells the file at `path` from the part that was written, in words; undefined when nothing does. */
export async function partFault(path: string, part: ManifestPart): Promise<string | undefined> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return 'the file is missing';
  if (!found.isFile()) return 'is not a plain file';
  if (found.size !== part.bytes) return `has ${found.size} bytes; the manifest says ${part.bytes}`;
  return (await fileDigest(path)) === part.sha256
    ? undefined
    : 'its bytes are not those that were written (sha256)';
}
