/** The table of all metrics in LaTeX: metrics down, or algorithms down in parts of as many metrics as a line holds; intervals below means. */

import { slug } from '../specs/chart.ts';
import type { ModeView, StudyView } from '../study/study-view.ts';
import { formatCount, formatMean, joinWords, NOT_DEFINED } from '../text/format.ts';
import {
  boldCell,
  cellWidth,
  GAP,
  type LatexCell,
  type LatexRow,
  LINE,
  latexTable,
  markedCell,
  nameColumn,
  smallCell,
} from './latex.ts';
import { runWords } from './method-words.ts';
import { familyHeading } from './metric-families.ts';
import type { MetricCell, MetricRow } from './metric-rows.ts';
import { metricsWords } from './metric-words.ts';
import { codeOf } from './rival-codes.ts';
import { rivalMarks, spanText } from './words.ts';

/** A mode's metrics and algorithms, in their order. */
export interface ToldMetrics {
  readonly view: StudyView;
  readonly mode: ModeView;
  readonly rows: readonly MetricRow[];
  readonly labels: readonly string[];
}

/** What stands beside a value: rivals beaten, or where it was not tested that it is not told apart from the best. */
export function marksOf({ beats, standing }: MetricCell, labels: readonly string[]): string {
  if (beats !== null) return rivalMarks(labels, beats);
  return standing === 'not told apart' ? '\u2248' : '';
}

export const coded = (labels: readonly string[]): string[] =>
  labels.map((label, i) => `${label} (${codeOf(i, labels.length)})`);

export const noneWords = ({ unranked }: ModeView): string =>
  unranked.length === 0
    ? ''
    : ` Not ranked: ${unranked.map(({ label, reason }) => `${label}, ${reason}`).join('; ')}.`;

const ARROWS = { higher: ' \u2191', lower: ' \u2193', zero: ' \u21920', none: '' } as const;
const ARROW_WORDS = ' \u2191: higher is better, \u2193: lower is better, \u21920: nearest to zero is best.';

const keyWithArrow = ({ metric }: MetricRow): string => `${metric.key}${ARROWS[metric.note.direction]}`;

/** A mean with its marks, and its interval. */
type Pair = readonly [mean: LatexCell, interval: LatexCell];

function pairOf(row: MetricRow, label: string, labels: readonly string[]): Pair {
  const cell = row.cells.get(label);
  if (!cell) return [NOT_DEFINED, ''];
  const { note } = row.metric;
  const marked = markedCell(formatMean(cell.score, note), marksOf(cell, labels));
  const interval = spanText(cell.score, note);
  return [
    cell.standing === 'best' ? boldCell(marked) : marked,
    // `[0.214, 0.252]`.
    smallCell(interval === '' ? '' : `[${interval.replace(' to ', ', ')}]`),
  ];
}

/** A metric with its values. */
interface Column {
  readonly row: MetricRow;
  readonly pairs: readonly Pair[];
}

const widest = (cells: readonly LatexCell[]): number => Math.max(0, ...cells.map(cellWidth));

/** Points of a metric that stands across, with the gap before it. */
const columnWidth = ({ row, pairs }: Column): number =>
  GAP + widest([keyWithArrow(row), smallCell(row.metric.note.unit), ...pairs.flat()]);

export function metricsLatex(told: ToldMetrics): string {
  const { rows, labels } = told;
  const columns = rows.map(
    (row): Column => ({
      row,
      pairs: labels.map((label) => pairOf(row, label, labels)),
    }),
  );
  const heads = coded(labels);
  const names = widest(rows.flatMap((row) => [keyWithArrow(row), smallCell(row.metric.note.unit)]));
  const values = heads.map((head, i) => GAP + widest([head, ...columns.flatMap(({ pairs }) => pairs[i]!)]));
  const counts = GAP + widest(rows.map(countText));
  const isNarrow = names + counts + values.reduce((sum, width) => sum + width, 0) <= LINE;
  return isNarrow ? metricsDown(told, columns) : algorithmsDown(told, columns);
}

function metricsDown(told: ToldMetrics, columns: readonly Column[]): string {
  const { rows, labels } = told;
  const families = [...new Set(rows.map(({ family }) => family))];
  return latexTable({
    caption: captionOf(told, 'all metrics'),
    label: labelOf(told),
    columns: ['l', 'r', ...labels.map(() => 'r')],
    head: ['metric', 'n', ...coded(labels)],
    parts: families.map((family) =>
      columns
        .filter(({ row }) => row.family === family)
        .map(
          ({ row, pairs }): LatexRow => ({
            cells: [keyWithArrow(row), countText(row), ...pairs.map(([mean]) => mean)],
            below: [smallCell(row.metric.note.unit), '', ...pairs.map(([, interval]) => interval)],
          }),
        ),
    ),
  });
}

function algorithmsDown(told: ToldMetrics, columns: readonly Column[]): string {
  const names = coded(told.labels);
  const { column, width, cells } = nameColumn(names);
  const parts = packed(columns, LINE - width);
  return parts
    .map((own, i) => {
      const families = [...new Set(own.map(({ row }) => familyHeading(row.family)))];
      const what = `${joinWords(families)}${parts.length > 1 ? ` (${i + 1} of ${parts.length})` : ''}`;
      return latexTable({
        caption:
          i === 0 ? captionOf(told, what, countsWords(told)) : `${what}, as in the first of these tables.`,
        label: `${labelOf(told)}-${i + 1}`,
        columns: [column, ...own.map(() => 'r')],
        head: {
          cells: ['algorithm', ...own.map(({ row }) => keyWithArrow(row))],
          below: ['', ...own.map(({ row }) => smallCell(row.metric.note.unit))],
        },
        parts: [
          cells.map((name, at) => ({
            cells: [name, ...own.map(({ pairs }) => pairs[at]![0])],
            below: ['', ...own.map(({ pairs }) => pairs[at]![1])],
          })),
        ],
      });
    })
    .join('\n');
}

/** In their order, as many together as there is room for; one at least. */
function packed(columns: readonly Column[], room: number): Column[][] {
  const parts: Column[][] = [];
  let left = 0;
  for (const column of columns) {
    const width = columnWidth(column);
    if (parts.length === 0 || width > left) {
      parts.push([]);
      left = room;
    }
    parts.at(-1)!.push(column);
    left -= width;
  }
  return parts;
}

const labelOf = ({ view, mode }: ToldMetrics): string => `${slug(view.study.name)}-metrics-${mode.repeats}`;

const captionOf = ({ view, mode, rows }: ToldMetrics, what: string, counts = ''): string =>
  `${view.study.title}${mode.words === '' ? '' : `, ${mode.words}`}: ${what}; ${runWords(mode)}${counts}. ${metricsWords(view, mode, rows, 'latex')}${ARROW_WORDS}${noneWords(mode)}`;

function countsWords({ rows }: ToldMetrics): string {
  const counts = [...new Set(rows.flatMap(({ metric }) => metric.scores.map(({ n }) => n)))];
  return counts.length === 1 ? `; n = ${formatCount(counts[0]!)}` : '; n of each mean is in the CSV';
}

function countText({ metric: { scores } }: MetricRow): string {
  const counts = scores.map(({ n }) => n);
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  return low === high ? String(low) : `${low} to ${high}`;
}
