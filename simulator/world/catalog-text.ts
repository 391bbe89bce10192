/** What the shop files of items and shoppers: the observed side of a world. Texts carry the filed attributes. */

import {
  CATALOG,
  type Catalog,
  createTable,
  SHOPPERS,
  type Shoppers as ShoppersTable,
} from '../../datasets/tables.ts';
import { drawKey, uniformInteger } from '../../numerics/rng.ts';
import type { CategoryTree } from './items.ts';
import { byStrength } from './labels.ts';
import {
  ATTRIBUTES,
  BRAND_ENDS,
  BRAND_STARTS,
  DEPARTMENTS,
  PHRASES,
  SELLER_ENDS,
  SELLER_STARTS,
} from './pools.ts';
import type { World } from './world.ts';

/** Pairs every start with every end: number n names one of starts x ends names. */
function pairName(starts: readonly string[], ends: readonly string[], n: number): [string, string] {
  const start = n % starts.length;
  const end = (Math.floor(n / starts.length) + 7 * start) % ends.length;
  return [starts[start]!, ends[end]!];
}

export const brandName = (brand: number): string => pairName(BRAND_STARTS, BRAND_ENDS, brand).join('');
export const sellerName = (seller: number): string => pairName(SELLER_STARTS, SELLER_ENDS, seller).join(' ');

/** Path of a category, as the catalog has it. */
export function categoryPath({ categoriesPerDepartment }: CategoryTree, category: number): string {
  const department = DEPARTMENTS[Math.floor(category / categoriesPerDepartment)]!;
  return `${department.name} > ${department.categories[category % categoriesPerDepartment]![0]}`;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Rows [start, end) of the catalog. */
export function catalogTable(world: World, start = 0, end = world.items.length): Catalog {
  const { items } = world;
  const rows = createTable(CATALOG, end - start);
  const wordsKey = drawKey(world.seed, 'world.item.words');
  for (let row = 0; row < rows.length; row++) {
    const item = start + row;
    const key = items.keys[item]!;
    const category = items.category[item]!;
    const department = DEPARTMENTS[Math.floor(category / items.tree.categoriesPerDepartment)]!;
    const [, article] = department.categories[category % items.tree.categoriesPerDepartment]!;
    const labels = Array.from(items.labels.subarray(item * items.dimensions, (item + 1) * items.dimensions));
    const filed = (d: number): string => ATTRIBUTES[d]!.values[labels[d]!]!;
    const strongest = byStrength(labels);
    const brand = brandName(items.brand[item]!);
    const [first, second] = [0, 1].map((nth) => PHRASES[uniformInteger(wordsKey, PHRASES.length, key, nth)]!);
    const features = strongest.slice(0, 6).map((d) => `${ATTRIBUTES[d]!.name} ${filed(d)}`);
    rows.item[row] = item;
    rows.key[row] = key;
    rows.id[row] = `item-${String(key).padStart(7, '0')}`;
    rows.title[row] = [brand, ...strongest.slice(0, 2).map((d) => capital(filed(d))), article].join(' ');
    rows.description[row] = `${article} by ${brand}: ${features.join(', ')}; ${first}, ${second}.`;
    rows.category[row] = categoryPath(items.tree, category);
    rows.brand[row] = brand;
    rows.seller[row] = sellerName(items.seller[item]!);
    rows.attributes[row] = labels.map((_, d) => `${ATTRIBUTES[d]!.name}=${filed(d)}`).join('|');
    rows.price[row] = items.price[item]!;
    rows.cost[row] = items.cost[item]!;
    rows.supplier[row] = items.supplier[item]! + 1;
    rows.launched[row] = items.launched[item]!;
    rows.retired[row] = items.retired[item]!;
  }
  return rows;
}

/** Rows [start, end) of the world's own shoppers, which are shoppers `first + start` and on. */
export function shoppersTable(world: World, start = 0, end = world.shoppers.length): ShoppersTable {
  const { shoppers, scenario } = world;
  const rows = createTable(SHOPPERS, end - start);
  for (let row = 0; row < rows.length; row++) {
    const at = start + row;
    rows.shopper[row] = shoppers.first + at;
    rows.key[row] = shoppers.keys[at]!;
    rows.id[row] = `shopper-${String(shoppers.keys[at]!).padStart(7, '0')}`;
    rows.region[row] = scenario.shoppers.regions[shoppers.region[at]!]!.name;
    rows.ageBand[row] = scenario.shoppers.ageBands[shoppers.ageBand[at]!]!.name;
    rows.gender[row] = scenario.shoppers.genders[shoppers.gender[at]!]!.name;
    rows.optOut[row] = shoppers.optOut[at]!;
    rows.income[row] = scenario.shoppers.incomes[shoppers.income[at]!]!.name;
  }
  return rows;
}
