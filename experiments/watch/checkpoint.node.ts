/** Where a watch stands: what it has read, what it remembers, how much it has written. Written whole or not at all, checked when read. */

import { existsSync } from 'node:fs';
import type { SavedMemory } from '../../algorithms/fraud/memory/shop-memory.ts';
import { readModelFile, writeModelFile } from '../../algorithms/model-file.node.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import type { LogMark, LogOffset } from './log-slices.node.ts';

/** The layout of a checkpoint's state. */
const ID = 'watch-checkpoint.v2';

export interface Checkpoint {
  /** Digest of the log, the detectors and their thresholds. */
  readonly watch: string;
  /** Where the oldest slice begins of which events may still wait. */
  readonly from: LogOffset;
  /** What had been read of a file that may grow. */
  readonly mark?: LogMark;
  /** Second of the last event taken; -1 before the first. Events before it are done ... */
  readonly second: number;
  /** ... and so are so many of that second. */
  readonly ofSecond: number;
  /** Bytes of alerts that count. */
  readonly bytes: number;
  readonly events: number;
  readonly judged: number;
  readonly alerts: number;
  readonly memory: SavedMemory;
}

export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  await writeModelFile(path, {
    saved: { schema: 'shoplab.model/1', algorithm: ID, params: {}, state: checkpoint },
  });
}

/** null where there is none yet. Throws ConfigError for a damaged file, or the checkpoint of another watch. */
export async function readCheckpoint(path: string, watch: string): Promise<Checkpoint | null> {
  if (!existsSync(path)) return null;
  const { saved } = await readModelFile(path);
  if (saved.algorithm !== ID)
    throw new ConfigError([`${path}: it is of ${saved.algorithm}; a ${ID} is expected`]);
  const checkpoint = saved.state as Checkpoint;
  if (checkpoint.watch !== watch)
    throw new ConfigError([
      `${path}: it belongs to a watch over another log, or with other detectors or thresholds; take another --out, or begin anew with --fresh`,
    ]);
  return checkpoint;
}
