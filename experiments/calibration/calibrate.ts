/**
 * Calibration: the knobs of a scenario are turned until its world looks like a real log. What the log says outright is set in
 * closed form; the rest is searched (CMA-ES) for the least sum of distances on the first part of the log by time, in
 * worlds of the same seeds throughout (common random numbers). The best few are tried again in larger worlds of other seeds,
 * lest one be taken that was only lucky. What comes out is measured in worlds of yet other seeds and about the log's own
 * size, on the part that was fitted and on the rest, which the search never saw.
 */

import { ConfigError } from '../../datasets/config-error.ts';
import type { StatisticName } from '../../datasets/summary-statistics.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Scenario } from '../../simulator/scenario/scenario.ts';
import { valueAt, withValues } from './knobs.ts';
import { type PlanOptions, planOf } from './plan.ts';
import { type SearchOptions, search } from './search.ts';
import {
  type Comparisons,
  compared,
  costOf,
  meanComparisons,
  type Shapes,
  type Target,
  type TrialResult,
  totalDistance,
} from './trial.ts';

export interface CalibrationOptions extends SearchOptions, PlanOptions {
  /** Worlds simulated for each candidate. */
  readonly replicates: number;
  /** Called before and after each step that is no search: measuring what was there, trying the best again, measuring what came out. */
  onStage?(stage: string, done: 0 | 1): void;
  /** Runs trials, in any order and place; results in the order asked. */
  run(jobs: readonly TrialJob[], targets: readonly Target[]): Promise<TrialResult[]>;
}

export interface TrialJob {
  readonly scenario: Scenario;
  readonly seed: SeedWords;
  /** Distributions are told too. */
  readonly shapes?: true;
}

export interface CalibratedKnob {
  readonly path: string;
  readonly before: number;
  readonly after: number;
  readonly low: number;
  readonly high: number;
}

export interface PartResult {
  readonly part: 'fitted' | 'held out';
  /** In words: `days 0 to 260`. */
  readonly span: string;
  readonly before: Comparisons;
  readonly after: Comparisons;
  /** Distributions in the first of the worlds that `before` and `after` are means of. */
  readonly shapes: { readonly before: Shapes; readonly after: Shapes };
}

export interface Calibration {
  readonly knobs: readonly CalibratedKnob[];
  /** Values set in closed form, by path. */
  readonly observed: Readonly<Record<string, unknown>>;
  /** Values that let most visits come to something, because the data says nothing of the others: no finding. */
  readonly opened: Readonly<Record<string, number>>;
  /** Values that turn off what the scenario has and no such data tells of. */
  readonly leftOut: Readonly<Record<string, unknown>>;
  readonly parts: readonly PartResult[];
  /** Statistics that could not be compared, with the reason. */
  readonly absent: Readonly<Partial<Record<StatisticName, string>>>;
  readonly trials: number;
  readonly replicates: number;
  /** Shoppers of each world that was simulated. */
  readonly shoppers: number;
  /** Of the log's fitted part: active shoppers, or visits where nobody is known beyond one. */
  readonly shoppersOfLog: number;
  readonly sizeIn: 'active shoppers' | 'active visits';
  /** The scenario as calibrated, with as many shoppers as give the log's size. */
  readonly scenario: Scenario;
  /** What differs from the original, by path. */
  readonly changes: Readonly<Record<string, unknown>>;
}

/** What the search ends with is tried again in worlds that cost this many times the start's. */
const FINAL_SIZE = 4;
/** Worlds of the search grow up to this many times where that costs no more than the start: few visits are measured on more shoppers. */
const SEARCH_SIZE = 8;
/** Where visits that came to nothing are unknown, worlds of the search may cost this many impressions whatever the start costs. */
const CHEAP_WORLD = { order: 300_000, click: 0, rating: 500_000 } as const;
/** What a world may cost, in impressions, that is made larger to measure it better. */
const MOST_TO_MEASURE = { order: 8_000_000, click: 8_000_000, rating: 40_000_000 } as const;

type Purpose = 'size' | 'search' | 'final' | 'check';

