/** Simulates a world under two policies, on threads, keeping nothing but totals of each shopper. */

import { ConfigError } from '../../datasets/config-error.ts';
import { openUnderworld } from '../fraud/story.ts';
import { newLives } from '../people/lives.ts';
import { openHome } from '../policy/home.ts';
import { loadRevive, loadUnderPolicy } from '../policy/outside-policy.node.ts';
import { describePolicy } from '../policy/policy.ts';
import type { LoadedScenario, LoadOptions } from '../scenario/load-scenario.node.ts';
import { newShop } from '../world/shop.ts';
import { buildWorld } from '../world/world.ts';
import { mergeState } from './round.ts';
import { runHere, runOnThreads, splitForThreads, workersOf } from './shard-runner.node.ts';
import { addToTotals, compareTwins, type Difference, newTotals, type Totals, type Twins } from './twins.ts';
import { readyWorkers } from './worker-pool.node.ts';

export interface TwinsOptions extends LoadOptions {
  /** As told on a command line: name, YAML or module; see `loadUnderPolicy`. */
  readonly policy: string;
  /** The scenario's own when left out. */
  readonly against?: string | undefined;
  /** Worlds: the first has the scenario's seed S, the others S/2, S/3 ... */
  readonly worlds?: number;
  /** 1: in this thread. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  onProgress?(done: number, total: number): void;
}

export interface TwinsResult {
  readonly scenario: string;
  readonly seeds: readonly string[];
  readonly shoppers: number;
  readonly policy: object;
  readonly against: object;
  readonly differences: readonly Difference[];
}

/** Compares two policies on the same shoppers. */
export async function runTwins(nameOrPath: string, options: TwinsOptions): Promise<TwinsResult> {
  const { policy, against, worlds = 1, threads = 1, onProgress, ...rest } = options;
  const { signal = new AbortController().signal } = options;
  if (threads > 1) readyWorkers(workersOf(threads));
  const load = (seed: string | undefined, which: string | undefined): Promise<LoadedScenario> =>
    loadUnderPolicy(nameOrPath, { ...rest, ...(seed === undefined ? {} : { seed }), policy: which });
  const first = await load(options.seed, policy);
  const other = await load(options.seed, against);
  const { count } = first.scenario.shoppers;
  if (count < 2) throw new ConfigError([`twins: ${count} shopper; a standard error needs at least 2`]);
  const seeds = Array.from({ length: worlds }, (_, i) => (i === 0 ? first.seed : `${first.seed}/${i + 1}`));
  const days = 2 * worlds * first.scenario.days;
  let done = 0;
  const onDay = (): void => onProgress?.(++done, days);
  const twins: Twins[] = [];
  for (const seed of seeds) {
    twins.push({
      policy: await simulateTotals(await load(seed, policy), threads, signal, onDay),
      against: await simulateTotals(await load(seed, against), threads, signal, onDay),
    });
  }
  return {
    scenario: first.name,
    seeds,
    shoppers: count,
    policy: policyOf(first),
    against: policyOf(other),
    differences: compareTwins(twins),
  };
}

const policyOf = ({ policy, scenario }: LoadedScenario): object =>
  describePolicy(policy ?? scenario.exposure.policy);

async function simulateTotals(
  loaded: LoadedScenario,
  threads: number,
  signal: AbortSignal,
  onDay: () => void,
): Promise<Totals> {
  const { seedWords, policy } = loaded;
  const scenario = { ...loaded.scenario, truth: 'full' as const };
  const world = buildWorld(scenario, seedWords);
  const { count } = scenario.shoppers;
  const shards = splitForThreads(count, threads);
  const home = openHome(world, { policy, revive: await loadRevive(policy) });
  const underworld = openUnderworld(world, home);
  const runner =
    threads > 1 ? runOnThreads(world, home, policy, threads, signal) : runHere(world, home, signal);
  const totals = newTotals(count);
  try {
    let lives = shards.map((shard) => newLives(scenario, shard));
    let state = newShop(world);
    for (let day = 0; day < scenario.days; day++) {
      const running = runner.run(state, lives);
      running.catch(() => {});
      await runner.help();
      const results = await running;
      for (const { log } of results) addToTotals(totals, log, scenario.choice.outside);
      lives = results.map((result) => result.lives);
      state = mergeState(world, state, [...results.map(({ log }) => log), ...underworld.logs(state)]);
      onDay();
    }
    return totals;
  } finally {
    await runner.close();
  }
}
