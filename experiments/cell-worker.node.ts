/** Worker thread: holds the prepared data, runs one cell a message. */

import { cpus } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { writeModelFile } from '../algorithms/model-file.node.ts';
import { kernelHost } from '../numerics/kernels/open-host.node.ts';
import { runCell } from './cell.ts';
import type { FromWorker, ToWorker, WorkerStart } from './cell-pool.node.ts';
import { modelFileName } from './fitted-models.ts';

const { prepared, context } = workerData as WorkerStart;
const processors = cpus();
const { models } = context;

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
    ...(models !== undefined && {
      keepModel: (inputs, file) => writeModelFile(join(models, modelFileName(inputs)), file),
    }),
  }).then(
    (outcome) => parentPort!.postMessage({ kind: 'done', index, outcome } satisfies FromWorker),
    (error: Error) =>
      parentPort!.postMessage({
        kind: 'crashed',
        index,
        message: error.stack ?? String(error),
      } satisfies FromWorker),
  );
});
