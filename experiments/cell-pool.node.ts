/** Runs the cells of a study on worker threads, each worker holding the prepared data once. */

import { Worker } from 'node:worker_threads';
import type { Cell, CellOutcome, Prepared } from './cell.ts';
import type { CheckpointOptions } from './checkpoint-store.node.ts';

export interface CellContext {
  /** Cells at once. */
  readonly threads: number;
  /** Threads of the kernels within a cell. */
  readonly kernelThreads: number;
  readonly version: string;
  /** Folder in which fitted models are kept. */
  readonly models?: string;
  readonly checkpoints?: Omit<CheckpointOptions, 'onNote'>;
  /** Folder of the trials of searches. */
  readonly trials?: string;
}

export interface WorkerStart {
  readonly prepared: Prepared;
  readonly context: CellContext;
}

export type ToWorker = { readonly index: number; readonly cell: Cell };
export type FromWorker =
  | { readonly kind: 'fit'; readonly index: number; readonly share: number }
  | { readonly kind: 'note'; readonly line: string }
  | { readonly kind: 'done'; readonly index: number; readonly outcome: CellOutcome }
  | { readonly kind: 'crashed'; readonly index: number; readonly message: string };

export interface PoolOptions {
  readonly threads: number;
  readonly version: string;
  /** Folder in which fitted models are kept; absent: they are not. */
  readonly models?: string;
  /** Where fits file how far they came; absent: they do not. */
  readonly checkpoints?: Omit<CheckpointOptions, 'onNote'>;
  /** Folder in which trials of searches are filed and found; absent: they are not kept. */
  readonly trials?: string;
  readonly signal: AbortSignal;
  onNote(note: string): void;
  /** Called now and then with how much of a fit is done, from 0 to 1. */
  onFit(cell: Cell, share: number): void;
  /** Called in order of completion; the next cell of that worker waits for it. */
  onOutcome(cell: Cell, outcome: CellOutcome): Promise<void>;
}

/** Resolves when every cell has been filed; rejects with the signal's reason, or with the first failure to file. */
export async function runCells(
  prepared: Prepared,
  cells: readonly Cell[],
  { threads, version, models, checkpoints, trials, signal, onNote, onFit, onOutcome }: PoolOptions,
): Promise<void> {
  signal.throwIfAborted();
  const size = Math.min(threads, cells.length);
  const start: WorkerStart = {
    prepared,
    context: {
      threads: size,
      kernelThreads: Math.max(1, Math.floor(threads / size)),
      version,
      ...(models !== undefined && { models }),
      ...(checkpoints && { checkpoints }),
      ...(trials !== undefined && { trials }),
    },
  };
  const workers: Worker[] = [];
  let next = 0;
  const serve = (worker: Worker): Promise<void> =>
    new Promise((done, fail) => {
      const give = (): void => {
        if (next >= cells.length) {
          done();
          return;
        }
        const index = next++;
        worker.postMessage({ index, cell: cells[index]! } satisfies ToWorker);
      };
      worker.on('error', fail);
      worker.on('exit', (code) =>
        fail(new Error(`worker ended with status ${code} before its work was done`)),
      );
      worker.on('message', (message: FromWorker) => {
        switch (message.kind) {
          case 'crashed':
            return fail(new Error(message.message));
          case 'note':
            return onNote(message.line);
          case 'fit':
            return onFit(cells[message.index]!, message.share);
          case 'done':
            onOutcome(cells[message.index]!, message.outcome).then(give, fail);
        }
      });
      give();
    });
  const aborted = new Promise<never>((_, fail) => {
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
  });
  aborted.catch(() => {});
  try {
    for (let i = 0; i < size; i++) workers.push(new Worker(workerFile(), { workerData: start }));
    await Promise.race([Promise.all(workers.map(serve)), aborted]);
  } finally {
    for (const worker of workers) worker.removeAllListeners('exit');
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** The compiled worker: beside this file when this file is compiled, else under dist/. */
function workerFile(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('../dist/experiments/cell-worker.node.js', import.meta.url)
    : new URL('./cell-worker.node.js', import.meta.url);
}
