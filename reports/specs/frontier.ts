/** What mitigations cost: each swept over its strength, accuracy against what it is held to mend. */

import type { Frontier, FrontierMeasure, FrontierPoint } from '../../experiments/run-record.ts';
import { badness, type MetricView, type ModeView, type StudyView } from '../study/study-view.ts';
import { formatEstimate, formatMean, joinWords } from '../text/format.ts';
import { SERIES, SHAPES, type Theme } from '../theme.ts';
import { type Chart, slug, type VegaLiteSpec } from './chart.ts';
import { axisFormat, axisTitle, needsZero, subtitleOf } from './marks.ts';

const HEIGHT = 340;
const BASE = 'as it is';

interface Drawn {
  readonly point: FrontierPoint;
  readonly accuracy: FrontierMeasure & { readonly mean: number };
  readonly other: FrontierMeasure & { readonly mean: number };
  readonly dominatedBy: readonly string[];
}

const isKnown = (measure: FrontierMeasure): measure is FrontierMeasure & { readonly mean: number } =>
  measure.mean !== null;

/** Points of which accuracy and measure m are known. */
function drawnIn({ points }: Frontier, m: number): Drawn[] {
  return points.flatMap((point) => {
    const [accuracy, other] = [point.measures[0]!, point.measures[m]!];
    return isKnown(accuracy) && isKnown(other)
      ? [{ point, accuracy, other, dominatedBy: point.dominatedBy[m - 1]! }]
      : [];
  });
}

const difference = ({ difference: mean, differenceLow: low, differenceHigh: high }: FrontierMeasure) => ({
  mean,
  low,
  high,
});

/** `ndcg@10 −0.023 (−0.035 to −0.010)`, against the base. */
const changeWords = (measure: FrontierMeasure, { key, note }: MetricView): string => {
  const words = formatEstimate(difference(measure), note);
  return `${key} ${measure.difference !== null && measure.difference > 0 ? '+' : ''}${words}`;
};

/** By sweep, the point that is best in the measure. */
function bestOfSweeps(drawn: readonly Drawn[], { note }: MetricView): Drawn[] {
  const sweeps = [...new Set(drawn.flatMap(({ point }) => point.sweep ?? []))];
  return sweeps
    .map(
      (sweep) =>
        drawn
          .filter(({ point }) => point.sweep === sweep)
          .toSorted(
            (a, b) => badness(a.other.mean, note.direction) - badness(b.other.mean, note.direction),
          )[0]!,
    )
    .toSorted((a, b) => badness(a.other.mean, note.direction) - badness(b.other.mean, note.direction));
}

/** Whether a measure is better than that of the base, beyond chance where this is known. */
function mends({ other }: Drawn, base: Drawn, { note }: MetricView): boolean {
  if (badness(other.mean, note.direction) >= badness(base.other.mean, note.direction)) return false;
  const { differenceLow: low, differenceHigh: high } = other;
  return low === null || high === null || low > 0 || high < 0;
}

function titleOf(drawn: readonly Drawn[], base: Drawn, accuracy: MetricView, other: MetricView): string {
  const [best] = bestOfSweeps(drawn, other);
  if (best === undefined || !mends(best, base, other))
    return `Nothing that was tried clearly mends ${other.key} of ${base.point.label}, ${formatMean(base.other, other.note)}`;
  return `${best.point.label} brings ${other.key} from ${formatMean(base.other, other.note)} to ${formatMean(best.other, other.note)}, ${priceWords(best.accuracy, base.accuracy, accuracy)}`;
}

/** What it costs in accuracy; of a difference whose interval holds zero, that no cost is told from none. */
function priceWords(paid: Drawn['accuracy'], base: Drawn['accuracy'], { key, note }: MetricView): string {
  const { differenceLow: low, differenceHigh: high } = paid;
  const words = formatMean({ ...difference(paid), mean: Math.abs(paid.difference!) }, note);
  const isFree = badness(paid.mean, note.direction) <= badness(base.mean, note.direction);
  if (low !== null && high !== null && low <= 0 && high >= 0)
    return `at a cost in ${key} that is not told apart from none`;
  if (!isFree) return `for ${words} of ${key}`;
  return paid.difference === 0 || low === null ? `at no cost in ${key}` : `and gains ${words} of ${key}`;
}

/** Gaps between groups, and what lies between the groups. */
const GAPS_OVER: Readonly<Record<string, string>> = {
  userGroupGap: 'ndcg',
  regretGap: 'regret',
  trueUtilityGap: 'trueUtility',
};

