/** UCI ships Online Retail as a workbook of one sheet; read row by row, so memory holds columns and distinct texts only. */

import { readFile } from 'node:fs/promises';
import type { CellValue } from 'exceljs';
import { ConfigError } from '../config-error.ts';
import { retailColumns, writeMinute } from './online-retail-csv.ts';
import { createRetailRows, RETAIL_COLUMNS, type RetailRows } from './online-retail-rows.ts';
import { listZip } from './unzip.ts';

/** All parts of the workbook unpacked, in bytes; UCI's has about 280 MB. */
const LARGEST_WORKBOOK = 1024 * 1024 * 1024;

/** Excel's day 0, 1899-12-30, in days before 1970. */
const EXCEL_EPOCH_DAYS = 25_569;

export async function readRetailXlsx(file: string, signal?: AbortSignal): Promise<RetailRows> {
  const unpacked = listZip(await readFile(file), file).reduce((sum, { size }) => sum + size, 0);
  if (unpacked > LARGEST_WORKBOOK) {
    throw new ConfigError([`${file}: unpacks to ${unpacked} bytes; at most ${LARGEST_WORKBOOK} are read`]);
  }
  const { default: excel } = await import('exceljs');
  const workbook = new excel.stream.xlsx.WorkbookReader(file, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  });
  const builder = createRetailRows(file);
  const fields = RETAIL_COLUMNS.map(() => '');
  for await (const sheet of workbook) {
    let places: number[] | undefined;
    for await (const row of sheet) {
      signal?.throwIfAborted();
      const values = row.values as readonly CellValue[];
      // exceljs numbers columns from 1.
      if (places === undefined) places = retailColumns(headerOf(values), file);
      else {
        for (let i = 0; i < places.length; i++) fields[i] = cellText(values[places[i]! + 1], i);
        builder.add(fields, row.number);
      }
    }
    return builder.rows();
  }
  throw new ConfigError([`${file}: the workbook has no sheet`]);
}

function headerOf(values: readonly CellValue[]): string[] {
  return Array.from(values, (value) => (typeof value === 'string' ? value : '')).slice(1);
}

const DATE_COLUMN = RETAIL_COLUMNS.indexOf('InvoiceDate');

/** What a cell says, as the CSV would spell it; dates to the nearest minute. */
function cellText(value: CellValue | undefined, column: number): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return writeMinute(Math.round(value.getTime() / 60_000));
  if (typeof value === 'number' && column === DATE_COLUMN) {
    return writeMinute(Math.round((value - EXCEL_EPOCH_DAYS) * 1440));
  }
  if (typeof value === 'object' && 'richText' in value)
    return value.richText.map(({ text }) => text).join('');
  return String(value);
}
