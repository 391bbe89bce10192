/** The page that says what every column of a simulated log means, made from the specs alone. */

import type { ColumnSpec, ColumnType, TableSpec } from '../datasets/tables.ts';
import { type ListedTable, TABLES } from '../simulator/filing/table-list.ts';

const TYPES: Readonly<Record<ColumnType, { readonly range: string; readonly parquet: string }>> = {
  u8: { range: '0 to 255', parquet: 'UINT_8' },
  u16: { range: '0 to 65,535', parquet: 'UINT_16' },
  u32: { range: '0 to 4,294,967,295', parquet: 'UINT_32' },
  i32: { range: '-2,147,483,648 to 2,147,483,647', parquet: 'INT_32' },
  f32: { range: 'single precision', parquet: 'FLOAT' },
  f64: { range: 'double precision', parquet: 'DOUBLE' },
  text: { range: 'UTF-8', parquet: 'STRING' },
};

const AREAS: Readonly<Record<ListedTable['area'], { readonly title: string; readonly text: string }>> = {
  log: {
    title: 'The log',
    text: 'What a shop could know. Real data sets are read into the same tables.',
  },
  raw: {
    title: 'Raw tables',
    text: 'The log as the shop receives it, filed where a share under `faults` of the scenario is above 0. Cleaning makes of them a log like the one above, with an account.',
  },
  truth: {
    title: 'The truth',
    text: 'What only the simulator knows, filed as the scenario says under `truth`. Nothing that learns or recommends is given it.',
  },
};

/** Markdown; ends in a line end. */
export function schemaPage(tables: readonly ListedTable[] = TABLES): string {
  const areas = (Object.keys(AREAS) as ListedTable['area'][]).flatMap((area) => [
    `## ${AREAS[area].title}`,
    AREAS[area].text,
    ...tables.filter((table) => table.area === area).map(({ folder, spec }) => tableText(folder, spec)),
  ]);
  return `${[INTRODUCTION, typeTable(), ...areas].join('\n\n')}\n`;
}

const INTRODUCTION = `# Tables and columns

Made by \`npm run docs\` from the specs in the code; do not edit it here.

A simulated log is a folder of Parquet tables (\`<table>/part-*.parquet\`) beside a \`manifest.json\`. Times are whole seconds
since the \`origin\` that the manifest names, money is whole cents, and rows stand in the order of the sort key. An
enumeration stands as one of its labels; no value stands as NULL. In memory both are the codes and sentinels given below.

\`shoplab export DIR --to csv\` (or \`jsonl\`) writes the same columns as text: labels as words, no value as an empty field or
\`null\`. Texts are written as they are: a spreadsheet takes one that begins with \`=\`, \`+\`, \`-\` or \`@\` for a formula, so
import the columns of such files as text.`;

function typeTable(): string {
  const rows = Object.entries(TYPES).map(([type, { range, parquet }]) => [type, range, parquet]);
  return markdownTable(['type', 'values', 'Parquet'], rows);
}

function tableText(folder: string, spec: TableSpec): string {
  const rows = Object.entries(spec.columns).map(([name, column]) => [
    `\`${name}\``,
    column.type,
    column.unit ?? '',
    column.doc,
    column.labels?.map((label, code) => `${code} ${label}`).join(', ') ?? '',
    missingText(column),
  ]);
  const sorted = spec.sortKey.map((name) => `\`${name}\``).join(', ');
  return [
    `### ${folder}`,
    `${spec.doc} Sorted by ${sorted}.`,
    markdownTable(['column', 'type', 'unit', 'meaning', 'labels', 'no value'], rows),
  ].join('\n\n');
}

function missingText({ missing }: ColumnSpec): string {
  return missing === undefined ? '' : String(missing);
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
