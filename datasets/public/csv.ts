import { ConfigError } from '../config-error.ts';

/** Longest field that is read, in characters: anything longer is a damaged or hostile file. */
const LONGEST_FIELD = 65_536;
const MOST_FIELDS = 1_000;

/** Records of a CSV text one after another; RFC 4180, delimiter comma, semicolon or tab, LF or CRLF. */
export interface CsvReader {
  /** Names of the columns, trimmed. */
  readonly header: readonly string[];
  /** Line (from 1) on which the record last read starts. */
  readonly line: number;
  /** Share of the text that was read, 0 to 1. */
  readonly done: number;
  /** The next record's fields, as many as the header's, or null at the end. Throws ConfigError `file:line ...`. */
  next(): string[] | null;
}

/** Reads UTF-8, or Windows-1252 (which holds Latin-1's letters) where the bytes are not UTF-8; a byte order mark is skipped. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** `file` is only named in errors. The delimiter is the one that occurs most in the header. */
export function createCsvReader(text: string, file: string): CsvReader {
  const delimiter = guessDelimiter(text);
  let position = 0;
  let line = 1;
  let nextLine = 1;
  let quoteAt = -1;
  const fault = (message: string): ConfigError => new ConfigError([`${file}:${line} ${message}`]);

  const plainRecord = (end: number): string[] => {
    const stop = end > position && text[end - 1] === '\r' ? end - 1 : end;
    const fields = text.slice(position, stop).split(delimiter);
    position = end + 1;
    nextLine++;
    return fields;
  };

  const endOfQuoted = (start: number): number => {
    let quote = text.indexOf('"', start);
    while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
    if (quote < 0) throw fault('a quote opened in this record is never closed');
    return quote;
  };

  const quotedField = (): string => {
    const close = endOfQuoted(position + 1);
    const raw = text.slice(position + 1, close);
    for (let at = raw.indexOf('\n'); at >= 0; at = raw.indexOf('\n', at + 1)) nextLine++;
    position = close + 1;
    if (text[position] === '\r' && text[position + 1] === '\n') position++;
    const after = text[position];
    if (after !== undefined && after !== delimiter && after !== '\n') {
      throw fault(`${JSON.stringify(after)} follows a closing quote; only a delimiter or a line end may`);
    }
    return raw.replaceAll('""', '"');
  };

  const bareField = (): string => {
    const newline = endOr(text.indexOf('\n', position), text);
    const end = Math.min(endOr(text.indexOf(delimiter, position), text), newline);
    const stop = end === newline && text[end - 1] === '\r' && end > position ? end - 1 : end;
    const field = text.slice(position, stop);
    position = end;
    return field;
  };

  const quotedRecord = (): string[] => {
    const fields: string[] = [];
    for (;;) {
      if (fields.length === MOST_FIELDS) throw fault(`more than ${MOST_FIELDS} fields`);
      fields.push(text[position] === '"' ? quotedField() : bareField());
      const ended = text[position] !== delimiter;
      position++;
      if (ended) break;
    }
    nextLine++;
    return fields;
  };

  const record = (): string[] | null => {
    if (position >= text.length) return null;
    line = nextLine;
    const end = endOr(text.indexOf('\n', position), text);
    if (quoteAt < position) quoteAt = endOr(text.indexOf('"', position), text);
    const fields = quoteAt >= end ? plainRecord(end) : quotedRecord();
    if (fields.some((field) => field.length > LONGEST_FIELD)) {
      throw fault(`a field is longer than ${LONGEST_FIELD} characters`);
    }
    return fields;
  };

  const header = (record() ?? []).map((name) => name.trim());
  return {
    header,
    get line() {
      return line;
    },
    get done() {
      return text.length === 0 ? 1 : Math.min(1, position / text.length);
    },
    next() {
      const fields = record();
      if (fields === null || fields.length === header.length) return fields;
      if (text.slice(position).trim() === '' && fields.join('').trim() === '') return null;
      throw fault(`${fields.length} fields; the header has ${header.length}`);
    },
  };
}

function endOr(index: number, text: string): number {
  return index < 0 ? text.length : index;
}

function guessDelimiter(text: string): string {
  const header = text.slice(0, Math.min(endOr(text.indexOf('\n'), text), LONGEST_FIELD));
  const count = (delimiter: string): number => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** One field of CSV with commas, quoted only where needed. */
export function csvField(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** One record as a line of CSV with commas, quoted only where needed, ending in LF. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\n`;
}
