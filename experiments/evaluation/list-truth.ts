/** What lists are really worth, on simulated data: the truth comes from the simulator as columns, and no algorithm sees it. */

import type { Lists, Queries } from '../../algorithms/algorithm.ts';
import { type UtilityColumns, utilitiesOf } from '../../simulator/world/utility-columns.ts';
import type { TestSet } from './test-set.ts';

/** Working space for the worth of lists of a test set. */
export interface ListTruth {
  readonly columns: UtilityColumns;
  /** (items) of the shopper asked about */
  readonly utility: Float64Array;
  /** (items) 1 where the list may hold the item */
  readonly open: Uint8Array;
  /** (places) utilities of what is listed, highest first */
  readonly listed: Float64Array;
  /** (places) the best that the list may hold, and what they are worth, highest first; equals by index */
  readonly bestItems: Uint32Array;
  readonly best: Float64Array;
  /** How many of `best` there are. */
  found: number;
}

export function openListTruth(columns: UtilityColumns, items: number, places: number): ListTruth {
  const { department } = columns.world.items;
  if (department.length !== items)
    throw new Error(`evaluate: the truth is of ${department.length} items, the data has ${items}`);
  return {
    columns,
    utility: new Float64Array(items),
    open: new Uint8Array(items),
    listed: new Float64Array(places),
    bestItems: new Uint32Array(places),
    best: new Float64Array(places),
    found: 0,
  };
}

/** Marks the items of the catalogue that the list of query q may hold. */
export function markOpen(
  open: Uint8Array,
  { exclude, candidates, shopper }: Queries,
  q: number,
  { train, ranked }: Pick<TestSet, 'train' | 'ranked'>,
): void {
  if (candidates) {
    open.fill(0);
    for (let p = candidates.rowPtr[q]!; p < candidates.rowPtr[q + 1]!; p++)
      open[candidates.colIdx[p]!] = ranked[candidates.colIdx[p]!]!;
  } else open.set(ranked);
  if (exclude === 'none') return;
  const [rows, row] = exclude === 'seen' ? [train, shopper[q]!] : [exclude, q];
  for (let p = rows.rowPtr[row]!; p < rows.rowPtr[row + 1]!; p++) open[rows.colIdx[p]!] = 0;
}

/**
 * Weighs all items for the shopper of query q, and finds the best that the list may hold. false: nobody, an account of a
 * campaign, to whom nothing is worth anything.
 */
export function weighQuery(truth: ListTruth, test: TestSet, queries: Queries, q: number): boolean {
  const { columns, utility, open, best, bestItems } = truth;
  if (queries.shopper[q]! >= columns.shoppers) return false;
  utilitiesOf(columns, queries.shopper[q]!, utility);
  markOpen(open, queries, q, test);
  const places = best.length;
  let found = 0;
  for (let item = 0; item < open.length; item++) {
    if (open[item] === 0) continue;
    const worth = utility[item]!;
    if (found === places && worth <= best[places - 1]!) continue;
    let place = found;
    while (place > 0 && worth > best[place - 1]!) place--;
    if (found < places) found++;
    best.copyWithin(place + 1, place, found - 1);
    bestItems.copyWithin(place + 1, place, found - 1);
    best[place] = worth;
    bestItems[place] = item;
  }
  truth.found = found;
  return true;
}

/** Utilities of the first `length` items of list q, highest first, of the query weighed last. Valid until the next call. */
export function weighList(
  { utility, open, listed }: ListTruth,
  lists: Lists,
  q: number,
  length: number,
): Float64Array {
  const own = listed.subarray(0, length);
  for (let place = 0; place < length; place++) {
    const item = lists.items[q * lists.k + place]!;
    if (open[item] !== 1)
      throw new Error(
        `evaluate: item ${item} is listed, and this list may not hold it; regret has no meaning then`,
      );
    own[place] = utility[item]!;
  }
  return own.sort().reverse();
}
