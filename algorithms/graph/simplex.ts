/**
 * SimpleX: vectors of shoppers that lean on the items they had, cosines, and a loss that leaves easy items alone.
 *
 * Mao, Zhu, Wang, Dai, Dong, Xiao, He, "SimpleX: A simple and strong baseline for collaborative filtering", CIKM 2021: the cosine contrastive
 * loss of equation 1 with many drawn items, and the aggregation of equation 2 with the mean, gamma u + (1 - gamma) V mean. As in the code
 * that the authors published: biases that are learnt with the scores, of which only the item's ranks; dimensions of the shopper's vector
 * left out by chance; an L2 penalty on all vectors at each step. Adam over all rows (scoring/batches/), f32.
 */

import { z } from 'zod';
import { defineAlgorithm } from '../define-algorithm.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { FACTOR_SHAPE, type FactorState, factorModel } from '../scoring/top-k/factor-model.ts';
import { fitSimplex } from './fit-simplex.ts';

const params = z.strictObject({
  factors: z.int().min(1).max(1024).default(64).describe('length of a vector'),
  epochs: z.int().min(1).max(10_000).default(20).describe('times each pair is taken'),
  batch: z.int().min(1).max(65_536).default(1024).describe('pairs of a step; at most a sixteenth of all'),
  learningRate: z.number().gt(0).max(1).default(0.001).describe('rate of Adam'),
  dropAfter: z.int().min(0).max(10_000).default(0).describe('epochs at the whole rate; 0: all'),
  dropFactor: z.number().gt(0).max(1).default(0.1).describe('what is left of the rate then'),
  initialDeviation: z
    .number()
    .gt(0)
    .max(10)
    .default(1e-4)
    .describe('standard deviation of the first vectors'),
  negatives: z
    .int()
    .min(1)
    .max(5000)
    .default(500)
    .describe('items drawn against each pair, none that the shopper had'),
  negativeWeight: z
    .number()
    .min(0)
    .max(1e6)
    .default(10)
    .describe('weight of the mean loss of the drawn items'),
  margin: z.number().min(-1).max(1).default(0.9).describe('score below which a drawn item is left alone'),
  gamma: z
    .number()
    .gt(0)
    .max(1)
    .default(0.8)
    .describe("weight of the shopper's own vector against the mean of the items had"),
  dropout: z
    .number()
    .min(0)
    .max(0.95)
    .default(0)
    .describe("share of dimensions of the shopper's vector left out at each step"),
  biases: z.boolean().default(true).describe('scores have biases of shopper, item and all'),
  regularisation: z.number().min(0).max(10).default(1e-5).describe('L2 penalty on all vectors, at each step'),
});
export type SimplexParams = z.infer<typeof params>;

export const simplex = defineAlgorithm<'rank', SimplexParams, FactorState>({
  id: 'simplex.v1',
  task: 'rank',
  family: 'graph',
  doc: 'cosines of items with shoppers who lean on what they had, learnt against many items but only those that score too high',
  source: 'Mao, Zhu, Wang, Dai, Dong, Xiao, He 2021 (SimpleX)',
  params,
  explains: ['factor'],
  coldStart: 'none',
  personal: true,
  use: 'high accuracy from many drawn items; give it a drop of the rate near the end',
  cost: { fit: 'E P N d, N drawn items', answer: 'I d at most', memory: '4 (U + I) d' },
  async learn({ interactions }, options, run) {
    const { shoppers, items, bias } = await fitSimplex(interactions, options, run);
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      shopperVectors: shoppers,
      itemVectors: items,
      trained: trainedItems(interactions),
      ...(options.biases && { bias }),
    };
  },
  shape: FACTOR_SHAPE,
  open: (state, { kernels }) => factorModel({ ...state, kernels }),
});
