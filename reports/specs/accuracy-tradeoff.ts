import {
  type MetricView,
  type ModeView,
  metricNamed,
  type Score,
  type StudyView,
} from '../study/study-view.ts';
import { formatInterval, formatMean } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { type Chart, slug, type VegaLiteSpec } from './chart.ts';
import { type LabelPlace, placeLabels } from './label-placement.ts';
import {
  axisFormat,
  axisTitle,
  colourOf,
  countWords,
  greysFirst,
  MOST_ROWS,
  mostRowsWords,
  needsZero,
  seriesLegend,
  shapeOf,
  subtitleOf,
  whereIntervals,
} from './marks.ts';
import { comparedOf, type Point, tradeoffTakeaway, tradeoffTitle } from './tradeoff-words.ts';

const HEIGHT = 320;
function points(accuracy: MetricView, other: MetricView): Point[] {
  return accuracy.scores.flatMap((up) => {
    const across = other.scores.find((score) => score.label === up.label);
    return across === undefined ? [] : [{ across, up }];
  });
}

const valuesOf = (scores: readonly Score[]): number[] =>
  scores.flatMap(({ mean, low, high }) => [mean, low ?? mean, high ?? mean]);

/** Where the names of the points stand. */
function places(all: readonly Point[], zeroX: boolean, zeroY: boolean): LabelPlace[] {
  const scale = (scores: readonly Score[], zero: boolean) => {
    const values = [...valuesOf(scores), ...(zero ? [0] : [])];
    const low = Math.min(...values);
    const span = Math.max(...values) - low || 1;
    return (value: number) => (value - low) / span;
  };
  const x = scale(
    all.map(({ across }) => across),
    zeroX,
  );
  const y = scale(
    all.map(({ up }) => up),
    zeroY,
  );
  return placeLabels(
    all.map(({ across, up }) => ({ x: x(across.mean), y: y(up.mean), text: up.label })),
    HEIGHT,
  );
}

function scatter(
  view: StudyView,
  theme: Theme,
  accuracy: MetricView,
  other: MetricView,
  all: readonly Point[],
): VegaLiteSpec {
  const labels = all.map(({ up }) => up.label);
  const zeroX = needsZero(all.map(({ across }) => across));
  const zeroY = needsZero(all.map(({ up }) => up));
  const placed = places(all, zeroX, zeroY);
  const named = new Set(view.algorithms.filter((mark) => mark.colour !== null).map((mark) => mark.label));
  const crowded = named.size < labels.length;
  const drawn = greysFirst(
    view,
    all.map(({ across, up }, i) => ({ label: up.label, across, up, place: placed[i]! })),
  );
  const legend = crowded ? seriesLegend(view, labels) : null;
  const color = { ...colourOf(view, theme, labels), legend };
  const axis = (metric: MetricView, field: string, zero: boolean) => ({
    field,
    type: 'quantitative',
    title: axisTitle(metric),
    axis: { format: axisFormat(metric) },
    scale: { zero, nice: false, padding: 16 },
  });
  const x = axis(other, 'x', zeroX);
  const y = axis(accuracy, 'y', zeroY);
  const rule = { type: 'rule', strokeWidth: 2, opacity: 0.45 };
  const text = (side: 'left' | 'right') => ({
    transform: [{ filter: `datum.side === '${side}'` }],
    mark: {
      type: 'text',
      align: side === 'left' ? 'right' : 'left',
      dx: side === 'left' ? -9 : 9,
      dy: { expr: 'datum.dy' },
      color: theme.ink,
      limit: 150,
    },
    encoding: { x, y, text: { field: 'label' } },
  });
  return {
    data: {
      values: drawn.map(({ across, up, place }) => ({
        label: up.label,
        x: across.mean,
        xLow: across.low,
        xHigh: across.high,
        xShown: [formatMean(across, other.note), formatInterval(across, other.note)]
          .filter(Boolean)
          .join(', '),
        y: up.mean,
        yLow: up.low,
        yHigh: up.high,
        yShown: [formatMean(up, accuracy.note), formatInterval(up, accuracy.note)].filter(Boolean).join(', '),
        side: place.side,
        dy: place.dy,
      })),
    },
    height: HEIGHT,
    layer: [
      ...whereIntervals(
        all.map(({ across }) => across),
        {
          transform: [{ filter: 'datum.xLow !== null' }],
          mark: rule,
          encoding: { x: { ...x, field: 'xLow' }, x2: { field: 'xHigh' }, y, color },
        },
      ),
      ...whereIntervals(
        all.map(({ up }) => up),
        {
          transform: [{ filter: 'datum.yLow !== null' }],
          mark: rule,
          encoding: { x, y: { ...y, field: 'yLow' }, y2: { field: 'yHigh' }, color },
        },
      ),
      {
        mark: { type: 'point', filled: true, size: 110, opacity: 1 },
        encoding: {
          x,
          y,
          color,
          shape: { ...shapeOf(view, labels), legend },
          tooltip: [
            { field: 'label', title: 'algorithm' },
            { field: 'yShown', title: accuracy.key },
            { field: 'xShown', title: other.key },
          ],
        },
      },
      ...(['left', 'right'] as const)
        .filter((side) => !crowded && placed.some((place) => place.side === side))
        .map(text),
    ],
  };
}

