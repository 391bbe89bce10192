/**
 * Popularity: items by the number of distinct shoppers who had them in training; the same list for everyone. The
 * baseline of Cremonesi, Koren, Turrin, "Performance of recommender algorithms on top-N recommendation tasks", RecSys
 * 2010 (TopPop).
 */

import { z } from 'zod';
import type { Interactions } from '../datasets/interactions.ts';
import type { Algorithm } from './algorithm.ts';
import { type ScoreItems, scoredModel } from './scoring/scored-model.ts';
import { tiePlaces } from './scoring/ties.ts';

const params = z.strictObject({});

export const popularity: Algorithm<'rank', z.infer<typeof params>> = {
  id: 'popularity.v1',
  task: 'rank',
  doc: 'items by how many distinct shoppers had them; shoppers who are not known get the same list',
  source: 'Cremonesi, Koren, Turrin 2010 (TopPop)',
  params,
  coldStart: 'fallback',
  personal: false,
  async fit({ interactions }, _params, run) {
    run.signal.throwIfAborted();
    const counts = shoppersOfItems(interactions);
    const score: ScoreItems = (_shopper, scores) => scores.set(counts);
    const places = tiePlaces(interactions.cols, run.draw('ties'));
    return scoredModel({ interactions, places, score, scoreCold: score });
  },
};

/** (items) distinct shoppers of each item; -Infinity for items outside the training catalogue. */
function shoppersOfItems(interactions: Interactions): Float32Array {
  const counts = new Float32Array(interactions.cols);
  for (const item of interactions.colIdx) counts[item]!++;
  return counts.map((count) => (count === 0 ? Number.NEGATIVE_INFINITY : count));
}
