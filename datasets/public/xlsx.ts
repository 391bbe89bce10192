/**
 * Rows of the first sheet of an xlsx workbook (ECMA-376 part 1, 18.2 to 18.4), read as it unpacks: memory holds the archive,
 * the shared strings and one row. Dates stay the numbers that they are in the file.
 */

import { Unzip, UnzipInflate } from 'fflate';
import { SaxesParser } from 'saxes';
import { ConfigError } from '../config-error.ts';
import { listZip, readZipEntry } from './unzip.ts';

/** A cell: its text or number; undefined where the sheet has none. */
export type Cell = string | number | undefined;

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const STRINGS = 'xl/sharedStrings.xml';
const MOST_BYTES_OF_PARTS = 1 << 20;
/** Of the archive, unpacked at a time. */
const SLICE = 1 << 16;
const SLICES_BETWEEN_PAUSES = 16;
/** Columns of the largest sheet that Excel makes. */
const MOST_COLUMNS = 16_384;

export interface SheetOptions {
  /** Named in errors. */
  readonly file: string;
  readonly signal?: AbortSignal;
  /** `cells` is used again for the next row; `row` counts from 1. */
  onRow(cells: readonly Cell[], row: number): void;
}

/** Reads the sheet that stands first in the workbook. Throws ConfigError where the archive is no workbook or is damaged. */
export async function readFirstSheet(archive: Uint8Array, options: SheetOptions): Promise<void> {
  const { file } = options;
  const names = new Set(listZip(archive, file).map(({ name }) => name));
  const sheet = firstSheet(archive, file);
  if (!names.has(sheet))
    throw new ConfigError([`${file}: the workbook's first sheet ${sheet} is not in the archive`]);
  const strings: string[] = [];
  if (names.has(STRINGS)) await parsePart(archive, STRINGS, stringCollector(strings), options);
  await parsePart(archive, sheet, rowReader(strings, options), options);
}

/** Path in the archive of the sheet that the workbook lists first. */
function firstSheet(archive: Uint8Array, file: string): string {
  const read = (name: string): string =>
    new TextDecoder().decode(readZipEntry(archive, name, MOST_BYTES_OF_PARTS, file));
  let relation: string | undefined;
  const targets = new Map<string, string>();
  parseText(read(WORKBOOK), file, WORKBOOK, (name, attributes) => {
    if (name === 'sheet') relation ??= attributes['r:id'];
  });
  parseText(read(RELATIONS), file, RELATIONS, (name, attributes) => {
    if (name === 'Relationship') targets.set(attributes['Id'] ?? '', attributes['Target'] ?? '');
  });
  const target = targets.get(relation ?? '');
  if (!target) throw new ConfigError([`${file}: the workbook has no sheet`]);
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

type Attributes = Readonly<Record<string, string>>;

/** What a part's parser does at a tag's start and end, and with text. */
interface Handler {
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  text(text: string): void;
}

function parseText(text: string, file: string, part: string, open: Handler['open']): void {
  const parser = createParser({ open, close: () => {}, text: () => {} }, file, part);
  parser.write(text).close();
}

function createParser(handler: Handler, file: string, part: string): SaxesParser {
  const parser = new SaxesParser({ fragment: false });
  const local = (name: string): string => name.slice(name.indexOf(':') + 1);
  parser.on('opentag', (tag) => handler.open(local(tag.name), tag.attributes as Attributes));
  parser.on('closetag', (tag) => handler.close(local(tag.name)));
  parser.on('text', (text) => handler.text(text));
  parser.on('error', (error) => {
    throw new ConfigError([`${file}: ${part}: ${error.message}`]);
  });
  return parser;
}

/** Unpacks one entry slice by slice into its parser. */
async function parsePart(
  archive: Uint8Array,
  name: string,
  handler: Handler,
  { file, signal }: SheetOptions,
): Promise<void> {
  const parser = createParser(handler, file, name);
  const decoder = new TextDecoder();
  let done = false;
  const unzip = new Unzip((entry) => {
    if (entry.name !== name || done) return;
    entry.ondata = (error, chunk, final) => {
      if (error) throw new ConfigError([`${file}: ${name}: a damaged archive (${error.message})`]);
      parser.write(decoder.decode(chunk, { stream: !final }));
      done = final;
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  for (let at = 0, slice = 1; at < archive.length && !done; at += SLICE, slice++) {
    unzip.push(archive.subarray(at, at + SLICE), at + SLICE >= archive.length);
    if (slice % SLICES_BETWEEN_PAUSES > 0) continue;
    await new Promise<void>((resume) => setTimeout(resume, 0));
    signal?.throwIfAborted();
  }
  if (!done) throw new ConfigError([`${file}: ${name}: the archive ends before the entry does`]);
  parser.close();
}

/** Shared strings: the text of all `t` of an item, phonetic hints (`rPh`) left out. */
function stringCollector(strings: string[]): Handler {
  let text = '';
  let inText = false;
  let inHint = false;
  return {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 't') inText = !inHint;
      else if (name === 'rPh') inHint = true;
    },
    close(name) {
      if (name === 'si') strings.push(text);
      else if (name === 't') inText = false;
      else if (name === 'rPh') inHint = false;
    },
    text(more) {
      if (inText) text += more;
    },
  };
}

/** `AB12` is column 27, from 0; NaN where there are no letters. */
function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i++) {
    const letter = reference.charCodeAt(i) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column === 0 ? Number.NaN : column - 1;
}

function rowReader(strings: readonly string[], { file, onRow }: SheetOptions): Handler {
  const cells: Cell[] = [];
  let row = 0;
  let column = -1;
  let type = 'n';
  let text = '';
  let inValue = false;
  const refuse = (what: string): never => {
    throw new ConfigError([`${file}: row ${row} of the sheet: ${what}`]);
  };
  const value = (): Cell => {
    if (type === 's') return strings[Number(text)] ?? refuse(`no shared string ${text}`);
    if (type === 'str' || type === 'inlineStr' || type === 'd') return text;
    if (text === '' || type === 'e') return undefined;
    const number = Number(text);
    return Number.isFinite(number) ? number : refuse(`'${text.slice(0, 40)}' is no number`);
  };
  return {
    open(name, attributes) {
      if (name === 'row') {
        cells.length = 0;
        row = Number(attributes['r'] ?? row + 1);
        column = -1;
      } else if (name === 'c') {
        const said = columnOf(attributes['r'] ?? '');
        column = Number.isNaN(said) ? column + 1 : said;
        if (column >= MOST_COLUMNS) refuse(`column ${column + 1}; a sheet has at most ${MOST_COLUMNS}`);
        type = attributes['t'] ?? 'n';
        text = '';
      } else if (name === 'v' || name === 't') inValue = true;
    },
    close(name) {
      if (name === 'c') {
        while (cells.length < column) cells.push(undefined);
        cells[column] = value();
      } else if (name === 'v' || name === 't') inValue = false;
      else if (name === 'row') onRow(cells, row);
    },
    text(more) {
      if (inValue) text += more;
    },
  };
}