/** Throws ConfigError on data that nothing can be fitted to, and on unusable knobs. */
export async function calibrate(options: CalibrationOptions): Promise<Calibration> {
  const { dataset, seed, trials, replicates } = options;
  const plan = planOf(options);
  const { before, targets, knobs } = plan;
  const staged = async <T>(stage: string, work: Promise<T>): Promise<T> => {
    options.onStage?.(stage, 0);
    const result = await work;
    options.onStage?.(stage, 1);
    return result;
  };
  const inWorlds = (purpose: Purpose, scenarios: readonly Scenario[], on: readonly Target[]) =>
    runAll(options, scenarios, seedsOf(seed, purpose, replicates), on, purpose === 'check');
  /** Measured with about as many active shoppers as the log has; `count` is how many shoppers that takes. */
  const check = async (scenario: Scenario): Promise<TrialResult & { readonly count: number }> => {
    const [small] = await inWorlds('size', [scenario], targets);
    const count = Math.max(1, Math.round((plan.shoppers * plan.shoppersOfLog) / Math.max(1, small!.active)));
    const [large] = await inWorlds(
      'check',
      [withShoppers(scenario, count, MOST_TO_MEASURE[targets[0]!.basis])],
      targets,
    );
    return { ...large!, count };
  };

  const first = await staged('measuring the scenario', check(before));
  const measured = compared(first.parts[0]!);
  if (measured.length === 0)
    throw new ConfigError([
      `calibrate: nothing of ${dataset.provenance.name} can be compared with this scenario`,
    ]);

  const fitted = { ...plan.start, days: targets[0]!.to };
  const isOpened = Object.keys(plan.opened).length > 0;
  const searchCost = Math.max(isOpened ? CHEAP_WORLD[targets[0]!.basis] : 0, costOf(fitted));
  const totals = async (purpose: Purpose, scenarios: readonly Scenario[]): Promise<number[]> => {
    const results = await inWorlds(purpose, scenarios, targets.slice(0, 1));
    return results.map(({ parts }) => totalDistance(parts[0]!));
  };
  const finalists = await search(options, fitted, knobs, (scenarios) =>
    totals(
      'search',
      scenarios.map((one) => withShoppers(one, SEARCH_SIZE * plan.shoppers, searchCost)),
    ),
  );
  const finals = await staged(
    'trying the best again',
    totals(
      'final',
      finalists.map((scenario) =>
        withShoppers(scenario, FINAL_SIZE * SEARCH_SIZE * plan.shoppers, FINAL_SIZE * searchCost),
      ),
    ),
  );
  const best = finalists[finals.indexOf(Math.min(...finals))]!;
  const values = Object.fromEntries(knobs.map(({ path }) => [path, valueAt(best, path)]));
  const after = withValues(plan.start, values);
  const last = await staged('measuring what came out', check(after));
  const changes = {
    origin: after.origin,
    days: after.days,
    'shoppers.count': last.count,
    ...plan.leftOut,
    ...plan.observed,
    ...plan.opened,
    ...values,
  };
  return {
    knobs: knobs.map(({ path, low, high }) => ({
      path,
      before: valueAt(before, path),
      after: valueAt(after, path),
      low,
      high,
    })),
    observed: plan.observed,
    opened: plan.opened,
    leftOut: plan.leftOut,
    parts: targets.map((_, i) => ({
      part: i === 0 ? 'fitted' : 'held out',
      span: plan.spans[i]!,
      before: first.parts[i]!,
      after: last.parts[i]!,
      shapes: { before: first.shapes![i]!, after: last.shapes![i]! },
    })),
    absent: Object.fromEntries(
      Object.entries(first.parts[0]!).flatMap(([name, one]) => ('absent' in one ? [[name, one.absent]] : [])),
    ),
    trials: Math.max(1, trials),
    replicates,
    shoppers: plan.shoppers,
    shoppersOfLog: plan.shoppersOfLog,
    sizeIn: targets[0]!.returning ? 'active shoppers' : 'active visits',
    scenario: withValues(after, { 'shoppers.count': last.count }),
    changes,
  };
}

/** With `count` shoppers, or fewer where that many would cost too much. */
function withShoppers(scenario: Scenario, count: number, mostCost: number): Scenario {
  const affordable = Math.floor((mostCost * scenario.shoppers.count) / Math.max(1, costOf(scenario)));
  const most = Math.max(scenario.shoppers.count, affordable);
  return withValues(scenario, { 'shoppers.count': Math.min(count, most) });
}

/** Seeds of `replicates` worlds, the same for every candidate. */
function seedsOf(seed: string, purpose: Purpose, replicates: number): SeedWords[] {
  return Array.from({ length: replicates }, (_, i) => seedWords(`${seed}/calibrate/${purpose}/${i}`));
}

/** Each scenario in each world; means over worlds, and the shapes of the first. */
async function runAll(
  { run }: CalibrationOptions,
  scenarios: readonly Scenario[],
  seeds: readonly SeedWords[],
  targets: readonly Target[],
  shapes: boolean,
): Promise<TrialResult[]> {
  const jobs = scenarios.flatMap((scenario) =>
    seeds.map(
      (seed, i): TrialJob => ({ scenario, seed, ...(shapes && i === 0 && { shapes: true as const }) }),
    ),
  );
  const results = await run(jobs, targets);
  return scenarios.map((_, i) => {
    const own = results.slice(i * seeds.length, (i + 1) * seeds.length);
    return {
      parts: targets.map((__, part) => meanComparisons(own.map(({ parts }) => parts[part]!))),
      ...(own[0]!.shapes && { shapes: own[0]!.shapes }),
      active: own.reduce((sum, { active }) => sum + active, 0) / own.length,
    };
  });
}
