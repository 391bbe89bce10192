/**
 * Calibration: the knobs of a scenario are turned until its world looks like a real log. What the log says outright is set in
 * closed form; the rest is searched (CMA-ES) for the least sum of distances on the first part of the log by time, in
 * worlds of the same seeds throughout (common random numbers). The best few are tried again in larger worlds of other seeds,
 * lest one be taken that was only lucky. What comes out is measured in worlds of yet other seeds and about the log's own
 * size, on the part that was fitted and on the rest, which the search never saw.
 */

import { ConfigError } from '../../datasets/config-error.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import {
  activeShoppers,
  basisOf,
  type StatisticName,
  summarise,
  viewPart,
} from '../../datasets/summary-statistics.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Scenario } from '../../simulator/scenario.ts';
import { defaultKnobs, fromUnit, type Knob, parseKnobs, toUnit, valueAt, withValues } from './knobs.ts';
import { observe, timeOf } from './observed.ts';
import { type SearchOptions, search } from './search.ts';
import {
  type Comparisons,
  compared,
  costOf,
  meanComparisons,
  type Target,
  type TrialResult,
  totalDistance,
  whyNotTried,
} from './trial.ts';

export interface CalibrationOptions extends SearchOptions {
  readonly scenario: Scenario;
  readonly dataset: Dataset;
  /** `path` or `path=low:high`; those that move what is measured when left out. */
  readonly knobs?: readonly string[];
  /** Worlds simulated for each candidate. */
  readonly replicates: number;
  /** Shoppers of each world; the log's, but at most MOST_SHOPPERS, when left out. */
  readonly shoppers?: number;
  /** Share of the days of the log, from its start, on which to fit; ignored for a log without times. */
  readonly fraction: number;
  /** Runs trials, in any order and place; results in the order asked. */
  run(jobs: readonly TrialJob[], targets: readonly Target[]): Promise<TrialResult[]>;
}

export interface TrialJob {
  readonly scenario: Scenario;
  readonly seed: SeedWords;
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
  /** Days of the log, from its first midnight. */
  readonly from: number;
  readonly to: number;
  readonly before: Comparisons;
  readonly after: Comparisons;
}

export interface Calibration {
  readonly knobs: readonly CalibratedKnob[];
  /** Values set in closed form, by path. */
  readonly observed: Readonly<Record<string, unknown>>;
  readonly parts: readonly PartResult[];
  /** Statistics that could not be compared, with the reason. */
  readonly absent: Readonly<Partial<Record<StatisticName, string>>>;
  readonly trials: number;
  readonly replicates: number;
  /** Shoppers of each world that was simulated, and of the log's fitted part. */
  readonly shoppers: number;
  readonly shoppersOfLog: number;
  /** The scenario as calibrated, with as many shoppers as give the log's number of active ones. */
  readonly scenario: Scenario;
  /** What differs from the original, by path. */
  readonly changes: Readonly<Record<string, unknown>>;
}

export const MOST_SHOPPERS = 1000;
/** What the search ends with is tried again in worlds that cost this many times the start's. */
const FINAL_SIZE = 4;
/** Worlds of the search grow up to this many times where that costs no more than the start: few visits are measured on more shoppers. */
const SEARCH_SIZE = 8;
/** What a world may cost, in impressions, that is made larger to measure it better. */
const MOST_TO_MEASURE = 8_000_000;

type Purpose = 'size' | 'search' | 'final' | 'check';

/** Throws ConfigError on data that nothing can be fitted to, and on unusable knobs. */
export async function calibrate(options: CalibrationOptions): Promise<Calibration> {
  const { dataset, seed, trials, replicates } = options;
  const plan = planOf(options);
  const { before, targets, knobs } = plan;
  const inWorlds = (purpose: Purpose, scenarios: readonly Scenario[], on: readonly Target[]) =>
    runAll(options, scenarios, seedsOf(seed, purpose, replicates), on);
  /** Measured with about as many active shoppers as the log has; `count` is how many shoppers that takes. */
  const check = async (scenario: Scenario): Promise<TrialResult & { readonly count: number }> => {
    const [small] = await inWorlds('size', [scenario], targets);
    const count = Math.max(1, Math.round((plan.shoppers * plan.shoppersOfLog) / Math.max(1, small!.active)));
    const [large] = await inWorlds('check', [withShoppers(scenario, count)], targets);
    return { ...large!, count };
  };

  const first = await check(before);
  const measured = compared(first.parts[0]!);
  if (measured.length === 0)
    throw new ConfigError([
      `calibrate: nothing of ${dataset.provenance.name} can be compared with this scenario`,
    ]);

  const fitted = { ...plan.start, days: targets[0]!.to };
  const totals = async (purpose: Purpose, scenarios: readonly Scenario[]): Promise<number[]> => {
    const results = await inWorlds(purpose, scenarios, targets.slice(0, 1));
    return results.map(({ parts }) => totalDistance(parts[0]!));
  };
  const finalists = await search(options, fitted, knobs, (scenarios) =>
    totals(
      'search',
      scenarios.map((one) => withShoppers(one, SEARCH_SIZE * plan.shoppers, costOf(fitted))),
    ),
  );
  const finals = await totals(
    'final',
    finalists.map((scenario) =>
      withShoppers(scenario, FINAL_SIZE * SEARCH_SIZE * plan.shoppers, FINAL_SIZE * costOf(fitted)),
    ),
  );
  const best = finalists[finals.indexOf(Math.min(...finals))]!;
  const values = Object.fromEntries(knobs.map(({ path }) => [path, valueAt(best, path)]));
  const after = withValues(plan.start, values);
  const last = await check(after);
  const changes = {
    origin: after.origin,
    days: after.days,
    'shoppers.count': last.count,
    ...plan.observed,
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
    parts: targets.map(({ from, to }, i) => ({
      part: i === 0 ? 'fitted' : 'held out',
      from,
      to,
      before: first.parts[i]!,
      after: last.parts[i]!,
    })),
    absent: Object.fromEntries(
      Object.entries(first.parts[0]!).flatMap(([name, one]) => ('absent' in one ? [[name, one.absent]] : [])),
    ),
    trials: Math.max(1, trials),
    replicates,
    shoppers: plan.shoppers,
    shoppersOfLog: plan.shoppersOfLog,
    scenario: withValues(after, { 'shoppers.count': last.count }),
    changes,
  };
}

