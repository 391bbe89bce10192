import type { Cause, Explanation, Lists, Queries, RankModel } from '../algorithm.ts';
import { createLists } from '../algorithm.ts';
import { requireView } from '../scoring/explain.ts';
import { gatherQueries, rowsFrom } from '../scoring/query-rows.ts';
import { checkRoom, writeSelection } from '../scoring/scored-model.ts';
import { createSelection, selectTopK } from '../scoring/top-k/select-row.ts';
import { NORMALISE, type Normalisation } from './normalise.ts';

export interface Combination {
  readonly parts: readonly RankModel[];
  /** (parts) as explanations call them */
  readonly names: readonly string[];
  /** (parts) 0 or above */
  readonly weights: readonly number[];
  readonly normalisation: Normalisation;
  /** Places of each part's list that are looked at, or as many as are asked for, if more. */
  readonly depth: number;
  /** (items) order among equal scores, from `tiePlaces` */
  readonly places: Uint32Array;
}

const MOST_CANDIDATES_A_BLOCK = 1 << 17;

/**
 * A rank model that adds up what the lists of its parts say:
 *
 *   score(q, item) = sum over parts p of weight_p value_p(q, item)    in f64, then f32
 *
 * with the values of `normalise.ts`, 0 where p does not list the item. An item that no part lists is no answer.
 */
export function combinedModel(combination: Combination): RankModel {
  const { parts, weights, normalisation, depth, places } = combination;
  const normalise = NORMALISE[normalisation];
  const items = places.length;
  const totals = new Float64Array(items);
  const scores = new Float32Array(items).fill(Number.NEGATIVE_INFINITY);
  const touched = new Uint32Array(items);
  const values = new Float64Array(items);

  /** Adds up list n of every part; the items met stand in touched[0 ... length returned). */
  function addUp(lists: readonly Lists[], n: number): number {
    let met = 0;
    for (const [p, { items: listed, scores: given, lengths, k }] of lists.entries()) {
      const length = lengths[n]!;
      if (length > 0) normalise(given, n * k, length, values);
      for (let at = 0; at < length; at++) {
        const item = listed[n * k + at]!;
        if (scores[item] === Number.NEGATIVE_INFINITY) {
          touched[met++] = item;
          totals[item] = 0;
          scores[item] = 0;
        }
        totals[item]! += weights[p]! * values[at]!;
      }
    }
    for (let m = 0; m < met; m++) scores[touched[m]!] = totals[touched[m]!]!;
    return met;
  }

  function answer(queries: Queries, from: number, to: number, k: number, out: Lists): void {
    const lists = listsOf(parts, gatherQueries(queries, rowsFrom(from, to)), reach(k));
    const selection = createSelection(k);
    for (let q = from; q < to; q++) {
      const met = touched.subarray(0, addUp(lists, q - from));
      selectTopK(scores, places, k, met, selection);
      writeSelection(selection, scores, out, q);
      for (const item of met) scores[item] = Number.NEGATIVE_INFINITY;
    }
  }

  const reach = (k: number): number => Math.min(items, Math.max(depth, k));
  return {
    recommend(queries, k, out) {
      checkRoom(queries, k, out);
      const block = Math.max(1, Math.floor(MOST_CANDIDATES_A_BLOCK / Math.max(1, reach(k))));
      for (let from = 0; from < queries.length; from += block)
        answer(queries, from, Math.min(queries.length, from + block), k, out);
    },
    explain(queries, q, item, most, by) {
      requireView(by, ['part']);
      const lists = listsOf(parts, gatherQueries(queries, Uint32Array.of(q)), reach(0));
      return causesOf(combination, lists, item, most);
    },
  };
}

function listsOf(parts: readonly RankModel[], queries: Queries, k: number): Lists[] {
  return parts.map((part) => {
    const lists = createLists(queries.length, k);
    part.recommend(queries, k, lists);
    return lists;
  });
}

/** What each part adds to the score of `item` in the one query of `lists`. */
function causesOf(
  { names, weights, normalisation }: Combination,
  lists: readonly Lists[],
  item: number,
  most: number,
): Explanation {
  let score = Number.NEGATIVE_INFINITY;
  const causes = lists.flatMap(({ items, scores, lengths }, p): Cause[] => {
    const place = items.subarray(0, lengths[0]).indexOf(item);
    if (place < 0) return [];
    const values = new Float64Array(lengths[0]!);
    NORMALISE[normalisation](scores, 0, values.length, values);
    const contribution = weights[p]! * values[place]!;
    score = Math.max(0, score) + contribution;
    return contribution > 0 ? [{ kind: 'part', name: names[p]!, contribution }] : [];
  });
  causes.sort((a, b) => b.contribution - a.contribution);
  return { score: Math.fround(score), causes: causes.slice(0, most), additive: true };
}
