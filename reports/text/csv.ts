/** A chart's table as CSV (RFC 4180), numbers unrounded. */

import type { Cell, ChartTable } from '../specs/chart.ts';

/**
 * What a spreadsheet takes for the beginning of a formula (OWASP, "CSV injection"): = + - @, the same in full width, tab, carriage return and line feed.
 * Such text, and text with apostrophes before such a beginning, gets one apostrophe more; who reads the file back takes the first apostrophe away wherever
 * one or more stand before such a beginning, and has each text as it was.
 */
const FORMULA = /^'*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/;

function textCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

const cellText = (cell: Cell): string => {
  if (cell === null) return '';
  return typeof cell === 'number' ? String(cell) : textCell(cell);
};

export const csvOf = ({ columns, rows }: ChartTable): string =>
  [columns, ...rows].map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
