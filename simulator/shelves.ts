/** Shelves: items of the shop by what search and similar items ask for, the most popular first; each made when first asked for. */

import { countingOrder } from '../numerics/csr.ts';
import { BRAND, NO_CATEGORY, NO_WORD, type Query } from './behaviour/query.ts';
import type { Items } from './items.ts';
import { VALUES } from './labels.ts';
import type { Shop } from './shop.ts';

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

const NOTHING: Shelf = { order: new Uint32Array(0), start: 0, end: 0 };

/** The shelves of one round; a kind of shelf costs one counting sort of the items when it is first asked for. */
export function openShelves(items: Items, shop: Shop): Shelves {
  const { tree, dimensions } = items;
  const known = new Map<number, Ranking>();
  let brands = 0;
  const rank = (kind: number, shelves: number, keyOf: (item: number) => number, order: Uint32Array) => {
    const found = known.get(kind);
    if (found) return found;
    const keys = new Uint32Array(items.length);
    const start = new Uint32Array(shelves + 1);
    for (let nth = 0; nth < order.length; nth++) {
      const item = order[nth]!;
      keys[item] = keyOf(item);
      start[keys[item]! + 1]!++;
    }
    for (let shelf = 0; shelf < shelves; shelf++) start[shelf + 1]! += start[shelf]!;
    const ranking = { order: countingOrder(keys, shelves, order), start };
    known.set(kind, ranking);
    return ranking;
  };
  const byAspect = (aspect: number, isWhole: boolean): Ranking => {
    const isRanked = known.get(isWhole ? aspect : 256 + aspect);
    if (isRanked) return isRanked;
    if (aspect === BRAND && brands === 0)
      for (const brand of items.brand) brands = Math.max(brands, brand + 1);
    const values = aspect === BRAND ? brands : VALUES;
    const labelled = (item: number): number =>
      aspect === BRAND ? items.brand[item]! : items.labels[item * dimensions + aspect]!;
    return isWhole
      ? rank(aspect, values, labelled, shop.byPopularity)
      : rank(
          256 + aspect,
          tree.count * values,
          (item) => items.category[item]! * values + labelled(item),
          shop.listing,
        );
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
      return cut(
        rank(512, tree.departments, (item) => items.department[item]!, shop.byPopularity),
        department,
      );
    },
  };
}

function cut({ order, start }: Ranking, shelf: number): Shelf {
  return { order, start: start[shelf]!, end: start[shelf + 1]! };
}
