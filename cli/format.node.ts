/** Words and tables for people. */

import Table from 'cli-table3';
import { visibleText } from '../reports/text/visible-text.ts';

/** Text from outside, with nothing in it that a terminal would obey. */
export const onTerminal = (text: string): string => visibleText(text, '\n\t');

/** A plain table, no colours; numbers are aligned right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const numeric = head.map((_, i) => rows.every((row) => /^[-+]?[\d.,%\s]*$/.test(String(row[i] ?? ''))));
  const out = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: numeric.map((right) => (right ? 'right' : 'left')),
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '  ',
    },
  });
  for (const row of rows) out.push(row.map((cell) => visibleText(String(cell))));
  return out.toString();
}

export const count = (value: number): string => value.toLocaleString('en-US');

export const seconds = (value: number): string =>
  value < 10 ? `${value.toFixed(2)} s` : `${value.toFixed(1)} s`;

export const bytes = (value: number): string => `${(value / 2 ** 20).toFixed(0)} MiB`;
