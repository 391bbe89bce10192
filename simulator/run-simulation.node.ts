/** Simulates a scenario to a store on disk, on any number of threads: the same bytes always. */

import { openStore } from '../datasets/store/writer.node.ts';
import { fileRound } from './barrier.ts';
import { openUnderworld } from './fraud/story.ts';
import { openHome } from './home.ts';
import { stateTables } from './life-truth.ts';
import { newLives } from './lives.ts';
import type { LoadedScenario } from './load-scenario.node.ts';
import { loadRevive } from './outside-policy.node.ts';
import { mergeState } from './round.ts';
import { createOrderBook } from './sale-filing.ts';
import { runHere, runOnThreads, type ShardRunner } from './shard-runner.node.ts';
import { newShop } from './shop.ts';
import { commitLog, fileChunk, fileStates, fileWorld, openRawFiling } from './store-filing.node.ts';
import { buildWorld, splitShoppers } from './world.ts';

export interface SimulationOptions {
  readonly scenario: LoadedScenario;
  /** Folder of the log; replaced if it holds one. */
  readonly out: string;
  /** 1: in this thread. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Called after each round; counts of rounds. */
  onProgress?(done: number, total: number): void;
}

export interface SimulationResult {
  readonly digest: string;
  /** Rows by table; truth as `truth/<name>`. */
  readonly tables: Readonly<Record<string, number>>;
  readonly impressions: number;
  readonly actions: number;
  readonly seconds: number;
  /** Of this process, its threads included. */
  readonly peakMemoryBytes: number;
  readonly out: string;
}

/** Shards for each thread, so that a slow shard does not hold up the round, and most shoppers in one. */
const SHARDS_A_THREAD = 4;
const SHOPPERS_A_SHARD = 16_384;

/**
 * Simulates and files a world. On a failure or when the signal aborts, workers are stopped and nothing is left at `out`
 * that was not there before.
 */
export async function runSimulation(options: SimulationOptions): Promise<SimulationResult> {
  const { scenario: loaded, out, threads = 1, signal = new AbortController().signal } = options;
  signal.throwIfAborted();
  const started = process.hrtime.bigint();
  const { scenario, seedWords, policy } = loaded;
  const store = await openStore(out);
  let runner: ShardRunner | undefined;
  try {
    const world = buildWorld(scenario, seedWords);
    const home = openHome(world, { policy, revive: await loadRevive(policy) });
    const underworld = openUnderworld(world, home);
    runner =
      threads > 1
        ? runOnThreads({ scenario, seed: seedWords, policy }, threads, signal)
        : runHere(world, home, signal);
    await fileWorld(store, world, policy);
    const raw = openRawFiling(store, scenario, seedWords);
    const shards = splitShoppers(world.shoppers.length, shardCount(world.shoppers.length, threads));
    const book = createOrderBook();
    let lives = shards.map((shard) => newLives(scenario, shard));
    let state = newShop(world.items);
    let running = runner.run(state, lives);
    for (let day = 0; day < scenario.days; day++) {
      const results = await running;
      const logs = [...results.map(({ log }) => log), ...underworld.logs(state)];
      const before = state;
      state = mergeState(before, logs);
      lives = results.map((result) => result.lives);
      const states = lives.map((part) => stateTables(part, day, scenario));
      if (day + 1 < scenario.days) {
        // The next round runs while this one is filed.
        running = runner.run(state, lives);
        running.catch(() => {});
      }
      const chunk = fileRound(before, logs, world, book);
      await fileChunk(store, chunk, scenario.truth);
      await fileStates(store, states);
      await raw.file(chunk);
      signal.throwIfAborted();
      options.onProgress?.(day + 1, scenario.days);
    }
    await raw.finish();
    const { digest, tables } = await commitLog(store, loaded);
    const { impressions = 0, actions = 0 } = tables;
    return {
      digest,
      tables,
      impressions,
      actions,
      seconds: Number(process.hrtime.bigint() - started) / 1e9,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      out,
    };
  } finally {
    await runner?.close();
    await store.abort();
  }
}

function shardCount(shoppers: number, threads: number): number {
  const wanted = Math.max(threads * SHARDS_A_THREAD, Math.ceil(shoppers / SHOPPERS_A_SHARD));
  return Math.min(wanted, shoppers);
}
