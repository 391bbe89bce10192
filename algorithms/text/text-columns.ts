/**
 * From texts to sparse rows of numbers: tokens and runs of them, known ones or hashed, counted and weighed. What is learnt of training
 * texts (which tokens there are, how rare each is) is plain data; `textReader` compiles it.
 */

import { z } from 'zod';
import { log } from '../../numerics/math.ts';
import { f64, u32 } from '../state/arrays.ts';
import { also, fields, flag, nullable, oneOf, type Shape, texts, whole } from '../state/shape.ts';
import { columnsOf, learnVocabulary, nameOf, runFinder, type Vocabulary, vocabularyFault } from './runs.ts';
import { hashedPlace, nGrams, type TokeniserOptions, tokeniser, tokeniserParams } from './tokeniser.ts';

const WEIGHTINGS = ['counts', 'presence', 'tf-idf', 'log-tf-idf'] as const;

export interface ReadingOptions extends TokeniserOptions {
  readonly grams: number;
  readonly leastTexts: number;
  readonly weighting: (typeof WEIGHTINGS)[number];
  readonly hashBits: number;
}

/** Parameters of an algorithm that is linear in the tokens of texts. */
export const readingParams = (defaults: ReadingOptions) => ({
  ...tokeniserParams(defaults),
  grams: z.int().min(1).max(5).default(defaults.grams).describe('tokens of a run, at most'),
  leastTexts: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(defaults.leastTexts)
    .describe('training texts that a token or run has to stand in'),
  weighting: z
    .enum(WEIGHTINGS)
    .default(defaults.weighting)
    .describe(
      'how often a run stands in a text, whether it does, or tf-idf rows of length 1, of counts or 1 + ln(count)',
    ),
  hashBits: z
    .int()
    .min(0)
    .max(24)
    .default(defaults.hashBits)
    .describe('runs are hashed into 2^bits columns, and no vocabulary is kept; 0: they are not'),
});

/** What is learnt of training texts before any class is looked at. */
export interface TextColumns {
  readonly options: ReadingOptions;
  /** null where runs are hashed */
  readonly vocabulary: Vocabulary | null;
  /** (columns) null without tf-idf */
  readonly idf: Float64Array | null;
}

export const textColumnsShape: Shape<TextColumns> = also(
  fields<TextColumns>({
    options: fields<ReadingOptions>({
      lowerCase: flag,
      elongation: oneOf(['keep', 'shorten'] as const),
      contractions: oneOf(['keep', 'expand', 'cut'] as const),
      negation: oneOf(['none', 'mark'] as const),
      numbers: oneOf(['keep', 'mark', 'drop'] as const),
      emoji: flag,
      marks: flag,
      shortest: whole(1, 10),
      grams: whole(1, 5),
      leastTexts: whole(1),
      weighting: oneOf(WEIGHTINGS),
      hashBits: whole(0, 24),
    }),
    vocabulary: nullable(
      also(
        fields<Vocabulary>({ tokens: texts('tokens'), before: u32('runs'), last: u32('runs') }),
        vocabularyFault,
      ),
    ),
    idf: nullable(f64('idf')),
  }),
  ({ options, vocabulary, idf }) => {
    if ((vocabulary === null) !== options.hashBits > 0)
      return 'it has a vocabulary, or hashes: one of the two';
    const columns = columnCount({ options, vocabulary });
    if ((idf !== null) !== isTfIdf(options)) return 'idf goes with tf-idf';
    return idf && idf.length !== columns ? `${idf.length} idf; ${columns} (columns) are expected` : undefined;
  },
);

const isTfIdf = ({ weighting }: ReadingOptions): boolean =>
  weighting === 'tf-idf' || weighting === 'log-tf-idf';

export const columnCount = ({ options, vocabulary }: Omit<TextColumns, 'idf'>): number =>
  vocabulary ? columnsOf(vocabulary) : 2 ** options.hashBits;

/** The row of one text; the arrays are the reader's own, and good until the next text is read. */
export interface TextRow {
  length: number;
  /** In the order in which runs are first met. */
  columns: Uint32Array;
  values: Float64Array;
}

export interface TextReader {
  readonly columns: number;
  read(text: string): TextRow;
  /** The same of a text in tokens. */
  readTokens(tokens: readonly string[]): TextRow;
  /** What stands in this text for a column; where hashed, the first run that falls on it. */
  nameIn(text: string, column: number): string;
}

export function textReader(learnt: TextColumns): TextReader {
  const { options, vocabulary, idf } = learnt;
  const columns = columnCount(learnt);
  const tokenise = tokeniser(options);
  const counts = new Float64Array(columns);
  const row: TextRow = { length: 0, columns: new Uint32Array(512), values: new Float64Array(512) };
  /** 1 where a column was met in this text; counts may cancel to 0. */
  const isMet = new Uint8Array(columns);
  const count = (column: number, by: number): void => {
    if (isMet[column] === 0) {
      isMet[column] = 1;
      if (row.length === row.columns.length) enlarge(row);
      row.columns[row.length++] = column;
    }
    counts[column]! += by;
  };
  const one = (column: number): void => count(column, 1);
  const find = vocabulary ? runFinder(vocabulary, options.grams) : undefined;
  const readTokens = (tokens: readonly string[]): TextRow => {
    row.length = 0;
    if (find) find(tokens, one);
    else {
      for (const run of nGrams(tokens, options.grams)) {
        const { place, sign } = hashedPlace(run, options.hashBits);
        count(place, sign);
      }
    }
    weigh(row, counts, options.weighting, idf);
    for (let n = 0; n < row.length; n++) {
      counts[row.columns[n]!] = 0;
      isMet[row.columns[n]!] = 0;
    }
    return row;
  };
  return {
    columns,
    read: (text) => readTokens(tokenise(text)),
    readTokens,
    nameIn(text, column) {
      if (vocabulary) return nameOf(vocabulary, column);
      const runs = nGrams(tokenise(text), options.grams);
      return runs.find((run) => hashedPlace(run, options.hashBits).place === column) ?? `column ${column}`;
    },
  };
}

