/** MovieLens-100K: ratings as reviews, films as items, viewers as shoppers. */

import { REVIEWS, type Reviews } from '../after-sale-tables.ts';
import { ConfigError } from '../config-error.ts';
import type { Dataset } from '../dataset.ts';
import { applyRules, withNotes } from '../quality.ts';
import { gatherRows } from '../table-rows.ts';
import {
  ACTIONS,
  CATALOG,
  type Catalog,
  createTable,
  IMPRESSIONS,
  NO_ORDER,
  SESSIONS,
  SHOPPERS,
  type Shoppers,
} from '../tables.ts';
import { createVocabulary, type Vocabulary } from '../vocabulary.ts';

/** The flags of u.item, in the order of u.genre. */
const GENRES = [
  'unknown',
  'Action',
  'Adventure',
  'Animation',
  "Children's",
  'Comedy',
  'Crime',
  'Documentary',
  'Drama',
  'Fantasy',
  'Film-Noir',
  'Horror',
  'Musical',
  'Mystery',
  'Romance',
  'Sci-Fi',
  'Thriller',
  'War',
  'Western',
] as const;

/** Lower bounds, in years, of the bands that MovieLens-1M uses. */
const AGE_BANDS = [
  [56, '56+'],
  [50, '50-55'],
  [45, '45-49'],
  [35, '35-44'],
  [25, '25-34'],
  [18, '18-24'],
  [0, 'under 18'],
] as const;

/** Texts of the three files, decoded from Latin-1. */
export interface MovieLensTexts {
  readonly data: string;
  readonly item: string;
  readonly user: string;
}

/** The data set without its provenance; reviews by time, `sourceOrder` keeps the order of u.data. Origin: first rating. */
export function movieLensDataset(texts: MovieLensTexts): Omit<Dataset, 'provenance'> {
  const itemIds = createVocabulary();
  const shopperIds = createVocabulary();
  const catalog = readItems(texts.item, itemIds);
  const shoppers = readUsers(texts.user, shopperIds);
  const ratings = readRatings(texts.data, shopperIds, itemIds);
  const { kept, account } = applyRules(ratings.length, [
    { rule: 'viewer is listed in u.user', keep: (i) => ratings.shopper[i]! < shoppers.length },
    { rule: 'film is listed in u.item', keep: (i) => ratings.item[i]! < catalog.length },
  ]);
  const origin = kept.reduce((first, i) => Math.min(first, ratings.time[i]!), 0xffffffff);
  const source = createTable(REVIEWS, kept.length);
  source.order.fill(NO_ORDER);
  kept.forEach((i, row) => {
    source.shopper[row] = ratings.shopper[i]!;
    source.item[row] = ratings.item[i]!;
    source.time[row] = ratings.time[i]! - origin;
    source.rating[row] = ratings.rating[i]!;
  });
  const order = reviewOrder(source);
  const sourceOrder = new Uint32Array(order.length);
  order.forEach((from, row) => {
    sourceOrder[from] = row;
  });
  return {
    account: withNotes(account, [
      { note: 'kept ratings repeat a viewer and film', rows: countRepeats(source) },
    ]),
    log: {
      origin: `${new Date((kept.length === 0 ? 0 : origin) * 1000).toISOString().slice(0, 19)}Z`,
      sessions: createTable(SESSIONS, 0),
      impressions: createTable(IMPRESSIONS, 0),
      actions: createTable(ACTIONS, 0),
      reviews: gatherRows(REVIEWS, source, order),
    },
    catalog,
    shoppers,
    timed: true,
    sourceOrder,
  };
}

/** Source rows by (time, shopper, item), then by source row. */
function reviewOrder({ length, time, shopper, item }: Reviews): Uint32Array {
  return Uint32Array.from({ length }, (_, i) => i).sort(
    (a, b) => time[a]! - time[b]! || shopper[a]! - shopper[b]! || item[a]! - item[b]! || a - b,
  );
}

function countRepeats({ length, shopper, item }: Reviews): number {
  const items = item.reduce((most, index) => Math.max(most, index + 1), 0);
  return length - new Set(Array.from(shopper, (who, i) => who * items + item[i]!)).size;
}

