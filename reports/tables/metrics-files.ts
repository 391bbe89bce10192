/** The table of all metrics as files: CSV and JSON a row a value, Markdown and LaTeX a row a metric or an algorithm. */

import { csvOf } from '../csv.ts';
import { formatInterval, formatMean, NOT_DEFINED } from '../format.ts';
import { markdownTable } from '../markdown-text.ts';
import { type Cell, slug } from '../specs/chart.ts';
import type { ModeView, StudyView } from '../study-view.ts';
import { boldCell, type LatexCell, latexTable, markedCell } from './latex.ts';
import { runCounts, runWords } from './method-words.ts';
import { familyHeading } from './metric-families.ts';
import { type MetricCell, type MetricRow, metricLabels, metricRows } from './metric-rows.ts';
import { metricsWords } from './metrics-table.ts';
import { codeOf } from './rival-codes.ts';
import type { TableFile } from './table-file.ts';
import { rivalCodes, unitWords } from './words.ts';

/** Columns of values that a page of paper holds. */
const MOST_COLUMNS = 8;

interface Told {
  readonly view: StudyView;
  readonly mode: ModeView;
  readonly rows: readonly MetricRow[];
  readonly labels: readonly string[];
}

function csv({ rows, labels, mode }: Told): string {
  const columns = [
    ...['family', 'metric', 'definition', 'unit', 'direction', 'algorithm', 'mean', 'low', 'high', 'n'],
    ...['runs', 'nearness to the best', 'standing', 'better than', 'status', 'reason'],
  ];
  const values = rows.flatMap(({ metric, family, cells }) =>
    labels.map((label): Cell[] => {
      const cell = cells.get(label);
      const { note, key } = metric;
      const told = [family, key, note.id, note.unit, note.direction, label];
      if (!cell) return [...told, ...columns.slice(6, 14).map(() => null), 'not defined', null];
      const { score, near, standing, beats } = cell;
      return [
        ...told,
        ...[score.mean, score.low, score.high, score.n, score.runs, near, standing],
        ...[beats === null ? null : beats.join('; '), 'defined', null],
      ];
    }),
  );
  const none = mode.unranked.map(({ label, reason }): Cell[] =>
    columns.map((name) => ({ algorithm: label, status: 'not ranked', reason })[name] ?? null),
  );
  return csvOf({ columns, rows: [...values, ...none] });
}

function json({ rows, labels, mode, view }: Told): string {
  const value = {
    table: 'metrics',
    study: view.study.name,
    records: view.summary.records,
    repeats: mode.repeats,
    intervals: {
      kind: 'percentile bootstrap',
      ...{ level: view.summary.level, resamples: view.summary.resamples },
    },
    ...runCounts(mode),
    metrics: rows.map(({ metric, family, cells }) => ({
      ...{ key: metric.key, family, definition: metric.note },
      values: labels.flatMap((label) => {
        const cell = cells.get(label);
        if (!cell) return [];
        const { score, near, standing, beats } = cell;
        const { mean, low, high, n, runs } = score;
        return [{ algorithm: label, mean, low, high, n, runs, near, standing, beats }];
      }),
    })),
    notRanked: mode.unranked,
  };
  return `${JSON.stringify(value, null, 1)}\n`;
}

/** `0.233 (0.214 to 0.252)`. */
function cellText(cell: MetricCell | undefined, { metric }: MetricRow): string {
  if (!cell) return NOT_DEFINED;
  const interval = formatInterval(cell.score, metric.note);
  return `${formatMean(cell.score, metric.note)}${interval === '' ? '' : ` (${interval})`}`;
}

/** What stands beside a value: rivals beaten, or that it is not told apart from the best. */
const marksOf = ({ beats, standing }: MetricCell, labels: readonly string[]): string =>
  beats === null
    ? standing === 'not told apart'
      ? '\u2248'
      : ''
    : beats.length === 0
      ? ''
      : rivalCodes(labels, beats);

const coded = (labels: readonly string[]): string[] =>
  labels.map((label, i) => `${label} (${codeOf(i, labels.length)})`);

