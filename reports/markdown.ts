/** `summary.md`: the findings, the leaderboards, the account and the provenance as Markdown. */

import type { Account } from '../datasets/quality.ts';
import { findingsOf } from './findings.ts';
import { formatCount, formatInterval, formatMean, NOT_DEFINED } from './format.ts';
import { dataFacts, type Fact, methodFacts } from './provenance.ts';
import { accountTable } from './specs/data-account.ts';
import { MODE_DOC, type ModeView, type StudyView } from './study-view.ts';

/** Text that Markdown and HTML in Markdown leave as it is; one line. */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~#!$]/g, '\\$&');

/** A code span; ticks inside are dropped, a table's bars kept apart. */
const code = (text: string): string => `\`${text.replace(/`/g, '').replace(/\s+/g, ' ')}\``;

function tableOf(
  columns: readonly string[],
  numeric: readonly boolean[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const rule = `| ${numeric.map((right) => (right ? '---:' : '---')).join(' | ')} |`;
  return [line(columns), rule, ...rows.map(line)].join('\n');
}

function leaderboardOf(view: StudyView, mode: ModeView): string {
  const { primary, unranked } = mode;
  const heading = `## Leaderboard${mode.words === '' ? '' : `: ${mode.words}`}\n\n${mode.words === '' ? '' : `${MODE_DOC[mode.repeats]}\n\n`}`;
  const ranked = (primary?.scores ?? []).map((score, i) => [
    primary!.note.direction === 'none' ? '' : String(i + 1),
    score.label,
    formatMean(score, primary!.note),
    formatInterval(score, primary!.note) || NOT_DEFINED,
    formatCount(score.n),
    String(score.runs),
  ]);
  const failed = unranked.map(({ label, reason }) => ['', label, `not ranked: ${reason}`, '', '', '']);
  const columns = [
    '',
    'algorithm',
    primary?.key ?? view.study.primary,
    `${100 * view.summary.level} % interval`,
    'n',
    'runs',
  ];
  return heading + tableOf(columns, [true, false, true, true, true, true], [...ranked, ...failed]);
}

const factList = (facts: readonly Fact[]): string =>
  facts.map(([name, value]) => `- ${name}: ${escapeMarkdown(value)}`).join('\n');

/** A table of the rules, and a list of the notes where there are any. */
function accountOf(account: Account): string[] {
  const rows = accountTable(account).map((row) =>
    row.map((cell) => (typeof cell === 'number' ? formatCount(cell) : (cell ?? ''))),
  );
  const notes = (account.notes ?? []).map(
    ({ note, rows: count }) => `- ${formatCount(count)} ${escapeMarkdown(note)}`,
  );
  return [
    tableOf([`rule for ${account.of ?? 'rows'}`, 'dropped', 'left'], [false, true, true], rows),
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
  ];
}

export function markdownOf(view: StudyView): string {
  const { study } = view;
  const parts = [
    `# ${escapeMarkdown(study.title)}`,
    ...(study.description.trim() === '' ? [] : [escapeMarkdown(study.description.trim())]),
    findingsOf(view)
      .map(({ topic, text }) => `- **${escapeMarkdown(topic)}.** ${escapeMarkdown(text)}`)
      .join('\n'),
    ...view.modes.map((mode) => leaderboardOf(view, mode)),
    `## Where the data came from\n\n${factList(dataFacts(view))}`,
    ...accountOf(study.account),
    ...accountOf(study.feedbackAccount),
    `## Method\n\n${factList(methodFacts(view))}`,
    `Run it again: ${code(study.command)}`,
  ];
  return `${parts.join('\n\n')}\n`;
}
