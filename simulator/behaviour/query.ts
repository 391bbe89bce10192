/** Queries: an article, perhaps with a value of an attribute or a brand before it; and what a recogniser hears of one. */

import { type DrawKey, uniform, uniformInteger } from '../../numerics/rng.ts';

/** As codes; a lost word stands as NO_CATEGORY or NO_WORD. */
export interface Query {
  /** Category whose article is named. */
  readonly category: number;
  /** What the other word is: a dimension of labels, BRAND or NO_WORD. */
  readonly aspect: number;
  /** Label or brand. */
  readonly value: number;
}

export const NO_CATEGORY = 0xffff;
export const BRAND = 254;
export const NO_WORD = 255;

export function wordsIn({ category, aspect }: Query): number {
  return Number(category !== NO_CATEGORY) + Number(aspect !== NO_WORD);
}

/** Words of like sound, by code: each list may be empty. */
export interface Confusions {
  /** Categories whose articles sound like this one's. */
  article(category: number): readonly number[];
  /** Values of any attribute, as dimension * values + label. */
  value(aspect: number, label: number): readonly number[];
  brand(brand: number): readonly number[];
}

/**
 * What is heard of a spoken query: each word is wrong with probability `errors`; of those `deletions` are lost, as are words
 * that nothing sounds like; the others become a word of like sound. `values` is the number of values of an attribute.
 * Draws are keyed by (shopper, visit, scene, 4 x word + step).
 */
export function hear(
  key: DrawKey,
  shopperKey: number,
  visit: number,
  scene: number,
  query: Query,
  confusions: Confusions,
  errors: number,
  deletions: number,
  values: number,
): { readonly heard: Query; readonly errors: number } {
  const mistaken = (word: number, alike: () => readonly number[]): number | undefined => {
    if (!(uniform(key, shopperKey, visit, scene, 4 * word) < errors)) return undefined;
    if (uniform(key, shopperKey, visit, scene, 4 * word + 1) < deletions) return LOST;
    const words = alike();
    if (words.length === 0) return LOST;
    return words[uniformInteger(key, words.length, shopperKey, visit, scene, 4 * word + 2)]!;
  };
  const { category, aspect, value } = query;
  const article = mistaken(0, () => confusions.article(category));
  const other =
    aspect === NO_WORD
      ? undefined
      : mistaken(1, () => (aspect === BRAND ? confusions.brand(value) : confusions.value(aspect, value)));
  const heardCategory = article === LOST ? NO_CATEGORY : (article ?? category);
  const wrong = Number(article !== undefined) + Number(other !== undefined);
  if (other === undefined) return { heard: { category: heardCategory, aspect, value }, errors: wrong };
  if (other === LOST) return { heard: { category: heardCategory, aspect: NO_WORD, value: 0 }, errors: wrong };
  const heard =
    aspect === BRAND
      ? { category: heardCategory, aspect, value: other }
      : { category: heardCategory, aspect: Math.floor(other / values), value: other % values };
  return { heard, errors: wrong };
}

const LOST = -1;
