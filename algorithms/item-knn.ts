/**
 * Item-based nearest neighbours: an item scores the sum of its similarities to the shopper's items.
 *
 * Sarwar, Karypis, Konstan, Riedl, "Item-based collaborative filtering recommendation algorithms", WWW 2001, for
 * implicit feedback as in Deshpande, Karypis, "Item-based top-N recommendation algorithms", TOIS 2004, which also gives
 * the weighting of shoppers by the length of their row. Shrinkage as in Ferrari Dacrema, Cremonesi, Jannach, RecSys 2019.
 */

import { z } from 'zod';
import { transpose } from '../datasets/interactions.ts';
import type { Algorithm } from './algorithm.ts';
import { binaryValues, hideUnscored } from './scoring/implicit-feedback.ts';
import { nearestItems } from './scoring/neighbours.ts';
import { scoredModel } from './scoring/scored-model.ts';
import { tiePlaces } from './scoring/ties.ts';

const params = z.strictObject({
  neighbours: z.int().min(1).max(1_000_000).default(100).describe('neighbours kept for each item'),
  shrinkage: z.number().min(0).max(1e6).default(0).describe('added to the denominator of the cosine'),
  weighting: z
    .enum(['none', 'shopper'])
    .default('none')
    .describe("'shopper': a shopper counts 1 / (items they had), popularities stay whole under the root"),
  binary: z.boolean().default(true).describe('false: use the summed values instead of 1 for each pair'),
});

export const itemKnn: Algorithm<'rank', z.infer<typeof params>> = {
  id: 'item-knn.v1',
  task: 'rank',
  doc: "items most similar to the shopper's own, by cosine over shoppers",
  source: 'Sarwar, Karypis, Konstan, Riedl 2001; Deshpande, Karypis 2004',
  params,
  coldStart: 'none',
  personal: true,
  async fit({ interactions }, options, run) {
    run.signal.throwIfAborted();
    const rows = options.binary ? binaryValues(interactions) : interactions;
    const places = tiePlaces(interactions.cols, run.draw('ties'));
    // Row j of the transpose: the items that count j among their nearest.
    const reached = transpose(await nearestItems(rows, options, places, run));
    return scoredModel({
      interactions,
      places,
      score(shopper, scores) {
        scores.fill(0);
        for (let p = rows.rowPtr[shopper]!; p < rows.rowPtr[shopper + 1]!; p++) {
          const own = rows.colIdx[p]!;
          const value = rows.values[p]!;
          const end = reached.rowPtr[own + 1]!;
          for (let n = reached.rowPtr[own]!; n < end; n++)
            scores[reached.colIdx[n]!]! += value * reached.values[n]!;
        }
        hideUnscored(scores);
      },
    });
  },
};
