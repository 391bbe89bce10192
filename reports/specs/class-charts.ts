/** Studies of classes: which are mistaken for which, and whether what is said to be probable comes true as often. */

import type { LabelResult } from '../../experiments/run-record.ts';
import { type ModeView, metricNamed, type StudyView } from '../study/study-view.ts';
import { formatCount, formatMean, formatPercent, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart, VegaLiteSpec } from './chart.ts';
import {
  colourOf,
  drawnWords,
  rowsHeight,
  rowsOf,
  shapeOf,
  slantOf,
  subtitleOf,
  tellableLabels,
} from './marks.ts';

const MOST_ALGORITHMS = 6;

interface Bin {
  readonly mean: number;
  readonly share: number;
  readonly n: number;
}

/** What the runs of an algorithm told of classes, summed. */
export interface Told {
  readonly label: string;
  readonly classes: readonly string[];
  /** (classes) of (classes) */
  readonly confusion: readonly (readonly number[])[];
  /** Tenths that hold examples: mean probability, share of those of whom it came true. */
  readonly bins: readonly Bin[];
}

/** By rank; [] where the study is not of classes. */
export function toldClasses(mode: ModeView): Told[] {
  const ranked = mode.primary?.scores.map(({ label }) => label) ?? [];
  return ranked.flatMap((label) => {
    const own = mode.runs
      .filter((run) => run.inputs.algorithm.label === label)
      .flatMap((run) => run.result.labels ?? []);
    const [first] = own;
    if (first === undefined) return [];
    const { classes } = first;
    const confusion = classes.map((_, r) =>
      classes.map((_, c) => own.reduce((sum, one) => sum + (one.confusion[r]?.[c] ?? 0), 0)),
    );
    return [{ label, classes, confusion, bins: pooled(own.map((one) => one.reliability)) }];
  });
}

/** Tenths of several runs. */
function pooled(runs: readonly LabelResult['reliability'][]): Bin[] {
  const sum = (of: (run: LabelResult['reliability']) => number): number =>
    runs.reduce((all, run) => all + of(run), 0);
  return runs[0]!.n.flatMap((_, tenth): Bin[] => {
    const n = sum((run) => run.n[tenth]!);
    if (n === 0) return [];
    const mean = sum((run) => run.mean[tenth]! * run.n[tenth]!) / n;
    return [{ mean, share: sum((run) => run.hits[tenth]!) / n, n }];
  });
}

interface ConfusionCell {
  readonly own: string;
  readonly said: string;
  readonly count: number;
  /** Of the examples of the class. */
  readonly share: number;
}

function cellsOf({ classes, confusion }: Told): ConfusionCell[] {
  return classes.flatMap((own, r) => {
    const all = confusion[r]!.reduce((sum, count) => sum + count, 0);
    return classes.map((said, c) => ({
      own,
      said,
      count: confusion[r]![c]!,
      share: all === 0 ? 0 : confusion[r]![c]! / all,
    }));
  });
}

function confusionSpec(
  theme: Theme,
  classes: readonly string[],
  cells: readonly ConfusionCell[],
): VegaLiteSpec {
  const y = { ...rowsOf('own', classes), title: 'is' };
  const labelAngle = slantOf(classes);
  const axis = { labelAngle, labelLimit: 140, orient: 'top' };
  const x = { ...rowsOf('said', classes), title: 'was said to be', axis };
  return {
    data: {
      values: cells.map((cell) => ({
        ...cell,
        shown: formatPercent(cell.share),
        exact: formatCount(cell.count),
      })),
    },
    height: Math.max(96, rowsHeight(classes.length) * 2),
    ...(labelAngle !== 0 && { padding: { left: 8, top: 8, bottom: 8, right: 48 } }),
    layer: [
      {
        mark: { type: 'rect', color: theme.accent, cornerRadius: 2 },
        encoding: {
          y,
          x,
          opacity: {
            field: 'share',
            type: 'quantitative',
            scale: { type: 'sqrt', domain: [0, 1], range: [0.05, 1] },
            legend: null,
          },
          tooltip: [
            { field: 'own', title: 'is' },
            { field: 'said', title: 'was said to be' },
            { field: 'exact', title: 'examples' },
            { field: 'shown', title: 'of the class' },
          ],
        },
      },
      {
        mark: { type: 'text', fontSize: 12 },
        encoding: {
          y,
          x,
          text: { field: 'shown' },
          color: { condition: { test: 'datum.share > 0.4', value: theme.paper }, value: theme.ink },
        },
      },
    ],
  };
}

function confusionChart(view: StudyView, mode: ModeView, theme: Theme, told: Told): Chart {
  const cells = cellsOf(told);
  const wrong = cells.filter(({ own, said, count }) => own !== said && count > 0);
  const worst = wrong.toSorted((a, b) => b.share - a.share)[0];
  const right = cells.filter(({ own, said }) => own === said);
  const all = cells.reduce((sum, { count }) => sum + count, 0);
  return {
    name: 'confusion',
    repeats: mode.repeats,
    metric: null,
    title: worst
      ? `${told.label} takes ${formatPercent(worst.share)} of ${worst.own} for ${worst.said}, its most frequent mistake`
      : `${told.label} mistakes nothing`,
    subtitle: subtitleOf(
      view,
      mode,
      [`per cent of the examples of each class, ${plural(all, 'answer')} over all runs`],
      false,
    ),
    takeaway: `Right: ${right.map(({ own, share }) => `${formatPercent(share)} of ${own}`).join(', ')}.`,
    alt: `Matrix of classes, true by said: ${cells.map(({ own, said, share }) => `${own} as ${said} ${formatPercent(share)}`).join('; ')}.`,
    spec: confusionSpec(theme, told.classes, cells),
    table: {
      columns: ['is', 'was said to be', 'examples', 'share of the class'],
      rows: cells.map(({ own, said, count, share }) => [own, said, count, share]),
    },
    exported: true,
  };
}

