/** Files of lists, and of what was relevant or had before, as others write them. */

import { readFile, stat } from 'node:fs/promises';
import { ConfigError } from '../../datasets/config-error.ts';
import { createCsvReader, decodeText } from '../../datasets/public/csv.ts';
import { printable, quoteValue } from '../../datasets/schema-faults.ts';

/** One pair of a shopper and an item. */
export interface PairRow {
  readonly shopper: string;
  readonly item: string;
  /** Score, place (negative, so that more is better) or relevance; null where the file has none. */
  readonly value: number | null;
  readonly line: number;
}

export interface PairFile {
  readonly file: string;
  /** In the order of the file. */
  readonly rows: readonly PairRow[];
}

/** 'lists': more is better, and without a value the order of the file counts; 'pairs': what is relevant, or was had. */
export type PairUse = 'lists' | 'pairs';

/** What a text can hold in any engine, and an hour of reading. */
const MOST_BYTES = 400 * 2 ** 20;

/**
 * `.jsonl`: an object a line, `{"shopper": "u1", "items": ["a", "b"]}`. `.csv`, `.tsv`: a header with shopper (user), item, and for lists score or
 * rank, else relevance or rating where there is one. Anything else: TREC, six columns of a run or four of qrels. Throws ConfigError,
 * naming file, line and rule.
 */
export async function readPairs(file: string, use: PairUse): Promise<PairFile> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([
      `${file}: ${error.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${error.code})`}`,
    ]);
  });
  if (!found.isFile()) throw new ConfigError([`${file}: it is no plain file`]);
  if (found.size > MOST_BYTES)
    throw new ConfigError([`${file}: ${found.size} bytes; ${MOST_BYTES} are the most that is read`]);
  const text = decodeText(await readFile(file));
  const read = /\.jsonl$/i.test(file) ? fromJsonLines : /\.[ct]sv$/i.test(file) ? fromCsv : fromTrec;
  const rows = read(text, file, use);
  if (rows.length === 0) throw new ConfigError([`${file}: it holds no row`]);
  return { file, rows };
}

const COLUMNS = {
  shopper: ['shopper', 'user', 'user_id', 'userid', 'shopper_id', 'customer', 'customer_id', 'qid', 'query'],
  item: ['item', 'item_id', 'itemid', 'product', 'product_id', 'docid', 'doc_id', 'iid'],
  score: ['score', 'prediction', 'value'],
  rank: ['rank', 'place', 'position'],
  relevance: ['relevance', 'rel', 'rating', 'label', 'value'],
} as const;

function fromCsv(text: string, file: string, use: PairUse): PairRow[] {
  const reader = createCsvReader(text, file);
  const header = reader.header.map((name) => name.toLowerCase());
  const place = (column: keyof typeof COLUMNS): number =>
    header.findIndex((name) => (COLUMNS[column] as readonly string[]).includes(name));
  const need = (column: 'shopper' | 'item'): number => {
    const at = place(column);
    if (at >= 0) return at;
    throw new ConfigError([
      `${file}:1 no column of the ${column}: ${COLUMNS[column].slice(0, 3).join(', ')} ... are known; the header has ${reader.header.map(quoteValue).join(', ')}`,
    ]);
  };
  const [shopper, item] = [need('shopper'), need('item')];
  const [score, rank] = use === 'lists' ? [place('score'), place('rank')] : [place('relevance'), -1];
  const rows: PairRow[] = [];
  for (let fields = reader.next(); fields !== null; fields = reader.next()) {
    const { line } = reader;
    const numberAt = (column: number): number => {
      const value = Number(fields![column]);
      if (fields![column]!.trim() !== '' && Number.isFinite(value)) return value;
      throw new ConfigError([
        `${file}:${line} column ${quoteValue(reader.header[column])}: ${quoteValue(fields![column])} is no number`,
      ]);
    };
    const value = score >= 0 ? numberAt(score) : rank >= 0 ? -numberAt(rank) : null;
    rows.push({ shopper: fields[shopper]!, item: fields[item]!, value, line });
  }
  return rows;
}

function fromJsonLines(text: string, file: string): PairRow[] {
  const rows: PairRow[] = [];
  let line = 0;
  for (const own of text.split('\n')) {
    line++;
    if (own.trim() === '') continue;
    const fault = (message: string): ConfigError => new ConfigError([`${file}:${line} ${message}`]);
    let value: unknown;
    try {
      value = JSON.parse(own);
    } catch (error) {
      throw fault(`no JSON: ${printable((error as Error).message)}`);
    }
    const { shopper, user, items } = (value ?? {}) as Record<string, unknown>;
    const whose = idOf(shopper ?? user);
    if (whose === null || !Array.isArray(items))
      throw fault('an object {"shopper": id, "items": [id, ...]} is expected');
    for (const one of items) {
      const item = idOf(one);
      if (item === null) throw fault(`items: ${quoteValue(one)} is no id; a text or a number is expected`);
      rows.push({ shopper: whose, item, value: null, line });
    }
  }
  return rows;
}

const idOf = (value: unknown): string | null =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' && Number.isFinite(value)
      ? String(value)
      : null;

/** Runs: query, Q0, document, rank, score, tag. Qrels: query, 0, document, relevance. */
function fromTrec(text: string, file: string, use: PairUse): PairRow[] {
  const [columns, at, what] = use === 'lists' ? [6, 4, 'run'] : [4, 3, 'qrels'];
  const rows: PairRow[] = [];
  let line = 0;
  for (const own of text.split('\n')) {
    line++;
    const fields = own.trim().split(/\s+/);
    if (fields.length === 1 && fields[0] === '') continue;
    const value = Number(fields[at]);
    if (fields.length !== columns || !Number.isFinite(value))
      throw new ConfigError([
        `${file}:${line} ${fields.length} columns${fields.length === columns ? `, column ${at + 1} ${quoteValue(fields[at])}` : ''}; a TREC ${what} has ${columns}, column ${at + 1} a number (other files end in .csv, .tsv or .jsonl)`,
      ]);
    rows.push({ shopper: fields[0]!, item: fields[2]!, value, line });
  }
  return rows;
}
