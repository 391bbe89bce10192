import type { DoneRun } from '../../experiments/run-record.ts';
import type { StudyView } from '../study/study-view.ts';
import { formatCount, formatNumber, formatPercent, joinWords, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { type Chart, slug, type VegaLiteSpec } from './chart.ts';
import {
  colourOf,
  greysFirst,
  greyWords,
  MOST_ROWS,
  NUMBERS,
  namedUpTo,
  rankedLabels,
  seriesLegend,
} from './marks.ts';

/** One measure of one fit. */
interface Curve {
  readonly label: string;
  readonly algorithm: string;
  readonly measure: string;
  readonly seed: string;
  readonly fold: number;
  readonly points: readonly { readonly epoch: number; readonly value: number | null }[];
}

/** Losses of different algorithms are sums of different things: each algorithm has a chart of its own. */
const OWN_CHART = 'loss';
const TITLE_LABELS = 3;
const MOST_NAMED = 8;
/** Algorithms of which losses are drawn, a chart each. */
const MOST_CHARTS = 24;

/** Every fit of complete algorithms once: modes of repeats share fits. */
function curvesOf(view: StudyView): Curve[] {
  const fits = new Map<string, DoneRun>();
  for (const run of view.modes.flatMap((mode) => mode.runs)) {
    const { algorithm, seed, split } = run.inputs;
    const fit = JSON.stringify([algorithm.label, seed, split.fold]);
    if (!fits.has(fit)) fits.set(fit, run);
  }
  return [...fits.values()].flatMap(({ inputs: { algorithm, seed, split }, result }) =>
    (result.traces ?? []).map(({ measure, epochs, values }) => ({
      label: algorithm.label,
      algorithm: algorithm.name,
      measure,
      seed,
      fold: split.fold,
      points: epochs.map((epoch, i) => ({ epoch, value: values[i] ?? null })),
    })),
  );
}

const known = (curve: Curve): { epoch: number; value: number }[] =>
  curve.points.flatMap(({ epoch, value }) => (value === null ? [] : [{ epoch, value }]));

/** Where the curves of a label begin and end, and the part of the way between that the last epoch told made; means over its fits. */
interface Way {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly lastPart: number;
  readonly epochs: number;
}

function wayOf(label: string, curves: readonly Curve[]): Way | null {
  const own = curves.filter((curve) => curve.label === label).map(known);
  const told = own.filter((points) => points.length > 0);
  if (told.length === 0) return null;
  const mean = (value: (points: (typeof told)[number]) => number) =>
    told.reduce((sum, points) => sum + value(points), 0) / told.length;
  const [from, to] = [mean((points) => points[0]!.value), mean((points) => points.at(-1)!.value)];
  const before = mean((points) => (points.at(-2) ?? points[0]!).value);
  return {
    label,
    from,
    to,
    lastPart: from === to ? 0 : (to - before) / (to - from),
    epochs: Math.max(...told.map((points) => points.at(-1)!.epoch)),
  };
}

function curvesSpec(view: StudyView, theme: Theme, curves: readonly Curve[]): VegaLiteSpec {
  const labels = [...new Set(curves.map(({ label }) => label))];
  const measure = curves[0]!.measure;
  const color = {
    ...colourOf(view, theme, labels),
    ...(labels.length > 1 && { legend: seriesLegend(view, labels) }),
  };
  return {
    data: {
      values: greysFirst(view, curves).flatMap((curve, fit) =>
        known(curve).map(({ epoch, value }) => ({
          label: curve.label,
          fit,
          seed: curve.seed,
          fold: curve.fold + 1,
          epoch,
          value,
        })),
      ),
    },
    height: 260,
    mark: { type: 'line', strokeWidth: 2, point: { size: 30, filled: true }, opacity: 0.8 },
    encoding: {
      x: { field: 'epoch', type: 'quantitative', title: 'epoch', axis: { format: 'd', tickMinStep: 1 } },
      y: {
        field: 'value',
        type: 'quantitative',
        title: measure,
        axis: { format: NUMBERS },
        scale: { zero: false },
      },
      color,
      detail: { field: 'fit', type: 'nominal' },
      tooltip: [
        { field: 'label', title: 'algorithm' },
        { field: 'seed', title: 'seed' },
        { field: 'fold', title: 'fold' },
        { field: 'epoch', title: 'epoch' },
        { field: 'value', title: measure },
      ],
    },
  };
}

const number = (value: number): string =>
  Math.abs(value) >= 1000 ? formatCount(value) : formatNumber(value);

function curvesChart(view: StudyView, theme: Theme, name: string, curves: readonly Curve[]): Chart | null {
  const labels = [...new Set(curves.map(({ label }) => label))];
  const ways = labels.flatMap((label) => wayOf(label, curves) ?? []);
  if (ways.length === 0) return null;
  const { measure } = curves[0]!;
  const told = ways.map(({ label, from, to }) => `${label} from ${number(from)} to ${number(to)}`);
  const shown = told.slice(0, TITLE_LABELS);
  const rest = told.length - shown.length;
  const kept = rankedLabels(view)
    .filter((label) => labels.includes(label))
    .slice(0, MOST_ROWS);
  const drawn = curves.filter(({ label }) => kept.includes(label));
  const broken = curves.filter((curve) => curve.points.some(({ value }) => value === null));
  return {
    name,
    repeats: null,
    metric: null,
    title: `${measure} over epochs: ${joinWords(shown)}${rest > 0 ? ` (and ${rest} more)` : ''}`,
    subtitle: `${measure} as told while fitting${curves.length > 1 ? `, a line for each of ${drawn.length} fits` : ''}${kept.length < labels.length ? `; the ${kept.length} best of ${labels.length} algorithms` : ''}`,
    takeaway: [
      `The last epoch told made ${namedUpTo(
        MOST_NAMED,
        ways.map(({ label, lastPart }) => `${formatPercent(lastPart)} of the way of ${label}`),
      )}.`,
      ...(labels.length > 1 ? [greyWords(view, labels)] : []).filter((text) => text !== ''),
      ...(broken.length > 0
        ? [`${plural(broken.length, 'fit')} told of values that are no finite numbers; they are not drawn.`]
        : []),
    ].join(' '),
    alt: `Lines of ${measure} by epoch: ${namedUpTo(
      2 * MOST_NAMED,
      told.map((text, i) => `${text} in ${plural(ways[i]!.epochs, 'epoch')}`),
    )}.`,
    spec: curvesSpec(view, theme, drawn),
    table: {
      columns: ['algorithm', 'seed', 'fold', 'epoch', measure],
      rows: curves.flatMap(({ label, seed, fold, points }) =>
        points.map(({ epoch, value }) => [label, seed, fold + 1, epoch, value]),
      ),
    },
    exported: true,
  };
}

const placeIn = (labels: readonly string[], curves: readonly Curve[]): number => {
  const at = labels.indexOf(curves[0]!.label);
  return at < 0 ? labels.length : at;
};

/** What fits told of their epochs: a chart a measure, and one an algorithm for losses. */
export function learningCurves(view: StudyView, theme: Theme): Chart[] {
  const groups = new Map<string, Curve[]>();
  for (const curve of curvesOf(view)) {
    const name = slug(
      curve.measure === OWN_CHART
        ? `learning-${curve.measure}-${curve.algorithm}`
        : `learning-${curve.measure}`,
    );
    groups.set(name, [...(groups.get(name) ?? []), curve]);
  }
  const isOwn = ([, curves]: readonly [string, readonly Curve[]]): boolean =>
    curves[0]!.measure === OWN_CHART;
  const best = rankedLabels(view);
  const losses = [...groups].filter(isOwn).toSorted(([, a], [, b]) => placeIn(best, a) - placeIn(best, b));
  const left = new Set(losses.slice(MOST_CHARTS).map(([name]) => name));
  return [...groups].flatMap(([name, curves]) => {
    const chart = left.has(name) ? null : curvesChart(view, theme, name, curves);
    if (chart === null) return [];
    return left.size > 0 && name === losses[0]![0]
      ? [
          {
            ...chart,
            subtitle: `${chart.subtitle}; losses of the ${MOST_CHARTS} best of ${losses.length} algorithms have a chart`,
          },
        ]
      : [chart];
  });
}
