import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConfigError } from '../config-error.ts';
import { missingData, type PublicData } from './public-data.ts';

/** Larger files are refused before they are read. */
const LARGEST_FILE = 512 * 1024 * 1024;

/** Where real data is looked for: `$SHOPLAB_DATA`, else `datasets/data` in the current folder. */
export function dataRoot(): string {
  const root = process.env['SHOPLAB_DATA'];
  return resolve(root === undefined || root === '' ? join('datasets', 'data') : root);
}

/** Bytes of a file of `data` under `root`; missing: ConfigError that says how to get it. */
export async function readDataFile(data: PublicData, root: string, path: string): Promise<Uint8Array> {
  return readWhole(join(root, path), () => missingData(data, root, path));
}

/** Bytes of a local file of at most 512 MiB. */
export async function readWhole(path: string, missing?: () => Error): Promise<Uint8Array> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
      throw missing?.() ?? new ConfigError([`data: no file ${path}`]);
    }
    throw error;
  });
  if (!found.isFile()) throw new ConfigError([`data: ${path} is not a file`]);
  if (found.size > LARGEST_FILE) {
    throw new ConfigError([`data: ${path} has ${found.size} bytes; at most ${LARGEST_FILE} are read`]);
  }
  return readFile(path);
}
