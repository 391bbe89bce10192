/** `checkpoints/` of a study's folder: where loops that are under way stood at their last barrier. A loop that is done has none. */

import { existsSync } from 'node:fs';
import { readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { makeFolder } from '../../datasets/store/make-folder.node.ts';
import { sha256Native } from '../../numerics/sha256.node.ts';
import { checkpointsFolder } from '../fitting/checkpoint-store.node.ts';
import { writeWhole } from '../run-store.node.ts';
import type { LoopCheckpoint } from './loop-world.ts';

/** The layout of a file: a digest of 32 bytes, then what V8 makes of `{ id, checkpoint }`. */
const ID = 'loop-checkpoint.v1';
const DIGEST = 32;
/** Writing takes at most this share of the time of a loop. */
const MOST_SHARE = 0.05;

export interface LoopCheckpointOptions {
  readonly folder: string;
  /** At least so many seconds lie between two of one loop. */
  readonly every: number;
  /** Told where one cannot be used or written, one line; the loop goes on without. */
  onNote(note: string): void;
}

export interface LoopCheckpoints {
  load(id: string): Promise<LoopCheckpoint | null>;
  offer(id: string, checkpoint: () => LoopCheckpoint): Promise<void>;
}

const fileOf = (folder: string, id: string): string => join(folder, `${id}.loop`);

/** Of one loop at a time. */
export function loopCheckpoints({ folder, every, onNote }: LoopCheckpointOptions): LoopCheckpoints {
  let [last, least] = [performance.now(), 1000 * every];
  return {
    async load(id) {
      last = performance.now();
      const file = fileOf(folder, id);
      if (!existsSync(file)) return null;
      const checkpoint = parse(await readFile(file), id);
      if (checkpoint !== null) return checkpoint;
      onNote(`${file}: damaged, or of another version; the loop begins anew`);
      await rm(file, { force: true });
      return null;
    },
    async offer(id, checkpoint) {
      if (performance.now() - last < least) return;
      const before = performance.now();
      const body = serialize({ layout: ID, id, node: process.version, checkpoint: checkpoint() });
      const file = fileOf(folder, id);
      try {
        await writeWhole(file, Buffer.concat([sha256Native(body), body]));
      } catch (error) {
        // Of the disk: a checkpoint is worth less than the loop.
        if ((error as NodeJS.ErrnoException).code === undefined) throw error;
        onNote(`${file}: no checkpoint (${(error as Error).message}); the loop goes on`);
      }
      last = performance.now();
      least = Math.max(1000 * every, (last - before) / MOST_SHARE);
    },
  };
}

function parse(bytes: Buffer, id: string): LoopCheckpoint | null {
  const body = bytes.subarray(DIGEST);
  if (Buffer.compare(sha256Native(body), bytes.subarray(0, DIGEST)) !== 0) return null;
  const told = deserialize(body) as { layout: string; id: string; node: string; checkpoint: LoopCheckpoint };
  return told.layout === ID && told.id === id && told.node === process.version ? told.checkpoint : null;
}

/** The folder, with nothing in it but what loops with these ids may go on from. */
export async function openLoopFolder(study: string, ids: readonly string[]): Promise<string> {
  const folder = checkpointsFolder(study);
  await makeFolder(folder);
  const own = new Set(ids.map((id) => `${id}.loop`));
  for (const file of await readdir(folder))
    if (!own.has(file)) await rm(join(folder, file), { force: true, recursive: true });
  return folder;
}

export const removeLoopCheckpoint = (study: string, id: string): Promise<void> =>
  rm(fileOf(checkpointsFolder(study), id), { force: true });

/** Nothing is left where every loop is done. */
export async function closeLoopFolder(study: string): Promise<void> {
  const folder = checkpointsFolder(study);
  if ((await readdir(folder)).length === 0) await rmdir(folder);
}
