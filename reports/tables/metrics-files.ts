/** The table of all metrics as files: CSV and JSON a row a value, Markdown and LaTeX a row a metric or an algorithm. */

import { csvOf } from '../csv.ts';
import { formatInterval, formatMean, NOT_DEFINED } from '../format.ts';
import { markdownTable } from '../markdown-text.ts';
import { type Cell, slug } from '../specs/chart.ts';
import type { ModeView, StudyView } from '../study-view.ts';
import { boldCell, type LatexCell, type LatexRow, latexTable, markedCell, smallCell } from './latex.ts';
import { runCounts, runWords } from './method-words.ts';
import { familyHeading } from './metric-families.ts';
import { type MetricCell, type MetricRow, metricLabels, metricRows } from './metric-rows.ts';
import { metricsWords } from './metric-words.ts';
import { codeOf, MOST_LETTERS } from './rival-codes.ts';
import { type TableFile, testJson } from './table-file.ts';
import { rivalCodes, rivalMarks, unitWords } from './words.ts';

/** Columns of values that a page of paper holds. */
const MOST_COLUMNS = 8;

interface Told {
  readonly view: StudyView;
  readonly mode: ModeView;
  readonly rows: readonly MetricRow[];
  readonly labels: readonly string[];
}

const COLUMNS = [
  ...['family', 'metric', 'definition', 'unit', 'direction', 'algorithm', 'code', 'mean', 'low', 'high', 'n'],
  ...['runs', 'nearness to the best', 'standing', 'rank', 'rivals beaten', 'better than', 'status', 'reason'],
];

function csv({ rows, labels, mode }: Told): string {
  const row = (told: Readonly<Record<string, Cell>>): Cell[] => COLUMNS.map((name) => told[name] ?? null);
  // Names of a hundred rivals in each of thousands of rows would be megabytes.
  const named = (beats: readonly string[]): string => {
    if (labels.length > MOST_LETTERS) return beats.length === 0 ? '' : rivalCodes(labels, beats);
    return labels.filter((label) => beats.includes(label)).join('; ');
  };
  const values = rows.flatMap(({ metric, family, cells }) =>
    labels.map((label, at): Cell[] => {
      const cell = cells.get(label);
      const { id: definition, unit, direction } = metric.note;
      const told = {
        family,
        metric: metric.key,
        definition,
        unit,
        direction,
        algorithm: label,
        code: codeOf(at, labels.length),
      };
      if (!cell) return row({ ...told, status: 'not defined' });
      const { score, near, standing, rank, beats } = cell;
      const { mean, low, high, n, runs } = score;
      return row({
        ...{ ...told, mean, low, high, n, runs, 'nearness to the best': near, standing, rank },
        ...(beats !== null && { 'rivals beaten': beats.length, 'better than': named(beats) }),
        status: 'defined',
      });
    }),
  );
  const none = mode.unranked.map(({ label, reason }): Cell[] =>
    row({ algorithm: label, status: 'not ranked', reason }),
  );
  return csvOf({ columns: COLUMNS, rows: [...values, ...none] });
}

/** A line a metric. */
function json({ rows, labels, mode, view }: Told): string {
  const place = new Map(labels.map((label, at) => [label, at]));
  const told = {
    table: 'metrics',
    study: view.study.name,
    records: view.summary.records,
    repeats: mode.repeats,
    intervals: {
      kind: 'percentile bootstrap',
      ...{ level: view.summary.level, resamples: view.summary.resamples },
    },
    ...runCounts(mode),
    notRanked: mode.unranked,
    algorithms: labels,
  };
  const metrics = rows.map(({ metric, family, cells, tests }) => ({
    ...{ key: metric.key, family, definition: metric.note, test: testJson(tests) },
    values: labels.flatMap((label) => {
      const cell = cells.get(label);
      if (!cell) return [];
      const { score, near, standing, rank, shared } = cell;
      const { mean, low, high, n, runs } = score;
      // Places among `algorithms`, from 0.
      const beats = cell.beats?.map((rival) => place.get(rival)!).sort((a, b) => a - b) ?? null;
      return [{ algorithm: label, mean, low, high, n, runs, near, standing, rank, shared, beats }];
    }),
  }));
  const lines = metrics.map((metric) => `  ${JSON.stringify(metric)}`).join(',\n');
  return `${JSON.stringify(told, null, 1).replace(/\n\}$/, '')},\n "metrics": [\n${lines}\n ]\n}\n`;
}

