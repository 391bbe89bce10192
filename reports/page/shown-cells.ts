/** Numbers of a table of data as a page shows them. */

import type { Cell, ChartTable, ShownColumns } from '../specs/chart.ts';
import { formatCell, formatMean } from '../text/format.ts';

const cellAt = ({ columns }: ChartTable, row: readonly Cell[], name: string): number | null => {
  const cell = row[columns.indexOf(name)];
  return typeof cell === 'number' ? cell : null;
};

/** `0.030`, `1.2e−7`. */
const significant = (value: number, digits: number): string =>
  Number.isInteger(value) ? formatCell(value) : value.toPrecision(digits).replaceAll('-', '\u2212');

/** Text of each number of a row; null where the column is shown as any is. */
export function shownCells(table: ChartTable, row: readonly Cell[]): (string | null)[] {
  return table.columns.map((name, at) => {
    const value = row[at];
    const how = table.shown?.find(({ columns }) => columns.includes(name));
    return typeof value === 'number' && how !== undefined ? shownText(table, row, value, how) : null;
  });
}

function shownText(
  table: ChartTable,
  row: readonly Cell[],
  value: number,
  { digits, unit = '' }: ShownColumns,
): string {
  if (typeof digits === 'number') return significant(value, digits);
  const [low, high] = [cellAt(table, row, digits.low), cellAt(table, row, digits.high)];
  return formatMean({ mean: value, low, high }, { unit });
}
