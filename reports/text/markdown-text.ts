/** Text and tables of Markdown. */

import { visibleText } from './visible-text.ts';

/** Text that Markdown and HTML in Markdown leave as it is; one line. */
export const escapeMarkdown = (text: string): string =>
  visibleText(text.replace(/\s+/g, ' '))
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~#!$]/g, '\\$&');

/** A code span; ticks inside are dropped, a table's bars kept apart. */
export const code = (text: string): string =>
  `\`${visibleText(text.replace(/`/g, '').replace(/\s+/g, ' '))}\``;

/** Cells are escaped. */
export function markdownTable(
  columns: readonly string[],
  numeric: readonly boolean[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const rule = `| ${numeric.map((right) => (right ? '---:' : '---')).join(' | ')} |`;
  return [line(columns), rule, ...rows.map(line)].join('\n');
}
