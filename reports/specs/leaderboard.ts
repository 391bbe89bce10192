import { beatenBy } from '../study/significance.ts';
import {
  badness,
  isClear,
  type Lead,
  leadersOf,
  leadOf,
  type MetricView,
  type ModeView,
  type Score,
  type StudyView,
} from '../study/study-view.ts';
import { testsOf } from '../tables/leaderboard.ts';
import {
  formatCount,
  formatEstimate,
  formatMean,
  formatNumber,
  formatPercent,
  isPercent,
  joinWords,
  plural,
} from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { type Chart, slug } from './chart.ts';
import {
  countWords,
  dotRows,
  MOST_ROWS,
  mostRowsWords,
  SCORE_COLUMNS,
  scoreCells,
  subtitleOf,
} from './marks.ts';

/**
 * How sure the lead is: by the paired interval of the two and, where the metric has one, by the test of all pairs that ranks go by.
 */
export function leadVerdict(
  view: StudyView,
  mode: ModeView,
  metric: MetricView,
  { leader, second, ahead }: Lead,
): string {
  if (ahead === null) return `not compared with ${second!.label}`;
  if (!isClear(ahead)) return `not told apart from ${second!.label}`;
  const tests = testsOf(view, mode, metric);
  const isBetter =
    !tests ||
    beatenBy(tests.tested, leader.label, tests.alpha, metric.note.direction).includes(second!.label);
  return isBetter
    ? `ahead of ${second!.label} beyond noise`
    : `not told apart from ${second!.label} once all pairs are tested`;
}

function titleOf(view: StudyView, mode: ModeView, metric: MetricView): string {
  const { scores, key, note } = metric;
  const lead = leadOf(metric);
  const low = scores[0]!;
  if (scores.length === 1) return `${low.label} has ${key} ${formatMean(low, note)}`;
  if (lead === null) {
    const sorted = scores.toSorted((a, b) => a.mean - b.mean);
    return `${key} goes from ${formatMean(sorted[0]!, note)} (${sorted[0]!.label}) to ${formatMean(sorted.at(-1)!, note)} (${sorted.at(-1)!.label})`;
  }
  const tie = tieWords(metric);
  if (tie !== '') return tie;
  const start = `${lead.leader.label} ${note.direction === 'zero' ? 'is nearest to zero' : 'leads'} with ${key} ${formatMean(lead.leader, note)}`;
  if (lead.second === null) return start;
  if (lead.ahead === null) return `${start}; whether by chance is not known`;
  return `${start}, ${leadVerdict(view, mode, metric, lead)}`;
}

/** Leaders that a sentence names. */
const MOST_NAMED = 4;

/** `a and b`, or how many. */
export const leaderNames = (leaders: readonly Score[]): string =>
  leaders.length > MOST_NAMED
    ? plural(leaders.length, 'algorithm')
    : joinWords(leaders.map(({ label }) => label));

/** That several have the same best mean; empty where one has. */
function tieWords(metric: MetricView): string {
  const { key, note, scores } = metric;
  const leaders = leadersOf(metric);
  if (leaders.length < 2) return '';
  const mean = formatMean(leaders[0]!, note);
  return leaders.length === scores.length
    ? `${leaders.length === 2 ? leaderNames(leaders) : `All ${plural(leaders.length, 'algorithm')}`} have the same ${key}, ${mean}`
    : `${leaderNames(leaders)} share the best ${key}, ${mean}`;
}

/** `behind in 4 of 5 runs of the same seed and fold`; empty where there are not several. */
function roundsWords({ runs }: ModeView, { note, scores }: MetricView, leader: Score, second: Score): string {
  const definitions = new Set(scores.map(({ definition }) => definition));
  const values = (label: string): Map<string, number> =>
    new Map(
      runs
        .filter(({ inputs }) => inputs.algorithm.label === label)
        .flatMap(({ inputs: { seed, split }, result }) => {
          const mean = result.estimates.find(({ definition }) => definitions.has(definition))?.mean ?? null;
          return mean === null ? [] : [[`${seed} ${split.digest}`, badness(mean, note.direction)] as const];
        }),
    );
  const [first, next] = [values(leader.label), values(second.label)];
  const both = [...first].filter(([round]) => next.has(round));
  const behind = both.filter(([round, bad]) => next.get(round)! > bad).length;
  return both.length < 2
    ? ''
    : `, behind in ${formatCount(behind)} of ${plural(both.length, 'run')} of the same seed and fold`;
}

