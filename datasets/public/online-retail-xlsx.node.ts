/** UCI ships Online Retail as a workbook of one sheet; read row by row, so memory holds columns and distinct texts only. */

import { readFile } from 'node:fs/promises';
import { ConfigError } from '../config-error.ts';
import { retailColumns, writeMinute } from './online-retail-csv.ts';
import { createRetailRows, RETAIL_COLUMNS, type RetailRows } from './online-retail-rows.ts';
import { listZip } from './unzip.ts';
import { type Cell, readFirstSheet } from './xlsx.ts';

/** All parts of the workbook unpacked, in bytes; UCI's has about 280 MB. */
const LARGEST_WORKBOOK = 1024 * 1024 * 1024;

/** Excel's day 0, 1899-12-30, in days before 1970. */
const EXCEL_EPOCH_DAYS = 25_569;

export async function readRetailXlsx(file: string, signal?: AbortSignal): Promise<RetailRows> {
  const archive = await readFile(file);
  const unpacked = listZip(archive, file).reduce((sum, { size }) => sum + size, 0);
  if (unpacked > LARGEST_WORKBOOK) {
    throw new ConfigError([`${file}: unpacks to ${unpacked} bytes; at most ${LARGEST_WORKBOOK} are read`]);
  }
  const builder = createRetailRows(file);
  const fields = RETAIL_COLUMNS.map(() => '');
  let places: number[] | undefined;
  await readFirstSheet(archive, {
    file,
    ...(signal && { signal }),
    onRow(cells, row) {
      if (places === undefined) places = retailColumns(headerOf(cells), file);
      else {
        for (let i = 0; i < places.length; i++) fields[i] = cellText(cells[places[i]!], i);
        builder.add(fields, row);
      }
    },
  });
  if (places === undefined) throw new ConfigError([`${file}: the sheet has no rows`]);
  return builder.rows();
}

const headerOf = (cells: readonly Cell[]): string[] =>
  Array.from(cells, (cell) => (typeof cell === 'string' ? cell : ''));

const DATE_COLUMN = RETAIL_COLUMNS.indexOf('InvoiceDate');

/** What a cell says, as the CSV would spell it; dates to the nearest minute. */
function cellText(cell: Cell, column: number): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number' && column === DATE_COLUMN) {
    return writeMinute(Math.round((cell - EXCEL_EPOCH_DAYS) * 1440));
  }
  return String(cell);
}
