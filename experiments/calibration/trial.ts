/** One trial: a world simulated and held against a real log, statistic by statistic. */

import { type Shape, shapeOf } from '../../datasets/summary-shapes.ts';
import {
  distanceBetween,
  STATISTIC_NAMES,
  type StatisticName,
  type Summary,
  summarise,
} from '../../datasets/summary-statistics.ts';
import {
  activeShoppers,
  type Basis,
  type PartView,
  type SummarySource,
  viewPart,
} from '../../datasets/summary-view.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { expectedImpressions, type Scenario, ScenarioSchema } from '../../simulator/scenario/scenario.ts';

/** A part of a real log to come near to. */
export interface Target {
  readonly basis: Basis;
  readonly from: number;
  readonly to: number;
  readonly summary: Summary;
  /** Whether the log knows anyone beyond one visit; if not, worlds are as large as it in visits, not in shoppers. */
  readonly returning: boolean;
}

/** Of one statistic and part. */
export type Comparison =
  | { readonly distance: number; readonly n: number; readonly nSimulated: number }
  | { readonly absent: string };

export type Comparisons = Readonly<Record<StatisticName, Comparison>>;

/** Distributions of one part, real and simulated. */
export type Shapes = Readonly<Partial<Record<StatisticName, Shape>>>;

export interface TrialResult {
  /** In the order of the targets. */
  readonly parts: readonly Comparisons[];
  /** In the order of the targets; absent unless they were asked for. */
  readonly shapes?: readonly Shapes[];
  /** Shoppers of the first target's part who did what the basis counts; visits in which they did where nobody returns. */
  readonly active: number;
}

/** Worlds with more impressions than this are not tried. */
const MOST_IMPRESSIONS = 30_000_000;

/** Impressions to expect of a trial: what it costs. */
export function costOf(scenario: Scenario): number {
  return scenario.days * expectedImpressions(scenario, 1);
}

/** Why a scenario cannot be tried at a cost of at most `most` impressions, or undefined. */
export function whyNotTried(scenario: Scenario, most = MOST_IMPRESSIONS): string | undefined {
  const parsed = ScenarioSchema.safeParse(scenario);
  if (!parsed.success) return parsed.error.issues[0]!.message;
  const cost = costOf(scenario);
  return cost > most
    ? `about ${Math.round(cost)} impressions; at most ${most} are simulated in a trial (lower --shoppers)`
    : undefined;
}

/**
 * Simulates the scenario and compares it with each target. The scenario's days must reach the targets' ends. `shapes`: distributions are told
 * too, for pictures.
 */
export function runTrial(
  scenario: Scenario,
  seed: SeedWords,
  targets: readonly Target[],
  shapes = false,
): TrialResult {
  const { log, shoppers } = simulateInMemory({ ...scenario, truth: 'none' }, seed, {
    keepOnly: ['sessions', 'actions', 'reviews'],
  });
  const source: SummarySource = { log, shoppers, timed: true };
  const [first] = targets;
  return {
    parts: targets.map((target) => compare(target, source)),
    ...(shapes && { shapes: targets.map((target) => shapesOf(target, source)) }),
    active: first ? sizeOf(viewPart({ ...first, source }), first.returning) : 0,
  };
}

/** Shoppers who did what the basis counts, or visits in which they did. */
export function sizeOf(view: PartView, returning: boolean): number {
  return returning ? activeShoppers(view).length : view.moments.length;
}

/** What the real log has and the simulated one, which could, has not is as far away as can be: 1. */
export function compare(target: Target, source: SummarySource): Comparisons {
  const simulated = summaryOf(target, source);
  const noRatings = source.log.reviews.length === 0;
  const entries = STATISTIC_NAMES.map((name): [string, Comparison] => {
    const real = target.summary[name];
    if (real.form === 'absent') return [name, { absent: real.reason }];
    if (noRatings && (name === 'rating' || target.basis === 'rating'))
      return [name, { absent: 'the simulated log has no ratings' }];
    const distance = distanceBetween(real, simulated[name]);
    const { n } = simulated[name];
    return [name, { distance: Number.isNaN(distance) ? 1 : distance, n: real.n, nSimulated: n }];
  });
  return Object.fromEntries(entries) as Comparisons;
}

const summaryOf = ({ basis, from, to }: Target, source: SummarySource): Summary =>
  summarise({ source, basis, from, to });

function shapesOf(target: Target, source: SummarySource): Shapes {
  const simulated = summaryOf(target, source);
  const entries = STATISTIC_NAMES.flatMap((name) => {
    const shape = shapeOf(target.summary[name], simulated[name]);
    return shape === null ? [] : [[name, shape]];
  });
  return Object.fromEntries(entries) as Shapes;
}

/** Names of the statistics that were compared. */
export function compared(comparisons: Comparisons): StatisticName[] {
  return STATISTIC_NAMES.filter((name) => 'distance' in comparisons[name]);
}

/** Sum of the distances of one part. */
export function totalDistance(comparisons: Comparisons): number {
  let sum = 0;
  for (const comparison of Object.values(comparisons))
    if ('distance' in comparison) sum += comparison.distance;
  return sum;
}

/** Means over replicates: distances and simulated counts. */
export function meanComparisons(replicates: readonly Comparisons[]): Comparisons {
  const entries = STATISTIC_NAMES.map((name): [string, Comparison] => {
    const each = replicates.map((one) => one[name]);
    const first = each[0]!;
    if ('absent' in first) return [name, first];
    const mean = (of: (one: Extract<Comparison, { distance: number }>) => number): number =>
      each.reduce((sum, one) => sum + ('distance' in one ? of(one) : 0), 0) / each.length;
    return [
      name,
      { distance: mean((one) => one.distance), n: first.n, nSimulated: mean((one) => one.nSimulated) },
    ];
  });
  return Object.fromEntries(entries) as Comparisons;
}
