/**
 * User-based nearest neighbours: an item scores the sum of the similarities of the nearest shoppers who had it.
 *
 * Resnick, Iacovou, Suchak, Bergstrom, Riedl, "GroupLens: an open architecture for collaborative filtering of netnews",
 * CSCW 1994, for implicit feedback with cosine as in Aiolli, "Efficient top-N recommendation for very large scale binary
 * rated datasets", RecSys 2013. Neighbours are found for each query from the item index. Similarities are summed in f64 and
 * kept in f32; scores are f32.
 */

import { z } from 'zod';
import { transpose } from '../datasets/interactions.ts';
import type { Algorithm } from './algorithm.ts';
import { binaryValues } from './scoring/implicit-feedback.ts';
import { nearestFinder } from './scoring/nearest-rows.ts';
import { SIMILARITIES, similarRows } from './scoring/neighbours.ts';
import { PAIR_WEIGHTS, weighPairs } from './scoring/pair-weights.ts';
import { productModel } from './scoring/product-model.ts';
import { tiePlaces } from './scoring/ties.ts';

const params = z.strictObject({
  neighbours: z.int().min(1).max(1_000_000).default(100).describe('nearest shoppers that are asked'),
  similarity: z.enum(SIMILARITIES).default('cosine').describe('of two shoppers, over items'),
  shrinkage: z.number().min(0).max(1e6).default(0).describe('added to the denominator of the similarity'),
  weighting: z
    .enum(PAIR_WEIGHTS)
    .default('none')
    .describe("'tf-idf', 'bm25': pairs are weighed, shoppers being documents and items terms"),
  bm25K1: z.number().gt(0).max(1e6).default(1.2).describe('bm25: how late repeats stop counting'),
  bm25B: z.number().min(0).max(1).default(0.75).describe('bm25: how much shoppers with many items lose'),
  binary: z.boolean().default(true).describe('false: use the summed values instead of 1 for each pair'),
});

export const userKnn: Algorithm<'rank', z.infer<typeof params>> = {
  id: 'user-knn.v2',
  task: 'rank',
  doc: 'items of the most similar shoppers, by cosine or Jaccard over items',
  source: 'Resnick, Iacovou, Suchak, Bergstrom, Riedl 1994; Aiolli 2013',
  params,
  coldStart: 'none',
  personal: true,
  async fit({ interactions }, options, run) {
    run.signal.throwIfAborted();
    const key = run.draw('ties');
    const { binary, weighting, bm25K1: k1, bm25B: b } = options;
    const weighed = weighPairs(interactions, { binary, weighting, k1, b });
    const shopperPlaces = tiePlaces(interactions.rows, key, 'shoppers');
    const problem = similarRows(weighed, transpose(weighed), null, options, shopperPlaces);
    const finder = nearestFinder(problem, run.kernels);
    return productModel({
      interactions,
      places: tiePlaces(interactions.cols, key),
      profiles: (shoppers) => finder.find(shoppers),
      right: binary ? binaryValues(interactions) : interactions,
      kernels: run.kernels,
    });
  },
};
