/** The items of a world: category tree, latent attributes, quality and price, each a keyed draw on the item's key. */

import { aliasTable, sampleAlias, zipfWeights } from '../../numerics/distributions.ts';
import { drawKey, philox4x32, type SeedWords, uniform, uniformInteger } from '../../numerics/rng.ts';
import { categoryMedian, listPrice, relativePrice, unitCost } from '../behaviour/price.ts';
import { blend, drawVector, normal } from '../behaviour/taste.ts';
import { checkAssortment, drawAssortment } from '../business/assortment.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { fileLabels } from './labels.ts';

/** Categories a department may have; part of a category's key, so that adding one moves no other. */
const CATEGORIES_A_DEPARTMENT = 12;

/** Category = department * categoriesPerDepartment + category within it. */
export interface CategoryTree {
  readonly departments: number;
  readonly categoriesPerDepartment: number;
  /** Categories in all. */
  readonly count: number;
  /** (departments x dimensions) standard normal. */
  readonly departmentCentre: Float32Array;
  /** (count x dimensions) standard normal; half of the variance is the department's. */
  readonly centre: Float32Array;
  /** (count) cents */
  readonly medianPrice: Float64Array;
}

/** Columns of all items; the row number is the item. */
export interface Items {
  readonly length: number;
  readonly dimensions: number;
  readonly tree: CategoryTree;
  /** Lasting keys, ascending. */
  readonly keys: Uint32Array;
  readonly category: Uint16Array;
  readonly department: Uint8Array;
  readonly brand: Uint16Array;
  readonly seller: Uint16Array;
  /** (length x dimensions) standard normal. */
  readonly attributes: Float32Array;
  /** (length x dimensions) attributes as the shop files them, 0 .. 7. */
  readonly labels: Uint8Array;
  /** Standard normal. */
  readonly quality: Float32Array;
  /** Cents. */
  readonly price: Uint32Array;
  /** Logarithm of price over the category's median. */
  readonly relativePrice: Float32Array;
  /** What the shop pays for a unit: cents. */
  readonly cost: Uint32Array;
  /** Row of the supplier in `world.suppliers`. */
  readonly supplier: Uint16Array;
  /** Seconds since the origin; NO_MOMENT where it is outside the log. */
  readonly launched: Uint32Array;
  readonly retired: Uint32Array;
  /** Items in the random order that decides between those that are equal in everything the shop sees. */
  readonly byTie: Uint32Array;
}

export function buildTree(scenario: Scenario, seed: SeedWords): CategoryTree {
  const { departments, categories: categoriesPerDepartment } = scenario.catalog;
  const { dimensions } = scenario.taste;
  const count = departments * categoriesPerDepartment;
  const centreKey = drawKey(seed, 'world.category.centre');
  const priceKey = drawKey(seed, 'world.category.price');
  const departmentCentre = new Float32Array(departments * dimensions);
  const centre = new Float32Array(count * dimensions);
  const medianPrice = new Float64Array(count);
  for (let department = 0; department < departments; department++) {
    const first = department * (CATEGORIES_A_DEPARTMENT + 1);
    drawVector(centreKey, first, departmentCentre, department, dimensions);
    for (let nth = 0; nth < categoriesPerDepartment; nth++) {
      const category = department * categoriesPerDepartment + nth;
      const key = first + 1 + nth;
      drawVector(centreKey, key, centre, category, dimensions);
      for (let d = 0; d < dimensions; d++) {
        const at = category * dimensions + d;
        centre[at] = blend(centre[at]!, departmentCentre[department * dimensions + d]!, 0.5);
      }
      medianPrice[category] = categoryMedian(
        scenario.price.median,
        scenario.price.categorySpread,
        normal(priceKey, key),
      );
    }
  }
  return { departments, categoriesPerDepartment, count, departmentCentre, centre, medianPrice };
}

/** Logarithms of prices in cents over the median list prices of their categories. */
export function relativePrices(
  { category, tree }: Pick<Items, 'category' | 'tree'>,
  price: Uint32Array,
): Float32Array<ArrayBuffer> {
  const relative = new Float32Array(price.length);
  for (let item = 0; item < price.length; item++)
    relative[item] = relativePrice(price[item]!, tree.medianPrice[category[item]!]!);
  return relative;
}

