/**
 * Biased matrix factorisation of ratings: mean + b_u + b_i + <p_u, q_i>, by SGD on the squared error plus an L2 penalty.
 *
 * Koren, Bell, Volinsky, "Matrix factorization techniques for recommender systems", IEEE Computer 2009 (Funk's method; SVD of the
 * library Surprise, whose defaults these are). An epoch takes each rating once, in drawn order (scoring/sgd/cells.ts). Vectors are
 * f32, biases and errors f64. The trace `rmse` is of each rating's error before its step.
 */

import { z } from 'zod';
import type { FitRun } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import {
  clearUnrated,
  factorPredictions,
  RATING_FACTORS_SHAPE,
  type RatingFactors,
} from '../scoring/ratings/rating-factors.ts';
import { type RatingMatrix, ratingMatrix } from '../scoring/ratings/rating-matrix.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { blocksFor, type CellWatch, sweepCells } from '../scoring/sgd/cells.ts';
import { checkFinite, drawVectors, requireVectors, strideOf, takeVectors } from '../scoring/sgd/vectors.ts';

const params = z.strictObject({
  factors: z.int().min(1).max(1024).default(100).describe('length of a vector'),
  epochs: z.int().min(1).max(10_000).default(20).describe('times each rating is taken'),
  learningRate: z.number().gt(0).max(1).default(0.005).describe('length of a step'),
  regularisation: z.number().min(0).max(10).default(0.02).describe('L2 penalty in each step'),
  initialDeviation: z.number().gt(0).max(10).default(0.1).describe('standard deviation of the first vectors'),
});
export type SvdParams = z.infer<typeof params>;

export const svd = defineAlgorithm<'rate', SvdParams, RatingFactors>({
  id: 'svd.v1',
  task: 'rate',
  family: 'factors',
  doc: 'matrix factorisation of ratings with biases, by stochastic gradient descent',
  source: 'Koren, Bell, Volinsky 2009 (SVD of Surprise)',
  params,
  coldStart: 'fallback',
  personal: true,
  explains: ['factor'],
  use: 'the standard predictor of stars; needs some ratings of each shopper',
  cost: { fit: 'E P d', answer: 'd', memory: '(U + I) d' },
  async learn({ feedback }, options, run) {
    return fitSvd(ratingMatrix(feedback, 'svd'), options, run);
  },
  shape: RATING_FACTORS_SHAPE,
  open: factorPredictions,
});

/** The fit itself. Throws RangeError when the vectors do not fit, before any is drawn. */
export async function fitSvd(
  { byShopper, byItem, mean }: RatingMatrix,
  options: SvdParams,
  run: FitRun,
): Promise<RatingFactors> {
  run.signal.throwIfAborted();
  const { rows, cols } = byShopper;
  const { factors, initialDeviation: deviation } = options;
  const { memory } = run.kernels;
  const stride = strideOf(factors);
  const blocks = blocksFor(byShopper);
  requireVectors(memory, 'svd', { rows: rows + cols, factors, each: 2 });
  const scope = memory.openScope();
  try {
    const shoppers = scope.alloc(4 * stride * rows);
    const items = scope.alloc(4 * stride * cols);
    const first = { factors, deviation, key: run.draw('svd.init') };
    await drawVectors(shoppers, { ...first, rows, side: 'shoppers' }, run);
    await drawVectors(items, { ...first, rows: cols, side: 'items' }, run);
    const shopperBias = scope.put(new Float64Array(rows));
    const itemBias = scope.put(new Float64Array(cols));
    const errors = scope.alloc(8 * blocks);
    const sweep = {
      pairs: byShopper,
      trained: trainedItems(byShopper),
      blocks,
      epochs: options.epochs,
      blockKey: run.draw('svd.blocks'),
      stepKey: run.draw('svd.steps'),
      kernel: 'svdCell' as const,
      work: 6 * stride,
      scratch: 80,
    };
    const own = [
      mean,
      shopperBias,
      itemBias,
      shoppers,
      items,
      stride,
      options.learningRate,
      options.regularisation,
      errors,
    ];
    const watch =
      run.trace && traceErrors(() => memory.f64(errors, blocks), byShopper.colIdx.length, run.trace);
    await sweepCells(sweep, scope, ({ cellValue }) => [cellValue, ...own], run, watch);
    const fitted = {
      factors,
      mean,
      shopperBias: memory.f64(shopperBias, rows).slice(),
      itemBias: memory.f64(itemBias, cols).slice(),
      shoppers: clearUnrated(takeVectors(memory, shoppers, rows, factors, 'svd'), byShopper.rowPtr, factors),
      items: clearUnrated(takeVectors(memory, items, cols, factors, 'svd'), byItem.rowPtr, factors),
    };
    checkFinite(fitted.shopperBias, 'svd');
    checkFinite(fitted.itemBias, 'svd');
    return fitted;
  } finally {
    scope.close();
  }
}

/** Tells the root of the mean of an epoch's squared errors, which the chunks of each stratum have summed. */
function traceErrors(
  squares: () => Float64Array,
  ratings: number,
  trace: NonNullable<FitRun['trace']>,
): CellWatch {
  let sum = 0;
  return {
    afterStratum() {
      for (const square of squares()) sum += square;
    },
    afterEpoch(epoch) {
      trace('rmse', epoch, Math.sqrt(sum / ratings));
      sum = 0;
    },
  };
}
