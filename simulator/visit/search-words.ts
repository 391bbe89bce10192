/** Words of queries: what codes are called, and which words sound alike. */

import { BRAND, type Confusions, NO_CATEGORY, NO_WORD, type Query } from '../behaviour/query.ts';
import { nearestWords } from '../behaviour/sound.ts';
import { brandName } from '../world/catalog-text.ts';
import type { CategoryTree } from '../world/items.ts';
import { VALUES } from '../world/labels.ts';
import { ATTRIBUTES, DEPARTMENTS } from '../world/pools.ts';
import type { World } from '../world/world.ts';

/** Words that a recogniser may take one for. */
const ALIKE = 3;

export function articleOf({ categoriesPerDepartment }: CategoryTree, category: number): string {
  const department = DEPARTMENTS[Math.floor(category / categoriesPerDepartment)]!;
  return department.categories[category % categoriesPerDepartment]![1].toLowerCase();
}

/** The words of a query as they are said or typed: "red storage jar". */
export function wordsOf(tree: CategoryTree, { category, aspect, value }: Query): string {
  const words: string[] = [];
  if (aspect === BRAND) words.push(brandName(value).toLowerCase());
  else if (aspect !== NO_WORD) words.push(ATTRIBUTES[aspect]!.values[value]!);
  if (category !== NO_CATEGORY) words.push(articleOf(tree, category));
  return words.join(' ');
}

/** What sounds alike in a world; each word is compared with the others when it is first misheard. */
export function openConfusions({ items, scenario }: Pick<World, 'items' | 'scenario'>): Confusions {
  const articles = remember(() =>
    Array.from({ length: items.tree.count }, (_, category) => articleOf(items.tree, category)),
  );
  const values = remember(() =>
    ATTRIBUTES.slice(0, items.dimensions).flatMap((attribute) => attribute.values),
  );
  const brands = remember(() =>
    Array.from({ length: scenario.catalog.brands }, (_, brand) => brandName(brand).toLowerCase()),
  );
  return {
    article: articles,
    value: (aspect, label) => values(aspect * VALUES + label),
    brand: brands,
  };
}

/** Indices of the words that sound like word `nth` of a list, worked out once. */
function remember(list: () => readonly string[]): (nth: number) => readonly number[] {
  let words: readonly string[] | undefined;
  const known = new Map<number, readonly number[]>();
  return (nth) => {
    const found = known.get(nth);
    if (found) return found;
    words ??= list();
    const alike = nearestWords(words, nth, ALIKE);
    known.set(nth, alike);
    return alike;
  };
}