function tradeoff(view: StudyView, mode: ModeView, theme: Theme, other: MetricView, most: number): Chart[] {
  const accuracy = mode.primary;
  if (accuracy === null || other === accuracy) return [];
  const all = points(accuracy, other);
  if (all.length === 0) return [];
  const compared = comparedOf(mode, all, accuracy, other);
  const interval = all.some(({ across, up }) => across.low !== null || up.low !== null);
  return [
    {
      name: `accuracy-${slug(other.key.split('@')[0]!)}-${mode.repeats}`,
      repeats: mode.repeats,
      metric: null,
      title: tradeoffTitle(view, mode, compared),
      subtitle: subtitleOf(
        view,
        mode,
        [`${accuracy.key} against ${other.key}`, countWords(accuracy.scores)],
        interval,
      ).concat(all.length > most ? `; ${mostRowsWords(all.length)}` : ''),
      takeaway: tradeoffTakeaway(view, compared),
      alt: `Scatter of ${accuracy.key} against ${other.key}: ${all.map(({ across, up }) => `${up.label} ${formatMean(up, accuracy.note)} at ${formatMean(across, other.note)}`).join('; ')}.`,
      spec: scatter(view, theme, accuracy, other, all.slice(0, most)),
      table: {
        columns: [
          'algorithm',
          ...[accuracy.key, other.key].flatMap((key) => [key, `${key} low`, `${key} high`]),
        ],
        rows: all.map(({ across, up }) => [
          up.label,
          up.mean,
          up.low,
          up.high,
          across.mean,
          across.low,
          across.high,
        ]),
      },
      exported: true,
    },
  ];
}

/** What accuracy is held against: of the catalogue, of lists, of groups of shoppers, of what lists are truly worth. */
const OTHERS = ['coverage', 'novelty', 'diversity', 'userGroupGap', 'regret'] as const;

/** Of these the first show everybody; of the others a page of two hundred algorithms has room for the best. */
const WHOLE = 2;

/** Of a name: one of each attribute of groups, at the cut-off that `metricNamed` takes. */
function othersNamed(mode: ModeView, name: string): MetricView[] {
  const found = metricNamed(mode, name);
  const cutoff = found?.scores[0]?.cutoff ?? null;
  return mode.metrics.filter(
    ({ note, scores }) => note.name === name && scores.length > 0 && scores[0]!.cutoff === cutoff,
  );
}

/** Accuracy against variety, against how far groups of shoppers lie apart, and against regret, where they are measured. */
export const accuracyTradeoffs = (view: StudyView, mode: ModeView, theme: Theme): Chart[] =>
  OTHERS.flatMap((name, at) =>
    othersNamed(mode, name).flatMap((other) =>
      tradeoff(view, mode, theme, other, at < WHOLE ? Number.POSITIVE_INFINITY : MOST_ROWS),
    ),
  );
