/** Which places of a list are hits: each relevant item marked once a question, the list read once. */

import type { Lists } from '../../algorithms/algorithm.ts';
import type { HitItems, HitList } from '../metrics/definition.ts';
import { shopperOf, type TestSet } from './test-set.ts';

/** Working space of the pass over the lists of one test set. */
export interface HitFinder {
  /** (items) 1 + the question for which the item was last marked relevant; OUTSIDE for those that no list may hold */
  readonly stamp: Uint32Array;
  /** The list that is being measured: its hits, then cut at one K after another. */
  readonly list: { -readonly [Part in keyof HitList]: HitList[Part] };
  readonly hits: { -readonly [Part in keyof HitItems]: HitItems[Part] };
  /** (items) grade of each that is marked relevant */
  readonly grade: Float32Array;
}

const OUTSIDE = 0xffffffff;

/** (items) nothing is marked yet */
function unmarked(ranked: Uint8Array): Uint32Array {
  const stamp = new Uint32Array(ranked.length);
  for (let item = 0; item < ranked.length; item++) if (ranked[item] !== 1) stamp[item] = OUTSIDE;
  return stamp;
}

export const createHitFinder = ({ ranked }: Pick<TestSet, 'ranked'>, places: number): HitFinder => ({
  stamp: unmarked(ranked),
  list: { ranks: new Uint32Array(places), hits: 0, listed: 0, relevant: 0, cutoff: places },
  hits: { items: new Uint32Array(places), grades: new Float32Array(places), ideal: new Float32Array(0) },
  grade: new Float32Array(ranked.length),
});

/** Finds the ranks at which list q holds a relevant item of question `e`; returns how many there are. */
export function findHits(
  { stamp, list }: HitFinder,
  test: TestSet,
  e: number,
  lists: Lists,
  q: number,
): number {
  const { relevantPtr, relevantItems } = test;
  for (let p = relevantPtr[e]!; p < relevantPtr[e + 1]!; p++)
    if (stamp[relevantItems[p]!] !== OUTSIDE) stamp[relevantItems[p]!] = e + 1;
  list.relevant = relevantPtr[e + 1]! - relevantPtr[e]!;
  const start = q * lists.k;
  const length = lists.lengths[q]!;
  let found = 0;
  for (let place = 0; place < length; place++) {
    const item = lists.items[start + place]!;
    const mark = stamp[item];
    if (mark === OUTSIDE)
      throw new Error(
        `evaluate: item ${item} in the list of shopper ${shopperOf(test, e)} has no training row; lists rank the training catalogue`,
      );
    if (mark === e + 1) list.ranks[found++] = place + 1;
  }
  return found;
}

/** Fills in which items the `found` hits of list q are, and what all that is relevant to question `e` is worth. */
export function gradeHits(
  { list, hits, grade }: HitFinder,
  test: TestSet,
  e: number,
  lists: Lists,
  q: number,
  found: number,
): void {
  const { relevantPtr, relevantItems, relevantGrades } = test;
  for (let p = relevantPtr[e]!; p < relevantPtr[e + 1]!; p++) grade[relevantItems[p]!] = relevantGrades[p]!;
  for (let i = 0; i < found; i++) {
    const item = lists.items[q * lists.k + list.ranks[i]! - 1]!;
    hits.items[i] = item;
    hits.grades[i] = grade[item]!;
  }
  hits.ideal = relevantGrades
    .slice(relevantPtr[e]!, relevantPtr[e + 1]!)
    .sort()
    .reverse();
}

/** Cuts the list at K: of `found` hits, those at rank K or above. */
export function cutList({ list }: HitFinder, found: number, length: number, cutoff: number): void {
  let hits = found;
  while (hits > 0 && list.ranks[hits - 1]! > cutoff) hits--;
  list.hits = hits;
  list.listed = Math.min(length, cutoff);
  list.cutoff = cutoff;
}
