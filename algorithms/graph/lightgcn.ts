/**
 * LightGCN: vectors that are smoothed along the graph of who had what, and learnt through the smoothing.
 *
 * He, Deng, Wang, Li, Zhang, Wang, "LightGCN: Simplifying and powering graph convolution network for recommendation", SIGIR 2020: equations 3 to
 * 8 with equal weights of the layers, BPR on the mean of the layers (equation 15), its L2 penalty on the first layer's vectors of a batch, as in
 * the code that the authors published. The smoothing is linear and symmetric, so gradients come back by the same steps. Adam over all rows
 * (scoring/batches/), f32.
 */

import { z } from 'zod';
import { defineAlgorithm } from '../define-algorithm.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { FACTOR_SHAPE, type FactorState, factorModel } from '../scoring/top-k/factor-model.ts';
import { fitLightgcn } from './fit-lightgcn.ts';

const params = z.strictObject({
  factors: z.int().min(1).max(1024).default(64).describe('length of a vector'),
  layers: z.int().min(1).max(8).default(3).describe('times that vectors are smoothed'),
  epochs: z.int().min(1).max(10_000).default(40).describe('times each pair is taken'),
  batch: z.int().min(1).max(65_536).default(2048).describe('pairs of a step; at most a sixteenth of all'),
  learningRate: z.number().gt(0).max(1).default(0.005).describe('rate of Adam'),
  dropAfter: z.int().min(0).max(10_000).default(0).describe('epochs at the whole rate; 0: all'),
  dropFactor: z.number().gt(0).max(1).default(0.1).describe('what is left of the rate then'),
  initialDeviation: z.number().gt(0).max(10).default(0.1).describe('standard deviation of the first vectors'),
  regularisation: z
    .number()
    .min(0)
    .max(10)
    .default(1e-4)
    .describe('L2 penalty on the vectors, before smoothing, of the pairs of a step'),
});
export type LightgcnParams = z.infer<typeof params>;

export const lightgcn = defineAlgorithm<'rank', LightgcnParams, FactorState>({
  id: 'lightgcn.v1',
  task: 'rank',
  family: 'graph',
  doc: 'vectors smoothed along the graph of who had what, that rank what was had above what was not',
  source: 'He, Deng, Wang, Li, Zhang, Wang 2020 (LightGCN)',
  params,
  explains: ['factor'],
  coldStart: 'none',
  personal: true,
  use: 'a yardstick of graph models; each step smooths the whole graph, so prefer ultragcn or simplex where time counts',
  cost: { fit: 'E S L P d, S steps an epoch, L layers', answer: 'I d at most', memory: '7 (U + I) d + P' },
  async learn({ interactions }, options, run) {
    const { shoppers, items } = await fitLightgcn(interactions, options, run);
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      shopperVectors: shoppers,
      itemVectors: items,
      trained: trainedItems(interactions),
    };
  },
  shape: FACTOR_SHAPE,
  open: (state, { kernels }) => factorModel({ ...state, kernels }),
});