function reliabilitySpec(view: StudyView, theme: Theme, told: readonly Told[]): VegaLiteSpec {
  const labels = told.map(({ label }) => label);
  const color = { ...colourOf(view, theme, labels), legend: { title: null } };
  const axis = { type: 'quantitative', scale: { domain: [0, 1] }, axis: { format: '.0%' } };
  const x = { field: 'mean', ...axis, title: 'probability told' };
  const y = { field: 'share', ...axis, title: 'came true' };
  return {
    data: {
      values: told.flatMap(({ label, bins }) =>
        bins.map((bin) => ({
          label,
          ...bin,
          told: formatPercent(bin.mean),
          was: formatPercent(bin.share),
        })),
      ),
    },
    height: 320,
    layer: [
      {
        data: {
          values: [
            { mean: 0, share: 0 },
            { mean: 1, share: 1 },
          ],
        },
        mark: { type: 'line', color: theme.muted, strokeDash: [4, 4] },
        encoding: { x, y },
      },
      { mark: { type: 'line', strokeWidth: 2, opacity: 0.7 }, encoding: { x, y, color } },
      {
        mark: { type: 'point', filled: true, size: 55, opacity: 1 },
        encoding: {
          x,
          y,
          color,
          shape: { ...shapeOf(view, labels), legend: { title: null, symbolOpacity: 1 } },
          tooltip: [
            { field: 'label', title: 'algorithm' },
            { field: 'told', title: 'told' },
            { field: 'was', title: 'came true' },
            { field: 'n', title: 'examples', format: ',' },
          ],
        },
      },
    ],
  };
}

/** Mean distance of told and true, weighted by examples. */
const apart = ({ bins }: Told): number =>
  bins.reduce((sum, { mean, share, n }) => sum + Math.abs(mean - share) * n, 0) /
  bins.reduce((sum, { n }) => sum + n, 0);

const answersOf = ({ bins }: Told): number => bins.reduce((sum, { n }) => sum + n, 0);

/** Where the study measures it. */
function brierWords(mode: ModeView): string {
  const brier = metricNamed(mode, 'brier');
  if (brier === null) return '';
  const scores = brier.scores
    .slice(0, MOST_ALGORITHMS)
    .map((score) => `${score.label} ${formatMean(score, brier.note)}`);
  return `Brier score: ${scores.join(', ')}. `;
}

function reliabilityChart(
  view: StudyView,
  mode: ModeView,
  theme: Theme,
  told: readonly Told[],
  words: readonly string[],
): Chart {
  const last = told[0]!.classes.at(-1)!;
  const sorted = told.toSorted((a, b) => apart(a) - apart(b));
  const [best, worst] = [sorted[0]!, sorted.at(-1)!];
  const distance = (one: Told) => `${(100 * apart(one)).toFixed(1)} points`;
  return {
    name: 'reliability',
    repeats: mode.repeats,
    metric: null,
    title:
      best === worst
        ? `What ${best.label} calls probable is ${distance(best)} off, on average`
        : `${best.label} can be taken at its word, ${distance(best)} off on average; ${worst.label} is ${distance(worst)} off`,
    subtitle: subtitleOf(
      view,
      mode,
      [
        `probability of ${last}, by tenth, n = ${formatCount(answersOf(told[0]!))} answers over all runs; mean distance from the dashed line weighed by answers (expected calibration error)`,
        ...words,
      ],
      false,
    ),
    takeaway: `${brierWords(mode)}On the dashed line, what is told and what came true agree; below it, too much was promised.`,
    alt: `Told and true by tenth of probability: ${told.map((one) => `${one.label} ${one.bins.map(({ mean, share }) => `${formatPercent(mean)} ${formatPercent(share)}`).join(', ')}`).join('; ')}.`,
    spec: reliabilitySpec(view, theme, told),
    table: {
      columns: ['algorithm', 'told', 'came true', 'examples'],
      rows: told.flatMap(({ label, bins }) => bins.map(({ mean, share, n }) => [label, mean, share, n])),
    },
    exported: true,
  };
}

/** The mistakes of the leader, and the reliability of the best. */
export function classCharts(view: StudyView, mode: ModeView, theme: Theme): Chart[] {
  const all = toldClasses(mode);
  const drawn = tellableLabels(
    view,
    all.map(({ label }) => label),
    MOST_ALGORITHMS,
  );
  const told = all.filter(({ label }) => drawn.includes(label));
  if (told.length === 0 || told[0]!.bins.length === 0) return [];
  const words = drawnWords(
    drawn,
    all.map(({ label }) => label),
  );
  return [confusionChart(view, mode, theme, told[0]!), reliabilityChart(view, mode, theme, told, words)];
}
