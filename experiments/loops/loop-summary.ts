/** What the records of a study of loops say together: bands over worlds, and differences to each control in the same worlds. */

import { digestJson } from '../../numerics/digest.ts';
import { mean, variance } from '../../numerics/stats.ts';
import { studentQuantile } from '../../numerics/student.ts';
import type { DoneLoop, LoopBand, LoopChange, LoopDifference, LoopRun, LoopSummary } from './loop-record.ts';
import type { Course, LoopResult } from './loop-result.ts';
import { CONTROLS } from './loop-study.ts';
import { SERIES } from './measures/registry.ts';

/** Every measure of a result by its full name: `shown.interJaccard`, `churn`, `sellersSelling`. */
export function coursesOf({ series, outcomes, sellers }: LoopResult): Map<string, Course> {
  return new Map([
    ...SERIES.flatMap((name) =>
      Object.entries(series[name]).map(([measure, course]) => [`${name}.${measure}`, course] as const),
    ),
    ...Object.entries(outcomes),
    ...Object.entries(sellers ?? {}),
  ]);
}

export interface MeanOverWorlds {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly worlds: number;
}

/** Mean of one number a world with Student's t interval; worlds in which it is not defined are left out. */
export function overWorlds(values: readonly (number | null)[], level: number): MeanOverWorlds {
  const known = values.filter((value) => value !== null);
  const worlds = known.length;
  if (worlds === 0) return { mean: null, low: null, high: null, worlds };
  const own = mean(known);
  if (worlds < 2) return { mean: own, low: null, high: null, worlds };
  const reach = studentQuantile((1 + level) / 2, worlds - 1) * Math.sqrt(variance(known) / worlds);
  return { mean: own, low: own - reach, high: own + reach, worlds };
}

function band(moments: readonly MeanOverWorlds[]): Pick<LoopBand, 'mean' | 'low' | 'high' | 'worlds'> {
  return {
    mean: moments.map((one) => one.mean),
    low: moments.map((one) => one.low),
    high: moments.map((one) => one.high),
    worlds: moments.map((one) => one.worlds),
  };
}

/** One number of each world less another of the same world; null where either is not defined. */
const lessOf = (own: readonly (number | null)[], other: readonly (number | null)[]): (number | null)[] =>
  own.map((value, i) => (value === null || other[i] == null ? null : value - other[i]));

/** Of all records of a study, in its order; failed ones are told, and left out. */
export function summariseLoops(runs: readonly LoopRun[], level: number): LoopSummary {
  const done = runs.filter((run): run is DoneLoop => run.status === 'done');
  const labels = [...new Set(runs.map(({ inputs }) => inputs.policy.label))];
  const seeds = [...new Set(runs.map(({ inputs }) => inputs.seed))];
  const courses = new Map(
    done.map(({ inputs, result }) => [`${inputs.seed}\n${inputs.policy.label}`, coursesOf(result)]),
  );
  const rounds = done[0]?.result.rounds ?? [];
  const measures = [...(courses.values().next().value?.keys() ?? [])];
  const valuesOf = (label: string, measure: string, moment: number): (number | null)[] =>
    seeds.map((seed) => courses.get(`${seed}\n${label}`)?.get(measure)?.values[moment] ?? null);
  const bands = labels.flatMap((label) =>
    measures.map(
      (measure): LoopBand => ({
        ...{ label, measure },
        ...band(rounds.map((_, moment) => overWorlds(valuesOf(label, measure, moment), level))),
      }),
    ),
  );
  const changes = labels.flatMap((label) =>
    measures.map((measure): LoopChange => {
      const [first, last] = [valuesOf(label, measure, 0), valuesOf(label, measure, rounds.length - 1)];
      return { label, measure, ...overWorlds(lessOf(last, first), level) };
    }),
  );
  const differences = CONTROLS.filter((control) => labels.includes(control)).flatMap((control) =>
    labels
      .filter((label) => label !== control)
      .flatMap((label) =>
        measures.map(
          (measure): LoopDifference => ({
            ...{ label, control, measure },
            ...band(
              rounds.map((_, moment) => {
                const [own, other] = [valuesOf(label, measure, moment), valuesOf(control, measure, moment)];
                const pairs = own.map((value, i) =>
                  value === null || other[i] == null ? null : value - other[i],
                );
                return overWorlds(pairs, level);
              }),
            ),
          }),
        ),
      ),
  );
  return {
    schema: 'shoplab.loop-summary/1',
    level,
    rounds,
    bands,
    changes,
    differences,
    failed: runs.flatMap((run) =>
      run.status === 'failed'
        ? [{ label: run.inputs.policy.label, seed: run.inputs.seed, error: run.error }]
        : [],
    ),
    records: digestLoops(runs),
  };
}

/** Digest of ids and results of records, in their order. */
export const digestLoops = (runs: readonly LoopRun[]): string =>
  digestJson(runs.map((run) => [run.id, run.status === 'done' ? run.resultDigest : null]));
