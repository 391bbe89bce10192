/**
 * Counterfactual twins: one world under two policies. Both share every draw that the policy does not cause (who comes when as
 * long as they are equally pleased, in what mood, what is looked at, how every item appeals at every moment), so shoppers can
 * be compared with themselves.
 */

import { ACTION_KINDS } from '../../datasets/tables.ts';
import { exp, log } from '../../numerics/math.ts';
import { mean, variance } from '../../numerics/stats.ts';
import type { ShardLog } from '../filing/shard-log.ts';

/** What is compared. */
export const OUTCOMES = {
  clicks: { unit: 'clicks', doc: 'items clicked' },
  orders: { unit: 'orders', doc: 'orders placed' },
  revenue: { unit: 'cents', doc: 'price times quantity of all order lines' },
  utility: {
    unit: 'utility',
    doc: 'what the slates were worth: log(1 + sum of exp(utility - outside)) over what was seen of each (Small and Rosen 1981)',
  },
} as const;
export type Outcome = keyof typeof OUTCOMES;
export const OUTCOME_NAMES = Object.keys(OUTCOMES) as readonly Outcome[];

/** (shoppers) of each outcome, over the whole log. */
export type Totals = Readonly<Record<Outcome, Float64Array>>;

export function newTotals(shoppers: number): Totals {
  const column = (): Float64Array => new Float64Array(shoppers);
  return { clicks: column(), orders: column(), revenue: column(), utility: column() };
}

const CLICK = ACTION_KINDS.indexOf('click');
const ORDER = ACTION_KINDS.indexOf('order');

/**
 * Adds the sessions of one shard of one round, which must hold the truth of its impressions. `outside` is the utility of taking nothing.
 */
export function addToTotals(totals: Totals, shard: ShardLog, outside: number): void {
  const { sessions, slates, actions, impressionTruth } = shard;
  let slate = 0;
  let impression = 0;
  let action = 0;
  for (let session = 0; session < sessions.length; session++) {
    const shopper = sessions.columns.shopper[session]!;
    for (const end = slate + sessions.columns.slates[session]!; slate < end; slate++) {
      const next = impression + slates.columns.shown[slate]!;
      totals.utility[shopper]! += worth(impressionTruth.columns, impression, next, outside);
      impression = next;
    }
    const { kind, price, quantity } = actions.columns;
    let ordered = 0;
    for (const end = action + sessions.columns.actions[session]!; action < end; action++) {
      if (kind[action] === CLICK) totals.clicks[shopper]!++;
      if (kind[action] !== ORDER) continue;
      ordered = 1;
      totals.revenue[shopper]! += price[action]! * quantity[action]!;
    }
    totals.orders[shopper]! += ordered;
  }
}

/** Expected gain of choosing from what was seen of a slate over taking nothing, up to Euler's constant. */
function worth(
  { utility, examined }: ShardLog['impressionTruth']['columns'],
  start: number,
  end: number,
  outside: number,
): number {
  let sum = 1;
  for (let row = start; row < end; row++) if (examined[row] === 1) sum += exp(utility[row]! - outside);
  return log(sum);
}

/** Means a shopper, over all shoppers of all worlds. */
export interface PairedDifference {
  /** Under the policy. */
  readonly policy: number;
  /** Under the other. */
  readonly against: number;
  readonly difference: number;
  /** Standard error of `difference` from each shopper's own difference. */
  readonly pairedError: number;
  /** The same as if the two policies had been tried on different shoppers. */
  readonly unpairedError: number;
  /** Standard error of `difference` from its spread over worlds; null for fewer than two. */
  readonly betweenWorlds: number | null;
}

export interface Difference extends PairedDifference {
  readonly outcome: Outcome;
}

/** Twins of one world. */
export interface Twins {
  readonly policy: Totals;
  readonly against: Totals;
}

/** One outcome of the shoppers of one world, shopper by shopper. */
export interface Pair {
  readonly policy: Float64Array;
  readonly against: Float64Array;
}

/** Differences of every outcome; every world has at least two shoppers. */
export function compareTwins(worlds: readonly Twins[]): Difference[] {
  return OUTCOME_NAMES.map((outcome) => ({
    outcome,
    ...comparePairs(
      worlds.map(({ policy, against }) => ({ policy: policy[outcome], against: against[outcome] })),
    ),
  }));
}

/** The difference of one outcome over worlds. */
export function comparePairs(worlds: readonly Pair[]): PairedDifference {
  const rows = worlds.map(({ policy, against }) => compareWorld(policy, against));
  const average = (pick: (row: WorldDifference) => number): number => mean(rows.map(pick));
  // The error of a mean of independent worlds.
  const pooled = (pick: (row: WorldDifference) => number): number => Math.sqrt(average(pick) / worlds.length);
  return {
    policy: average((row) => row.policy),
    against: average((row) => row.against),
    difference: average((row) => row.difference),
    pairedError: pooled((row) => row.pairedVariance),
    unpairedError: pooled((row) => row.unpairedVariance),
    betweenWorlds:
      worlds.length < 2 ? null : Math.sqrt(variance(rows.map((row) => row.difference)) / worlds.length),
  };
}

interface WorldDifference {
  readonly policy: number;
  readonly against: number;
  readonly difference: number;
  /** Of the mean difference. */
  readonly pairedVariance: number;
  readonly unpairedVariance: number;
}

function compareWorld(policy: Float64Array, against: Float64Array): WorldDifference {
  const differences = policy.map((value, shopper) => value - against[shopper]!);
  return {
    policy: mean(policy),
    against: mean(against),
    difference: mean(differences),
    pairedVariance: variance(differences) / differences.length,
    unpairedVariance: (variance(policy) + variance(against)) / differences.length,
  };
}
