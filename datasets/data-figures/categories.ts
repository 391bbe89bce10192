/** Which categories items stand in, and rows fall to. */

import type { Dataset } from '../dataset.ts';
import { type Basis, basisOf } from '../summary-view.ts';
import { ACTION_KINDS } from '../tables.ts';
import { type Absent, absent } from './absent.ts';

export const MOST_CATEGORIES = 20;
const LONGEST_NAME = 60;

export interface CategoryFigures {
  readonly basis: Basis | null;
  /** Levels of the category tree that the names are of. */
  readonly levels: number;
  /** Most rows first, then most items; a name that is too long is cut. */
  readonly largest: readonly { readonly name: string; readonly items: number; readonly rows: number }[];
  /** The rest of them together; items of no category are of none. */
  readonly others: { readonly categories: number; readonly items: number; readonly rows: number };
  readonly items: number;
  readonly rows: number;
}

export function categoryFigures(dataset: Dataset): CategoryFigures | Absent {
  const { log, catalog } = dataset;
  const basis = basisOf(dataset) ?? null;
  const rowsOf = new Float64Array(catalog.length);
  if (basis === 'rating') for (const item of log.reviews.item) rowsOf[item]!++;
  else {
    const code = basis === null ? -1 : ACTION_KINDS.indexOf(basis);
    const { length, kind, item } = log.actions;
    for (let row = 0; row < length; row++) if (kind[row] === code) rowsOf[item[row]!]!++;
  }
  const [levels, named] = nameItems(catalog.category);
  const counts = new Map<string, { items: number; rows: number }>();
  named.forEach((name, at) => {
    if (name === '') return;
    const own = counts.get(name) ?? { items: 0, rows: 0 };
    counts.set(name, own);
    own.items++;
    own.rows += rowsOf[at]!;
  });
  if (counts.size === 0) return absent('the data tells no categories');
  const sorted = [...counts]
    .map(([name, own]) => ({ name, ...own }))
    .sort((a, b) => b.rows - a.rows || b.items - a.items || (a.name < b.name ? -1 : 1));
  const rest = sorted.slice(MOST_CATEGORIES);
  const sum = (of: readonly { items: number; rows: number }[], key: 'items' | 'rows'): number =>
    of.reduce((total, one) => total + one[key], 0);
  return {
    basis,
    levels,
    largest: sorted.slice(0, MOST_CATEGORIES).map((one) => ({ ...one, name: shortened(one.name) })),
    others: { categories: rest.length, items: sum(rest, 'items'), rows: sum(rest, 'rows') },
    items: sum(sorted, 'items'),
    rows: sum(sorted, 'rows'),
  };
}

/** By the first part of their paths; where that is the same for all, by the first two. */
function nameItems(category: readonly string[]): [levels: number, names: string[]] {
  const upTo = (levels: number): string[] =>
    category.map((path) => path.split(' > ').slice(0, levels).join(' > '));
  const top = upTo(1);
  return new Set(top.filter((name) => name !== '')).size > 1 ? [1, top] : [2, upTo(2)];
}

const shortened = (name: string): string => {
  const letters = [...name];
  return letters.length <= LONGEST_NAME ? name : `${letters.slice(0, LONGEST_NAME - 1).join('')}\u2026`;
};
