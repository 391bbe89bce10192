/** Runs the shards of a round, in this thread or in others; the results are the same. */

import type { Worker } from 'node:worker_threads';
import { buffersOf } from '../filing/growing.ts';
import type { Lives } from '../people/lives.ts';
import type { Home } from '../policy/home.ts';
import type { AnyPolicySpec } from '../policy/policy.ts';
import { openRound, openWorkshop, type Round, type Workshop } from '../visit/run.ts';
import type { ShopState } from '../world/shop.ts';
import { type Shard, splitShoppers, type World } from '../world/world.ts';
import { type ShardResult, simulateShard } from './round.ts';
import { endWorker, giveBackWorker, takeWorker } from './worker-pool.node.ts';

export interface ShardRunner {
  /**
   * Results in the order of the shards, given the lives of each, which move: they must not be used again. Rejects with the
   * signal's reason. One round at a time.
   */
  run(state: ShopState, shards: readonly Lives[]): Promise<ShardResult[]>;
  /**
   * Runs shards of the round under way in this thread too, as long as more than this part of them is left.
   */
  help(unlessLeft?: number): Promise<void>;
  close(): Promise<void>;
}

/** The world of the shards to come, copied: cheaper than building it again in every worker. */
export interface OpenWorld {
  readonly kind: 'open';
  readonly world: World;
  /** In place of the scenario's. */
  readonly policy?: AnyPolicySpec | undefined;
}
export interface RunShard {
  readonly kind: 'shard';
  readonly index: number;
  /** With the worker's first shard of a round; the others are of the same. */
  readonly state?: ShopState;
  readonly lives: Lives;
}
/** Nothing more of this world. */
export interface CloseWorld {
  readonly kind: 'close';
}
export type ToWorker = OpenWorld | RunShard | CloseWorld;
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
        await nextTurn();
        signal.throwIfAborted();
        results.push(simulateShard(workshop, round, home, lives));
      }
      return results;
    },
    help: async () => {},
    close: async () => {},
  };
}

const nextTurn = (): Promise<void> => new Promise((resume) => setImmediate(resume));

/** The shards of one round, taken one after another by whoever is free. */
interface Queue {
  readonly state: ShopState;
  readonly shards: readonly Lives[];
  readonly results: ShardResult[];
  next: number;
  left: number;
  readonly done: (results: ShardResult[]) => void;
  readonly fail: (reason: unknown) => void;
}

/** Shards for each thread: so many that none waits long for the last of a round, and each worth its message. */
const SHARDS_A_THREAD = 12;
const LEAST_SHOPPERS = 256;
const MOST_SHOPPERS = 16_384;

/** The shards in which so many shoppers go best on so many threads. */
export function splitForThreads(shoppers: number, threads: number): Shard[] {
  const wanted = Math.max(threads * SHARDS_A_THREAD, Math.ceil(shoppers / MOST_SHOPPERS));
  const most = Math.max(threads, Math.ceil(shoppers / LEAST_SHOPPERS));
  return splitShoppers(shoppers, Math.max(1, Math.min(wanted, most, shoppers)));
}

/** Shards that a worker has at hand at the end of a round. */
const AT_HAND = 2;

/**
 * Shards that a worker has at hand, so that it never waits for this thread, which is long about its own work: the more the
 * more there are left, so that at the end all threads finish together.
 */
const atHand = (left: number, threads: number): number => Math.max(AT_HAND, Math.floor(left / (2 * threads)));

function keep(queue: Queue, index: number, result: ShardResult): void {
  queue.results[index] = result;
  if (--queue.left === 0) queue.done(queue.results);
}

/**
 * Shards on `threads` threads, of which this one is the last: it has other work, and takes shards only in `help`. A worker
 * is given the next shard when it has finished one, and has another meanwhile.
 */
export function runOnThreads(
  world: World,
  home: Home,
  policy: AnyPolicySpec | undefined,
  threads: number,
  signal: AbortSignal,
): ShardRunner {
  const workers = Array.from({ length: workersOf(threads) }, takeWorker);
  for (const worker of workers) worker.postMessage({ kind: 'open', world, policy } satisfies ToWorker);
  // Code of others may remember what it likes: its threads serve no other world.
  let canServeAgain = policy?.name !== 'module';
  let queue: Queue | undefined;
  // Rounds are told one by one: a promise that they all raced with would keep the results of each.
  let failure: { readonly reason: unknown } | undefined;
  const fail = (reason: unknown): void => {
    canServeAgain = false;
    failure ??= { reason };
    queue?.fail(failure.reason);
  };
  const abort = (): void => fail(signal.reason);
  for (const worker of workers) {
    worker.on('error', fail);
    worker.on('exit', (code) =>
      fail(new Error(`simulate: a worker ended with status ${code} before its work was done`)),
    );
  }
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  let workshop: Workshop | undefined;
  const serve = (worker: Worker, round: Queue): void => {
    let held = 0;
    let isFirst = true;
    const give = (): void => {
      while (
        round.next < round.shards.length &&
        held < atHand(round.shards.length - round.next, workers.length + 1)
      ) {
        const index = round.next++;
        const lives = round.shards[index]!;
        const message: RunShard = { kind: 'shard', index, lives };
        const whole = isFirst ? { ...message, state: round.state } : message;
        worker.postMessage(whole, buffersOf([lives, lives.pending]));
        isFirst = false;
        held++;
      }
    };
    worker.removeAllListeners('message');
    worker.on('message', ({ index, result }: FromWorker) => {
      held--;
      give();
      keep(round, index, result);
    });
    give();
  };
  return {
    run: (state, shards) =>
      new Promise((done, stop) => {
        queue = { state, shards, results: [], next: 0, left: shards.length, done, fail: stop };
        if (failure) fail(failure.reason);
        else for (const worker of workers) serve(worker, queue);
      }),
    async help(unlessLeft = 0) {
      const mine = queue;
      const least = unlessLeft * (mine?.shards.length ?? 0);
      let round: Round | undefined;
      while (mine && mine.shards.length - mine.next > least) {
        workshop ??= openWorkshop(world);
        round ??= openRound(world, mine.state);
        const index = mine.next++;
        keep(mine, index, simulateShard(workshop, round, home, mine.shards[index]!));
        await nextTurn();
        signal.throwIfAborted();
      }
    },
    async close() {
      signal.removeEventListener('abort', abort);
      const isIdle = canServeAgain && (queue?.left ?? 0) === 0;
      await Promise.all(workers.splice(0).map((worker) => (isIdle ? dismiss(worker) : endWorker(worker))));
    },
  };
}

/** Threads beside this one. */
export const workersOf = (threads: number): number => Math.max(1, threads - 1);

function dismiss(worker: Worker): void {
  worker.postMessage({ kind: 'close' } satisfies ToWorker);
  giveBackWorker(worker);
}
