/** The leaderboard as a table of the page. */

import type { ModeView, StudyView } from '../study/study-view.ts';
import { formatCount, plural } from '../text/format.ts';
import { escapeHtml, type Html, html, raw } from '../text/html.ts';
import { markOf } from './algorithm-mark.ts';
import { type Leaderboard, type LeaderRow, leaderboardOf } from './leaderboard.ts';
import { intervalWords, rankWords, relativeWords, runWords, seedWords } from './method-words.ts';
import { fileLinks } from './table-file.ts';
import { intervalText, meanText, rankText, relativeIntervalText, relativeText, rivalCodes } from './words.ts';

/** Rivals, and letters of all their names, up to which a cell has names beside codes. */
const MOST_NAMED = 4;
const MOST_LETTERS = 60;

interface Column {
  readonly field: string;
  readonly heading: string;
  readonly title: string;
  readonly numeric: boolean;
}

function columnsOf({ metric, tests, rows }: Leaderboard, level: number): Column[] {
  const column = (field: string, heading: string, title: string, numeric = true): Column => ({
    ...{ field, heading, title, numeric },
  });
  return [
    ...(metric.note.direction === 'none' ? [] : [column('rank', 'rank', 'shared by ties')]),
    column('label', 'algorithm', 'in brackets what other rows call it by', false),
    column('mean', metric.key, metric.note.doc),
    column('interval', `${level} % interval`, 'of the mean'),
    ...(rows.some(({ relative }) => relative !== null)
      ? [column('relative', 'of the best', 'mean as a share of the best mean, with its own paired interval')]
      : []),
    ...(tests === null
      ? []
      : [column('beats', 'better than', 'significantly better than these rivals', false)]),
    column('n', 'n', 'shoppers or examples'),
    ...(new Set(rows.map(({ score }) => score.runs)).size > 1
      ? [column('runs', 'runs', 'seeds times folds')]
      : []),
  ];
}

/** Codes, the ranges of which no line breaks. */
const joined = (codes: string): Html => raw(escapeHtml(codes).replace(/\u2013/g, '\u2060\u2013\u2060'));

function beatsCell({ rows, labels }: Leaderboard, { beats }: LeaderRow): Html {
  if (beats === null) return html`<td class="beats" data-value="">not tested</td>`;
  const rivals = rows.length - 1;
  const all = beats.length > 1 && beats.length === rivals;
  const isShort = beats.length <= MOST_NAMED && beats.join('').length <= MOST_LETTERS;
  const names = beats.map((label, i) => html`${i > 0 ? ', ' : ''}<bdi>${label}</bdi>`);
  const below = isShort ? names : [`${formatCount(beats.length)} of ${plural(rivals, 'rival')}`];
  return html`<td class="beats" data-value="${beats.length}">${all ? `all ${formatCount(rivals)} rivals` : joined(rivalCodes(labels, beats))}${beats.length === 0 || (all && !isShort) ? null : html`<span class="interval">${below}</span>`}</td>`;
}

const exact = (value: number | null): string => (value === null ? '' : String(value));

function cellOf(view: StudyView, board: Leaderboard, row: LeaderRow, { field }: Column): Html {
  const { score, relative } = row;
  const { note } = board.metric;
  switch (field) {
    case 'rank':
      return html`<td class="number rank" data-value="${exact(row.rank)}">${rankText(row)}</td>`;
    case 'label':
      return html`<th scope="row" data-value="${score.label}">${markOf(view, score.label)}<bdi>${score.label}</bdi> <span class="code">(${row.code})</span></th>`;
    case 'mean':
      return html`<td class="number strong" data-value="${score.mean}" title="${score.mean}">${meanText(row, note)}</td>`;
    case 'interval':
      return html`<td class="number" data-value="${exact(score.low)}" data-high="${exact(score.high)}"${score.low === null ? null : html` title="${exact(score.low)} to ${exact(score.high)}"`}>${intervalText(row, note)}</td>`;
    case 'relative':
      return html`<td class="number" data-value="${exact(relative?.ratio ?? null)}" data-low="${exact(relative?.low ?? null)}" data-high="${exact(relative?.high ?? null)}"${relative === null ? null : html` title="${relative.ratio}"`}>${relativeText(row)}${relativeIntervalText(row) === '' ? null : html`<span class="interval">${relativeIntervalText(row)}</span>`}</td>`;
    case 'beats':
      return beatsCell(board, row);
    case 'n':
      return html`<td class="number" data-value="${score.n}">${formatCount(score.n)}</td>`;
    default:
      return html`<td class="number" data-value="${score.runs}">${formatCount(score.runs)}</td>`;
  }
}

