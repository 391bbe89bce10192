/** The search for the knobs of the least total distance: CMA-ES over the knobs' ranges, coarse then fine, within a budget of trials. */

import { createCmaEs } from '../../numerics/cma-es.ts';
import { drawKey, subKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Scenario } from '../../simulator/scenario/scenario.ts';
import { fromUnit, type Knob, toUnit, valueAt, withValues } from './knobs.ts';
import { costOf, whyNotTried } from './trial.ts';

export interface SearchOptions {
  readonly seed: string;
  /** Candidates to try. */
  readonly trials: number;
  /** Called after each generation of candidates. */
  onProgress?(done: number, total: number, best: number): void;
}

/** Candidates that cost more than this many starts, or than this many impressions, whichever is more, are passed over. */
const MOST_STARTS = 3;
const CHEAP = 1_000_000;
/** How many of the best candidates are returned, beside the start and the centre. */
const FINALISTS = 4;

/**
 * Up to a share of the trials, and the first step in steps of the knobs. A few dozen candidates are too few for the step to shrink
 * by itself once it has found the way, so the search begins again, finely, at the best of the first stage.
 */
const STAGES = [
  { until: 0.6, step: 1 },
  { until: 1, step: 0.25 },
] as const;

interface Candidate {
  readonly scenario: Scenario;
  /** Total distance. */
  readonly value: number;
}

/**
 * Tries `trials` candidates, the start among them; returns the start, the best few, and the centre at which the search ended.
 * A scenario that is too dear or illegal counts as the worst.
 */
export async function search(
  { seed, trials, onProgress }: SearchOptions,
  start: Scenario,
  knobs: readonly Knob[],
  evaluate: (scenarios: readonly Scenario[]) => Promise<number[]>,
): Promise<Scenario[]> {
  const [startValue] = await evaluate([start]);
  const found: Candidate[] = [{ scenario: start, value: startValue! }];
  const most = Math.max(CHEAP, MOST_STARTS * costOf(start));
  const isAllowed = (scenario: Scenario): boolean => whyNotTried(scenario, most) === undefined;
  onProgress?.(1, trials, startValue!);
  const least = (): Candidate => found.reduce((best, one) => (one.value < best.value ? one : best));
  let centre = start;
  let done = 1;
  for (const [stage, { until, step }] of STAGES.entries()) {
    const from = least().scenario;
    const strategy = createCmaEs({
      start: knobs.map((knob) => toUnit(knob, valueAt(from, knob.path)) / knob.step),
      step,
      key: subKey(drawKey(seedWords(seed), 'calibrate.search'), stage),
    });
    const scenarioAt = (point: Float64Array): Scenario =>
      withValues(
        start,
        Object.fromEntries(knobs.map((knob, i) => [knob.path, fromUnit(knob, point[i]! * knob.step)])),
      );
    while (done < Math.round(until * trials)) {
      const scenarios = strategy.ask().map(scenarioAt);
      const tried = scenarios.filter((scenario, i) => i < trials - done && isAllowed(scenario));
      const values = await evaluate(tried);
      tried.forEach((scenario, i) => {
        found.push({ scenario, value: values[i]! });
      });
      strategy.tell(scenarios.map((scenario) => values[tried.indexOf(scenario)] ?? Number.NaN));
      done = Math.min(trials, done + scenarios.length);
      onProgress?.(done, trials, least().value);
    }
    centre = scenarioAt(strategy.mean);
  }
  const [first, ...others] = found;
  const best = others.sort((a, b) => a.value - b.value).slice(0, FINALISTS);
  const last = others.length > 0 ? [centre].filter(isAllowed) : [];
  return [first!, ...best].map(({ scenario }) => scenario).concat(last);
}
