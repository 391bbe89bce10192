/** `summary.md`: the findings, the leaderboards, the account and the provenance as Markdown. */

import type { Account } from '../../datasets/quality.ts';
import { dataFacts, type Fact, methodFacts } from '../page/provenance.ts';
import { accountTable } from '../specs/data-account.ts';
import { leaderboardOf } from '../tables/leaderboard.ts';
import { leaderboardMarkdown } from '../tables/leaderboard-files.ts';
import { formatCount } from '../text/format.ts';
import { code, escapeMarkdown, markdownTable } from '../text/markdown-text.ts';
import { findingsOf } from './findings.ts';
import { MODE_DOC, type ModeView, type StudyView } from './study-view.ts';

function leaderboardPart(view: StudyView, mode: ModeView): string {
  const heading = `## Leaderboard${mode.words === '' ? '' : `: ${mode.words}`}\n\n${mode.words === '' ? '' : `${MODE_DOC[mode.repeats]}\n\n`}`;
  const board = leaderboardOf(view, mode);
  if (board) return heading + leaderboardMarkdown(view, board).trimEnd();
  const rows = mode.unranked.map(({ label, reason }) => [label, `not ranked: ${reason}`]);
  return heading + markdownTable(['algorithm', view.study.primary], [false, false], rows);
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
    markdownTable([`rule for ${account.of ?? 'rows'}`, 'dropped', 'left'], [false, true, true], rows),
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
    ...view.modes.map((mode) => leaderboardPart(view, mode)),
    `## Where the data came from\n\n${factList(dataFacts(view))}`,
    ...accountOf(study.account),
    ...accountOf(study.feedbackAccount),
    `## Method\n\n${factList(methodFacts(view))}`,
    `Run it again: ${code(study.command)}`,
  ];
  return `${parts.join('\n\n')}\n`;
}
