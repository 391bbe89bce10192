/**
 * SVD++: mean + b_u + b_i + <q_i, p_u + sum over the items j that u rated of y_j / root of their number>, by SGD on the squared error
 * plus an L2 penalty.
 *
 * Koren, "Factorization meets the neighborhood: a multifaceted collaborative filtering model", KDD 2008 (SVDpp of the library
 * Surprise, whose defaults these are). Ratings are taken shopper by shopper, where all y_j of the shopper move alike: an epoch costs
 * O(ratings x factors), not O(ratings x items of the shopper x factors), with the same steps. All shoppers move all items, so an
 * epoch is the work of one thread. Vectors are f32, biases and errors f64. The trace `rmse` is of each rating's error before its step.
 */

import { z } from 'zod';
import type { FitRun } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { pause } from '../pause.ts';
import {
  clearUnrated,
  factorPredictions,
  RATING_FACTORS_SHAPE,
  type RatingFactors,
} from '../scoring/ratings/rating-factors.ts';
import { type RatingMatrix, ratingMatrix } from '../scoring/ratings/rating-matrix.ts';
import { checkFinite, drawVectors, requireVectors, strideOf, takeVectors } from '../scoring/sgd/vectors.ts';

const params = z.strictObject({
  factors: z.int().min(1).max(1024).default(20).describe('length of a vector'),
  epochs: z.int().min(1).max(10_000).default(20).describe('times each rating is taken'),
  learningRate: z.number().gt(0).max(1).default(0.007).describe('length of a step'),
  regularisation: z.number().min(0).max(10).default(0.02).describe('L2 penalty in each step'),
  initialDeviation: z.number().gt(0).max(10).default(0.1).describe('standard deviation of the first vectors'),
});
export type SvdppParams = z.infer<typeof params>;

export const svdpp = defineAlgorithm<'rate', SvdppParams, RatingFactors>({
  id: 'svdpp.v1',
  task: 'rate',
  family: 'factors',
  doc: 'matrix factorisation of ratings that also learns from which items were rated',
  source: 'Koren 2008 (SVDpp of Surprise)',
  params,
  coldStart: 'fallback',
  personal: true,
  explains: ['factor'],
  use: 'the most accurate of the plain predictors of stars, at a higher price',
  cost: { fit: 'E P d x mean ratings of a shopper', answer: 'd', memory: '(U + I) d' },
  async learn({ feedback }, options, run) {
    return fitSvdpp(ratingMatrix(feedback, 'svdpp'), options, run);
  },
  shape: RATING_FACTORS_SHAPE,
  open: factorPredictions,
});

const SHOPPERS_A_CHUNK = 64;
/** Ratings x values of a vector between two pauses: about 30 ms. */
const WORK_BETWEEN_PAUSES = 3e7;

/** The fit itself. The vectors of the shoppers are p_u + sum of y_j / root of n. */
export async function fitSvdpp(
  { byShopper, byItem, mean }: RatingMatrix,
  options: SvdppParams,
  run: FitRun,
): Promise<RatingFactors> {
  run.signal.throwIfAborted();
  const { rows, cols, rowPtr } = byShopper;
  const { factors, initialDeviation: deviation } = options;
  const { memory } = run.kernels;
  const stride = strideOf(factors);
  requireVectors(memory, 'svdpp', { rows: rows + 2 * cols, factors, each: 2 });
  const scope = memory.openScope();
  try {
    const [shoppers, items, implicit] = [rows, cols, cols].map((length) =>
      scope.alloc(4 * stride * length),
    ) as [number, number, number];
    const first = { factors, deviation, key: run.draw('svdpp.init') };
    await drawVectors(shoppers, { ...first, rows, side: 'shoppers' }, run);
    await drawVectors(items, { ...first, rows: cols, side: 'items' }, run);
    await drawVectors(implicit, { ...first, rows: cols, side: 'implicit' }, run);
    const shopperBias = scope.put(new Float64Array(rows));
    const itemBias = scope.put(new Float64Array(cols));
    const chunks = Math.ceil(rows / SHOPPERS_A_CHUNK);
    const errors = scope.alloc(8 * chunks);
    const args = [
      ...[rows, SHOPPERS_A_CHUNK],
      ...[rowPtr, byShopper.colIdx, byShopper.values].map(scope.put),
      ...[mean, shopperBias, itemBias, shoppers, items, implicit, stride],
      ...[options.learningRate, options.regularisation, errors],
    ];
    let work = 0;
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      for (let chunk = 0; chunk < chunks; chunk++) {
        run.kernels.run('svdppShoppers', { from: chunk, to: chunk + 1 }, args, 8 * stride);
        const end = rowPtr[Math.min(rows, (chunk + 1) * SHOPPERS_A_CHUNK)]!;
        work += (end - rowPtr[chunk * SHOPPERS_A_CHUNK]!) * stride;
        if (work < WORK_BETWEEN_PAUSES) continue;
        work = 0;
        await pause(run, epoch * chunks + chunk + 1, options.epochs * chunks);
      }
      if (!run.trace) continue;
      const squares = memory.f64(errors, chunks).reduce((sum, square) => sum + square, 0);
      run.trace('rmse', epoch + 1, Math.sqrt(squares / byShopper.colIdx.length));
    }
    const fitted = {
      factors,
      mean,
      shopperBias: memory.f64(shopperBias, rows).slice(),
      itemBias: memory.f64(itemBias, cols).slice(),
      shoppers: clearUnrated(takeVectors(memory, shoppers, rows, factors, 'svdpp'), rowPtr, factors),
      items: clearUnrated(takeVectors(memory, items, cols, factors, 'svdpp'), byItem.rowPtr, factors),
    };
    addImplicit(fitted, byShopper, takeVectors(memory, implicit, cols, factors, 'svdpp'));
    checkFinite(fitted.shopperBias, 'svdpp');
    checkFinite(fitted.itemBias, 'svdpp');
    return fitted;
  } finally {
    scope.close();
  }
}

/** p_u <- p_u + sum of y_j / root of n, summed in f64. */
function addImplicit(
  { factors, shoppers }: RatingFactors,
  { rows, rowPtr, colIdx }: RatingMatrix['byShopper'],
  implicit: Float32Array,
): void {
  for (let row = 0; row < rows; row++) {
    const own = colIdx.subarray(rowPtr[row]!, rowPtr[row + 1]!);
    for (let f = 0; f < factors; f++) {
      let sum = 0;
      for (const item of own) sum += implicit[item * factors + f]!;
      if (own.length > 0) shoppers[row * factors + f]! += sum / Math.sqrt(own.length);
    }
  }
}
