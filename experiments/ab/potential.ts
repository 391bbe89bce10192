/**
 * What shoppers do under each arm: one world under each policy, with the same draws, alike until the test begins. So any assignment of shoppers to arms
 * can be looked at without running it again, and the effect itself is known. It leaves out what arms do to each other through the shop that they share
 * (popularity, stock); the test as it would be run, with arms side by side, has it.
 */

import { ConfigError } from '../../datasets/config-error.ts';
import { nearest } from '../../datasets/schema-faults.ts';
import { ACTION_KINDS } from '../../datasets/tables.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import type { ShardLog } from '../../simulator/filing/shard-log.ts';
import { stepWorld } from '../../simulator/rounds/stepped-world.ts';
import type { Scenario } from '../../simulator/scenario/scenario.ts';
import type { PolicySpec } from '../../simulator/scenario/scenario-visit.ts';
import type { AbArm } from './arms.ts';
import { experimentOf } from './assignments.ts';

/** What a test may be about, a number a shopper and day. */
export const AB_OUTCOMES = {
  clicks: { unit: 'clicks', doc: 'items clicked' },
  orders: { unit: 'order lines', doc: 'order lines placed' },
  revenue: { unit: 'cents', doc: 'price times quantity of all order lines' },
  visits: { unit: 'visits', doc: 'sessions' },
} as const;
export type AbOutcome = keyof typeof AB_OUTCOMES;
export const AB_OUTCOME_NAMES = Object.keys(AB_OUTCOMES) as readonly AbOutcome[];

/** The outcome of this name. Throws ConfigError with the nearest. */
export function abOutcome(name: string): AbOutcome {
  if (AB_OUTCOME_NAMES.includes(name as AbOutcome)) return name as AbOutcome;
  const near = nearest(name, AB_OUTCOME_NAMES);
  throw new ConfigError([
    `outcome '${name}' is none of ${AB_OUTCOME_NAMES.join(', ')}${near ? `; did you mean '${near}'?` : ''}`,
  ]);
}

const CLICK = ACTION_KINDS.indexOf('click');
const ORDER = ACTION_KINDS.indexOf('order');

/** Adds what the sessions of a shard came to, to sums of (shoppers). */
export function addOutcome(outcome: AbOutcome, { sessions, actions }: ShardLog, sums: Float64Array): void {
  let action = 0;
  for (let session = 0; session < sessions.length; session++) {
    const shopper = sessions.columns.shopper[session]!;
    if (outcome === 'visits') sums[shopper]!++;
    for (const end = action + sessions.columns.actions[session]!; action < end; action++) {
      const { kind, price, quantity } = actions.columns;
      if (outcome === 'clicks' && kind[action] === CLICK) sums[shopper]!++;
      if (kind[action] !== ORDER) continue;
      if (outcome === 'orders') sums[shopper]!++;
      if (outcome === 'revenue') sums[shopper]! += price[action]! * quantity[action]!;
    }
  }
}

export interface TestPlan {
  readonly scenario: Scenario;
  readonly seed: SeedWords;
  readonly outcome: AbOutcome;
  /** Days under the control for everybody, which CUPED learns from. */
  readonly before: number;
  /** Days of the test. */
  readonly days: number;
  readonly control: PolicySpec;
}

export interface Course {
  /** (shoppers) over the days before. */
  readonly before: Float64Array;
  /** (days of the test) of (shoppers), since the test began. */
  readonly soFar: readonly Float64Array[];
  /** (shoppers) keys by which they are assigned. */
  readonly keys: Uint32Array;
}

/** Shoppers in these arms once the test has begun: all in one, or side by side, as `assign` has them. */
export function courseOf(
  { scenario, seed, outcome, before, days, control }: TestPlan,
  arms: readonly AbArm[],
  signal: AbortSignal,
): Course {
  const quiet = stepWorld({ ...scenario, experiments: [] }, seed);
  const tested = stepWorld({ ...scenario, experiments: experimentOf(arms) }, seed);
  const count = quiet.world.shoppers.length;
  const ahead = new Float64Array(count);
  const soFar: Float64Array[] = [];
  let state = quiet.start();
  for (let day = 0; day < before + days; day++) {
    signal.throwIfAborted();
    const begun = day >= before;
    const { next, logs } = (begun ? tested : quiet).step(state, { spec: control });
    state = next;
    if (begun) soFar.push(soFar.at(-1)?.slice() ?? new Float64Array(count));
    for (const log of logs) addOutcome(outcome, log, begun ? soFar.at(-1)! : ahead);
  }
  return { before: ahead, soFar, keys: quiet.world.shoppers.keys };
}
