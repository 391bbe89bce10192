/** Worker thread: holds the prepared data, runs one cell a message. */

import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { writeModelFile } from '../../algorithms/model-file.node.ts';
import { peakMemoryBytes } from '../../datasets/peak-memory.node.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { machineNow } from '../host.node.ts';
import { type FromWorker, shareWords, type ToWorker } from '../job-pool.node.ts';
import { NotFiled } from '../not-filed.ts';
import { openTrials } from '../search/trial-store.node.ts';
import { runCell } from './cell.ts';
import type { WorkerStart } from './cell-pool.node.ts';
import { openCheckpoints } from './checkpoint-store.node.ts';
import { fitCache } from './fit-cache.node.ts';
import { modelFileName } from './fitted-models.ts';
import type { Cell, CellOutcome } from './prepared.ts';

const { prepared, context } = workerData as WorkerStart;
const { models, checkpoints, trials, cache } = context;
const post = (message: FromWorker<CellOutcome>): void => parentPort!.postMessage(message);
const note = (line: string): void => post({ kind: 'note', line });
const kernels = kernelHost(context.kernelThreads);

parentPort!.on('message', ({ index, job: cell }: ToWorker<Cell>) => {
  runCell(prepared, cell, {
    clock: () => performance.now() / 1000,
    now: () => new Date().toISOString(),
    peakMemoryBytes,
    host: { ...machineNow(context.version), ...context.revision },
    threads: context.threads,
    kernels,
    signal: new AbortController().signal,
    onFit: shareWords(post, index),
    ...(checkpoints && {
      checkpoints: (inputs, course) => openCheckpoints(inputs, course, { ...checkpoints, onNote: note }),
    }),
    ...(trials !== undefined && { trials: openTrials(trials) }),
    ...(cache !== undefined && { fits: fitCache(cache, context.version, kernels, note) }),
    ...(models !== undefined && {
      keepModel: (inputs, file) => writeModelFile(join(models, modelFileName(inputs)), file),
    }),
  }).then(
    (outcome) => post({ kind: 'done', index, outcome }),
    (error: Error) =>
      post({
        kind: 'crashed',
        index,
        message: error instanceof NotFiled ? error.message : (error.stack ?? String(error)),
      }),
  );
});
