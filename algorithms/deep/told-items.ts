/** Models whose vector is made of items alone, those that a shopper had and those that are told with a query. */

import type { Queries, RankModel } from '../algorithm.ts';
import { explainBy, leftOut, overlapping, type View } from '../scoring/explain.ts';
import { vectorScore } from '../scoring/top-k/factor-causes.ts';
import { type FactorModel, type VectorModelParts, vectorModel } from '../scoring/top-k/factor-model.ts';

export interface ToldItemsParts extends Omit<VectorModelParts, 'knows' | 'vectors'> {
  /** What the answer to query q is made of; with `without`, what it would be made of had nobody ever had that item. */
  items(queries: Queries, q: number, without?: number): Uint32Array;
  /** (lists * factors) the vector of each; none is empty. */
  vectorsOf(lists: readonly Uint32Array[]): Float32Array;
}

type Telling = FactorModel & Required<Pick<RankModel, 'explain'>>;

/**
 * An own item's part in a score is what the score loses when the network is asked without it; the last one left has the whole score.
 * What networks make of items is no sum, so such causes overlap.
 */
export function toldItemsModel(parts: ToldItemsParts): Telling {
  const model = vectorModel({
    ...parts,
    knows: (queries, q) => parts.items(queries, q).length > 0,
    vectors: (queries, batch) => parts.vectorsOf([...batch].map((q) => parts.items(queries, q))),
  });
  const ownItems: View = (queries, q, item) => {
    const all = parts.items(queries, q);
    const distinct = [...new Set(all)];
    const lists = distinct.map((without) => parts.items(queries, q, without));
    // Either all lists without an item have some left or, of one item alone, there is one and it is empty.
    const asked = distinct.length > 1 ? [...lists, all] : [all];
    const vectors = parts.vectorsOf(asked);
    const scores = asked.map((_, n) => vectorScore(parts, vectors, n, item));
    return leftOut(distinct, scores.pop()!, scores.length > 0 ? scores : [0]);
  };
  return Object.assign(model, { explain: explainBy(model.score, { 'own-item': overlapping(ownItems) }) });
}
