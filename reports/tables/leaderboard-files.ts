/** The leaderboard as files: CSV, JSON, Markdown, LaTeX. Numbers are those of the page before rounding. */

import { type Cell, slug } from '../specs/chart.ts';
import { countWords } from '../specs/marks.ts';
import type { StudyView } from '../study/study-view.ts';
import { csvOf } from '../text/csv.ts';
import { formatCount } from '../text/format.ts';
import { markdownTable } from '../text/markdown-text.ts';
import {
  acrossCell,
  boldCell,
  type LatexCell,
  latexTable,
  markedCell,
  nameColumn,
  smallCell,
} from './latex.ts';
import type { Leaderboard, LeaderRow } from './leaderboard.ts';
import { numbersWords, rankingWords } from './leaderboard-table.ts';
import { runCounts } from './method-words.ts';
import { type TableFile, testJson } from './table-file.ts';
import {
  intervalText,
  meanText,
  rankText,
  relativeIntervalText,
  relativeText,
  rivalCodes,
  rivalMarks,
} from './words.ts';

function csv({ rows, unranked, metric }: Leaderboard): string {
  const cells = (row: LeaderRow): Cell[] => {
    const { score, relative, beats, rank, code } = row;
    return [
      ...[rank, score.label, code, metric.key, score.mean, score.low, score.high, score.n, score.runs],
      ...[score.spread, score.trainingNoise ?? null],
      ...[relative?.ratio ?? null, relative?.low ?? null, relative?.high ?? null],
      ...[beats?.length ?? null, beats === null ? null : beats.join('; '), 'ranked', null],
    ];
  };
  const columns = [
    ...['rank', 'algorithm', 'code', 'metric', 'mean', 'low', 'high', 'n', 'runs', 'spread over runs'],
    ...['training noise', 'of the best', 'of the best, low', 'of the best, high'],
    ...['rivals beaten', 'better than', 'status', 'reason'],
  ];
  const none = unranked.map(({ label, reason }): Cell[] =>
    columns.map(
      (name) => ({ algorithm: label, metric: metric.key, status: 'not ranked', reason })[name] ?? null,
    ),
  );
  return csvOf({ columns, rows: [...rows.map(cells), ...none] });
}

function json(view: StudyView, { rows, unranked, metric, mode, tests }: Leaderboard): string {
  const { summary, study } = view;
  const value = {
    table: 'leaderboard',
    study: study.name,
    records: summary.records,
    repeats: mode.repeats,
    metric: { key: metric.key, ...metric.note },
    intervals: { kind: 'percentile bootstrap', level: summary.level, resamples: summary.resamples },
    test: testJson(tests),
    ...runCounts(mode),
    rows: rows.map(({ score, rank, shared, code, beats, relative }) => ({
      ...{ rank, shared, algorithm: score.label, code, mean: score.mean, low: score.low, high: score.high },
      ...{ n: score.n, runs: score.runs, spread: score.spread, trainingNoise: score.trainingNoise ?? null },
      ...{ relative, beats },
    })),
    notRanked: unranked,
  };
  return `${JSON.stringify(value, null, 1)}\n`;
}

/** Columns of the tables for reading, without the first. */
const HEADS = ['algorithm', 'of the best', 'better than', 'n', 'runs'] as const;

export function leaderboardMarkdown(view: StudyView, board: Leaderboard): string {
  const { metric, rows, unranked, labels, tests } = board;
  const level = `${100 * view.summary.level} % interval`;
  const [algorithm, ofBest, better, n, runs] = HEADS;
  const columns = ['rank', algorithm, '', metric.key, level, ofBest, ...(tests ? [better] : []), n, runs];
  const numeric = columns.map((name) => name !== algorithm && name !== '' && name !== better);
  const told = rows.map((row) => [
    ...[rankText(row), row.score.label, row.code, meanText(row, metric.note), intervalText(row, metric.note)],
    [relativeText(row), relativeIntervalText(row)].filter((part) => part !== '').join(', '),
    ...(tests ? [row.beats === null ? 'not tested' : rivalCodes(labels, row.beats)] : []),
    ...[formatCount(row.score.n), formatCount(row.score.runs)],
  ]);
  const none = unranked.map(({ label, reason }) =>
    columns.map((_, i) => (i === 1 ? label : i === 3 ? `not ranked: ${reason}` : '')),
  );
  return `${markdownTable(columns, numeric, [...told, ...none])}\n\n${numbersWords(view, board)} ${rankingWords(board)}\n`;
}