/** The fields of each line; throws ConfigError `file:line ...` on a line with another number of fields. */
function* records(
  text: string,
  file: string,
  separator: string,
  fields: number,
): Generator<{ readonly record: string[]; readonly fault: (message: string) => ConfigError }> {
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!.replace(/\r$/, '');
    if (line === '' && i === lines.length - 1) return;
    const fault = (message: string): ConfigError => new ConfigError([`${file}:${i + 1} ${message}`]);
    const record = line.split(separator);
    if (record.length !== fields) throw fault(`${record.length} fields; there should be ${fields}`);
    yield { record, fault };
  }
}

function whole(text: string, fault: (message: string) => ConfigError, what: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw fault(`${what}: ${JSON.stringify(text.slice(0, 40))} is not a whole number`);
  return Number(text);
}

interface Ratings {
  readonly length: number;
  /** An index that is not listed is NOT_LISTED. */
  readonly shopper: Uint32Array;
  readonly item: Uint32Array;
  /** Seconds since 1970. */
  readonly time: Uint32Array;
  readonly rating: Float32Array;
}

const NOT_LISTED = 0xffffffff;

/** u.data: viewer, film, rating, time; separated by tabs. */
function readRatings(text: string, shoppers: Vocabulary, items: Vocabulary): Ratings {
  const columns = {
    shopper: [] as number[],
    item: [] as number[],
    time: [] as number[],
    rating: [] as number[],
  };
  for (const { record, fault } of records(text, 'u.data', '\t', 4)) {
    const [viewer, film, rating, time] = record as [string, string, string, string];
    if (!/^[1-5]$/.test(rating)) throw fault(`rating: ${JSON.stringify(rating.slice(0, 40))} is not 1 to 5`);
    columns.shopper.push(shoppers.find(String(whole(viewer, fault, 'viewer'))) ?? NOT_LISTED);
    columns.item.push(items.find(String(whole(film, fault, 'film'))) ?? NOT_LISTED);
    columns.time.push(whole(time, fault, 'time'));
    columns.rating.push(Number(rating));
  }
  return {
    length: columns.time.length,
    shopper: Uint32Array.from(columns.shopper),
    item: Uint32Array.from(columns.item),
    time: Uint32Array.from(columns.time),
    rating: Float32Array.from(columns.rating),
  };
}

/** u.item: id, title, release date, video date, address, then a flag for each genre. */
function readItems(text: string, ids: Vocabulary): Catalog {
  const rows: { id: string; title: string; attributes: string }[] = [];
  for (const { record, fault } of records(text, 'u.item', '|', 5 + GENRES.length)) {
    const id = newId(record[0]!, ids, fault);
    const title = record[1]!.trim();
    const year = /-(\d{4})$/.exec(record[2]!)?.[1] ?? /\((\d{4})\)$/.exec(title)?.[1];
    const genres = GENRES.filter((_, i) => record[5 + i] === '1').map((genre) => `genre=${genre}`);
    rows.push({ id, title, attributes: [...genres, ...(year ? [`year=${year}`] : [])].join('|') });
  }
  const catalog = createTable(CATALOG, rows.length);
  rows.forEach(({ id, title, attributes }, item) => {
    catalog.item[item] = item;
    catalog.key[item] = item;
    catalog.id[item] = id;
    catalog.title[item] = title;
    catalog.attributes[item] = attributes;
  });
  return catalog;
}

/** u.user: id, age in years, gender, occupation, zip code (left out: it is no region that anything here knows). */
function readUsers(text: string, ids: Vocabulary): Shoppers {
  const rows: { id: string; ageBand: string; gender: string; segment: string }[] = [];
  for (const { record, fault } of records(text, 'u.user', '|', 5)) {
    const id = newId(record[0]!, ids, fault);
    const age = whole(record[1]!, fault, 'age');
    const ageBand = AGE_BANDS.find(([from]) => age >= from)![1];
    rows.push({ id, ageBand, gender: record[2]!, segment: record[3]! });
  }
  const shoppers = createTable(SHOPPERS, rows.length);
  rows.forEach(({ id, ageBand, gender, segment }, shopper) => {
    shoppers.shopper[shopper] = shopper;
    shoppers.key[shopper] = shopper;
    shoppers.id[shopper] = id;
    shoppers.ageBand[shopper] = ageBand;
    shoppers.gender[shopper] = gender;
    shoppers.segment[shopper] = segment;
  });
  return shoppers;
}

function newId(text: string, ids: Vocabulary, fault: (message: string) => ConfigError): string {
  const id = String(whole(text, fault, 'id'));
  if (ids.find(id) !== undefined) throw fault(`id ${id} stands twice`);
  ids.indexOf(id);
  return id;
}
