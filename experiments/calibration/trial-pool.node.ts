/** Runs trials in this thread or on worker threads; the results are the same. */

import { Worker } from 'node:worker_threads';
import type { TrialJob } from './calibrate.ts';
import { runTrial, type Target, type TrialResult } from './trial.ts';

export interface TrialPool {
  /** Results in the order of the jobs; rejects with the signal's reason. One call at a time. */
  run(jobs: readonly TrialJob[], targets: readonly Target[]): Promise<TrialResult[]>;
  close(): Promise<void>;
}

export interface ToWorker {
  readonly index: number;
  readonly job: TrialJob;
  readonly targets: readonly Target[];
}
export type FromWorker =
  | { readonly kind: 'done'; readonly index: number; readonly result: TrialResult }
  | { readonly kind: 'crashed'; readonly index: number; readonly message: string };

export function openTrialPool(threads: number, signal: AbortSignal): TrialPool {
  return threads > 1 ? onThreads(threads, signal) : here(signal);
}

function here(signal: AbortSignal): TrialPool {
  return {
    async run(jobs, targets) {
      const results: TrialResult[] = [];
      for (const { scenario, seed, shapes } of jobs) {
        await new Promise((resume) => setImmediate(resume));
        signal.throwIfAborted();
        results.push(runTrial(scenario, seed, targets, shapes));
      }
      return results;
    },
    close: async () => {},
  };
}

function onThreads(threads: number, signal: AbortSignal): TrialPool {
  const workers = Array.from({ length: threads }, () => new Worker(workerFile()));
  const failed = new Promise<never>((_, fail) => {
    for (const worker of workers) {
      worker.on('error', fail);
      worker.on('exit', (code) =>
        fail(new Error(`calibrate: a worker ended with status ${code} before its work was done`)),
      );
    }
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
    if (signal.aborted) fail(signal.reason);
  });
  failed.catch(() => {});
  const runJobs = (jobs: readonly TrialJob[], targets: readonly Target[]) =>
    new Promise<TrialResult[]>((done, fail) => {
      const results: TrialResult[] = new Array(jobs.length);
      let next = 0;
      let left = jobs.length;
      if (left === 0) done(results);
      for (const worker of workers) {
        const give = (): void => {
          if (next >= jobs.length) return;
          const index = next++;
          worker.postMessage({ index, job: jobs[index]!, targets } satisfies ToWorker);
        };
        worker.removeAllListeners('message');
        worker.on('message', (message: FromWorker) => {
          if (message.kind === 'crashed') return fail(new Error(message.message));
          results[message.index] = message.result;
          if (--left === 0) done(results);
          else give();
        });
        give();
      }
    });
  return {
    run: (jobs, targets) => Promise.race([runJobs(jobs, targets), failed]),
    async close() {
      for (const worker of workers) worker.removeAllListeners('exit');
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** The compiled worker: beside this file when this file is compiled, else under dist/. */
function workerFile(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('../../dist/experiments/calibration/trial-worker.node.js', import.meta.url)
    : new URL('./trial-worker.node.js', import.meta.url);
}
