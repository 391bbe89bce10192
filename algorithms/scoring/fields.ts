/** What is known of shoppers and items besides what they had: fields of codes, for models that give each a vector. */

import type { Catalog, Shoppers } from '../../datasets/tables.ts';
import { SHOPPER_GROUPS } from '../../datasets/tables.ts';

/** One property, as a code for each entity: 0 where it is not known. */
export interface Field {
  readonly name: string;
  readonly code: Int32Array;
  /** Codes that there are, 0 included. */
  readonly codes: number;
}

/** A property that has at least two values; codes in the order in which values are met. */
function fieldsOf(columns: readonly (readonly [string, readonly string[]])[]): Field[] {
  return columns.flatMap(([name, values]) => {
    const known = new Map<string, number>([['', 0]]);
    const code = Int32Array.from(values, (value) => {
      if (!known.has(value)) known.set(value, known.size);
      return known.get(value)!;
    });
    return known.size > 2 ? [{ name, code, codes: known.size }] : [];
  });
}

export function shopperFields(shoppers: Shoppers, count: number): Field[] {
  return fieldsOf(SHOPPER_GROUPS.map((name) => [name, texts(shoppers[name], count)]));
}

const PRICE_BANDS = 10;

/** Department, category, brand, seller, and the tenth of prices that an item is in. */
export function itemFields(catalog: Catalog, count: number): Field[] {
  const category = texts(catalog.category, count);
  return fieldsOf([
    ['department', category.map((path) => path.split(' > ', 1)[0]!)],
    ['category', category],
    ['brand', texts(catalog.brand, count)],
    ['seller', texts(catalog.seller, count)],
    ['price', priceBands(catalog, count)],
  ]);
}

const texts = (column: ArrayLike<string>, count: number): string[] =>
  Array.from({ length: count }, (_, row) => column[row] ?? '');

function priceBands({ price }: Catalog, count: number): string[] {
  const known = Array.from({ length: count }, (_, item) => price[item] ?? 0);
  const sorted = known.filter((cents) => cents > 0).sort((a, b) => a - b);
  const bound = (n: number): number => sorted[Math.floor((n * sorted.length) / PRICE_BANDS)]!;
  const bounds = Array.from({ length: PRICE_BANDS - 1 }, (_, n) => bound(n + 1));
  return known.map((cents) => (cents === 0 ? '' : String(bounds.filter((least) => cents >= least).length)));
}