/** Who is not ranked, with the reason: below all ranks, without a number. */
function unrankedRow(
  view: StudyView,
  { label, reason }: { label: string; reason: string },
  columns: readonly Column[],
): Html {
  const before = columns.findIndex(({ field }) => field === 'label');
  return html`<tr data-label="${label}" data-unranked>${before > 0 ? html`<td class="number rank" data-value="">\u2013</td>` : null}<th scope="row" data-value="${label}">${markOf(view, label)}<bdi>${label}</bdi></th><td class="failed" colspan="${columns.length - before - 1}">not ranked: ${reason}</td></tr>`;
}

/** What the numbers are, in one sentence. */
export const numbersWords = (view: StudyView, { metric, mode }: Leaderboard): string =>
  `${metric.key}${mode.words === '' ? '' : `, ${mode.words}`}; ${runWords(mode)}; ${intervalWords(view, mode, metric)}.`;

/** How ranks and shares of the best came about. */
export const rankingWords = (board: Leaderboard): string =>
  [rankWords(board), relativeWords(board), seedWords(board.mode)].filter((part) => part !== '').join(' ');

function table(view: StudyView, board: Leaderboard): Html {
  const { mode, metric, rows, unranked } = board;
  const columns = columnsOf(board, 100 * view.summary.level);
  const head = columns.map(
    ({ field, heading, title, numeric }) =>
      html`<th scope="col" data-field="${field}"${numeric ? html` class="number" data-sort="number"` : html` data-sort="${field === 'beats' ? 'number' : 'text'}"`} title="${title}">${heading}</th>`,
  );
  const body = rows.map(
    (row) =>
      html`<tr data-label="${row.score.label}">${columns.map((column) => cellOf(view, board, row, column))}</tr>\n`,
  );
  const none = unranked.map((one) => unrankedRow(view, one, columns));
  return html`<table id="table-leaderboard-${mode.repeats}" data-table="leaderboard" data-of="${metric.key}"><thead><tr>${head}</tr></thead>
<tbody>${body}</tbody>${none.length === 0 ? null : html`<tbody data-unranked>${none}</tbody>`}</table>`;
}

/** Rows by rank, who is not ranked below with the reason; nothing of a mode without any algorithm. */
export function rankedTable(view: StudyView, mode: ModeView): Html | null {
  const board = leaderboardOf(view, mode);
  if (board === null) return unrankedTable(view, mode.unranked);
  return html`<div class="scores"><h3>Leaderboard in figures</h3><p class="subtitle">${numbersWords(view, board)}</p><div class="scroll wide" tabindex="0" role="region" aria-label="Leaderboard of ${board.metric.key}">${table(view, board)}</div><p class="subtitle">${rankingWords(board)}</p>${fileLinks(`leaderboard-${mode.repeats}`)}</div>`;
}

/** Where nobody is ranked: who is not, and why. */
function unrankedTable(view: StudyView, unranked: Leaderboard['unranked']): Html | null {
  if (unranked.length === 0) return null;
  const rows = unranked.map(
    ({ label, reason }) =>
      html`<tr data-label="${label}" data-unranked><th scope="row">${markOf(view, label)}<bdi>${label}</bdi></th><td class="failed">${reason}</td></tr>`,
  );
  return html`<div class="scores"><h3>Not ranked</h3><div class="scroll"><table><thead><tr><th scope="col">algorithm</th><th scope="col">reason</th></tr></thead><tbody>${rows}</tbody></table></div></div>`;
}