/** Of a gap that is mended: what became of each group, for a gap closes too where those served best lose. */
function groupWords(view: StudyView, mode: ModeView, base: string, label: string, gap: MetricView): string {
  const by = /\[(.*)\]/.exec(gap.key)?.[1];
  const over = mode.metrics.find(
    ({ note, key }) => note.name === GAPS_OVER[gap.note.name] && key.split('@')[1] === gap.key.split('@')[1],
  );
  const groupsOf = (of: string) =>
    view.summary.audit?.find(
      (one) =>
        one.repeats === mode.repeats &&
        one.by === by &&
        one.label === of &&
        over?.scores.some(({ definition }) => definition === one.definition),
    )?.groups ?? [];
  const [before, after] = [groupsOf(base), groupsOf(label)];
  const moves = before.flatMap((group) => {
    const now = after.find((one) => one.group === group.group);
    return group.mean === null || !now || now.mean === null || !over
      ? []
      : [`${group.group} from ${formatMean(group, over.note)} to ${formatMean(now, over.note)}`];
  });
  return moves.length === 0 || !over ? '' : ` (${over.key} of ${joinWords(moves)})`;
}

/** What each mitigation costs at its best, and which strengths are dominated. */
export function costWords(frontier: Frontier, m: number, accuracy: MetricView, other: MetricView): string {
  const drawn = drawnIn(frontier, m);
  const each = bestOfSweeps(drawn, other).map(
    ({ point, accuracy: paid, other: got }) =>
      `${point.label}: ${changeWords(got, other)}, ${changeWords(paid, accuracy)}`,
  );
  const dominated = drawn.filter(({ dominatedBy }) => dominatedBy.length > 0).length;
  return `Against ${frontier.base}, at the strength that is best for ${other.key}: ${each.join('; ')}. Of ${drawn.length} points, ${dominated} are dominated.`;
}

function specOf(
  drawn: readonly Drawn[],
  theme: Theme,
  accuracy: MetricView,
  other: MetricView,
): VegaLiteSpec {
  const series = [...new Set(drawn.map(({ point }) => point.sweep ?? BASE))];
  const colours = series.map((name, i) => (name === BASE ? theme.ink : (theme.series[i] ?? theme.other)));
  const legend = {
    ...{ title: null, symbolOpacity: 1, columns: 2 },
    ...(series.length > SERIES && { values: series.slice(0, SERIES) }),
  };
  const color = { field: 'sweep', type: 'nominal', scale: { domain: series, range: colours }, legend };
  const shape = {
    field: 'sweep',
    type: 'nominal',
    scale: { domain: series, range: series.map((_, i) => SHAPES[i] ?? 'circle') },
    legend,
  };
  const axis = (metric: MetricView, field: string, zero: boolean) => ({
    field,
    type: 'quantitative',
    title: axisTitle(metric),
    axis: { format: axisFormat(metric) },
    scale: { zero, nice: false, padding: 16 },
  });
  const x = axis(other, 'x', needsZero(drawn.map(({ other: own }) => own)));
  const y = axis(accuracy, 'y', needsZero(drawn.map(({ accuracy: own }) => own)));
  const order = { field: 'strength', type: 'quantitative' };
  const rule = { type: 'rule', strokeWidth: 1.5, opacity: 0.3 };
  const hasX = drawn.some(({ other: { low } }) => low !== null);
  return {
    data: {
      values: drawn.map(({ point, accuracy: a, other: o, dominatedBy }) => ({
        label: point.label,
        sweep: point.sweep ?? BASE,
        strength: point.value ?? 0,
        x: o.mean,
        xLow: o.low,
        xHigh: o.high,
        xShown: formatEstimate(o, other.note),
        y: a.mean,
        yLow: a.low,
        yHigh: a.high,
        yShown: formatEstimate(a, accuracy.note),
        standing: dominatedBy.length > 0 ? 'dominated' : 'not dominated',
      })),
    },
    height: HEIGHT,
    layer: [
      { mark: { type: 'line', opacity: 0.6, strokeWidth: 1.5 }, encoding: { x, y, color, order } },
      ...(hasX
        ? [
            {
              transform: [{ filter: 'datum.xLow !== null' }],
              mark: rule,
              encoding: { x: { ...x, field: 'xLow' }, x2: { field: 'xHigh' }, y, color },
            },
          ]
        : []),
      {
        transform: [{ filter: 'datum.yLow !== null' }],
        mark: rule,
        encoding: { x, y: { ...y, field: 'yLow' }, y2: { field: 'yHigh' }, color },
      },
      {
        mark: { type: 'point', filled: true, size: 110 },
        encoding: {
          x,
          y,
          color,
          shape,
          opacity: {
            field: 'standing',
            type: 'ordinal',
            scale: { domain: ['not dominated', 'dominated'], range: [1, 0.3] },
            legend: null,
          },
          tooltip: [
            { field: 'label', title: 'algorithm' },
            { field: 'yShown', title: accuracy.key },
            { field: 'xShown', title: other.key },
            { field: 'standing', title: 'standing' },
          ],
        },
      },
    ],
  };
}

