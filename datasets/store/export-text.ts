/** Rows of a table as text: CSV by RFC 4180, or JSON Lines. Codes become labels, sentinels nothing; all else comes back as it was. */

import { csvField } from '../public/csv.ts';
import type { ColumnArray, ColumnSpec, Table, TableSpec } from '../tables.ts';

export interface ExportFormat {
  readonly doc: string;
  /** Of the file, without a dot. */
  readonly extension: string;
  /** What stands before the first row. */
  header(spec: TableSpec): string;
  /** Rows [start, end), each ended. Raises on a value that the format cannot say. */
  rows(spec: TableSpec, table: Table<TableSpec>, start: number, end: number): string;
}

export const EXPORT_FORMATS = {
  csv: {
    doc: 'comma-separated values with a header, CRLF, quoted where needed; empty: no value',
    extension: 'csv',
    header: (spec) => `${Object.keys(spec.columns).map(csvField).join(',')}\r\n`,
    rows: (spec, table, start, end) =>
      joinRows(spec, table, start, end, csvCell, { before: '', names: false, after: '\r\n' }),
  },
  jsonl: {
    doc: 'JSON Lines: an object a row; null: no value',
    extension: 'jsonl',
    header: () => '',
    rows: (spec, table, start, end) =>
      joinRows(spec, table, start, end, jsonCell, { before: '{', names: true, after: '}\n' }),
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportFormatName = keyof typeof EXPORT_FORMATS;

/** Spells row `row` of a column. */
type Cell = (row: number) => string;
type MakeCell = (values: ColumnArray, spec: ColumnSpec, where: string) => Cell;

interface Frame {
  readonly before: string;
  /** Whether each value is led by the name of its column. */
  readonly names: boolean;
  readonly after: string;
}

function joinRows(
  spec: TableSpec,
  table: Table<TableSpec>,
  start: number,
  end: number,
  makeCell: MakeCell,
  { before, names, after }: Frame,
): string {
  const cells = Object.entries(spec.columns).map(([name, column], i) => ({
    lead: (i > 0 ? ',' : before) + (names ? `${JSON.stringify(name)}:` : ''),
    spell: makeCell(table[name] as ColumnArray, column, `${spec.name}.${name}`),
  }));
  let text = '';
  for (let row = start; row < end; row++) {
    for (const { lead, spell } of cells) text += lead + spell(row);
    text += after;
  }
  return text;
}

const csvCell: MakeCell = (values, { labels, missing }) => {
  if (Array.isArray(values)) return (row) => csvField(values[row]!);
  const words = labels?.map(csvField);
  return (row) => {
    const value = values[row]!;
    if (Object.is(value, missing)) return '';
    return words ? words[value]! : String(value);
  };
};

const jsonCell: MakeCell = (values, { labels, missing }, where) => {
  if (Array.isArray(values)) return (row) => JSON.stringify(values[row]!);
  const words = labels?.map((label) => JSON.stringify(label));
  return (row) => {
    const value = values[row]!;
    if (Object.is(value, missing)) return 'null';
    if (words) return words[value]!;
    if (!Number.isFinite(value)) throw new Error(`export: ${where} holds ${value}, which JSON cannot say`);
    return String(value);
  };
};
