/** Simulates a scenario to a store on disk, on any number of threads: the same bytes always. */

import { peakMemoryBytes } from '../../datasets/peak-memory.node.ts';
import type { ManifestFigure } from '../../datasets/store/manifest.ts';
import { openStore } from '../../datasets/store/writer.node.ts';
import { closeRound } from '../business/closing.ts';
import { addChunk } from '../figures/figure-tally.ts';
import { openTally, type Standing, standingOf } from '../figures/targets.ts';
import { fileRound } from '../filing/barrier.ts';
import { stateTables } from '../filing/life-truth.ts';
import { createOrderBook } from '../filing/sale-filing.ts';
import { commitLog, fileChunk, fileStates, fileWorld, openRawFiling } from '../filing/store-filing.node.ts';
import { addFraud } from '../fraud/fraud-counts.ts';
import { openUnderworld } from '../fraud/story.ts';
import { newLives } from '../people/lives.ts';
import { openHome } from '../policy/home.ts';
import { loadRevive } from '../policy/outside-policy.node.ts';
import type { LoadedScenario } from '../scenario/load-scenario.node.ts';
import { newShop } from '../world/shop.ts';
import { buildWorld } from '../world/world.ts';
import { mergeState } from './round.ts';
import { runHere, runOnThreads, type ShardRunner, splitForThreads, workersOf } from './shard-runner.node.ts';
import { readyWorkers } from './worker-pool.node.ts';

export interface SimulationOptions {
  readonly scenario: LoadedScenario;
  /** Folder of the log; replaced if it holds one. */
  readonly out: string;
  /** This one, which files, and others that simulate. 1: all in this thread. */
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
  /** Figures of the log, with the verdict on those that the scenario claims. */
  readonly figures: readonly ManifestFigure[];
  readonly targets: Standing;
  readonly seconds: number;
  /** Of this process, its threads included. */
  readonly peakMemoryBytes: number;
  readonly out: string;
}

/**
 * The filing thread simulates too while more than this part of a round is left: code that runs seldom stays slow, so it
 * pays only where simulating is the greater part.
 */
const HELP_ABOVE = 0.5;
/** Impressions of a round before which the last one must be filed: a third one in memory would weigh more than the time that it saves. */
const LARGE_ROUND = 1_000_000;
/** And those of a round that is filed before the next begins: a second one would weigh more. */
const HUGE_ROUND = 3_000_000;

/**
 * Simulates and files a world. On a failure or when the signal aborts, workers are stopped and nothing is left at `out`
 * that was not there before.
 */
export async function runSimulation(options: SimulationOptions): Promise<SimulationResult> {
  const { scenario: loaded, out, threads = 1, signal = new AbortController().signal } = options;
  signal.throwIfAborted();
  const started = process.hrtime.bigint();
  const { scenario, seedWords, policy } = loaded;
  if (threads > 1) readyWorkers(workersOf(threads));
  const store = await openStore(out);
  let runner: ShardRunner | undefined;
  try {
    const world = buildWorld(scenario, seedWords);
    const home = openHome(world, { policy, revive: await loadRevive(policy) });
    const underworld = openUnderworld(world, home);
    runner = threads > 1 ? runOnThreads(world, home, policy, threads, signal) : runHere(world, home, signal);
    const shards = splitForThreads(world.shoppers.length, threads);
    const book = createOrderBook();
    const tally = openTally(world);
    let lives = shards.map((shard) => newLives(scenario, shard));
    let state = newShop(world);
    const { run, help } = runner;
    let running = run(state, lives);
    running.catch(() => {});
    // Filing goes on beside the rounds, at most one behind the round that has just ended. Then this thread helps.
    const raw = openRawFiling(store, scenario, seedWords);
    let filing = fileWorld(store, world, policy);
    filing.catch(() => {});
    for (let day = 0; day < scenario.days; day++) {
      const results = await running;
      const logs = [...results.map(({ log }) => log), ...underworld.logs(state)];
      const before = state;
      const closing = closeRound(world, before, logs);
      state = mergeState(world, before, logs, closing);
      lives = results.map((result) => result.lives);
      const states = lives.map((part) => stateTables(part, day, scenario));
      const file = async (): Promise<void> => {
        signal.throwIfAborted();
        const chunk = fileRound(before, logs, world, book, closing);
        addChunk(tally, chunk);
        addFraud(tally, chunk, scenario.truth);
        await fileChunk(store, chunk, scenario.truth);
        await fileStates(store, states);
        await raw.file(chunk);
        options.onProgress?.(day + 1, scenario.days);
      };
      const impressions = logs.reduce((rows, log) => rows + log.impressions.length, 0);
      if (impressions > LARGE_ROUND) await filing;
      if (impressions > HUGE_ROUND) await file();
      if (day + 1 < scenario.days) {
        // The next round runs while this one is filed.
        running = run(state, lives);
        running.catch(() => {});
      }
      if (impressions <= HUGE_ROUND) {
        await filing;
        filing = file().then(() => help(HELP_ABOVE));
      } else filing = help(HELP_ABOVE);
      filing.catch(() => {});
    }
    await filing;
    signal.throwIfAborted();
    await raw.finish();
    const { digest, tables, figures } = await commitLog(store, loaded, tally);
    const { impressions = 0, actions = 0 } = tables;
    return {
      digest,
      tables,
      impressions,
      actions,
      figures,
      targets: standingOf(figures),
      seconds: Number(process.hrtime.bigint() - started) / 1e9,
      peakMemoryBytes: peakMemoryBytes(),
      out,
    };
  } finally {
    await runner?.close();
    await store.abort();
  }
}
