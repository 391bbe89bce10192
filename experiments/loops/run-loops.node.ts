/** Loops of two policies over the same worlds, and how they differ. */

import { ConfigError } from '../../datasets/config-error.ts';
import type { FeedbackSpec } from '../../datasets/feedback.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { comparePairs, type PairedDifference } from '../../simulator/rounds/twins.ts';
import { type LoadOptions, loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import {
  LOOP_OUTCOMES,
  type LoopOutcomeName,
  type LoopRound,
  type LoopTotals,
  runClosedLoop,
} from './closed-loop.ts';
import { loopPolicy } from './loop-policies.ts';
import type { LoopPolicy } from './loop-policy.ts';

export interface LoopsOptions extends LoadOptions {
  /** As `loopPolicy` takes them. */
  readonly policy: unknown;
  readonly against: unknown;
  readonly every: number;
  /** Worlds: the first has the scenario's seed S, the others S/2, S/3 ... */
  readonly worlds: number;
  readonly feedback: FeedbackSpec;
  /** Of fits. */
  readonly threads: number;
  readonly signal: AbortSignal;
  onProgress?(done: number, total: number): void;
}

export interface LoopDifference extends PairedDifference {
  readonly outcome: LoopOutcomeName;
  /** 95 % interval of the difference, from the differences of the shoppers of all worlds; the spread over worlds is `betweenWorlds`. */
  readonly low: number;
  readonly high: number;
}

export interface LoopsResult {
  readonly scenario: string;
  readonly seeds: readonly string[];
  readonly shoppers: number;
  readonly days: number;
  readonly every: number;
  readonly policy: LoopPolicy;
  readonly against: LoopPolicy;
  readonly differences: readonly LoopDifference[];
  /** [world] days under either policy. */
  readonly rounds: readonly {
    readonly policy: readonly LoopRound[];
    readonly against: readonly LoopRound[];
  }[];
}

/** Normal quantile of a 95 % interval. */
const Z = 1.959963984540054;

export async function runLoops(nameOrPath: string, options: LoopsOptions): Promise<LoopsResult> {
  const { worlds, threads, signal, every, feedback, onProgress, policy, against, ...load } = options;
  const both = { policy: loopPolicy(policy), against: loopPolicy(against) };
  const first = await loadScenario(nameOrPath, load);
  for (const { kind, ...own } of Object.values(both))
    if (kind === 'fixed' && 'spec' in own) await checkSpec(nameOrPath, load, own.spec);
  const { count } = first.scenario.shoppers;
  if (count < 2) throw new ConfigError([`loop: ${count} shopper; a standard error needs at least 2`]);
  const seeds = Array.from({ length: worlds }, (_, i) => (i === 0 ? first.seed : `${first.seed}/${i + 1}`));
  const kernels = kernelHost(threads);
  const total = 2 * worlds * first.scenario.days;
  let done = 0;
  const onRound = (): void => onProgress?.(++done, total);
  const totals: { policy: LoopTotals; against: LoopTotals }[] = [];
  const rounds: LoopsResult['rounds'][number][] = [];
  for (const seed of seeds) {
    const { scenario, seedWords } = await loadScenario(nameOrPath, { ...load, seed });
    const run = (own: LoopPolicy) =>
      runClosedLoop({ scenario, seed: seedWords, policy: own, every, feedback, kernels, signal, onRound });
    const [mine, theirs] = [await run(both.policy), await run(both.against)];
    totals.push({ policy: mine.totals, against: theirs.totals });
    rounds.push({ policy: mine.rounds, against: theirs.rounds });
  }
  return {
    scenario: first.name,
    seeds,
    shoppers: count,
    days: first.scenario.days,
    every,
    ...both,
    differences: (Object.keys(LOOP_OUTCOMES) as LoopOutcomeName[]).map((outcome) =>
      differenceOf(outcome, totals),
    ),
    rounds,
  };
}

function differenceOf(
  outcome: LoopOutcomeName,
  worlds: readonly { policy: LoopTotals; against: LoopTotals }[],
): LoopDifference {
  const row = comparePairs(
    worlds.map(({ policy, against }) => ({ policy: policy[outcome], against: against[outcome] })),
  );
  const reach = Z * row.pairedError;
  return { outcome, ...row, low: row.difference - reach, high: row.difference + reach };
}

/** Whether the scenario could have this policy: its rules tell what no slate could be made of. */
async function checkSpec(nameOrPath: string, load: LoadOptions, spec: object): Promise<void> {
  await loadScenario(nameOrPath, {
    ...load,
    set: [...(load.set ?? []), `exposure.policy=${JSON.stringify(spec)}`],
  });
}
