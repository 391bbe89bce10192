/**
 * User-based nearest neighbours: an item scores the sum of the similarities of the nearest shoppers who had it.
 *
 * Resnick, Iacovou, Suchak, Bergstrom, Riedl, "GroupLens: an open architecture for collaborative filtering of netnews",
 * CSCW 1994, for implicit feedback with cosine as in Aiolli, "Efficient top-N recommendation for very large scale binary
 * rated datasets", RecSys 2013. Neighbours are found for each query from the item index.
 */

import { z } from 'zod';
import { type Interactions, transpose } from '../datasets/interactions.ts';
import type { Algorithm } from './algorithm.ts';
import { binaryValues, hideUnscored } from './scoring/implicit-feedback.ts';
import { type ScoreItems, scoredModel } from './scoring/scored-model.ts';
import { addProducts, createSimilarityRow, rowNorms, toSimilarities } from './scoring/similarity.ts';
import { tiePlaces } from './scoring/ties.ts';
import { createSelection, selectTopK } from './scoring/top-k/select-row.ts';

const params = z.strictObject({
  neighbours: z.int().min(1).max(1_000_000).default(100).describe('nearest shoppers that are asked'),
  shrinkage: z.number().min(0).max(1e6).default(0).describe('added to the denominator of the cosine'),
  binary: z.boolean().default(true).describe('false: use the summed values instead of 1 for each pair'),
});
type UserKnnParams = z.infer<typeof params>;

export const userKnn: Algorithm<'rank', UserKnnParams> = {
  id: 'user-knn.v1',
  task: 'rank',
  doc: 'items of the most similar shoppers, by cosine over items',
  source: 'Resnick, Iacovou, Suchak, Bergstrom, Riedl 1994; Aiolli 2013',
  params,
  coldStart: 'none',
  personal: true,
  async fit({ interactions }, options, run) {
    run.signal.throwIfAborted();
    const rows = options.binary ? binaryValues(interactions) : interactions;
    const key = run.draw('ties');
    const score = neighbourScores(rows, options, tiePlaces(rows.rows, key, 'shoppers'));
    return scoredModel({ interactions, places: tiePlaces(rows.cols, key), score });
  },
};

function neighbourScores(rows: Interactions, options: UserKnnParams, shopperPlaces: Uint32Array): ScoreItems {
  const byItem = transpose(rows);
  const norms = rowNorms(rows);
  const weights = new Float64Array(rows.cols).fill(1);
  const near = createSimilarityRow(rows.rows);
  const k = Math.min(options.neighbours, rows.rows);
  const selection = createSelection(k);
  return (shopper, scores) => {
    addProducts(shopper, rows, byItem, weights, near);
    toSimilarities(shopper, norms, options.shrinkage, near);
    selectTopK(near.similarity, shopperPlaces, k, near.touched.subarray(0, near.length), selection);
    scores.fill(0);
    for (let n = 0; n < selection.length; n++) {
      const other = selection.picked[n]!;
      const similarity = near.similarity[other]!;
      const end = rows.rowPtr[other + 1]!;
      for (let p = rows.rowPtr[other]!; p < end; p++)
        scores[rows.colIdx[p]!]! += similarity * rows.values[p]!;
    }
    hideUnscored(scores);
  };
}
