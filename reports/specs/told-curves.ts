/** Curves of the runs of an algorithm, arranged for charts. */

import type { LabelCurves } from '../../experiments/run-record.ts';
import type { ModeView } from '../study/study-view.ts';

const MOST_ALGORITHMS = 6;

export interface CurvePoint {
  readonly recall: number;
  readonly precision: number;
  /** Mean of the runs. */
  readonly threshold: number;
  /** A run. */
  readonly alerts: number;
  /** Of the money at stake; null where there is none. */
  readonly money: number | null;
}

export interface ToldCurve {
  readonly label: string;
  readonly runs: readonly LabelCurves[];
  readonly class: string;
  /** Examples of a run, and those of the class, summed over runs. */
  readonly n: number;
  readonly positives: number;
  /** By recall: alerts and hits of all runs summed at each step. */
  readonly points: readonly CurvePoint[];
}

/** Of the best by rank; [] where no record has curves. */
export function toldCurves(mode: ModeView): ToldCurve[] {
  const ranked = mode.primary?.scores.map(({ label }) => label) ?? [];
  return ranked
    .flatMap((label): ToldCurve[] => {
      const all = mode.runs.filter((run) => run.inputs.algorithm.label === label);
      const runs = all.flatMap(({ curves }) => curves ?? []);
      // Records of before have none: half of the runs would be another curve.
      return runs.length === 0 || runs.length < all.length ? [] : [curveOf(label, runs)];
    })
    .slice(0, MOST_ALGORITHMS);
}

function curveOf(label: string, runs: readonly LabelCurves[]): ToldCurve {
  const sum = (of: (run: LabelCurves) => number): number => runs.reduce((all, run) => all + of(run), 0);
  const positives = sum((run) => run.positives);
  const money = runs.every((run) => run.money !== undefined) ? sum((run) => run.money!.all) : 0;
  const points = runs[0]!.threshold.map((_, i): CurvePoint => {
    const [hits, alerts] = [sum((run) => run.hits[i]!), sum((run) => run.alerts[i]!)];
    return {
      recall: hits / positives,
      precision: hits / alerts,
      threshold: sum((run) => run.threshold[i]!) / runs.length,
      alerts: alerts / runs.length,
      money: money === 0 ? null : sum((run) => run.money!.found[i]!) / money,
    };
  });
  return { label, runs, class: runs[0]!.class, n: sum((run) => run.n), positives, points };
}
