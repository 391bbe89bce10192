/** Files of fitted models: written whole or not at all, read whole. */

import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { ConfigError } from '../datasets/config-error.ts';
import { ownSuffix } from '../datasets/store/temporary-name.node.ts';
import type { HashBytes } from '../numerics/digest.ts';
import type { ModelHost, ModelOf, Saved, Task } from './algorithm.ts';
import { algorithmNamed, loadModel } from './fitting.ts';
import {
  checkFront,
  decodeModel,
  FIXED_BYTES,
  type ModelFile,
  type ModelNames,
  modelChunks,
} from './model-file.ts';

/** What one call to the system takes at once. */
const STEP_BYTES = 2 ** 30;

export async function writeModelFile(path: string, file: ModelFile): Promise<void> {
  const temporary = `${path}.tmp-${ownSuffix()}`;
  try {
    const handle = await open(temporary, 'w');
    try {
      const hash = createHash('sha256');
      for (const part of modelChunks(file).flatMap(steps)) {
        hash.update(part);
        await handle.writeFile(part);
      }
      await handle.writeFile(hash.digest());
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Throws ConfigError, naming the file, what was found and what is expected, for anything but a whole model file. */
export async function readModelFile(path: string): Promise<ModelFile> {
  return decodeModel(await readWhole(path), path, hashInSteps);
}

export interface OpenedModel {
  readonly model: ModelOf[Task] & Saved;
  readonly task: Task;
  readonly algorithm: string;
  readonly names?: ModelNames;
}

/** Opens the model of a file; as `readModelFile`, and also for one of an algorithm or version that this program does not have. */
export async function openModelFile(path: string, host: ModelHost): Promise<OpenedModel> {
  const { saved, names } = await readModelFile(path);
  try {
    const model = await loadModel(saved, host);
    const { task } = algorithmNamed(saved.algorithm.replace(/\.v\d+$/, ''));
    return { model, task, algorithm: saved.algorithm, ...(names && { names }) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.faults.map((fault) => `${path}: ${fault}`));
  }
}

const steps = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / STEP_BYTES) }, (_, n) =>
    bytes.subarray(n * STEP_BYTES, (n + 1) * STEP_BYTES),
  );

const hashInSteps: HashBytes = (bytes) => {
  const hash = createHash('sha256');
  for (const part of steps(bytes)) hash.update(part);
  return hash.digest();
};

async function readWhole(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([
      `${path}: ${error.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${error.code})`}`,
    ]);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new ConfigError([`${path}: it is no plain file; a model file is expected`]);
    const front = await readBytes(handle, Math.min(FIXED_BYTES, stat.size));
    checkFront(front, stat.size, (found) => new ConfigError([`${path}: ${found}`]));
    return await readBytes(handle, stat.size);
  } finally {
    await handle.close();
  }
}

/** The first `count` bytes, fewer where the file was cut since. */
async function readBytes(handle: FileHandle, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count; ) {
    const { bytesRead } = await handle.read(bytes, at, Math.min(STEP_BYTES, count - at), at);
    if (bytesRead === 0) return bytes.subarray(0, at);
    at += bytesRead;
  }
  return bytes;
}