/** By how much the first is ahead of the second, in words. */
export function leadWords(mode: ModeView, metric: MetricView, level: number): string {
  const lead = leadOf(metric);
  if (lead === null || lead.second === null) return '';
  const leaders = leadersOf(metric);
  if (leaders.length === metric.scores.length) return 'Their means are equal: none is ahead.';
  if (leaders.length > 1) {
    const next = metric.scores[leaders.length]!;
    return `Their means are equal: none of them is ahead; ${next.label} comes next with ${formatMean(next, metric.note)}.`;
  }
  const { leader, second, ahead } = lead;
  if (ahead === null)
    return `${second.label} comes second with ${formatMean(second, metric.note)}${roundsWords(mode, metric, leader, second)}; there is no paired comparison of the two over ${mode.about}, so whether the lead is chance is not known.`;
  const half = (ahead.high - ahead.low) / 2;
  const form = isPercent(metric.note) ? formatPercent : formatNumber;
  const range = `${form(ahead.difference, half)} (${100 * level} % interval ${form(ahead.low, half)} to ${form(ahead.high, half)})`;
  const verdict = isClear(ahead)
    ? 'which leaves zero out'
    : 'which includes zero: the order of the two may be chance';
  return `${leader.label} is ahead of ${second.label} by ${range}, ${verdict}.`;
}

/** That another seed might turn the order of the first two; empty where that is not known, or the lead is none anyway. */
export function seedDoubt(metric: MetricView): string {
  const lead = leadOf(metric);
  if (lead === null || lead.second === null || !isClear(lead.ahead)) return '';
  const [noisier] = [lead.leader, lead.second].toSorted(
    (a, b) => (b.trainingNoise ?? 0) - (a.trainingNoise ?? 0),
  );
  const noise = noisier!.trainingNoise ?? 0;
  if (noise <= lead.ahead!.difference) return '';
  const form = isPercent(metric.note) ? formatPercent : formatNumber;
  return `The lead is smaller than training noise: from seed to seed ${noisier!.label} moves by a standard deviation of ${form(noise)}, so another seed may turn the order.`;
}

/** How far means move over seeds on the same rows, which intervals over shoppers do not tell. */
export function noiseWords({ scores, note }: MetricView): string {
  const noises = scores.flatMap(({ label, trainingNoise }) =>
    trainingNoise == null ? [] : [{ label, noise: trainingNoise }],
  );
  const [most] = noises.toSorted((a, b) => b.noise - a.noise);
  if (most === undefined) return '';
  const form = isPercent(note) ? formatPercent : formatNumber;
  return most.noise === 0
    ? 'Training noise: none, every seed gives the same means on the same rows.'
    : `Training noise, apart from intervals over shoppers: from seed to seed on the same rows means move by a standard deviation of up to ${form(most.noise)} (${most.label}).`;
}

/** Algorithms that a text alternative names; the table has all. */
const MOST_TOLD = 12;

/** `als 0.213 (0.201 to 0.225); ...`. */
export function scoresInWords({ scores, note }: MetricView): string {
  const told = scores.slice(0, MOST_TOLD).map((score) => `${score.label} ${formatEstimate(score, note)}`);
  const more = scores.length - told.length;
  return [...told, ...(more > 0 ? [`${formatCount(more)} more in the table`] : [])].join('; ');
}

function leaderboardOf(view: StudyView, mode: ModeView, theme: Theme, metric: MetricView): Chart {
  const { scores, key } = metric;
  const runs = Math.max(...scores.map((score) => score.runs));
  const interval = scores.some((score) => score.low !== null);
  const means = runs > 1 ? `means of ${plural(runs, 'run')}` : '';
  return {
    name: `leaderboard-${slug(key)}-${mode.repeats}`,
    repeats: mode.repeats,
    metric: key,
    title: titleOf(view, mode, metric),
    subtitle: subtitleOf(
      view,
      mode,
      [key, countWords(scores), means].filter((part) => part !== ''),
      interval,
    ).concat(scores.length > MOST_ROWS ? `; ${mostRowsWords(scores.length)}` : ''),
    takeaway: [leadWords(mode, metric, view.summary.level), noiseWords(metric)]
      .filter((text) => text !== '')
      .join(' '),
    alt: `Dots with intervals, one row an algorithm: ${scoresInWords(metric)}.`,
    spec: dotRows(view, theme, { ...metric, scores: scores.slice(0, MOST_ROWS) }),
    table: { columns: SCORE_COLUMNS, rows: scores.map(scoreCells) },
    exported: metric === mode.primary,
  };
}

/** Every metric as dots with intervals, the primary first; pictures are made of the primary alone. */
export function leaderboard(view: StudyView, mode: ModeView, theme: Theme): Chart[] {
  const rest = mode.metrics.filter((metric) => metric !== mode.primary && metric.scores.length > 0);
  return (mode.primary === null ? rest : [mode.primary, ...rest]).map((metric) =>
    leaderboardOf(view, mode, theme, metric),
  );
}
