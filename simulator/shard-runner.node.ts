/** Runs the shards of a round, in this thread or in others; the results are the same. */

import { Worker } from 'node:worker_threads';
import { buffersOf } from './growing.ts';
import type { Home } from './home.ts';
import type { Lives } from './lives.ts';
import type { AnyPolicySpec } from './policy.ts';
import { type ShardResult, simulateShard } from './round.ts';
import { openRound, openWorkshop } from './run.ts';
import type { ShopState } from './shop.ts';
import type { World } from './world.ts';

export interface ShardRunner {
  /**
   * Results in the order of the shards, given the lives of each, which move: they must not be used again. Rejects with the
   * signal's reason. One round at a time.
   */
  run(state: ShopState, shards: readonly Lives[]): Promise<ShardResult[]>;
  close(): Promise<void>;
}

export interface WorkerStart {
  /** Copied: cheaper than building it again in every worker. */
  readonly world: World;
  /** In place of the scenario's. */
  readonly policy?: AnyPolicySpec | undefined;
}
export interface ToWorker {
  readonly index: number;
  readonly state: ShopState;
  readonly lives: Lives;
}
export interface FromWorker {
  readonly index: number;
  readonly result: ShardResult;
}

/** Shards in this thread, one after another; other work of the event loop runs between them. */
export function runHere(world: World, home: Home, signal: AbortSignal): ShardRunner {
  const workshop = openWorkshop(world);
  return {
    async run(state, shards) {
      const round = openRound(world, state);
      const results: ShardResult[] = [];
      for (const lives of shards) {
        await new Promise((resume) => setImmediate(resume));
        signal.throwIfAborted();
        results.push(simulateShard(workshop, round, home, lives));
      }
      return results;
    },
    close: async () => {},
  };
}

/** Shards on worker threads; a worker takes the next shard when it has finished one. */
export function runOnThreads(start: WorkerStart, threads: number, signal: AbortSignal): ShardRunner {
  const workers = Array.from({ length: threads }, () => new Worker(workerFile(), { workerData: start }));
  const failed = new Promise<never>((_, fail) => {
    for (const worker of workers) {
      worker.on('error', fail);
      worker.on('exit', (code) =>
        fail(new Error(`simulate: a worker ended with status ${code} before its work was done`)),
      );
    }
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
    if (signal.aborted) fail(signal.reason);
  });
  failed.catch(() => {});
  const runRound = (state: ShopState, shards: readonly Lives[]) =>
    new Promise<ShardResult[]>((done) => {
      const results: ShardResult[] = new Array(shards.length);
      let next = 0;
      let left = shards.length;
      for (const worker of workers) {
        const give = (): void => {
          if (next >= shards.length) return;
          const index = next++;
          const lives = shards[index]!;
          worker.postMessage({ index, state, lives } satisfies ToWorker, buffersOf([lives, lives.pending]));
        };
        worker.removeAllListeners('message');
        worker.on('message', ({ index, result }: FromWorker) => {
          results[index] = result;
          if (--left === 0) done(results);
          else give();
        });
        give();
      }
    });
  return {
    run: (state, shards) => Promise.race([runRound(state, shards), failed]),
    async close() {
      for (const worker of workers) worker.removeAllListeners('exit');
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** The compiled worker: beside this file when this file is compiled, else under dist/. */
function workerFile(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('../dist/simulator/worker.node.js', import.meta.url)
    : new URL('./worker.node.js', import.meta.url);
}
