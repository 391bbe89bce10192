/** The leaderboard of a mode as rows: ranks that ties share, whom each beats, what it is of the best, and who is not ranked. */

import type { Comparison, Standing } from '../../experiments/run-record.ts';
import { beatenBy, type PairsTested, pairsTested, rivalsOf } from '../study/significance.ts';
import {
  badness,
  type MetricView,
  type ModeView,
  type Score,
  type StudyView,
  type Unranked,
} from '../study/study-view.ts';
import { codeOf } from './rival-codes.ts';

/** What a mean is of the best's, 1 for the best; bounds are null where no interval of the ratio is known. */
export interface Relative {
  readonly ratio: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface LeaderRow {
  readonly score: Score;
  /** A letter, or the place where there are many: what other rows call it by. */
  readonly code: string;
  /** From 1; null where neither end of the metric is better. */
  readonly rank: number | null;
  /** Whether others have this rank too. */
  readonly shared: boolean;
  /** Rivals that it is significantly better than, in the order of the rows; null where it was not tested. */
  readonly beats: readonly string[] | null;
  /** null where the metric has no better end, zero is best, or the best is not above zero. */
  readonly relative: Relative | null;
}

/** Which tests stand behind ranks. */
export interface Tests {
  readonly tested: PairsTested;
  /** Level of the whole family. */
  readonly alpha: number;
  /** Pairs that were tested. */
  readonly pairs: number;
}

export interface Leaderboard {
  readonly mode: ModeView;
  readonly metric: MetricView;
  /** By rank, then by mean. */
  readonly rows: readonly LeaderRow[];
  /** Failed or incomplete, or without a value of the metric. */
  readonly unranked: readonly Unranked[];
  /** Of the rows, then of whoever has values of other metrics alone: the places that codes are of. */
  readonly labels: readonly string[];
  /** null: ranks are by the mean alone. */
  readonly tests: Tests | null;
}

/** The comparison of the metric that ranks in a mode, with all that is known of each pair. */
export const comparisonOf = (
  { summary }: StudyView,
  mode: ModeView,
  metric: MetricView,
): Comparison | undefined =>
  summary.comparisons?.find(
    ({ repeats, definition }) =>
      repeats === mode.repeats && metric.scores.some((score) => score.definition === definition),
  );

/** The level of the tests of a study. */
export const alphaOf = ({ summary }: StudyView): number => Number((1 - summary.level).toPrecision(6));

/** The tests that tell who is better under a metric; null where there are none, or where differences do not tell who is. */
export function testsOf(view: StudyView, mode: ModeView, metric: MetricView): Tests | null {
  const definitions = new Set(metric.scores.map(({ definition }) => definition));
  const tested = pairsTested(view.summary, mode.repeats, definitions);
  if (!tested || metric.note.direction === 'none' || metric.note.direction === 'zero') return null;
  const labels = new Set(metric.scores.map(({ label }) => label));
  const pairs = tested.pairs.filter(
    ({ first, second, holm }) => holm !== null && labels.has(first) && labels.has(second),
  ).length;
  return pairs === 0 ? null : { tested, alpha: alphaOf(view), pairs };
}

/** By label, those of `labels` that it beats, in their order; null where it was not tested. */
export function beatenIn(
  { tested, alpha }: Tests,
  labels: readonly string[],
  direction: MetricView['note']['direction'],
): Map<string, readonly string[] | null> {
  return new Map(
    labels.map((label) => {
      if (rivalsOf(tested, label) === 0) return [label, null];
      const beaten = new Set(beatenBy(tested, label, alpha, direction));
      return [label, labels.filter((rival) => beaten.has(rival))];
    }),
  );
}

/**
 * One more than the number of rivals that are significantly better, so that whoever is not told apart from any better one shares
 * its rank. Without tests one more than the number of better means.
 */
export function ranksOf(
  { scores, note }: Pick<MetricView, 'scores' | 'note'>,
  beaten: ReadonlyMap<string, readonly string[] | null>,
): number[] {
  if (beaten.size > 0) {
    const losses = new Map<string, number>();
    for (const own of beaten.values())
      for (const rival of own ?? []) losses.set(rival, (losses.get(rival) ?? 0) + 1);
    return scores.map(({ label }) => 1 + (losses.get(label) ?? 0));
  }
  const bad = scores.map(({ mean }) => badness(mean, note.direction));
  return bad.map((own) => 1 + bad.filter((other) => other < own).length);
}

/** What a mean is of the best's: as the summary has it, else the plain ratio, without an interval. */
export function relativeOf({ scores, note }: MetricView, score: Score): Relative | null {
  const [best] = scores;
  if (best === undefined || best.mean <= 0 || note.direction === 'none' || note.direction === 'zero')
    return null;
  const known: Standing['toBest'] = score.toBest;
  if (known?.label === best.label && known.relative) {
    const { ratio, low, high } = known.relative;
    return { ratio, low, high };
  }
  return { ratio: score.mean / best.mean, low: null, high: null };
}

/** The leaderboard of a metric, by default the one that ranks; null where no complete algorithm has a value of it. */
export function leaderboardOf(
  view: StudyView,
  mode: ModeView,
  metric: MetricView | null = mode.primary,
): Leaderboard | null {
  if (metric === null || metric.scores.length === 0) return null;
  const { scores, note } = metric;
  const tests = testsOf(view, mode, metric);
  const labels = scores.map(({ label }) => label);
  const beaten = tests
    ? beatenIn(tests, labels, note.direction)
    : new Map<string, readonly string[] | null>();
  const ranks = note.direction === 'none' ? null : ranksOf(metric, beaten);
  const places = scores.map((_, i) => i).sort((a, b) => (ranks ? ranks[a]! - ranks[b]! || a - b : a - b));
  const ordered = places.map((place) => labels[place]!);
  const order = new Map(ordered.map((label, i) => [label, i]));
  const failed = new Set(mode.unranked.map(({ label }) => label));
  const rest = view.algorithms
    .map(({ label }) => label)
    .filter((label) => !order.has(label) && !failed.has(label));
  return {
    ...{ mode, metric, tests, labels: [...ordered, ...rest] },
    unranked: [
      ...mode.unranked,
      ...rest.map((label) => ({ label, reason: `${metric.key} is not defined for it` })),
    ],
    rows: places.map((place, i) => {
      const score = scores[place]!;
      const rank = ranks?.[place] ?? null;
      return {
        score,
        code: codeOf(i, ordered.length + rest.length),
        rank,
        shared: rank !== null && ranks!.filter((other) => other === rank).length > 1,
        beats: beaten.get(score.label)?.toSorted((a, b) => order.get(a)! - order.get(b)!) ?? null,
        relative: relativeOf(metric, score),
      };
    }),
  };
}
