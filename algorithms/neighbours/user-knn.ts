/**
 * User-based nearest neighbours: an item scores the sum of the similarities of the nearest shoppers who had it.
 *
 * Resnick, Iacovou, Suchak, Bergstrom, Riedl, "GroupLens: an open architecture for collaborative filtering of netnews",
 * CSCW 1994, for implicit feedback with cosine as in Aiolli, "Efficient top-N recommendation for very large scale binary
 * rated datasets", RecSys 2013. Neighbours are found for each query from the item index. Similarities are summed in f64 and
 * kept in f32; scores are f32.
 */

import { z } from 'zod';
import { type Interactions, transpose } from '../../datasets/interactions.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { binaryValues } from '../scoring/implicit-feedback.ts';
import { type NearestProblem, nearestFinder, nearestShape } from '../scoring/nearest-rows.ts';
import { SIMILARITIES, similarRows } from '../scoring/neighbours.ts';
import { PAIR_WEIGHTS, weighPairs } from '../scoring/pair-weights.ts';
import { productModel } from '../scoring/product-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { matrix, pairs, permutation } from '../state/arrays.ts';
import { fields } from '../state/shape.ts';

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

export const userKnn = defineAlgorithm<'rank', z.infer<typeof params>, State>({
  id: 'user-knn.v2',
  task: 'rank',
  family: 'neighbours',
  doc: 'items of the most similar shoppers, by cosine or Jaccard over items',
  source: 'Resnick, Iacovou, Suchak, Bergstrom, Riedl 1994; Aiolli 2013',
  params,
  explains: ['neighbour'],
  coldStart: 'none',
  personal: true,
  use: 'where shoppers are many-sided and data changes by the hour: nothing is fitted, an answer costs more',
  cost: { fit: 'P', answer: 'shoppers who share items x their items', memory: 'P' },
  async learn({ interactions }, options, run) {
    const key = run.draw('ties');
    const { binary, weighting, bm25K1: k1, bm25B: b } = options;
    const weighed = weighPairs(interactions, { binary, weighting, k1, b });
    const shopperPlaces = tiePlaces(interactions.rows, key, 'shoppers');
    return {
      interactions,
      places: tiePlaces(interactions.cols, key),
      nearest: similarRows(weighed, transpose(weighed), null, options, shopperPlaces),
      right: binary ? binaryValues(interactions) : interactions,
    };
  },
  shape: fields<State>({
    interactions: pairs('shoppers', 'items'),
    places: permutation('items'),
    nearest: nearestShape('shoppers', 'items', 'shoppers'),
    right: matrix('shoppers', 'items'),
  }),
  open({ interactions, places, nearest, right }, { kernels }) {
    const finder = nearestFinder(nearest, kernels);
    const profiles = (shoppers: Uint32Array) => finder.find(shoppers);
    return productModel({
      interactions,
      places,
      profiles,
      right,
      kernels,
      causes: { by: 'neighbour', of: (shopper) => ({ kind: 'neighbour', shopper }) },
    });
  },
});

interface State {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  /** Whose rows are near to whose. */
  readonly nearest: NearestProblem;
  /** (shoppers x items) what a neighbour adds to each item */
  readonly right: Interactions;
}
