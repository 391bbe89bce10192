/**
 * Popularity: items by the number of distinct shoppers who had them in training; the same list for everyone. The
 * baseline of Cremonesi, Koren, Turrin, "Performance of recommender algorithms on top-N recommendation tasks", RecSys
 * 2010 (TopPop).
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import type { RankModel } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { explainBy } from '../scoring/explain.ts';
import { orderedModel } from '../scoring/ordered-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { pairs, permutation, scores } from '../state/arrays.ts';
import { fields } from '../state/shape.ts';

const params = z.strictObject({});

export interface CountState {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  /** (items) the score of each for everyone; -Infinity where it is not listed */
  readonly counts: Float32Array;
}

export const COUNT_SHAPE = fields<CountState>({
  interactions: pairs('shoppers', 'items'),
  places: permutation('items'),
  counts: scores('items'),
});

export const popularity = defineAlgorithm<'rank', z.infer<typeof params>, CountState>({
  id: 'popularity.v1',
  task: 'rank',
  family: 'baselines',
  doc: 'items by how many distinct shoppers had them; shoppers who are not known get the same list',
  source: 'Cremonesi, Koren, Turrin 2010 (TopPop)',
  params,
  explains: ['popularity'],
  coldStart: 'fallback',
  personal: false,
  use: 'the first rival of every recommender, and the answer for shoppers of whom nothing is known',
  cost: { fit: 'P', answer: 'I', memory: 'P + I' },
  async learn({ interactions }, _params, run) {
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      counts: shoppersOfItems(interactions),
    };
  },
  shape: COUNT_SHAPE,
  open: countModel,
});

/** The same scores for everyone. */
export function countModel({ interactions, places, counts }: CountState): RankModel {
  const score: NonNullable<RankModel['score']> = ({ length }, item, out) => {
    for (let q = 0; q < length; q++) out[q] = counts[item[q]!] ?? Number.NEGATIVE_INFINITY;
  };
  const explain = explainBy(score, {
    popularity: (_queries, _q, item) => [{ kind: 'popularity', contribution: counts[item]! }],
  });
  return { ...orderedModel({ interactions, places, scores: counts }), score, explain };
}

/** (items) distinct shoppers of each item; -Infinity for items outside the training catalogue. */
function shoppersOfItems(interactions: Interactions): Float32Array {
  const counts = new Float32Array(interactions.cols);
  for (const item of interactions.colIdx) counts[item]!++;
  return counts.map((count) => (count === 0 ? Number.NEGATIVE_INFINITY : count));
}