interface Plan {
  /** The original in the log's time, with the number of shoppers that are simulated. */
  readonly before: Scenario;
  /** And with what is observed, where the search begins. */
  readonly start: Scenario;
  readonly observed: Readonly<Record<string, unknown>>;
  readonly knobs: readonly Knob[];
  /** Fitted part first, held-out part second where there is one. */
  readonly targets: readonly Target[];
  readonly shoppers: number;
  readonly shoppersOfLog: number;
}

function planOf({ scenario, dataset, knobs: named, shoppers, fraction }: CalibrationOptions): Plan {
  const basis = basisOf(dataset);
  const { name } = dataset.provenance;
  if (basis === undefined)
    throw new ConfigError([`calibrate: ${name} has no orders, clicks or ratings to compare with`]);
  const time = dataset.timed ? timeOf(dataset) : { origin: scenario.origin, days: scenario.days };
  const cut = Math.floor(fraction * time.days);
  if (dataset.timed && (cut < 1 || cut >= time.days)) {
    throw new ConfigError([
      `calibrate: ${name} has ${time.days} days; a fraction of ${fraction} leaves none to fit or none to hold out`,
    ]);
  }
  const windows = dataset.timed
    ? [
        { from: 0, to: cut },
        { from: cut, to: time.days },
      ]
    : [{ from: 0, to: time.days }];
  const targets = windows.map((window) => {
    const real = dataset.timed ? window : { from: 0, to: Number.POSITIVE_INFINITY };
    return { basis, ...window, summary: summarise({ source: dataset, basis, ...real }) };
  });
  const fittedPart = dataset.timed ? windows[0]! : { from: 0, to: Number.POSITIVE_INFINITY };
  const shoppersOfLog = activeShoppers(viewPart({ source: dataset, basis, ...fittedPart }));
  const count = shoppers ?? Math.max(1, Math.min(MOST_SHOPPERS, shoppersOfLog));
  const before = withValues(scenario, { ...time, 'shoppers.count': count });
  const { values, starts } = observe(dataset, basis, fittedPart, scenario);
  const measured = (Object.keys(targets[0]!.summary) as StatisticName[]).filter(
    (statistic) => targets[0]!.summary[statistic].form !== 'absent',
  );
  const knobs = parseKnobs(named ?? defaultKnobs(measured), scenario, starts);
  const begin = Object.fromEntries(
    knobs.map((knob) => {
      const value = starts[knob.path] ?? valueAt(scenario, knob.path);
      return [knob.path, fromUnit(knob, toUnit(knob, value))];
    }),
  );
  const start = withValues(before, { ...values, ...begin });
  for (const tried of [before, start]) {
    const why = whyNotTried(tried);
    if (why !== undefined) throw new ConfigError([`calibrate: the scenario in the time of ${name}: ${why}`]);
  }
  return { before, start, observed: values, knobs, targets, shoppers: count, shoppersOfLog };
}

/** With `count` shoppers, or fewer where that many would cost too much. */
function withShoppers(scenario: Scenario, count: number, mostCost = MOST_TO_MEASURE): Scenario {
  const affordable = Math.floor((mostCost * scenario.shoppers.count) / Math.max(1, costOf(scenario)));
  const most = Math.max(scenario.shoppers.count, affordable);
  return withValues(scenario, { 'shoppers.count': Math.min(count, most) });
}

/** Seeds of `replicates` worlds, the same for every candidate. */
function seedsOf(seed: string, purpose: Purpose, replicates: number): SeedWords[] {
  return Array.from({ length: replicates }, (_, i) => seedWords(`${seed}/calibrate/${purpose}/${i}`));
}

/** Each scenario in each world; means over worlds. */
async function runAll(
  { run }: CalibrationOptions,
  scenarios: readonly Scenario[],
  seeds: readonly SeedWords[],
  targets: readonly Target[],
): Promise<TrialResult[]> {
  const jobs = scenarios.flatMap((scenario) => seeds.map((seed) => ({ scenario, seed })));
  const results = await run(jobs, targets);
  return scenarios.map((_, i) => {
    const own = results.slice(i * seeds.length, (i + 1) * seeds.length);
    return {
      parts: targets.map((__, part) => meanComparisons(own.map(({ parts }) => parts[part]!))),
      active: own.reduce((sum, { active }) => sum + active, 0) / own.length,
    };
  });
}
