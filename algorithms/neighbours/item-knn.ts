/**
 * Item-based nearest neighbours: an item scores the sum of its similarities to the shopper's items.
 *
 * Sarwar, Karypis, Konstan, Riedl, "Item-based collaborative filtering recommendation algorithms", WWW 2001, for
 * implicit feedback as in Deshpande, Karypis, "Item-based top-N recommendation algorithms", TOIS 2004, which also gives
 * the weighting of shoppers by the length of their row. Shrinkage as in Ferrari Dacrema, Cremonesi, Jannach, RecSys 2019.
 * Similarities are summed in f64 and kept in f32; scores are f32.
 */

import { z } from 'zod';
import { transpose } from '../../datasets/interactions.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { binaryValues } from '../scoring/implicit-feedback.ts';
import { nearestOfAll, SIMILARITIES, similarRows, termWeights } from '../scoring/neighbours.ts';
import { weighPairs } from '../scoring/pair-weights.ts';
import { PROFILE_SHAPE, type ProfileState, profileModel } from '../scoring/product-model.ts';
import { tiePlaces } from '../scoring/ties.ts';

const params = z.strictObject({
  neighbours: z.int().min(1).max(1_000_000).default(100).describe('neighbours kept for each item'),
  similarity: z.enum(SIMILARITIES).default('cosine').describe('of two items, over shoppers'),
  shrinkage: z.number().min(0).max(1e6).default(0).describe('added to the denominator of the similarity'),
  weighting: z
    .enum(['none', 'shopper', 'tf-idf', 'bm25'])
    .default('none')
    .describe(
      "'shopper': a shopper counts 1 / (items they had), popularities stay whole under the root; 'tf-idf', 'bm25': pairs are weighed, items being documents and shoppers terms",
    ),
  bm25K1: z.number().gt(0).max(1e6).default(1.2).describe('bm25: how late repeats stop counting'),
  bm25B: z.number().min(0).max(1).default(0.75).describe('bm25: how much popular items lose'),
  nearest: z
    .enum(['of-candidate', 'of-own'])
    .default('of-candidate')
    .describe(
      "whose neighbours count: 'of-candidate': own items among the nearest of the item that is scored; 'of-own': items among the nearest of an own item (LensKit, implicit)",
    ),
  binary: z.boolean().default(true).describe('false: use the summed values instead of 1 for each pair'),
});

export const itemKnn = defineAlgorithm<'rank', z.infer<typeof params>, ProfileState>({
  id: 'item-knn.v2',
  task: 'rank',
  family: 'neighbours',
  doc: "items most similar to the shopper's own, by cosine or Jaccard over shoppers",
  source: 'Sarwar, Karypis, Konstan, Riedl 2001; Deshpande, Karypis 2004',
  params,
  explains: ['own-item'],
  coldStart: 'none',
  personal: true,
  usesHistory: true,
  use: 'strong, fast and easy to explain wherever shoppers share items; poor where each item is had by few',
  cost: {
    fit: 'sum over shoppers of their items squared',
    answer: 'items of a shopper x neighbours',
    memory: 'I x neighbours',
  },
  async learn({ interactions }, options, run) {
    const profiles = options.binary ? binaryValues(interactions) : interactions;
    const places = tiePlaces(interactions.cols, run.draw('ties'));
    const byItem = weighPairs(transpose(interactions), {
      binary: options.binary,
      weighting: options.weighting === 'shopper' ? 'none' : options.weighting,
      k1: options.bm25K1,
      b: options.bm25B,
    });
    const weights = options.weighting === 'shopper' ? termWeights(interactions) : null;
    const nearest = await nearestOfAll(similarRows(byItem, transpose(byItem), weights, options, places), run);
    // Row j of the transpose: the items that count j among their nearest.
    const right = options.nearest === 'of-own' ? nearest : transpose(nearest);
    return { interactions, places, profiles, summed: !options.binary, right };
  },
  shape: PROFILE_SHAPE,
  open: profileModel,
});
