/** Shelves: items of the shop by what search and similar items ask for, the most popular first; each made when first asked for. */

import { BRAND, NO_CATEGORY, NO_WORD, type Query } from '../behaviour/query.ts';
import type { Items } from '../world/items.ts';
import { VALUES } from '../world/labels.ts';
import type { Shop } from '../world/shop.ts';

/** Items `order[start .. end)`. */
export interface Shelf {
  readonly order: Uint32Array;
  readonly start: number;
  readonly end: number;
}

export interface Shelves {
  /** Items that fit every word of the query; none where it has no word. */
  matching(query: Query): Shelf;
  department(department: number): Shelf;
}

/** Items of one kind of shelf. */
interface Ranking {
  readonly order: Uint32Array;
  /** (shelves + 1) */
  readonly start: Uint32Array;
}

/** Kinds of shelves by what is asked for: an aspect (below), an aspect within a category, or a department. */
const WITHIN_CATEGORY = 256;
const DEPARTMENTS = 512;
const NOTHING: Shelf = { order: new Uint32Array(0), start: 0, end: 0 };

/** The shelves of one round; a kind of shelf costs one counting sort of the items when it is first asked for. */
export function openShelves(items: Items, shop: Shop): Shelves {
  const { tree, dimensions } = items;
  const known = new Map<number, Ranking>();
  let brands = 0;
  const byAspect = (aspect: number, isWhole: boolean): Ranking => {
    const kind = isWhole ? aspect : WITHIN_CATEGORY + aspect;
    const found = known.get(kind);
    if (found) return found;
    if (aspect === BRAND && brands === 0) brands = brandsOf(items);
    const [labels, wide, at] = aspect === BRAND ? [items.brand, 1, 0] : [items.labels, dimensions, aspect];
    const values = aspect === BRAND ? brands : VALUES;
    const ranking = isWhole
      ? rank(shop.byPopularity, values, labels, wide, at)
      : rank(shop.listing, tree.count * values, labels, wide, at, items.category, values);
    known.set(kind, ranking);
    return ranking;
  };
  return {
    matching({ category, aspect, value }) {
      const isWhole = category === NO_CATEGORY;
      if (aspect === NO_WORD) {
        if (isWhole) return NOTHING;
        return cut({ order: shop.listing, start: shop.listingStart }, category);
      }
      const ranking = byAspect(aspect, isWhole);
      const values = aspect === BRAND ? brands : VALUES;
      return cut(ranking, isWhole ? value : category * values + value);
    },
    department(department) {
      let ranking = known.get(DEPARTMENTS);
      ranking ??= rank(shop.byPopularity, tree.departments, items.department, 1, 0);
      known.set(DEPARTMENTS, ranking);
      return cut(ranking, department);
    },
  };
}

function brandsOf({ brand }: Items): number {
  let most = 0;
  for (let item = 0; item < brand.length; item++) most = Math.max(most, brand[item]! + 1);
  return most;
}

/**
 * The items of `order`, in this order, on the shelf `labels[item * wide + at]`; or on `of[item] * values` plus it. One
 * counting sort: shelves are counted as keys are made.
 */
function rank(
  order: Uint32Array,
  shelves: number,
  labels: Uint8Array | Uint16Array,
  wide: number,
  at: number,
  of?: Uint16Array,
  values = 0,
): Ranking {
  const keys = new Uint32Array(order.length);
  const start = new Uint32Array(shelves + 1);
  for (let nth = 0; nth < order.length; nth++) {
    const item = order[nth]!;
    const shelf = (of === undefined ? 0 : of[item]! * values) + labels[item * wide + at]!;
    keys[nth] = shelf;
    start[shelf + 1]!++;
  }
  for (let shelf = 0; shelf < shelves; shelf++) start[shelf + 1]! += start[shelf]!;
  const next = start.slice(0, shelves);
  const sorted = new Uint32Array(order.length);
  for (let nth = 0; nth < order.length; nth++) sorted[next[keys[nth]!]!++] = order[nth]!;
  return { order: sorted, start };
}

function cut({ order, start }: Ranking, shelf: number): Shelf {
  return { order, start: start[shelf]!, end: start[shelf + 1]! };
}
