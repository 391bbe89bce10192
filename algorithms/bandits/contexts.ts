/**
 * Features of a visit and of an item, for linear bandits: how much of what the shopper did was like the item. Counts grow with time, so that
 * a row is learnt with the features of its own moment, and nothing of what came after.
 */

import { type Catalog, NO_SHOPPER } from '../../datasets/tables.ts';
import { log } from '../../numerics/math.ts';
import { f64, indices } from '../state/arrays.ts';
import { fields, type Shape, size } from '../state/shape.ts';

/** Departments with a feature of their own; all others share the last. */
const MOST_DEPARTMENTS = 12;
/** Actions that a shopper is taken to have spread over everything before the first: shares begin at 0. */
const PRIOR = 2;
/** Showings and clicks that an item is taken to have had. */
const PRIOR_SHOWN = 20;
const PRIOR_CLICKED = 1;

/** Codes of items by what they are. */
export interface ItemKinds {
  readonly items: number;
  readonly departments: number;
  readonly categories: number;
  readonly brands: number;
  /** (items) */
  readonly department: Uint32Array;
  readonly category: Uint32Array;
  readonly brand: Uint32Array;
  /** (items) log of the price in cents, 0 where it is not known. */
  readonly price: Float64Array;
}

export function itemKinds({ length, category, brand, price }: Catalog): ItemKinds {
  const code = (names: readonly string[], most = Number.POSITIVE_INFINITY): [Uint32Array, number] => {
    const numbers = new Map<string, number>();
    const codes = Uint32Array.from(names, (name) => {
      const known = numbers.get(name) ?? Math.min(most - 1, numbers.size);
      numbers.set(name, known);
      return known;
    });
    return [
      codes,
      Math.max(
        1,
        codes.reduce((count, own) => Math.max(count, own + 1), 0),
      ),
    ];
  };
  const [department, departments] = code(
    category.map((path) => path.split(' > ')[0]!),
    MOST_DEPARTMENTS,
  );
  const [categories, categoryCount] = code(category);
  const [brands, brandCount] = code(brand);
  return {
    items: length,
    departments,
    categories: categoryCount,
    brands: brandCount,
    department,
    category: categories,
    brand: brands,
    price: Float64Array.from(price, (cents) => (cents > 0 ? log(cents) : 0)),
  };
}

/** What shoppers did so far, and how items fared. */
export interface Histories {
  readonly shoppers: number;
  /** (shoppers x departments), (shoppers x categories), (shoppers x brands) sums of feedback; (shoppers) all of it. */
  readonly byDepartment: Float64Array;
  readonly byCategory: Float64Array;
  readonly byBrand: Float64Array;
  readonly total: Float64Array;
  /** (shoppers) sum of log prices, weighted as feedback is. */
  readonly prices: Float64Array;
  /** (items) */
  readonly shown: Float64Array;
  readonly clicked: Float64Array;
}

export function newHistories(kinds: ItemKinds, shoppers: number): Histories {
  return {
    shoppers,
    byDepartment: new Float64Array(shoppers * kinds.departments),
    byCategory: new Float64Array(shoppers * kinds.categories),
    byBrand: new Float64Array(shoppers * kinds.brands),
    total: new Float64Array(shoppers),
    prices: new Float64Array(shoppers),
    shown: new Float64Array(kinds.items),
    clicked: new Float64Array(kinds.items),
  };
}

export function addFeedback(
  h: Histories,
  kinds: ItemKinds,
  shopper: number,
  item: number,
  value: number,
): void {
  h.byDepartment[shopper * kinds.departments + kinds.department[item]!]! += value;
  h.byCategory[shopper * kinds.categories + kinds.category[item]!]! += value;
  h.byBrand[shopper * kinds.brands + kinds.brand[item]!]! += value;
  h.prices[shopper]! += value * kinds.price[item]!;
  h.total[shopper]! += value;
}

/** Features of the visit: a constant and the share of each department. */
export const ownFeatures = (kinds: ItemKinds): number => 1 + kinds.departments;
export function writeOwn(h: Histories, kinds: ItemKinds, shopper: number, x: Float64Array): void {
  x.fill(0);
  x[0] = 1;
  if (shopper === NO_SHOPPER || shopper >= h.shoppers) return;
  for (let d = 0; d < kinds.departments; d++)
    x[1 + d] = h.byDepartment[shopper * kinds.departments + d]! / (h.total[shopper]! + PRIOR);
}

/**
 * Features of visit and item together: a constant; the share of the item's category and of its brand in what the shopper did; how far
 * its price is from the shopper's, as a share of a factor of e; clicks a showing of the item so far, times 10.
 */
export const SHARED_FEATURES = 5;
export function writeShared(
  h: Histories,
  kinds: ItemKinds,
  shopper: number,
  item: number,
  z: Float64Array,
): void {
  z.fill(0);
  z[0] = 1;
  z[4] = (10 * (h.clicked[item]! + PRIOR_CLICKED)) / (h.shown[item]! + PRIOR_SHOWN);
  if (shopper === NO_SHOPPER || shopper >= h.shoppers || h.total[shopper]! === 0) return;
  const all = h.total[shopper]! + PRIOR;
  z[1] = h.byCategory[shopper * kinds.categories + kinds.category[item]!]! / all;
  z[2] = h.byBrand[shopper * kinds.brands + kinds.brand[item]!]! / all;
  z[3] = Math.min(1, Math.abs(kinds.price[item]! - h.prices[shopper]! / h.total[shopper]!));
}

export const KINDS_SHAPE: Shape<ItemKinds> = fields<ItemKinds>({
  items: size('items'),
  departments: size('departments', MOST_DEPARTMENTS),
  categories: size('categories'),
  brands: size('brands'),
  department: indices('departments', 'items'),
  category: indices('categories', 'items'),
  brand: indices('brands', 'items'),
  price: f64('items'),
});

export const HISTORIES_SHAPE: Shape<Histories> = fields<Histories>({
  shoppers: size('shoppers'),
  total: f64('shoppers'),
  prices: f64('shoppers'),
  byDepartment: f64('shoppers', 'departments'),
  byCategory: f64('shoppers', 'categories'),
  byBrand: f64('shoppers', 'brands'),
  shown: f64('items'),
  clicked: f64('items'),
});