function enlarge(row: TextRow): void {
  const [columns, values] = [row.columns, row.values];
  row.columns = new Uint32Array(2 * columns.length);
  row.values = new Float64Array(2 * columns.length);
  row.columns.set(columns);
  row.values.set(values);
}

function weigh(
  row: TextRow,
  counts: Float64Array,
  weighting: ReadingOptions['weighting'],
  idf: Float64Array | null,
): void {
  const { columns, values, length } = row;
  let squares = 0;
  for (let n = 0; n < length; n++) {
    const column = columns[n]!;
    const count = counts[column]!;
    if (idf === null) {
      values[n] = weighting === 'presence' ? Math.sign(count) : count;
      continue;
    }
    const most =
      weighting === 'log-tf-idf' && count !== 0 ? Math.sign(count) * (1 + log(Math.abs(count))) : count;
    values[n] = most * idf[column]!;
    squares += values[n]! ** 2;
  }
  if (squares === 0) return;
  const scale = 1 / Math.sqrt(squares);
  for (let n = 0; n < length; n++) values[n]! *= scale;
}

/** Sparse rows in f64. */
export interface SparseRows {
  readonly rows: number;
  readonly cols: number;
  /** (rows + 1) */
  readonly rowPtr: Uint32Array;
  readonly colIdx: Uint32Array;
  readonly values: Float64Array;
}

/** The rows of texts, as a reader of `learnt` reads them. */
export const readAll = (learnt: TextColumns, all: readonly string[]): SparseRows => rowsOf(learnt, all);

/** Of texts, or of what they are in tokens. */
function rowsOf(learnt: TextColumns, all: readonly string[] | readonly (readonly string[])[]): SparseRows {
  const reader = textReader(learnt);
  const rowPtr = new Uint32Array(all.length + 1);
  let colIdx = new Uint32Array(1024);
  let values = new Float64Array(1024);
  all.forEach((text, r) => {
    const row = typeof text === 'string' ? reader.read(text) : reader.readTokens(text);
    const from = rowPtr[r]!;
    const to = from + row.length;
    rowPtr[r + 1] = to;
    if (to > colIdx.length) {
      const size = 2 * to;
      colIdx = resized(colIdx, new Uint32Array(size));
      values = resized(values, new Float64Array(size));
    }
    colIdx.set(row.columns.subarray(0, row.length), from);
    values.set(row.values.subarray(0, row.length), from);
  });
  const used = rowPtr[all.length]!;
  return {
    rows: all.length,
    cols: reader.columns,
    rowPtr,
    colIdx: colIdx.slice(0, used),
    values: values.slice(0, used),
  };
}

function resized<A extends Uint32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

/** Which tokens there are in texts, and how rare each is: idf(t) = ln((1 + texts) / (1 + texts with t)) + 1, as scikit-learn smooths it. */
export const learnColumns = (all: readonly string[], options: ReadingOptions): TextColumns =>
  columnsOfTexts(all, options).columns;

/** The same, and the rows of these texts, which are cut into tokens once. */
export function learnRows(
  all: readonly string[],
  options: ReadingOptions,
): { readonly columns: TextColumns; readonly rows: SparseRows } {
  const { columns, texts } = columnsOfTexts(all, options);
  return { columns, rows: rowsOf(columns, texts) };
}

/** What is learnt, and the texts in tokens; as they are where they are hashed, which needs no more than one at a time. */
function columnsOfTexts(all: readonly string[], options: ReadingOptions) {
  const isHashed = options.hashBits > 0;
  const tokens = isHashed ? [] : all.map(tokeniser(options));
  const texts = isHashed ? all : tokens;
  const vocabulary = isHashed ? null : learnVocabulary(tokens, options.grams, options.leastTexts);
  const chosen = optionsOf(options);
  if (!isTfIdf(options)) return { columns: { options: chosen, vocabulary, idf: null }, texts };
  const counted = { options: { ...chosen, weighting: 'presence' }, vocabulary, idf: null } as const;
  const textsWith = new Float64Array(columnCount(counted));
  for (const column of rowsOf(counted, texts).colIdx) textsWith[column]!++;
  const idf = textsWith.map((some) => log((1 + all.length) / (1 + some)) + 1);
  return { columns: { options: chosen, vocabulary, idf }, texts };
}

/** These and no others: parameters of an algorithm have more. */
const optionsOf = (from: ReadingOptions): ReadingOptions => ({
  lowerCase: from.lowerCase,
  elongation: from.elongation,
  contractions: from.contractions,
  negation: from.negation,
  numbers: from.numbers,
  emoji: from.emoji,
  marks: from.marks,
  shortest: from.shortest,
  grams: from.grams,
  leastTexts: from.leastTexts,
  weighting: from.weighting,
  hashBits: from.hashBits,
});
