/** Women's Clothing E-Commerce Reviews: ratings and texts as reviews; nobody is known beyond the row, and no times. */

import { REVIEWS } from '../after-sale-tables.ts';
import { ConfigError } from '../config-error.ts';
import type { Dataset } from '../dataset.ts';
import { applyRules, withNotes } from '../quality.ts';
import {
  ACTIONS,
  CATALOG,
  type Catalog,
  createTable,
  IMPRESSIONS,
  NO_ORDER,
  SESSIONS,
  SHOPPERS,
} from '../tables.ts';
import { createVocabulary } from '../vocabulary.ts';
import { createCsvReader, csvLine } from './csv.ts';

export const CLOTHING_REVIEW_COLUMNS = [
  '',
  'Clothing ID',
  'Age',
  'Title',
  'Review Text',
  'Rating',
  'Recommended IND',
  'Positive Feedback Count',
  'Division Name',
  'Department Name',
  'Class Name',
] as const;
type Column = (typeof CLOTHING_REVIEW_COLUMNS)[number];

/** Every row as published, texts trimmed. */
export interface ClothingReviews {
  readonly length: number;
  readonly clothing: readonly string[];
  /** Years. */
  readonly age: Uint8Array;
  readonly title: readonly string[];
  readonly text: readonly string[];
  /** 1 to 5 stars. */
  readonly rating: Uint8Array;
  /** 1: the reviewer recommends the item. */
  readonly recommended: Uint8Array;
  /** Others who found the review helpful. */
  readonly helpful: Uint32Array;
  readonly division: readonly string[];
  readonly department: readonly string[];
  readonly garment: readonly string[];
}

/** Lower bounds, in years. */
const AGE_BANDS = [
  [65, '65+'],
  [55, '55-64'],
  [45, '45-54'],
  [35, '35-44'],
  [25, '25-34'],
  [18, '18-24'],
  [0, 'under 18'],
] as const;

/** Reads every row; throws ConfigError `file:line ...` on one that cannot be read. `Initmates` is read as Intimates. */
export function readClothingReviews(text: string, file: string): ClothingReviews {
  const csv = createCsvReader(text, file);
  if (csv.header.join() !== CLOTHING_REVIEW_COLUMNS.join()) {
    throw new ConfigError([
      `${file}:1 columns ${csv.header.join(', ').slice(0, 200)}; expected ${CLOTHING_REVIEW_COLUMNS.join(', ')}`,
    ]);
  }
  const texts: Record<'clothing' | 'title' | 'text' | 'division' | 'department' | 'garment', string[]> = {
    clothing: [],
    title: [],
    text: [],
    division: [],
    department: [],
    garment: [],
  };
  const numbers: Record<'age' | 'rating' | 'recommended' | 'helpful', number[]> = {
    age: [],
    rating: [],
    recommended: [],
    helpful: [],
  };
  for (let fields = csv.next(); fields !== null; fields = csv.next()) {
    const field = (column: Column): string => fields![CLOTHING_REVIEW_COLUMNS.indexOf(column)]!.trim();
    const number = (column: Column, pattern: RegExp): number => {
      if (pattern.test(field(column))) return Number(field(column));
      const found = JSON.stringify(field(column).slice(0, 40));
      throw new ConfigError([`${file}:${csv.line} ${column}: ${found} is not readable`]);
    };
    texts.clothing.push(String(number('Clothing ID', /^\d{1,9}$/)));
    texts.title.push(field('Title'));
    texts.text.push(field('Review Text'));
    texts.division.push(field('Division Name').replace(/^Initmates$/, 'Intimates'));
    texts.department.push(field('Department Name'));
    texts.garment.push(field('Class Name'));
    numbers.age.push(number('Age', /^\d{1,2}$/));
    numbers.rating.push(number('Rating', /^[1-5]$/));
    numbers.recommended.push(number('Recommended IND', /^[01]$/));
    numbers.helpful.push(number('Positive Feedback Count', /^\d{1,9}$/));
  }
  return {
    length: texts.clothing.length,
    ...texts,
    age: Uint8Array.from(numbers.age),
    rating: Uint8Array.from(numbers.rating),
    recommended: Uint8Array.from(numbers.recommended),
    helpful: Uint32Array.from(numbers.helpful),
  };
}

/**
 * The data set without its provenance. Reviews carry no name, so each row is a shopper of its own: that keeps the age band,
 * and invents nobody who wrote twice. Nothing that needs a shopper's history can be learnt from it.
 */
export function clothingReviewsDataset(rows: ClothingReviews): Omit<Dataset, 'provenance'> {
  const { account } = applyRules(rows.length, []);
  const items = createVocabulary();
  const reviews = createTable(REVIEWS, rows.length);
  reviews.order.fill(NO_ORDER);
  const shoppers = createTable(SHOPPERS, rows.length);
  for (let row = 0; row < rows.length; row++) {
    reviews.shopper[row] = row;
    reviews.item[row] = items.indexOf(rows.clothing[row]!);
    reviews.rating[row] = rows.rating[row]!;
    reviews.text[row] = rows.text[row]!;
    shoppers.shopper[row] = row;
    shoppers.key[row] = row;
    shoppers.id[row] = `row ${row}`;
    shoppers.ageBand[row] = AGE_BANDS.find(([from]) => rows.age[row]! >= from)![1];
  }
  return {
    account: withNotes(account, [
      { note: 'rows are each a shopper of their own: no reviewer is named', rows: rows.length },
      { note: 'reviews have no text', rows: rows.text.filter((text) => text === '').length },
    ]),
    log: {
      origin: '1970-01-01T00:00:00Z',
      sessions: createTable(SESSIONS, 0),
      impressions: createTable(IMPRESSIONS, 0),
      actions: createTable(ACTIONS, 0),
      reviews,
    },
    catalog: catalogOf(rows, items.ids, reviews.item),
    shoppers,
    reviewDetails: { title: rows.title, recommended: rows.recommended, helpful: rows.helpful },
    timed: false,
  };
}

/** Category: that of the item's first row. */
function catalogOf(rows: ClothingReviews, ids: readonly string[], itemOf: Uint32Array): Catalog {
  const catalog = createTable(CATALOG, ids.length);
  for (let row = rows.length - 1; row >= 0; row--) {
    const item = itemOf[row]!;
    const path = [rows.department[row]!, rows.garment[row]!].filter((part) => part !== '');
    catalog.category[item] = path.join(' > ');
    catalog.title[item] = [rows.garment[row]!, ids[item]!].filter((part) => part !== '').join(' ');
  }
  ids.forEach((id, item) => {
    catalog.item[item] = item;
    catalog.key[item] = item;
    catalog.id[item] = id;
  });
  return catalog;
}

/** The text in its canonical spelling: commas, records end in LF, quotes only where needed, no byte order mark. */
export function* writeClothingReviews(text: string, file: string): Generator<string> {
  const csv = createCsvReader(text, file);
  yield csvLine(csv.header);
  for (let fields = csv.next(); fields !== null; fields = csv.next()) yield csvLine(fields);
}