/** A column of the table in LaTeX. */
interface LatexColumn {
  readonly head: LatexCell;
  readonly cell: (row: LeaderRow) => LatexCell;
}

/** Behind code, rank and name. n and runs stand in the caption where all have the same. */
function latexColumns(view: StudyView, { metric, rows, labels }: Leaderboard): LatexColumn[] {
  const { note, key } = metric;
  const differ = (of: (row: LeaderRow) => number): boolean => new Set(rows.map(of)).size > 1;
  const mean = (row: LeaderRow): LatexCell => {
    const marked = markedCell(meanText(row, note), rivalMarks(labels, row.beats ?? []));
    return row.rank === 1 ? boldCell(marked) : marked;
  };
  const level = smallCell(`${100 * view.summary.level} % interval`);
  return [
    { head: key, cell: mean },
    { head: level, cell: (row) => smallCell(intervalText(row, note)) },
    ...(rows.some(({ relative }) => relative !== null)
      ? [
          { head: 'of the best', cell: relativeText },
          { head: smallCell('interval'), cell: (row: LeaderRow) => smallCell(relativeIntervalText(row)) },
        ]
      : []),
    ...(differ(({ score }) => score.n)
      ? [{ head: 'n', cell: ({ score }: LeaderRow) => formatCount(score.n) }]
      : []),
    ...(differ(({ score }) => score.runs)
      ? [{ head: 'runs', cell: ({ score }: LeaderRow) => formatCount(score.runs) }]
      : []),
  ];
}

function latex(view: StudyView, board: Leaderboard): string {
  const { rows, unranked, mode, labels, tests } = board;
  const columns = latexColumns(view, board);
  const names = [...labels, ...unranked.map(({ label }) => label)];
  const name = nameColumn(names);
  const told = (label: string): LatexCell => name.cells[names.indexOf(label)]!;
  const cells = (row: LeaderRow): LatexCell[] => [
    ...[row.code, rankText(row), told(row.score.label)],
    ...columns.map(({ cell }) => cell(row)),
  ];
  const marks = tests
    ? ' Raised: rivals, by the letters or numbers of the first column, that it is significantly better than, or in brackets how many (the CSV has all). Bold: nobody is significantly better.'
    : ' Bold: the best mean.';
  return latexTable({
    caption: `${view.study.title} ${numbersWords(view, board)} ${countWords(rows.map(({ score }) => score))}. ${rankingWords(board)}${marks}`,
    label: `${slug(view.study.name)}-leaderboard-${mode.repeats}`,
    columns: ['r', 'r', name.column, ...columns.map(() => 'r')],
    head: ['', 'rank', 'algorithm', ...columns.map(({ head }) => head)],
    parts: [
      rows.map(cells),
      unranked.map(({ label, reason }) => [
        '',
        '',
        told(label),
        acrossCell(columns.length, `not ranked: ${reason}`),
      ]),
    ],
  });
}

export const leaderboardFiles = (view: StudyView, board: Leaderboard): TableFile[] => {
  const name = `leaderboard-${board.mode.repeats}`;
  return [
    { name: `${name}.csv`, text: csv(board) },
    { name: `${name}.json`, text: json(view, board) },
    { name: `${name}.md`, text: leaderboardMarkdown(view, board) },
    { name: `${name}.tex`, text: latex(view, board) },
  ];
};