/** Where the metrics of a frontier stand in the mode. */
const metricOf = (mode: ModeView, definition: string): MetricView | undefined =>
  mode.metrics.find(({ scores }) => scores.some((score) => score.definition === definition));

export interface ToldFrontier {
  readonly frontier: Frontier;
  readonly accuracy: MetricView;
  /** Measures behind the first, with their places. */
  readonly others: readonly { readonly m: number; readonly metric: MetricView }[];
}

export function frontierIn(view: StudyView, mode: ModeView): ToldFrontier | null {
  const frontier = view.summary.frontiers?.find(({ repeats }) => repeats === mode.repeats);
  if (!frontier) return null;
  const [accuracy, ...others] = frontier.definitions.map((definition) => metricOf(mode, definition));
  if (!accuracy) return null;
  return {
    frontier,
    accuracy,
    others: others.flatMap((metric, i) =>
      metric && metric.note.direction !== 'none' ? [{ m: i + 1, metric }] : [],
    ),
  };
}

export function frontierCharts(view: StudyView, mode: ModeView, theme: Theme): Chart[] {
  const told = frontierIn(view, mode);
  if (told === null) return [];
  const { frontier, accuracy, others } = told;
  return others.flatMap(({ m, metric }): Chart[] => {
    const drawn = drawnIn(frontier, m);
    const base = drawn.find(({ point }) => point.label === frontier.base);
    if (!base || drawn.length < 2) return [];
    return [
      {
        name: `frontier-${slug(metric.key)}-${mode.repeats}`,
        repeats: mode.repeats,
        metric: null,
        title: titleOf(drawn, base, accuracy, metric),
        subtitle: subtitleOf(
          view,
          mode,
          [`${accuracy.key} against ${metric.key}`, 'lines join strengths', 'faint: dominated'],
          true,
        ),
        takeaway: costWords(frontier, m, accuracy, metric),
        alt: `Points: ${drawn.map(({ point, accuracy: a, other: o, dominatedBy }) => `${point.label} ${accuracy.key} ${formatMean(a, accuracy.note)}, ${metric.key} ${formatMean(o, metric.note)}${dominatedBy.length > 0 ? ', dominated' : ''}`).join('; ')}.`,
        spec: specOf(drawn, theme, accuracy, metric),
        table: {
          columns: [
            'algorithm',
            'strength',
            accuracy.key,
            'low',
            'high',
            'change',
            'change, low',
            'change, high',
            metric.key,
            'low ',
            'high ',
            'change ',
            'change, low ',
            'change, high ',
            'dominated by',
          ],
          rows: drawn.map(({ point, accuracy: a, other: o, dominatedBy }) => [
            point.label,
            point.value,
            ...cells(a),
            ...cells(o),
            joinWords(dominatedBy),
          ]),
        },
        exported: true,
      },
    ];
  });
}

const cells = (measure: FrontierMeasure): (number | null)[] => [
  measure.mean,
  measure.low,
  measure.high,
  measure.difference,
  measure.differenceLow,
  measure.differenceHigh,
];

/** One sentence for each measure that something mends: what it takes. */
export function frontierWords(view: StudyView, mode: ModeView): string {
  const told = frontierIn(view, mode);
  if (told === null) return '';
  const { frontier, accuracy, others } = told;
  return others
    .flatMap(({ m, metric }) => {
      const drawn = drawnIn(frontier, m);
      const base = drawn.find(({ point }) => point.label === frontier.base);
      if (!base) return [];
      const [best] = bestOfSweeps(drawn, metric);
      const moves = best ? groupWords(view, mode, frontier.base, best.point.label, metric) : '';
      return [`${titleOf(drawn, base, accuracy, metric)}${moves}.`];
    })
    .join(' ');
}
