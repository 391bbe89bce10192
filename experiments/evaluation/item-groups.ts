/** Items by what the catalog says of them, or by how many had them: which sellers, categories and bestsellers lists favour. */

import type { Catalog } from '../../datasets/tables.ts';
import { NOT_KNOWN } from './groups.ts';
import type { TestSet } from './test-set.ts';

export const ITEMS_GROUPED_BY = ['popularity', 'category', 'brand', 'seller'] as const;
export type ItemsGroupedBy = (typeof ITEMS_GROUPED_BY)[number];

/** Items of groups further down, by training pairs, are told together. */
const MOST_GROUPS = 20;
const OTHERS = '(others)';

export interface ItemGroups {
  /** The attribute. */
  readonly name: string;
  readonly labels: readonly string[];
  /** (items) index into labels */
  readonly codes: Uint32Array;
}

/** @param test its training says how popular items are */
export function itemGroups(name: ItemsGroupedBy, catalog: Catalog, test: TestSet): ItemGroups {
  if (name === 'popularity') return popularityGroups(test);
  const labelled = catalog[name].map(
    (text) => (name === 'category' ? text.split(' > ')[0]! : text) || NOT_KNOWN,
  );
  const pairs = new Map<string, number>();
  labelled.forEach((label, item) => {
    pairs.set(label, (pairs.get(label) ?? 0) + test.popularity[item]!);
  });
  const order = [...pairs.keys()].sort((a, b) => pairs.get(b)! - pairs.get(a)! || (a < b ? -1 : 1));
  const named = order.length > MOST_GROUPS ? order.slice(0, MOST_GROUPS - 1) : order;
  const labels = named.length < order.length ? [...named, OTHERS] : named;
  const codeOf = new Map(named.map((label, code) => [label, code]));
  return {
    name,
    labels,
    codes: Uint32Array.from(labelled, (label) => codeOf.get(label) ?? labels.length - 1),
  };
}

/** Fewer training shoppers had a cold item. */
const WARM_FROM = 5;

/** hot: the most popular items, as few as hold half of the training pairs; cold: had by fewer than 5; warm: the rest. */
function popularityGroups({ popularity }: TestSet): ItemGroups {
  const byPopularity = Uint32Array.from(popularity.keys()).sort(
    (a, b) => popularity[b]! - popularity[a]! || a - b,
  );
  const half = popularity.reduce((sum, count) => sum + count, 0) / 2;
  const codes = Uint32Array.from(popularity, (count) => (count < WARM_FROM ? 2 : 1));
  let held = 0;
  for (const item of byPopularity) {
    if (held >= half || popularity[item]! < WARM_FROM) break;
    codes[item] = 0;
    held += popularity[item]!;
  }
  return { name: 'popularity', labels: ['hot', 'warm', 'cold'], codes };
}
