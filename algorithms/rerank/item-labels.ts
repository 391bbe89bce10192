/** Items by one property each: what aspects, tastes and protected groups are made of. */

import type { Interactions } from '../../datasets/interactions.ts';
import type { Catalog } from '../../datasets/tables.ts';
import { createVocabulary } from '../../datasets/vocabulary.ts';
import type { Queries } from '../algorithm.ts';
import { columnsOf } from '../scoring/query-rows.ts';
import { u32 } from '../state/arrays.ts';
import { also, type Shape } from '../state/shape.ts';

export const CATALOGUE_LABELS = ['category', 'department', 'brand', 'seller'] as const;
export const LABELS = [...CATALOGUE_LABELS, 'popularity'] as const;
export type LabelsBy = (typeof LABELS)[number];

/** Of an item of which the catalogue does not say it. */
export const NO_LABEL = 0xffffffff;

/** Labels of the parts that `popularity` makes. */
export const POPULARITY_PARTS = { head: 0, tail: 1 } as const;

/** Share of the training pairs that fall to the most popular items, the short head. */
const HEAD_SHARE = 0.8;

/** (items) a number for each value, from 0; NO_LABEL where there is none */
export const labelsShape: Shape<Uint32Array> = also(u32('items'), (labels) => {
  const wrong = labels.findIndex((label) => label !== NO_LABEL && label >= labels.length);
  return wrong < 0 ? undefined : `${labels[wrong]} at ${wrong}; there are no more labels than items`;
});

/** @param places the relabelling, which orders items that equally many shoppers had */
export function itemLabels(
  by: LabelsBy,
  catalog: Catalog,
  interactions: Interactions,
  places: Uint32Array,
): Uint32Array {
  if (by === 'popularity') return popularityParts(interactions, places);
  const vocabulary = createVocabulary();
  return Uint32Array.from({ length: catalog.length }, (_, item) => {
    const name = catalogueLabel(by, catalog, item);
    return name === '' ? NO_LABEL : vocabulary.indexOf(name);
  });
}

/** The department is the first part of the category's path. */
export function catalogueLabel(
  by: (typeof CATALOGUE_LABELS)[number],
  catalog: Catalog,
  item: number,
): string {
  return by === 'department' ? catalog.category[item]!.split(' > ')[0]! : catalog[by][item]!;
}

/** The short head: the fewest items that have `HEAD_SHARE` of the pairs; all others are the long tail. */
function popularityParts({ cols, colIdx }: Interactions, places: Uint32Array): Uint32Array {
  const counts = new Uint32Array(cols);
  for (const item of colIdx) counts[item]!++;
  const byCount = Uint32Array.from(counts, (_, item) => item).sort(
    (a, b) => counts[b]! - counts[a]! || places[a]! - places[b]!,
  );
  const parts = new Uint32Array(cols).fill(POPULARITY_PARTS.tail);
  let had = 0;
  for (const item of byCount) {
    if (had >= HEAD_SHARE * colIdx.length) break;
    parts[item] = POPULARITY_PARTS.head;
    had += counts[item]!;
  }
  return parts;
}

/** Shares of labels among what the shopper of a query had in training and the query tells; empty where nothing is known. */
export function tasteOf(
  labels: Uint32Array,
  seen: Interactions,
  { shopper, history }: Queries,
  q: number,
): Map<number, number> {
  const told = history ? history.item.subarray(history.rowPtr[q]!, history.rowPtr[q + 1]!) : [];
  const counts = new Map<number, number>();
  let total = 0;
  for (const items of [columnsOf(seen, shopper[q]!), told]) {
    for (const item of items) {
      const label = labels[item]!;
      if (label === NO_LABEL) continue;
      counts.set(label, (counts.get(label) ?? 0) + 1);
      total++;
    }
  }
  return new Map([...counts].map(([label, count]) => [label, count / total]));
}
