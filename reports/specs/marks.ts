/** Pieces that several charts share: the look of algorithms, and rows of dots with intervals. */

import type { MetricView, ModeView, Score, StudyView } from '../study/study-view.ts';
import {
  formatCount,
  formatInterval,
  formatMean,
  isPercent,
  joinWords,
  NOT_DEFINED,
} from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Cell, VegaLiteSpec } from './chart.ts';

/**
 * Rows of a chart, from the top. The order is the scale's domain and not `sort`, which Vega-Lite would compile into an
 * expression with the labels inside.
 */
export const rowsOf = (field: string, domain: readonly string[]): VegaLiteSpec => ({
  field,
  type: 'nominal',
  title: null,
  scale: { domain },
});

/** Pixels for this many rows. A number and not a step, which would let the chart grow past its width. */
export const rowsHeight = (rows: number): number => 28 * rows;

/** Letters of columns' labels that stand level beside each other, all columns as wide as the widest: half a picture has some 320 pixels. */
const MOST_LEVEL = 50;
/** Letters of a label that is cut. */
const MOST_LETTERS = 22;
/** Degrees of the labels above columns: slanted where level ones would run into each other. */
export const slantOf = (labels: readonly string[]): number => {
  const widest = Math.max(0, ...labels.map((label) => Math.min(MOST_LETTERS, [...label].length)));
  return labels.length * widest > MOST_LEVEL ? -40 : 0;
};

/** Rows that a chart of one row an algorithm shows at most: the first. */
export const MOST_ROWS = 40;
/** What is drawn of this many rows; empty where it is all of them. */
export const mostRowsWords = (rows: number): string =>
  rows > MOST_ROWS ? `the first ${MOST_ROWS} of ${formatCount(rows)} are drawn` : '';

/** Colour channel of `label`, the same in every chart. */
export const colourOf = (view: StudyView, theme: Theme, labels: readonly string[]): VegaLiteSpec => ({
  field: 'label',
  type: 'nominal',
  scale: {
    domain: labels,
    range: labels.map((label) => {
      const mark = view.algorithms.find((one) => one.label === label);
      return mark === undefined || mark.colour === null ? theme.other : theme.series[mark.colour];
    }),
  },
  legend: null,
});

const hasColour = ({ algorithms }: StudyView, label: string): boolean =>
  algorithms.some((mark) => mark.label === label && mark.colour !== null);

/** A legend of names; where not all have a colour, of those that have one. */
export const seriesLegend = (view: StudyView, labels: readonly string[]): VegaLiteSpec => {
  const coloured = labels.filter((label) => hasColour(view, label));
  return {
    title: null,
    symbolOpacity: 1,
    ...(coloured.length > 0 && coloured.length < labels.length && { values: coloured }),
  };
};

/** What grey means; empty where all have a colour. */
export const greyWords = (view: StudyView, labels: readonly string[]): string =>
  labels.every((label) => hasColour(view, label))
    ? ''
    : 'Grey: beyond the eight that have a colour; hover for names.';

/** Behind first, so that what has a colour is drawn over what has none. */
export const greysFirst = <T extends { readonly label: string }>(
  view: StudyView,
  rows: readonly T[],
): T[] => [
  ...rows.filter(({ label }) => !hasColour(view, label)),
  ...rows.filter(({ label }) => hasColour(view, label)),
];

/** Of labels in order, at most `most` that can be told apart side by side: the first, then those that have a colour. */
export const tellableLabels = (view: StudyView, labels: readonly string[], most: number): string[] =>
  labels.filter((label, i) => i === 0 || hasColour(view, label)).slice(0, most);

/** Which of the algorithms are drawn; empty where all are. */
export function drawnWords(drawn: readonly string[], labels: readonly string[]): string[] {
  if (drawn.length === labels.length) return [];
  const isBest = drawn.every((label, i) => label === labels[i]);
  return [
    isBest
      ? `the ${drawn.length} best algorithms`
      : `${drawn.length} of ${labels.length} algorithms: the best and those with a colour`,
  ];
}

/** All algorithms, the best of the first mode first. */
export const rankedLabels = ({ modes, algorithms }: StudyView): string[] => [
  ...new Set([
    ...modes.flatMap(({ primary }) => primary?.scores.map(({ label }) => label) ?? []),
    ...algorithms.map(({ label }) => label),
  ]),
];

/** Names up to `most`, then how many more. */
export const namedUpTo = (most: number, names: readonly string[]): string =>
  names.length <= most
    ? joinWords(names)
    : `${names.slice(0, most).join(', ')} and ${formatCount(names.length - most)} more`;

/** Shape channel of `label`, the same in every chart. */
export const shapeOf = (view: StudyView, labels: readonly string[]): VegaLiteSpec => ({
  field: 'label',
  type: 'nominal',
  scale: {
    domain: labels,
    range: labels.map((label) => view.algorithms.find((one) => one.label === label)?.shape ?? 'circle'),
  },
  legend: null,
});

