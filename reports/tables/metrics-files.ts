/** The table of all metrics as files: CSV and JSON a row a value, Markdown and LaTeX a row a metric or an algorithm. */

import type { Cell } from '../specs/chart.ts';
import type { ModeView, StudyView } from '../study/study-view.ts';
import { csvOf } from '../text/csv.ts';
import { formatMean, NOT_DEFINED } from '../text/format.ts';
import { markdownTable } from '../text/markdown-text.ts';
import { runCounts, runSentence } from './method-words.ts';
import { type MetricCell, type MetricRow, metricLabels, metricRows } from './metric-rows.ts';
import { metricsWords } from './metric-words.ts';
import { coded, marksOf, metricsLatex, noneWords, type ToldMetrics } from './metrics-latex.ts';
import { codeOf, MOST_LETTERS } from './rival-codes.ts';
import { type TableFile, testJson } from './table-file.ts';
import { rivalCodes, spanText, unitWords } from './words.ts';

const COLUMNS = [
  ...['family', 'metric', 'definition', 'unit', 'direction', 'algorithm', 'code', 'mean', 'low', 'high', 'n'],
  ...[
    'runs',
    'spread over runs',
    'nearness to the best',
    'standing',
    'rank',
    'rivals beaten',
    'better than',
    'status',
    'reason',
  ],
];

function csv({ rows, labels, mode }: ToldMetrics): string {
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
      const { mean, low, high, n, runs, spread } = score;
      return row({
        ...{
          ...told,
          mean,
          low,
          high,
          n,
          runs,
          'spread over runs': spread ?? null,
          'nearness to the best': near,
          standing,
          rank,
        },
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
function json({ rows, labels, mode, view }: ToldMetrics): string {
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
      const { mean, low, high, n, runs, spread = null } = score;
      // Places among `algorithms`, from 0.
      const beats = cell.beats?.map((rival) => place.get(rival)!).sort((a, b) => a - b) ?? null;
      return [{ algorithm: label, mean, low, high, n, runs, spread, near, standing, rank, shared, beats }];
    }),
  }));
  const lines = metrics.map((metric) => `  ${JSON.stringify(metric)}`).join(',\n');
  return `${JSON.stringify(told, null, 1).replace(/\n\}$/, '')},\n "metrics": [\n${lines}\n ]\n}\n`;
}

/** `0.233 (0.214 to 0.252)`. */
function cellText(cell: MetricCell | undefined, { metric }: MetricRow): string {
  if (!cell) return NOT_DEFINED;
  const interval = spanText(cell.score, metric.note);
  return `${formatMean(cell.score, metric.note)}${interval === '' ? '' : ` (${interval})`}`;
}

function markdown({ rows, labels, mode, view }: ToldMetrics): string {
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
  return `${table}\n\n${metricsWords(view, mode, rows, 'markdown')} ${runSentence(mode)}${noneWords(mode)}\n`;
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
    { name: `${name}.tex`, text: metricsLatex(told) },
  ];
}
