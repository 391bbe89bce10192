import type { DoneRun } from '../../experiments/run-record.ts';
import { formatCount, formatNumber, formatPercent, joinWords, plural } from '../format.ts';
import type { StudyView } from '../study-view.ts';
import type { Theme } from '../theme.ts';
import { type Chart, slug, type VegaLiteSpec } from './chart.ts';
import { colourOf } from './marks.ts';

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
  const color = { ...colourOf(view, theme, labels), ...(labels.length > 1 && { legend: { title: null } }) };
  return {
    data: {
      values: curves.flatMap((curve, fit) =>
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
        axis: { format: '~g' },
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
  const broken = curves.filter((curve) => curve.points.some(({ value }) => value === null));
  return {
    name,
    repeats: null,
    metric: null,
    title: `${measure} over epochs: ${joinWords(shown)}${rest > 0 ? ` (and ${rest} more)` : ''}`,
    subtitle: `${measure} as told while fitting${curves.length > 1 ? `, a line for each of ${curves.length} fits` : ''}`,
    takeaway: [
      `The last epoch told made ${joinWords(ways.map(({ label, lastPart }) => `${formatPercent(lastPart)} of the way of ${label}`))}.`,
      ...(broken.length > 0
        ? [`${plural(broken.length, 'fit')} told of values that are no finite numbers; they are not drawn.`]
        : []),
    ].join(' '),
    alt: `Lines of ${measure} by epoch: ${told.map((text, i) => `${text} in ${plural(ways[i]!.epochs, 'epoch')}`).join('; ')}.`,
    spec: curvesSpec(view, theme, curves),
    table: {
      columns: ['algorithm', 'seed', 'fold', 'epoch', measure],
      rows: curves.flatMap(({ label, seed, fold, points }) =>
        points.map(({ epoch, value }) => [label, seed, fold + 1, epoch, value]),
      ),
    },
    exported: true,
  };
}

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
  return [...groups].flatMap(([name, curves]) => curvesChart(view, theme, name, curves) ?? []);
}
