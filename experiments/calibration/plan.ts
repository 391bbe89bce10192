/** What is calibrated: the parts of the log to come near to, what they say outright, the knobs, and where the search begins. */

import { ConfigError } from '../../datasets/config-error.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { type StatisticName, summarise } from '../../datasets/summary-statistics.ts';
import { activeShoppers, type Basis, basisOf, type LogPart, viewPart } from '../../datasets/summary-view.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Scenario } from '../../simulator/scenario/scenario.ts';
import { defaultKnobs, fromUnit, type Knob, parseKnobs, toUnit, valueAt, withValues } from './knobs.ts';
import { leftOutOf } from './left-out.ts';
import { observe, timeOf } from './observed.ts';
import { sizeOf, type Target, whyNotTried } from './trial.ts';

export interface PlanOptions {
  readonly scenario: Scenario;
  readonly dataset: Dataset;
  readonly seed: string;
  /** `path` or `path=low:high`; those that move what is measured when left out. */
  readonly knobs?: readonly string[];
  /** Shoppers of each world; the log's, but at most MOST_SHOPPERS, when left out. */
  readonly shoppers?: number;
  /** Share on which to fit: of the days of the log from its start, or of the shoppers, drawn, of a log without times. */
  readonly fraction: number;
}

export const MOST_SHOPPERS = 1000;

export interface Plan {
  /** The original in the log's time, with the number of shoppers that are simulated. */
  readonly before: Scenario;
  /** And with what is observed, where the search begins. */
  readonly start: Scenario;
  readonly observed: Readonly<Record<string, unknown>>;
  readonly opened: Readonly<Record<string, number>>;
  readonly leftOut: Readonly<Record<string, unknown>>;
  readonly knobs: readonly Knob[];
  /** Fitted part first, held-out part second. */
  readonly targets: readonly Target[];
  /** What each target is of, in words. */
  readonly spans: readonly string[];
  readonly shoppers: number;
  /** Size of the log's fitted part. */
  readonly shoppersOfLog: number;
}

/** Throws ConfigError on data that nothing can be fitted to, and on unusable knobs. */
export function planOf(options: PlanOptions): Plan {
  const { scenario, dataset, knobs: named, shoppers } = options;
  const { name } = dataset.provenance;
  const basis = basisOf(dataset);
  if (basis === undefined)
    throw new ConfigError([`calibrate: ${name} has no orders, clicks or ratings to compare with`]);
  const time = dataset.timed ? timeOf(dataset) : { origin: scenario.origin, days: scenario.days };
  const cuts = dataset.timed
    ? cutByTime(options, basis, time.days)
    : cutByShoppers(options, basis, time.days);
  const targets = cuts.map(({ target }) => target);
  const [fitted] = cuts;
  const { summary } = targets[0]!;
  const shoppersOfLog = sizeOf(viewPart(fitted!.real), targets[0]!.returning);
  const count = shoppers ?? Math.max(1, Math.min(MOST_SHOPPERS, shoppersOfLog));
  const before = withValues(scenario, { ...time, 'shoppers.count': count });
  const { values, opened, starts } = observe(fitted!.real, dataset.catalog, scenario);
  const measured = (Object.keys(summary) as StatisticName[]).filter(
    (statistic) => summary[statistic].form !== 'absent',
  );
  const unset = defaultKnobs(measured, scenario).filter((path) => !(path in opened));
  const knobs = parseKnobs(named ?? unset, scenario, starts);
  const begin = Object.fromEntries(
    knobs.map((knob) => {
      const value =
        starts[knob.path] ?? values[knob.path] ?? opened[knob.path] ?? valueAt(scenario, knob.path);
      return [knob.path, fromUnit(knob, toUnit(knob, value as number))];
    }),
  );
  const leftOut = leftOutOf(scenario);
  const start = withValues(before, { ...leftOut, ...values, ...opened, ...begin });
  for (const tried of [before, start]) {
    const why = whyNotTried(tried);
    if (why !== undefined) throw new ConfigError([`calibrate: the scenario in the time of ${name}: ${why}`]);
  }
  const spans = cuts.map(({ span }) => span);
  const set = { observed: values, opened, leftOut };
  return { before, start, ...set, knobs, targets, spans, shoppers: count, shoppersOfLog };
}

/** A part of the log, and what a simulated log is held against for it. */
interface Cut {
  readonly real: LogPart;
  readonly target: Target;
  readonly span: string;
}

function cutByTime({ dataset, fraction }: PlanOptions, basis: Basis, days: number): Cut[] {
  const cut = Math.floor(fraction * days);
  if (cut < 1 || cut >= days) {
    throw new ConfigError([
      `calibrate: ${dataset.provenance.name} has ${days} days; a fraction of ${fraction} leaves none to fit or none to hold out`,
    ]);
  }
  const windows = [
    { from: 0, to: cut },
    { from: cut, to: days },
  ];
  return windows.map((window) => {
    const real = { source: dataset, basis, ...window };
    const returning = comesBack(real);
    const target = { basis, ...window, summary: summarise(real), returning };
    return { real, target, span: `days ${window.from} to ${window.to - 1}` };
  });
}

/** Each part is held against the whole of a simulated log. */
function cutByShoppers({ dataset, fraction, seed }: PlanOptions, basis: Basis, days: number): Cut[] {
  const key = drawKey(seedWords(seed), 'calibrate.part');
  const isFitted = (shopper: number): boolean =>
    uniform(key, dataset.shoppers.key[shopper] ?? shopper) < fraction;
  const halves: readonly [string, LogPart['includes']][] = [
    ['fitted', isFitted],
    ['held out', (shopper) => !isFitted(shopper)],
  ];
  return halves.map(([part, includes]) => {
    const real = { source: dataset, basis, from: 0, to: Number.POSITIVE_INFINITY, includes: includes! };
    const { length } = viewPart(real).rows;
    if (length === 0)
      throw new ConfigError([
        `calibrate: ${dataset.provenance.name}: a fraction of ${fraction} leaves nothing ${part}`,
      ]);
    const target = { basis, from: 0, to: days, summary: summarise(real), returning: comesBack(real) };
    return { real, target, span: `${length} rows of shoppers drawn at random, as the log has no times` };
  });
}

/** Whether any shopper is known in more than one visit. */
function comesBack(part: LogPart): boolean {
  const view = viewPart(part);
  return activeShoppers(view).length < view.moments.length;
}
