/** Worker threads that are given one job after another, each holding what all jobs need once. */

import { Worker } from 'node:worker_threads';

export type ToWorker<Job> = { readonly index: number; readonly job: Job };
export type FromWorker<Outcome> =
  | { readonly kind: 'share'; readonly index: number; readonly share: number }
  | { readonly kind: 'note'; readonly line: string }
  | { readonly kind: 'done'; readonly index: number; readonly outcome: Outcome }
  | { readonly kind: 'crashed'; readonly index: number; readonly message: string };

export interface JobPoolOptions<Job, Outcome> {
  /** Compiled file of the worker. */
  readonly worker: URL;
  /** What every worker is given at its start. */
  readonly start: unknown;
  readonly jobs: readonly Job[];
  /** Workers, at most one a job. */
  readonly size: number;
  readonly signal: AbortSignal;
  onNote(note: string): void;
  /** Called now and then with how much of a job is done, from 0 to 1. */
  onShare(job: Job, share: number): void;
  /** Called in order of completion; the next job of that worker waits for it. */
  onOutcome(job: Job, outcome: Outcome): Promise<void>;
}

/**
 * Resolves when every job has been filed; rejects with the signal's reason, or with the first failure to file, when what was being filed is
 * filed and all workers have ended.
 */
export async function runJobs<Job, Outcome>({
  worker: path,
  start,
  jobs,
  size,
  signal,
  onNote,
  onShare,
  onOutcome,
}: JobPoolOptions<Job, Outcome>): Promise<void> {
  signal.throwIfAborted();
  const workers: Worker[] = [];
  const filing = new Set<Promise<void>>();
  const file = (index: number, outcome: Outcome): Promise<void> => {
    const own = onOutcome(jobs[index]!, outcome).finally(() => filing.delete(own));
    filing.add(own);
    return own;
  };
  let next = 0;
  const serve = (worker: Worker): Promise<void> =>
    new Promise((done, fail) => {
      const give = (): void => {
        if (next >= jobs.length) {
          done();
          return;
        }
        const index = next++;
        worker.postMessage({ index, job: jobs[index]! } satisfies ToWorker<Job>);
      };
      worker.on('error', fail);
      worker.on('exit', (code) =>
        fail(new Error(`worker ended with status ${code} before its work was done`)),
      );
      worker.on('message', (message: FromWorker<Outcome>) => {
        switch (message.kind) {
          case 'crashed':
            return fail(new Error(message.message));
          case 'note':
            return onNote(message.line);
          case 'share':
            return onShare(jobs[message.index]!, message.share);
          case 'done':
            file(message.index, message.outcome).then(give, fail);
        }
      });
      give();
    });
  const aborted = new Promise<never>((_, fail) => {
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
  });
  aborted.catch(() => {});
  try {
    for (let i = 0; i < size; i++) workers.push(new Worker(path, { workerData: start }));
    await Promise.race([Promise.all(workers.map(serve)), aborted]);
  } finally {
    for (const worker of workers) worker.removeAllListeners('exit').removeAllListeners('message');
    await Promise.all(workers.map((worker) => worker.terminate()));
    // What is being filed when a run is interrupted is filed to its end; a failure of it has been told.
    await Promise.allSettled(filing);
  }
}

/** A compiled worker of `experiments/`: beside this file when this file is compiled, else under dist/. */
export const workerFile = (path: string): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL(`../dist/experiments/${path}.node.js`, import.meta.url)
    : new URL(`./${path}.node.js`, import.meta.url);

/** Milliseconds between two words on how much of a job is done. */
const WORD_EVERY = 500;

/** Tells how much of job `index` is done, not too often. */
export function shareWords(
  post: (message: { readonly kind: 'share'; readonly index: number; readonly share: number }) => void,
  index: number,
): (done: number, total: number) => void {
  let last = performance.now();
  return (done, total) => {
    if (performance.now() - last < WORD_EVERY) return;
    last = performance.now();
    post({ kind: 'share', index, share: total > 0 ? Math.min(1, done / total) : 1 });
  };
}
