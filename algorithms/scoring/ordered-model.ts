import type { Interactions } from '../../datasets/interactions.ts';
import type { Lists, Queries, RankModel } from '../algorithm.ts';
import { checkRoom } from './scored-model.ts';
import { createSelection, selectTopK } from './top-k/select-row.ts';

export interface OrderedModelParts {
  /** Training pairs: what `exclude: 'seen'` leaves out. */
  readonly interactions: Interactions;
  /** (items) order among equal scores, from `tiePlaces` */
  readonly places: Uint32Array;
  /** (items) the same for everyone; -Infinity is no answer */
  readonly scores: Float32Array;
}

/** A rank model that scores items alike for everyone: sorted once, a list costs its length and what is left out on the way. */
export function orderedModel({ interactions, places, scores }: OrderedModelParts): RankModel {
  const order = createSelection(scores.length);
  selectTopK(scores, places, scores.length, null, order);
  const best = order.picked.subarray(0, order.length);
  /** (items) the number of the query that leaves the item out, or that may list it; 0 for none. */
  const leftOut = new Uint32Array(scores.length);
  const allowed = new Uint32Array(scores.length);
  let query = 0;

  function answer(queries: Queries, q: number, k: number, out: Lists): void {
    if (++query === 2 ** 32) {
      leftOut.fill(0);
      allowed.fill(0);
      query = 1;
    }
    const { exclude, candidates } = queries;
    if (exclude === 'seen') mark(leftOut, interactions, queries.shopper[q]!, query);
    else if (exclude !== 'none') mark(leftOut, exclude, q, query);
    if (candidates) mark(allowed, candidates, q, query);
    let left = candidates ? candidates.rowPtr[q + 1]! - candidates.rowPtr[q]! : best.length;
    const start = q * out.k;
    let size = 0;
    let isTied = false;
    for (let n = 0; n < best.length && left > 0; n++) {
      const item = best[n]!;
      if (candidates) {
        if (allowed[item] !== query) continue;
        left--;
      }
      if (leftOut[item] === query) continue;
      if (size === k) {
        isTied = k > 0 && scores[item] === out.scores[start + k - 1];
        break;
      }
      out.items[start + size] = item;
      out.scores[start + size++] = scores[item]!;
    }
    out.lengths[q] = size;
    out.tied[q] = isTied ? 1 : 0;
  }

  return {
    recommend(queries, k, out) {
      checkRoom(queries, k, out, scores.length);
      for (let q = 0; q < queries.length; q++) answer(queries, q, k, out);
    },
  };
}

/** Marks the columns of a row; a row outside the matrix has none. */
function mark(marks: Uint32Array, matrix: Interactions, row: number, query: number): void {
  if (row >= matrix.rows) return;
  const end = matrix.rowPtr[row + 1]!;
  for (let p = matrix.rowPtr[row]!; p < end; p++) marks[matrix.colIdx[p]!] = query;
}
