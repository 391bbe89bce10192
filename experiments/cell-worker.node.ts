/** Worker thread: holds the prepared data, runs one cell a message. */

import { cpus } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { writeModelFile } from '../algorithms/model-file.node.ts';
import { kernelHost } from '../numerics/kernels/open-host.node.ts';
import { runCell } from './cell.ts';
import type { FromWorker, ToWorker, WorkerStart } from './cell-pool.node.ts';
import { openCheckpoints } from './checkpoint-store.node.ts';
import { modelFileName } from './fitted-models.ts';
import { openTrials } from './search/trial-store.node.ts';

const { prepared, context } = workerData as WorkerStart;
const processors = cpus();
const { models, checkpoints, trials } = context;
/** Milliseconds between two words on how much of a fit is done. */
const WORD_EVERY = 500;
const post = (message: FromWorker): void => parentPort!.postMessage(message);

function fitWords(index: number): (done: number, total: number) => void {
  let last = performance.now();
  return (done, total) => {
    if (performance.now() - last < WORD_EVERY) return;
    last = performance.now();
    post({ kind: 'fit', index, share: total > 0 ? Math.min(1, done / total) : 1 });
  };
}

parentPort!.on('message', ({ index, cell }: ToWorker) => {
  runCell(prepared, cell, {
    clock: () => performance.now() / 1000,
    now: () => new Date().toISOString(),
    peakMemoryBytes: () => process.resourceUsage().maxRSS * 1024,
    host: {
      cpu: processors[0]?.model ?? 'unknown',
      cores: processors.length,
      node: process.version,
      shoplab: context.version,
    },
    threads: context.threads,
    kernels: kernelHost(context.kernelThreads),
    signal: new AbortController().signal,
    onFit: fitWords(index),
    ...(checkpoints && {
      checkpoints: (inputs, course) =>
        openCheckpoints(inputs, course, { ...checkpoints, onNote: (line) => post({ kind: 'note', line }) }),
    }),
    ...(trials !== undefined && { trials: openTrials(trials) }),
    ...(models !== undefined && {
      keepModel: (inputs, file) => writeModelFile(join(models, modelFileName(inputs)), file),
    }),
  }).then(
    (outcome) => post({ kind: 'done', index, outcome }),
    (error: Error) => post({ kind: 'crashed', index, message: error.stack ?? String(error) }),
  );
});