/** Items with the given lasting keys, ascending. */
export function buildItems(scenario: Scenario, seed: SeedWords, keys: Uint32Array): Items {
  const length = keys.length;
  const tree = buildTree(scenario, seed);
  const category = pickCategories(scenario, seed, keys, tree);
  const brand = pickEvenly(drawKey(seed, 'world.item.brand'), keys, scenario.catalog.brands);
  const seller = pickEvenly(drawKey(seed, 'world.item.seller'), keys, scenario.catalog.sellers);
  const { dimensions } = scenario.taste;
  const attributes = drawAttributes(scenario, seed, keys, tree, category, brand);
  const quality = new Float32Array(length);
  const price = new Uint32Array(length);
  const cost = new Uint32Array(length);
  const relative = new Float32Array(length);
  const tie = new Uint32Array(length);
  const qualityKey = drawKey(seed, 'world.item.quality');
  const priceKey = drawKey(seed, 'world.item.price');
  const costKey = drawKey(seed, 'world.item.cost');
  const tieKey = drawKey(seed, 'world.item.tie');
  const words = new Uint32Array(4);
  for (let item = 0; item < length; item++) {
    const key = keys[item]!;
    const median = tree.medianPrice[category[item]!]!;
    quality[item] = normal(qualityKey, key);
    const { itemSpread, qualityPremium } = scenario.price;
    price[item] = listPrice(median, itemSpread, normal(priceKey, key), qualityPremium, quality[item]!);
    const { costShare, costSpread } = scenario.price;
    cost[item] = unitCost(price[item]!, costShare, costSpread, normal(costKey, key));
    relative[item] = relativePrice(price[item]!, median);
    philox4x32(tieKey.k0, tieKey.k1, key, 0, 0, 0, words);
    tie[item] = words[0]!;
  }
  const byTie = Uint32Array.from(keys, (_, item) => item).sort((a, b) => tie[a]! - tie[b]! || a - b);
  const columns = {
    keys,
    category,
    department: Uint8Array.from(category, (one) => Math.floor(one / tree.categoriesPerDepartment)),
    brand,
    seller,
    attributes,
    labels: fileLabels(seed, keys, attributes, dimensions, scenario.catalog.labelNoise),
    quality,
    price,
    relativePrice: relative,
    cost,
    supplier: pickEvenly(drawKey(seed, 'world.item.supplier'), keys, scenario.suppliers.count),
    ...drawAssortment(scenario, seed, keys),
    byTie,
  };
  checkAssortment(scenario, columns);
  return { length, dimensions, tree, ...columns };
}

function pickCategories(
  scenario: Scenario,
  seed: SeedWords,
  keys: Uint32Array,
  tree: CategoryTree,
): Uint16Array {
  const table = aliasTable(zipfWeights(tree.count, scenario.catalog.categorySkew));
  const key = drawKey(seed, 'world.item.category');
  return Uint16Array.from(keys, (item) => {
    // Rank r goes to department r mod departments: every department has large and small categories.
    const rank = sampleAlias(table, uniform(key, item));
    return (rank % tree.departments) * tree.categoriesPerDepartment + Math.floor(rank / tree.departments);
  });
}

function pickEvenly(key: ReturnType<typeof drawKey>, keys: Uint32Array, n: number): Uint16Array {
  return Uint16Array.from(keys, (item) => uniformInteger(key, n, item));
}

/** Variance of each dimension: the category's share, the brand's share, the rest the item's own. */
function drawAttributes(
  scenario: Scenario,
  seed: SeedWords,
  keys: Uint32Array,
  tree: CategoryTree,
  category: Uint16Array,
  brand: Uint16Array,
): Float32Array {
  const { dimensions } = scenario.taste;
  const { categoryShare, brandShare, brands } = scenario.catalog;
  const brandCentre = new Float32Array(brands * dimensions);
  const brandKey = drawKey(seed, 'world.brand.centre');
  for (let b = 0; b < brands; b++) drawVector(brandKey, b, brandCentre, b, dimensions);
  const fromCategory = Math.sqrt(categoryShare);
  const fromBrand = Math.sqrt(brandShare);
  const own = Math.sqrt(Math.max(0, 1 - categoryShare - brandShare));
  const key = drawKey(seed, 'world.item.attributes');
  const attributes = new Float32Array(keys.length * dimensions);
  for (let item = 0; item < keys.length; item++) {
    for (let d = 0; d < dimensions; d++) {
      attributes[item * dimensions + d] =
        fromCategory * tree.centre[category[item]! * dimensions + d]! +
        fromBrand * brandCentre[brand[item]! * dimensions + d]! +
        own * normal(key, keys[item]!, d);
    }
  }
  return attributes;
}
