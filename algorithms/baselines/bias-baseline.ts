/**
 * Rating baseline: mean + item bias + shopper bias, fitted by alternating least squares, items first.
 *
 * Koren, "Factor in the neighbors: scalable and accurate collaborative filtering", TKDD 2010, section 2.1; the same as
 * BaselineOnly with method als in the library Surprise.
 */

import { z } from 'zod';
import type { Feedback } from '../../datasets/interactions.ts';
import type { RateModel } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { biasCauses, tellingRatings } from '../scoring/ratings/rating-causes.ts';
import { requireRatings } from '../scoring/ratings/rating-matrix.ts';
import { f64 } from '../state/arrays.ts';
import { fields, real } from '../state/shape.ts';

const params = z.strictObject({
  epochs: z.int().min(1).max(1000).default(10).describe('sweeps over items and shoppers'),
  itemRegularisation: z.number().min(0).max(1e6).default(10).describe('shrinks the bias of an item'),
  shopperRegularisation: z.number().min(0).max(1e6).default(15).describe('shrinks the bias of a shopper'),
});
type BiasParams = z.infer<typeof params>;

export interface Biases {
  /** (shoppers), (items): 0 without a rating */
  readonly shopperBias: Float64Array;
  readonly itemBias: Float64Array;
}

const BIASES = { shopperBias: f64('shoppers'), itemBias: f64('items') };
export const BIASES_SHAPE = fields<Biases>(BIASES);

export const biasBaseline = defineAlgorithm<'rate', BiasParams, Biases & { readonly mean: number }>({
  id: 'bias-baseline.v1',
  task: 'rate',
  family: 'baselines',
  doc: 'mean rating plus the bias of the item and of the shopper; unknown ones have no bias',
  source: 'Koren 2010, section 2.1 (BaselineOnly of Surprise)',
  params,
  coldStart: 'fallback',
  personal: true,
  explains: ['popularity'],
  use: 'what every predictor of ratings has to beat; good where a shopper rated little',
  cost: { fit: 'E P', answer: '1', memory: 'U + I' },
  async learn({ feedback }, options, run) {
    requireRatings(feedback.value, 'bias-baseline');
    const mean = feedback.value.reduce((sum, value) => sum + value, 0) / feedback.length;
    const biases = fitBiases(feedback, mean, options, (epoch) => {
      run.signal.throwIfAborted();
      run.progress(epoch + 1, options.epochs);
    });
    return { mean, ...biases };
  },
  shape: fields<Biases & { readonly mean: number }>({ ...BIASES, mean: real() }),
  open: ({ mean, shopperBias, itemBias }) => biasModel(mean, shopperBias, itemBias),
});

/** Biases around `mean` of the ratings. `beforeEpoch` may throw. */
export function fitBiases(
  feedback: Feedback,
  mean: number,
  options: BiasParams,
  beforeEpoch?: (epoch: number) => void,
): Biases {
  const itemBias = new Float64Array(feedback.items);
  const shopperBias = new Float64Array(feedback.shoppers);
  const { item, shopper } = feedback;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    beforeEpoch?.(epoch);
    fitBias(feedback, item, itemBias, shopper, shopperBias, mean, options.itemRegularisation);
    fitBias(feedback, shopper, shopperBias, item, itemBias, mean, options.shopperRegularisation);
  }
  return { shopperBias, itemBias };
}

/** bias_a = sum over the ratings of a of (rating - mean - bias_b) / (regularisation + number of ratings). */
function fitBias(
  { length, value }: Feedback,
  own: Uint32Array,
  bias: Float64Array,
  other: Uint32Array,
  otherBias: Float64Array,
  mean: number,
  regularisation: number,
): void {
  const counts = new Uint32Array(bias.length);
  bias.fill(0);
  for (let i = 0; i < length; i++) {
    bias[own[i]!]! += value[i]! - mean - otherBias[other[i]!]!;
    counts[own[i]!]!++;
  }
  for (let i = 0; i < bias.length; i++) {
    if (counts[i]! > 0) bias[i]! /= regularisation + counts[i]!;
  }
}

function biasModel(mean: number, shopperBias: Float64Array, itemBias: Float64Array): RateModel {
  const predict: RateModel['predict'] = (shopper, item, out) => {
    for (let i = 0; i < shopper.length; i++) {
      out[i] = mean + (shopperBias[shopper[i]!] ?? 0) + (itemBias[item[i]!] ?? 0);
    }
  };
  return tellingRatings(predict, 'popularity', ({ shopper, item }) => ({
    causes: biasCauses(shopperBias[shopper] ?? 0, itemBias[item] ?? 0),
    additive: true,
    base: mean,
  }));
}
