/** How a column stands in DuckDB and in Parquet: types, labels for codes, NULL for the sentinel. */

import type { ColumnSpec, ColumnType } from '../tables.ts';

export const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  u8: 'UTINYINT',
  u16: 'USMALLINT',
  u32: 'UINTEGER',
  i32: 'INTEGER',
  f32: 'FLOAT',
  f64: 'DOUBLE',
  text: 'VARCHAR',
};

/** Whether a column can wait as an ENUM of its labels: every code has one. */
export function isEnum(spec: ColumnSpec): spec is ColumnSpec & { readonly labels: readonly string[] } {
  return spec.labels !== undefined && spec.missing === undefined;
}

/**
 * Memory to file: codes become labels, the sentinel becomes NULL. An ENUM is written as its labels, in a dictionary that
 * needs no search.
 */
export function storedColumn(name: string, spec: ColumnSpec): string {
  const { labels, missing } = spec;
  if (isEnum(spec)) return quoted(name);
  // List indices start at 1 and an index past the end is NULL, so a sentinel needs no word of its own here.
  if (labels) return `${labelList(labels)}[${quoted(name)}::INTEGER + 1]`;
  return missing === undefined ? quoted(name) : `nullif(${quoted(name)}, ${numberLiteral(missing)})`;
}

/** File to memory: the reverse of `storedColumn`; a NULL where none belongs is an error. */
export function loadedColumn(name: string, { type, labels, missing }: ColumnSpec): string {
  const fault = (why: string): string => `error(${literal(`column ${name} holds ${why}`)})`;
  const value = labels ? `list_position(${labelList(labels)}, ${quoted(name)}) - 1` : quoted(name);
  const absent =
    missing === undefined ? fault(labels ? 'a label that is not known' : 'a NULL') : numberLiteral(missing);
  const known = labels && missing !== undefined ? unlessUnknown(name, value, fault) : value;
  return `coalesce(${known}, ${absent})::${SQL_TYPES[type]}`;
}

function unlessUnknown(name: string, value: string, fault: (why: string) => string): string {
  return `CASE WHEN ${quoted(name)} IS NOT NULL THEN coalesce(${value}, ${fault('a label that is not known')}) END`;
}

function labelList(labels: readonly string[]): string {
  return `[${labels.map(literal).join(', ')}]`;
}

function numberLiteral(value: number): string {
  return Number.isNaN(value) ? `'NaN'::DOUBLE` : String(value);
}

/** A name as an SQL identifier. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
