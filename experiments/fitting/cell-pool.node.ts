/** Runs the cells of a study on worker threads, each worker holding the prepared data once. */

import { type Revision, revision } from '../../datasets/revision.node.ts';
import { runJobs, workerFile } from '../job-pool.node.ts';
import type { CheckpointOptions } from './checkpoint-store.node.ts';
import type { Cell, CellOutcome, Prepared } from './prepared.ts';

export interface CellContext {
  /** Cells at once. */
  readonly threads: number;
  /** Threads of the kernels within a cell. */
  readonly kernelThreads: number;
  readonly version: string;
  /** Commit that runs; null where it was not run from a working tree. */
  readonly revision: Revision | null;
  /** Folder in which fitted models are kept. */
  readonly models?: string;
  readonly checkpoints?: Omit<CheckpointOptions, 'onNote'>;
  /** Folder of the trials of searches. */
  readonly trials?: string;
  /** Folder of fits that studies share. */
  readonly cache?: string;
}

export interface WorkerStart {
  readonly prepared: Prepared;
  readonly context: CellContext;
}

export interface PoolOptions {
  readonly threads: number;
  readonly version: string;
  /** Folder in which fitted models are kept; absent: they are not. */
  readonly models?: string;
  /** Where fits file how far they came; absent: they do not. */
  readonly checkpoints?: Omit<CheckpointOptions, 'onNote'>;
  /** Folder in which trials of searches are filed and found; absent: they are not kept. */
  readonly trials?: string;
  /** Folder in which fits are found and kept that studies share; absent: each fits for itself. */
  readonly cache?: string;
  readonly signal: AbortSignal;
  onNote(note: string): void;
  /** Called now and then with how much of a fit is done, from 0 to 1. */
  onFit(cell: Cell, share: number): void;
  /** Called in order of completion; the next cell of that worker waits for it. */
  onOutcome(cell: Cell, outcome: CellOutcome): Promise<void>;
}

/** Resolves when every cell has been filed; rejects with the signal's reason, or with the first failure to file. */
export function runCells(
  prepared: Prepared,
  cells: readonly Cell[],
  { threads, version, models, checkpoints, trials, cache, signal, onNote, onFit, onOutcome }: PoolOptions,
): Promise<void> {
  const size = Math.min(threads, cells.length);
  const start: WorkerStart = {
    prepared,
    context: {
      threads: size,
      kernelThreads: Math.max(1, Math.floor(threads / size)),
      version,
      revision: revision(),
      ...(models !== undefined && { models }),
      ...(checkpoints && { checkpoints }),
      ...(trials !== undefined && { trials }),
      ...(cache !== undefined && { cache }),
    },
  };
  return runJobs<Cell, CellOutcome>({
    ...{ worker: workerFile('fitting/cell-worker'), start, jobs: cells, size, signal },
    ...{ onNote, onShare: onFit, onOutcome },
  });
}
