/** The table of all metrics as cells: how near each mean is to the best of its metric, and what was tested of it. */

import type { MetricView, ModeView, Score, StudyView } from '../study/study-view.ts';
import { badness } from '../study/study-view.ts';
import { beatenIn, leaderboardOf, ranksOf, type Tests, testsOf } from './leaderboard.ts';
import { FAMILY_NAMES, type Family, familyOf } from './metric-families.ts';

/** Where a mean stands beside the best of its metric. */
export type Standing = 'best' | 'not told apart' | 'behind' | 'not compared';

export interface MetricCell {
  readonly score: Score;
  /** From 0, the worst, to 1, the best; null where neither end is better or nobody else has a value. */
  readonly near: number | null;
  readonly standing: Standing;
  /** From 1, as on the leaderboard of this metric; null where neither end is better. */
  readonly rank: number | null;
  /** Whether others have this rank too. */
  readonly shared: boolean;
  /** Rivals that it beats; null where the metric was not tested. */
  readonly beats: readonly string[] | null;
}

export interface MetricRow {
  readonly metric: MetricView;
  readonly family: Family;
  /** By label. */
  readonly cells: ReadonlyMap<string, MetricCell>;
  /** null: no pair of algorithms was tested under it. */
  readonly tests: Tests | null;
}

/**
 * What a distance from the best is measured by: that of the worst, or the width of the best's interval where this is more, so
 * that differences within noise do not look like differences.
 */
function scaleOf({ scores, note }: MetricView): number {
  const bad = scores.map(({ mean }) => badness(mean, note.direction));
  const [best] = scores;
  const noise = best && best.low !== null && best.high !== null ? best.high - best.low : 0;
  return Math.max(Math.max(...bad) - Math.min(...bad), noise);
}

/** By the paired interval of the difference to the best, which is not corrected for how many are compared. */
function standingOf(score: Score, { scores, note }: MetricView): Standing {
  const [best] = scores;
  if (note.direction === 'none' || best === undefined || scores.length < 2) return 'not compared';
  if (badness(score.mean, note.direction) === badness(best.mean, note.direction)) return 'best';
  const { toBest } = score;
  if (toBest === null || toBest.label !== best.label) return 'not compared';
  return toBest.low > 0 || toBest.high < 0 ? 'behind' : 'not told apart';
}

function rowOf(view: StudyView, mode: ModeView, metric: MetricView): MetricRow {
  const { scores, note } = metric;
  const tests = testsOf(view, mode, metric);
  const labels = scores.map(({ label }) => label);
  const beaten = tests
    ? beatenIn(tests, labels, note.direction)
    : new Map<string, readonly string[] | null>();
  const ranks = note.direction === 'none' ? null : ranksOf(metric, beaten);
  const isOrdered = note.direction !== 'none' && scores.length > 1;
  const [scale, least] = isOrdered ? [scaleOf(metric), badness(scores[0]!.mean, note.direction)] : [0, 0];
  const nearOf = ({ mean }: Score): number =>
    scale === 0 ? 1 : 1 - (badness(mean, note.direction) - least) / scale;
  return {
    metric,
    family: familyOf(note.name),
    tests,
    cells: new Map(
      scores.map((score, place) => [
        score.label,
        {
          score,
          rank: ranks?.[place] ?? null,
          shared: ranks !== null && ranks.filter((rank) => rank === ranks[place]).length > 1,
          near: isOrdered ? nearOf(score) : null,
          standing: standingOf(score, metric),
          beats: beaten.get(score.label) ?? null,
        },
      ]),
    ),
  };
}

/** Metrics of which any complete algorithm has a value: by family, that of the primary first and the primary first in it, else in the order of the study. */
export function metricRows(view: StudyView, mode: ModeView): MetricRow[] {
  const rows = mode.metrics
    .filter(({ scores }) => scores.length > 0)
    .map((metric) => rowOf(view, mode, metric));
  const first = mode.primary && familyOf(mode.primary.note.name);
  const place = (family: Family): number => (family === first ? -1 : FAMILY_NAMES.indexOf(family));
  const later = ({ metric }: MetricRow): number => Number(metric !== mode.primary);
  return rows.toSorted((a, b) => place(a.family) - place(b.family) || later(a) - later(b));
}

/** Labels by rank under the primary, then the others that have a value of anything. */
export function metricLabels(view: StudyView, mode: ModeView): readonly string[] {
  const board = leaderboardOf(view, mode);
  if (board) return board.labels;
  const failed = new Set(mode.unranked.map(({ label }) => label));
  return view.algorithms.map(({ label }) => label).filter((label) => !failed.has(label));
}
