/** Accuracy by shopper group, averaged over the runs of an algorithm. */

import type { GroupEstimate } from '../../experiments/run-record.ts';
import { type Estimated, independentDifference } from '../../numerics/mover.ts';
import { badness, type MetricView, type ModeView } from './study-view.ts';

export interface GroupScore {
  readonly label: string;
  readonly group: string;
  /** null: the group is too small for a mean of its own. */
  readonly mean: number | null;
  /** Mean of the runs' own bounds, which errs on the wide side; null when a run has none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Mean over runs, rounded. */
  readonly n: number;
}
export type ScoredGroup = GroupScore & { readonly mean: number };

/** Shoppers whose group is not known are shown and never called the worst or the best served. */
const NOT_KNOWN: readonly string[] = ['', '(not known)'];

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function averaged(label: string, group: string, estimates: readonly GroupEstimate[]): GroupScore {
  const scored = estimates.filter(({ mean }) => mean !== null);
  const mean = (side: 'mean' | 'low' | 'high'): number | null => {
    const known = scored.flatMap((one) => one[side] ?? []);
    return known.length === 0 || known.length < scored.length ? null : average(known);
  };
  const n = Math.round(average(estimates.map((one) => one.n)));
  return {
    label,
    group: group || '(not known)',
    mean: mean('mean'),
    low: mean('low'),
    high: mean('high'),
    n,
  };
}

/** Attributes that the runs of a mode are broken down by. */
export const groupAttributes = (mode: ModeView): string[] => [
  ...new Set(mode.runs.flatMap((run) => Object.keys(run.result.groups))),
];

/** Every ranked algorithm's score in every group of an attribute, algorithms by rank, groups as first met. */
export function groupScores(mode: ModeView, metric: MetricView, attribute: string): GroupScore[] {
  return metric.scores.flatMap(({ label, definition }) => {
    const estimates = mode.runs
      .filter((run) => run.inputs.algorithm.label === label)
      .flatMap((run) => run.result.groups[attribute] ?? [])
      .filter((estimate) => estimate.definition === definition);
    const groups = [...new Set(estimates.map(({ group }) => group))];
    return groups.map((group) =>
      averaged(
        label,
        group,
        estimates.filter((estimate) => estimate.group === group),
      ),
    );
  });
}

export const scoredGroups = (scores: readonly GroupScore[]): ScoredGroup[] =>
  scores.filter((score): score is ScoredGroup => score.mean !== null);

/** Groups from the worst served to the best. */
export const worstFirst = (scores: readonly ScoredGroup[], { note }: MetricView): ScoredGroup[] =>
  scores.toSorted((a, b) => badness(b.mean, note.direction) - badness(a.mean, note.direction));

const isEstimated = (score: ScoredGroup): score is ScoredGroup & Estimated =>
  score.low !== null && score.high !== null;

export interface Disparity {
  readonly worst: ScoredGroup;
  readonly best: ScoredGroup;
  /** The best's mean less the worst's, over all pairs of groups at once; null without intervals. */
  readonly apart: Estimated | null;
  /** Pairs of groups that might have been the two. */
  readonly pairs: number;
  /** That interval leaves zero out; null without intervals. */
  readonly clear: boolean | null;
}

/** The worst and the best served group of one algorithm; null with fewer than two that have a mean. */
export function disparityOf(
  scores: readonly GroupScore[],
  metric: MetricView,
  level: number,
): Disparity | null {
  const sorted = worstFirst(
    scoredGroups(scores).filter(({ group }) => !NOT_KNOWN.includes(group)),
    metric,
  );
  const [worst] = sorted;
  const best = sorted.at(-1);
  if (worst === undefined || best === undefined || worst === best || metric.note.direction === 'none')
    return null;
  const pairs = (sorted.length * (sorted.length - 1)) / 2;
  if (!isEstimated(worst) || !isEstimated(best)) return { worst, best, apart: null, pairs, clear: null };
  const apart = independentDifference(best, worst, { level, pairs });
  return { worst, best, apart, pairs, clear: apart.low > 0 || apart.high < 0 };
}
