/** What a table has to say of its numbers: how many, over how many runs, intervals of which kind, which tests. */

import type { MetricView, ModeView, StudyView } from '../study/study-view.ts';
import { formatCount, plural } from '../text/format.ts';
import type { Leaderboard } from './leaderboard.ts';

export interface RunCounts {
  readonly seeds: number;
  readonly folds: number;
  readonly runs: number;
}

/** Of one algorithm in a mode: the most of any. */
export function runCounts(mode: ModeView): RunCounts {
  const distinct = (values: readonly (string | number)[]): number => new Set(values).size;
  const labels = [...new Set(mode.runs.map(({ inputs }) => inputs.algorithm.label))];
  const own = (label: string) => mode.runs.filter(({ inputs }) => inputs.algorithm.label === label);
  return {
    seeds: distinct(mode.runs.map(({ inputs }) => inputs.seed)),
    folds: distinct(mode.runs.map(({ inputs }) => inputs.split.fold)),
    runs: Math.max(0, ...labels.map((label) => own(label).length)),
  };
}

/** `one run: 1 seed, 1 fold`, `10 runs each: 2 seeds, 5 folds`. */
export function runWords(mode: ModeView): string {
  const { seeds, folds, runs } = runCounts(mode);
  const of = `${plural(seeds, 'seed')}, ${plural(folds, 'fold')}`;
  return runs === 1 ? `one run each: ${of}` : `${plural(runs, 'run')} each: ${of}`;
}

/** The same as a sentence. */
export function runSentence(mode: ModeView): string {
  const words = runWords(mode);
  return `${words[0]!.toUpperCase()}${words.slice(1)}.`;
}

/** How intervals of a metric were made, or that there are none. */
export function intervalWords(view: StudyView, mode: ModeView, metric: MetricView): string {
  const { level, resamples } = view.summary;
  if (metric.scores.every(({ low }) => low === null))
    return metric.scores.some(({ runs }) => runs > 1)
      ? `no intervals: the metric is one figure of a run, not a mean over ${mode.about}; shown is the mean of the runs, with their standard deviation (sd)`
      : `no intervals: the metric is one figure of a run, not a mean over ${mode.about}`;
  const averaged = metric.scores.some(({ runs }) => runs > 1)
    ? `, the values of each averaged over its runs first`
    : '';
  return `${100 * level} % percentile bootstrap intervals over ${mode.about}, ${plural(resamples, 'resample')}${averaged}`;
}

/** What a rank is. */
export function rankWords({ tests, metric, mode }: Leaderboard): string {
  if (metric.note.direction === 'none') return 'Not ranked: neither end of this metric is better.';
  if (tests === null)
    return metric.scores.length < 2
      ? 'Nobody else is ranked.'
      : 'Rank: by the mean alone, equal means share one. No pairs were tested, so any order may be chance.';
  const { tested, alpha, pairs } = tests;
  return `Rank: one more than the number of rivals that are significantly better; equal counts share one (=). Better: paired permutation test over ${mode.about} (${plural(tested.flips, 'flip')} of signs), corrected by Holm over ${pairs === tested.pairs.length ? 'all' : `${formatCount(pairs)} of`} ${plural(tested.pairs.length, 'pair')}, at ${alpha}.`;
}

/** What the column of shares of the best holds. */
export function relativeWords({ rows, metric }: Leaderboard): string {
  if (metric.note.direction === 'zero' && rows.length > 1)
    return 'No shares of the best: zero is best, and a share of what may be zero tells nothing.';
  if (rows.every(({ relative }) => relative === null)) return '';
  const worse = metric.note.direction === 'lower' ? 'more is worse' : 'less is worse';
  const known = rows.some(({ relative }) => relative !== null && relative.low !== null);
  return `Of the best: the mean as a share of the best mean (100 %, ${worse})${known ? ', with the paired bootstrap interval of that ratio itself' : '; the summary holds no intervals of it'}.`;
}

/** What one seed cannot tell; empty where there are several. */
export function seedWords(mode: ModeView): string {
  const { seeds, runs } = runCounts(mode);
  if (runs === 0 || seeds !== 1) return '';
  const known = mode.primary?.scores.some(({ low }) => low !== null) ?? false;
  return `One seed: ${known ? `intervals tell chance over ${mode.about}; ` : ''}how far another seed would move what draws at random is not known.`;
}