const noneWords = ({ unranked }: ModeView): string =>
  unranked.length === 0
    ? ''
    : ` Not ranked: ${unranked.map(({ label, reason }) => `${label}, ${reason}`).join('; ')}.`;

function markdown({ rows, labels, mode, view }: Told): string {
  const table = markdownTable(
    ['metric', 'unit and direction', ...coded(labels)],
    [false, false, ...labels.map(() => true)],
    rows.map((row) => [
      row.metric.key,
      unitWords(row.metric.note),
      ...labels.map((label) => {
        const cell = row.cells.get(label);
        const marks = cell ? marksOf(cell, labels) : '';
        return `${cellText(cell, row)}${marks === '' ? '' : ` [${marks}]`}`;
      }),
    ]),
  );
  return `${table}\n\n${metricsWords(view, rows).replace('Raised letters', 'Letters in brackets')} ${runWords(mode)}.${noneWords(mode)}\n`;
}

function latexCell(cell: MetricCell | undefined, row: MetricRow, labels: readonly string[]): LatexCell {
  if (!cell) return NOT_DEFINED;
  const marked = markedCell(formatMean(cell.score, row.metric.note), marksOf(cell, labels));
  return cell.standing === 'best' ? boldCell(marked) : marked;
}

/** Means alone, for width: intervals stand in the other files. Metrics down, or algorithms down in parts of a few metrics. */
function latex(told: Told): string {
  const { view, mode, rows, labels } = told;
  const caption = (what: string): string =>
    `${view.study.title}${mode.words === '' ? '' : `, ${mode.words}`}: ${what}; ${runWords(mode)}. ${metricsWords(view, rows).replace(/^Means with .*? files\. /, 'Means; intervals are in the CSV. ')}${noneWords(mode)}`;
  const name = `${slug(view.study.name)}-metrics-${mode.repeats}`;
  if (labels.length <= MOST_COLUMNS)
    return latexTable({
      caption: caption('all metrics'),
      label: name,
      columns: ['l', 'l', 'r', ...labels.map(() => 'r')],
      head: ['metric', 'unit and direction', 'n', ...coded(labels)],
      parts: familiesOf(rows).map((own) =>
        own.map((row) => [
          ...[row.metric.key, unitWords(row.metric.note), countText(row)],
          ...labels.map((label) => latexCell(row.cells.get(label), row, labels)),
        ]),
      ),
    });
  const parts = familiesOf(rows).flatMap((own) =>
    Array.from({ length: Math.ceil(own.length / MOST_COLUMNS) }, (_, i) =>
      own.slice(i * MOST_COLUMNS, (i + 1) * MOST_COLUMNS),
    ),
  );
  return parts
    .map((own, i) =>
      latexTable({
        caption: caption(familyHeading(own[0]!.family)),
        label: `${name}-${i + 1}`,
        columns: ['l', ...own.map(() => 'r')],
        head: ['algorithm', ...own.map(({ metric }) => metric.key)],
        parts: [
          labels.map((label, at) => [
            `${label} (${codeOf(at, labels.length)})`,
            ...own.map((row) => latexCell(row.cells.get(label), row, labels)),
          ]),
        ],
      }),
    )
    .join('\n');
}

const familiesOf = (rows: readonly MetricRow[]): MetricRow[][] =>
  [...new Set(rows.map(({ family }) => family))].map((family) => rows.filter((row) => row.family === family));

function countText({ metric: { scores } }: MetricRow): string {
  const counts = scores.map(({ n }) => n);
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  return low === high ? String(low) : `${low} to ${high}`;
}

/** None where no complete algorithm has a value of anything. */
export function metricsFiles(view: StudyView, mode: ModeView): TableFile[] {
  const rows = metricRows(view, mode);
  if (rows.length === 0) return [];
  const told = { view, mode, rows, labels: metricLabels(view, mode) };
  const name = `metrics-${mode.repeats}`;
  return [
    { name: `${name}.csv`, text: csv(told) },
    { name: `${name}.json`, text: json(told) },
    { name: `${name}.md`, text: markdown(told) },
    { name: `${name}.tex`, text: latex(told) },
  ];
}
