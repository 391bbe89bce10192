/**
 * SLIM: a sparse linear model from items to items, each item a non-negative elastic net on the others.
 *
 * Ning, Karypis, "SLIM: sparse linear methods for top-N recommender systems", ICDM 2011, by coordinate descent over the matrix of
 * items by items (Friedman, Hastie, Tibshirani, Journal of Statistical Software 2010: covariance updates), in f64. For item j
 * the weights minimise |x_j - X w|^2 / 2 + l1 |w| + l2 |w|^2 / 2 over w >= 0 with w_j = 0; they are kept in f32. scikit-learn's
 * ElasticNet divides by the shoppers: its alpha x l1_ratio x shoppers is l1, its alpha x (1 - l1_ratio) x shoppers is l2.
 */

import { z } from 'zod';
import { transpose } from '../../datasets/interactions.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { elasticNets, gramMatrix } from '../scoring/elastic-net.ts';
import { binaryValues } from '../scoring/implicit-feedback.ts';
import { PROFILE_SHAPE, type ProfileState, profileModel } from '../scoring/product-model.ts';
import { tiePlaces } from '../scoring/ties.ts';

const params = z.strictObject({
  l1: z.number().min(0).max(1e9).default(2).describe('L1 penalty: leaves more weights at 0'),
  l2: z.number().min(0).max(1e9).default(100).describe('L2 penalty: shares weight among alike items'),
  sweeps: z.int().min(1).max(10_000).default(100).describe('most passes over the weights of an item'),
  tolerance: z
    .number()
    .min(0)
    .max(1)
    .default(1e-3)
    .describe('stop when no weight moved by more than this part of the largest'),
  binary: z.boolean().default(true).describe('false: use the summed values instead of 1 for each pair'),
});

export const slim = defineAlgorithm<'rank', z.infer<typeof params>, ProfileState>({
  id: 'slim.v1',
  task: 'rank',
  family: 'linear',
  doc: 'sparse linear model from items to items, non-negative elastic nets',
  source: 'Ning, Karypis 2011 (SLIM)',
  params,
  explains: ['own-item'],
  coldStart: 'none',
  personal: true,
  usesHistory: true,
  use: 'like ease with a sparse model, at a higher price to fit',
  cost: {
    fit: 'sweeps x I x pairs of items that share a shopper',
    answer: 'items of the shopper x weights of an item',
    memory: 'weights above 0',
  },
  async learn({ interactions }, options, run) {
    const profiles = options.binary ? binaryValues(interactions) : interactions;
    const negative = profiles.values.find((value) => value < 0);
    if (negative !== undefined)
      throw new RangeError(`slim: summed value ${negative} of a pair; values must be at least 0`);
    const nets = await elasticNets(await gramMatrix(profiles, run), options, run);
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      profiles,
      summed: !options.binary,
      right: transpose(nets),
    };
  },
  shape: PROFILE_SHAPE,
  open: profileModel,
});
