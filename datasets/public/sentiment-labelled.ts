/** UCI Sentiment Labelled Sentences: sentences from reviews, each all praise or all blame; nobody is known, and no times. */

import { REVIEWS } from '../after-sale-tables.ts';
import { ConfigError } from '../config-error.ts';
import type { Dataset } from '../dataset.ts';
import { applyRules, withNotes } from '../quality.ts';
import { ACTIONS, CATALOG, createTable, IMPRESSIONS, NO_ORDER, SESSIONS, SHOPPERS } from '../tables.ts';

/** Where sentences come from, in the order of the data set; the category of the one item that each source is about. */
export const SENTENCE_SOURCES = ['amazon', 'imdb', 'yelp'] as const;
export type SentenceSource = (typeof SENTENCE_SOURCES)[number];

export interface Sentences {
  readonly text: readonly string[];
  /** 1 positive, 0 negative. */
  readonly positive: Uint8Array;
}

/** Reads `sentence TAB 0|1` lines, quotes as they are; throws ConfigError `file:line ...` on another. */
export function readSentences(content: string, file: string): Sentences {
  const text: string[] = [];
  const positive: number[] = [];
  // No other line break: a sentence of the published file holds U+0085.
  content.split('\n').forEach((raw, i) => {
    const line = raw.replace(/\r$/, '');
    if (line === '') return;
    const match = /^([^\t]*)\t\s*([01])\s*$/u.exec(line);
    if (!match)
      throw new ConfigError([
        `${file}:${i + 1} ${JSON.stringify(line.slice(0, 60))} is not a sentence, a tab and 0 or 1`,
      ]);
    text.push(match[1]!.trim());
    positive.push(Number(match[2]));
  });
  return { text, positive: Uint8Array.from(positive) };
}

/** The lines in their canonical spelling: trimmed sentences, one tab, LF. */
export const writeSentences = ({ text, positive }: Sentences): string =>
  text.map((one, i) => `${one}\t${positive[i]}\n`).join('');

/** Stars that stand for blame and praise: only the end of the scale is known. */
const STARS = [1, 5] as const;

/** The data set without its provenance: an item a source, and each sentence by a shopper of its own. */
export function sentencesDataset(
  sources: Readonly<Record<SentenceSource, Sentences>>,
): Omit<Dataset, 'provenance'> {
  const rows = SENTENCE_SOURCES.flatMap((source, item) =>
    sources[source].text.map((text, i) => ({ item, text, positive: sources[source].positive[i]! })),
  );
  const reviews = createTable(REVIEWS, rows.length);
  const shoppers = createTable(SHOPPERS, rows.length);
  const catalog = createTable(CATALOG, SENTENCE_SOURCES.length);
  reviews.order.fill(NO_ORDER);
  rows.forEach(({ item, text, positive }, row) => {
    reviews.shopper[row] = row;
    reviews.item[row] = item;
    reviews.rating[row] = STARS[positive as 0 | 1];
    reviews.text[row] = text;
    shoppers.shopper[row] = row;
    shoppers.key[row] = row;
    shoppers.id[row] = `sentence ${row}`;
  });
  SENTENCE_SOURCES.forEach((source, item) => {
    catalog.item[item] = item;
    catalog.key[item] = item;
    catalog.id[item] = source;
    catalog.title[item] = `sentences from ${source}`;
    catalog.category[item] = source;
  });
  const { account } = applyRules(rows.length, []);
  return {
    account: withNotes(account, [
      { note: 'sentences are each by a shopper of their own: no reviewer is named', rows: rows.length },
      { note: 'stars are 1 for blame and 5 for praise: only which of both is known', rows: rows.length },
    ]),
    log: {
      origin: '1970-01-01T00:00:00Z',
      sessions: createTable(SESSIONS, 0),
      impressions: createTable(IMPRESSIONS, 0),
      actions: createTable(ACTIONS, 0),
      reviews,
    },
    catalog,
    shoppers,
    timed: false,
  };
}