/** Axis of amounts: thousands as k, millions as M, and parts of one as they are, not as thousandths. */
export const AMOUNTS = { labelExpr: "format(datum.value, abs(datum.value) < 1 ? '~g' : '~s')" } as const;

/** Axis format of any number: as many digits as its ticks need, and never powers of ten. */
export const NUMBERS = ',~r';

/** Axis format of a metric: percent for shares. */
export const axisFormat = (metric: MetricView): string => (isPercent(metric.note) ? '.0~%' : NUMBERS);

const ARROWS = {
  higher: 'higher is better \u2192',
  lower: '\u2190 lower is better',
  zero: '0 is best',
  none: '',
} as const;

const PLAIN_UNITS: readonly string[] = ['', '%', 'share', 'index', 'ratio'];

/** `novelty@10 in bits, higher is better`; units that are plain numbers are left out. */
export function axisTitle({ key, note }: MetricView): string {
  const unit = PLAIN_UNITS.includes(note.unit) ? '' : ` in ${note.unit}`;
  const of = isPercent(note) && note.unit !== '%' ? note.unit : '';
  return [`${key}${of === '' ? unit : ''}`, of, ARROWS[note.direction]]
    .filter((part) => part !== '')
    .join(', ');
}

/** Zero belongs on the axis unless values differ and stand close together far from it. */
export function needsZero(
  scores: readonly { readonly mean: number; readonly low: number | null }[],
): boolean {
  const low = Math.min(...scores.map((score) => score.low ?? score.mean));
  const high = Math.max(...scores.map((score) => score.mean));
  return low <= 0 || low < high / 2 || low === high;
}

/** A score as the row of a spec's data. */
export const dotRow = (score: Score, metric: MetricView): Record<string, unknown> => ({
  label: score.label,
  mean: score.mean,
  low: score.low,
  high: score.high,
  shown: formatMean(score, metric.note),
  interval: formatInterval(score, metric.note) || NOT_DEFINED,
  n: score.n,
});

const TOOLTIP = [
  { field: 'label', title: 'algorithm' },
  { field: 'shown', title: 'mean' },
  { field: 'interval', title: 'interval' },
  { field: 'n', title: 'n', format: ',' },
];

/** The layer, unless no row has an interval: a layer without data would have no extent. */
export const whereIntervals = (
  rows: readonly { readonly low: number | null }[],
  layer: VegaLiteSpec,
): VegaLiteSpec[] => (rows.some((row) => row.low !== null) ? [layer] : []);

/** One row an algorithm, best first: interval, dot and the value in figures at the right. */
export function dotRows(view: StudyView, theme: Theme, metric: MetricView): VegaLiteSpec {
  const labels = metric.scores.map((score) => score.label);
  const zero = needsZero(metric.scores);
  const y = rowsOf('label', labels);
  const scale = { zero, nice: true };
  const color = colourOf(view, theme, labels);
  const x = {
    field: 'mean',
    type: 'quantitative',
    title: axisTitle(metric),
    axis: { format: axisFormat(metric) },
    scale,
  };
  return {
    data: { values: metric.scores.map((score) => dotRow(score, metric)) },
    height: rowsHeight(labels.length),
    padding: { left: 8, top: 8, bottom: 8, right: 60 },
    layer: [
      ...whereIntervals(metric.scores, {
        transform: [{ filter: 'datum.low !== null' }],
        mark: { type: 'rule', strokeWidth: 3, opacity: 0.55, strokeCap: 'round' },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
      }),
      ...(metric.note.direction === 'zero'
        ? [
            {
              mark: { type: 'rule', strokeDash: [4, 4], color: theme.muted },
              encoding: { x: { datum: 0, type: 'quantitative' } },
            },
          ]
        : []),
      {
        mark: { type: 'point', filled: true, size: 90, opacity: 1 },
        encoding: { y, x, color, shape: shapeOf(view, labels), tooltip: TOOLTIP },
      },
      {
        mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
        encoding: { y, x: { value: 'width' }, text: { field: 'shown' } },
      },
    ],
  };
}

export const SCORE_COLUMNS = [
  'algorithm',
  'mean',
  'low',
  'high',
  'spread over runs',
  'training noise',
  'n',
  'runs',
] as const;

export const scoreCells = (score: Score): Cell[] => [
  score.label,
  score.mean,
  score.low,
  score.high,
  score.spread,
  score.trainingNoise ?? null,
  score.n,
  score.runs,
];

/** `ndcg@10, repeats excluded, 95 % intervals, n = 1,429`, leaving out what does not hold here. */
export function subtitleOf(
  view: StudyView,
  mode: ModeView,
  parts: readonly string[],
  interval: boolean,
): string {
  const level = interval ? `${100 * view.summary.level} % bootstrap intervals` : '';
  return [...parts, mode.words, level].filter((part) => part !== '').join(', ');
}

/** `n = 1,429` where all agree, else `n = 1,420 to 1,429`. */
export function countWords(scores: readonly { readonly n: number }[]): string {
  const counts = scores.map((score) => score.n);
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  return low === high ? `n = ${formatCount(low)}` : `n = ${formatCount(low)} to ${formatCount(high)}`;
}
