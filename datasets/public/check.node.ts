import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../config-error.ts';
import { dataRoot } from './data-root.node.ts';
import type { PublicData, PublicFile } from './public-data.ts';
import { publicData } from './registry.node.ts';

export interface FileCheck {
  /** Under the data root. */
  readonly path: string;
  /**
   * `canonical`, `known spelling` (its bytes are known) and `other spelling` (its content, once read, is the expected one)
   * are sound; `other content` and `damaged` are not.
   */
  readonly state: 'canonical' | 'known spelling' | 'other spelling' | 'other content' | 'damaged' | 'missing';
  readonly bytes?: number;
  /** Of the bytes as they are. */
  readonly sha256?: string;
  /** What is wrong, where something is. */
  readonly message?: string;
}

export interface DataCheck {
  readonly name: string;
  readonly root: string;
  /** Every file is there and sound. */
  readonly ok: boolean;
  readonly files: readonly FileCheck[];
}

/** Are the files of the data set `name` in place under `root`, and are they the expected ones? */
export async function checkData(name: string, { root = dataRoot() } = {}): Promise<DataCheck> {
  return checkPublicData(publicData(name), root);
}

/** As `checkData`, for a data set that need not be in the registry. */
export async function checkPublicData(data: PublicData, root: string): Promise<DataCheck> {
  const { name } = data;
  const files: FileCheck[] = [];
  for (const file of data.files) files.push(await checkFile(file, join(root, file.path)));
  const sound = (check: FileCheck): boolean =>
    check.state === 'canonical' || check.state === 'known spelling' || check.state === 'other spelling';
  return { name, root, ok: files.every(sound), files };
}

async function checkFile(file: PublicFile, at: string): Promise<FileCheck> {
  const { path } = file;
  const found = await stat(at).catch(() => undefined);
  if (!found?.isFile()) return { path, state: 'missing' };
  const bytes = found.size;
  const sha256 = await sha256Of(createReadStream(at));
  const base = { path, bytes, sha256 };
  if (sha256 === file.sha256) return { ...base, state: 'canonical' };
  if (file.alsoKnown?.includes(sha256)) return { ...base, state: 'known spelling' };
  const expected = `expected sha256 ${file.sha256}`;
  if (!file.spell) return { ...base, state: 'other content', message: expected };
  try {
    const content = await sha256Of(file.spell(at));
    if (content === file.sha256) return { ...base, state: 'other spelling' };
    return { ...base, state: 'other content', message: `sha256 ${content} once read; ${expected}` };
  } catch (error) {
    if (error instanceof ConfigError) return { ...base, state: 'damaged', message: error.message };
    throw error;
  }
}

async function sha256Of(pieces: AsyncIterable<string | Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
