/** Worker thread: holds what all loops of a study need, runs one loop a message. */

import { parentPort, workerData } from 'node:worker_threads';
import { peakMemoryBytes } from '../../datasets/peak-memory.node.ts';
import type { Revision } from '../../datasets/revision.node.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { machineNow } from '../host.node.ts';
import { type FromWorker, shareWords, type ToWorker } from '../job-pool.node.ts';
import { type LoopCell, type PreparedLoops, runLoopCell } from './loop-cell.ts';
import { loopCheckpoints } from './loop-checkpoints.node.ts';
import type { LoopRun } from './loop-record.ts';

export interface LoopWorkerStart {
  readonly prepared: PreparedLoops;
  /** Loops at once. */
  readonly threads: number;
  /** Threads of the kernels within a loop. */
  readonly kernelThreads: number;
  readonly version: string;
  /** Commit that runs; null where it was not run from a working tree. */
  readonly revision: Revision | null;
  readonly checkpoints: { readonly folder: string; readonly every: number };
}

const { prepared, threads, kernelThreads, version, revision, checkpoints } = workerData as LoopWorkerStart;
const post = (message: FromWorker<LoopRun>): void => parentPort!.postMessage(message);

parentPort!.on('message', ({ index, job }: ToWorker<LoopCell>) => {
  runLoopCell(prepared, job, {
    clock: () => performance.now() / 1000,
    now: () => new Date().toISOString(),
    peakMemoryBytes,
    host: { ...machineNow(version), ...revision },
    threads,
    kernels: kernelHost(kernelThreads),
    signal: new AbortController().signal,
    onRound: shareWords(post, index),
    ...loopCheckpoints({ ...checkpoints, onNote: (line) => post({ kind: 'note', line }) }),
  }).then(
    (outcome) => post({ kind: 'done', index, outcome }),
    (error: Error) => post({ kind: 'crashed', index, message: error.stack ?? String(error) }),
  );
});