/** `0.233 (0.214 to 0.252)`. */
function cellText(cell: MetricCell | undefined, { metric }: MetricRow): string {
  if (!cell) return NOT_DEFINED;
  const interval = formatInterval(cell.score, metric.note);
  return `${formatMean(cell.score, metric.note)}${interval === '' ? '' : ` (${interval})`}`;
}

/** What stands beside a value: rivals beaten, or where it was not tested that it is not told apart from the best. */
function marksOf({ beats, standing }: MetricCell, labels: readonly string[]): string {
  if (beats !== null) return rivalMarks(labels, beats);
  return standing === 'not told apart' ? '\u2248' : '';
}

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
  return `${table}\n\n${metricsWords(view, mode, rows, 'markdown')} ${runWords(mode)}.${noneWords(mode)}\n`;
}

function latexCell(cell: MetricCell | undefined, row: MetricRow, labels: readonly string[]): LatexCell {
  if (!cell) return NOT_DEFINED;
  const marked = markedCell(formatMean(cell.score, row.metric.note), marksOf(cell, labels));
  return cell.standing === 'best' ? boldCell(marked) : marked;
}

/** `[0.214, 0.252]`. */
function latexInterval(cell: MetricCell | undefined, { metric }: MetricRow): LatexCell {
  const interval = cell ? formatInterval(cell.score, metric.note) : '';
  return smallCell(interval === '' ? '' : `[${interval.replace(' to ', ', ')}]`);
}

/** Metrics down, or algorithms down in parts of a few metrics; intervals below means. */
function latex(told: Told): string {
  const { view, mode, rows, labels } = told;
  const caption = (what: string): string =>
    `${view.study.title}${mode.words === '' ? '' : `, ${mode.words}`}: ${what}; ${runWords(mode)}. ${metricsWords(view, mode, rows, 'latex')}${noneWords(mode)}`;
  const name = `${slug(view.study.name)}-metrics-${mode.repeats}`;
  if (labels.length <= MOST_COLUMNS)
    return latexTable({
      caption: caption('all metrics'),
      label: name,
      close: true,
      columns: ['l', 'r', ...labels.map(() => 'r')],
      head: ['metric', 'n', ...coded(labels)],
      parts: familiesOf(rows).map((own) => own.map((row) => metricLines(row, labels))),
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
        close: true,
        columns: ['l', ...own.map(() => 'r')],
        head: {
          cells: ['algorithm', ...own.map(({ metric }) => metric.key)],
          below: ['', ...own.map(({ metric }) => smallCell(unitWords(metric.note)))],
        },
        parts: [
          labels.map((label, at) => ({
            cells: [
              `${label} (${codeOf(at, labels.length)})`,
              ...own.map((row) => latexCell(row.cells.get(label), row, labels)),
            ],
            below: ['', ...own.map((row) => latexInterval(row.cells.get(label), row))],
          })),
        ],
      }),
    )
    .join('\n');
}

const metricLines = (row: MetricRow, labels: readonly string[]): LatexRow => ({
  cells: [
    ...[row.metric.key, countText(row)],
    ...labels.map((label) => latexCell(row.cells.get(label), row, labels)),
  ],
  below: [
    ...[smallCell(unitWords(row.metric.note)), ''],
    ...labels.map((label) => latexInterval(row.cells.get(label), row)),
  ],
});

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
