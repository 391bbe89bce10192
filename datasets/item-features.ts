/** What the catalog says of each item, as 0/1 features: category path parts, brand, attributes. No text. */

import type { Catalog } from './tables.ts';
import { createVocabulary } from './vocabulary.ts';

/** Of an item of which the catalogue says no category. */
export const NO_CATEGORY = 0xffffffff;

/** Unit vectors in compressed sparse rows: every feature of item i weighs weight[i] = 1 / sqrt(features of i). */
export interface ItemFeatures {
  readonly features: number;
  /** (items + 1) */
  readonly rowPtr: Uint32Array;
  /** (rowPtr[items]) no duplicates within a row */
  readonly colIdx: Uint32Array;
  /** (items) 0 where the item has no feature */
  readonly weight: Float64Array;
  /** (items) a number for each category path; NO_CATEGORY where there is none */
  readonly category: Uint32Array;
}

const parts = (text: string, separator: string): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** `Home > Kitchen` gives `category=Home` and `category=Home > Kitchen`, so that near categories share a part. */
function featuresOf(category: string, brand: string, attributes: string): string[] {
  const path = parts(category, ' > ');
  return [
    ...path.map((_, depth) => `category=${path.slice(0, depth + 1).join(' > ')}`),
    ...parts(brand, '\n').map((name) => `brand=${name}`),
    ...parts(attributes, '|').map((pair) => `attribute:${pair}`),
  ];
}

/** null when no item has a feature. */
export function itemFeatures(catalog: Catalog): ItemFeatures | null {
  const vocabulary = createVocabulary();
  const categories = createVocabulary();
  const rowPtr = new Uint32Array(catalog.length + 1);
  const weight = new Float64Array(catalog.length);
  const columns: number[] = [];
  for (let item = 0; item < catalog.length; item++) {
    const row = featuresOf(catalog.category[item]!, catalog.brand[item]!, catalog.attributes[item]!);
    const distinct = [...new Set(row)];
    for (const feature of distinct) columns.push(vocabulary.indexOf(feature));
    weight[item] = distinct.length === 0 ? 0 : 1 / Math.sqrt(distinct.length);
    rowPtr[item + 1] = columns.length;
  }
  if (columns.length === 0) return null;
  const category = Uint32Array.from(catalog.category, (path) =>
    path === '' ? NO_CATEGORY : categories.indexOf(path),
  );
  return { features: vocabulary.ids.length, rowPtr, colIdx: Uint32Array.from(columns), weight, category };
}
