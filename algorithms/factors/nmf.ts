/**
 * Non-negative matrix factorisation of ratings: <p_u, q_i> with no value below 0, by multiplicative updates.
 *
 * Luo, Zhou, Xia, Zhu, "An efficient non-negative matrix-factorization-based approach to collaborative filtering for recommender
 * systems", IEEE Transactions on Industrial Informatics 2014; the unbiased form, with the defaults of NMF in the library Surprise.
 * Both sides of an epoch start from the vectors of the one before. Vectors are f32, the sums of an update f64. The trace `rmse` is of
 * all ratings after the epoch.
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import type { KernelMemory } from '../../numerics/kernels/memory.ts';
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
import { drawVectors, requireVectors, strideOf, takeVectors } from '../scoring/sgd/vectors.ts';
import { rowStarts } from '../state/arrays.ts';
import { fields, real } from '../state/shape.ts';

const params = z.strictObject({
  factors: z.int().min(1).max(1024).default(15).describe('length of a vector'),
  epochs: z.int().min(1).max(10_000).default(50).describe('updates of all vectors'),
  shopperRegularisation: z
    .number()
    .min(0)
    .max(100)
    .default(0.06)
    .describe('L2 penalty of a shopper, a rating'),
  itemRegularisation: z.number().min(0).max(100).default(0.06).describe('L2 penalty of an item, a rating'),
});
export type NmfParams = z.infer<typeof params>;

export const nmf = defineAlgorithm<'rate', NmfParams, State>({
  id: 'nmf.v1',
  task: 'rate',
  family: 'factors',
  doc: 'matrix factorisation of ratings in which no factor is below 0',
  source: 'Luo, Zhou, Xia, Zhu 2014 (NMF of Surprise)',
  params,
  coldStart: 'fallback',
  personal: true,
  explains: ['factor'],
  use: 'where factors are to be read as parts of a whole; less accurate than svd',
  cost: { fit: 'E P d', answer: 'd', memory: '(U + I) d' },
  async learn({ feedback }, options, run) {
    const matrix = ratingMatrix(feedback, 'nmf');
    const { byShopper, byItem } = matrix;
    return {
      factors: await fitNmf(matrix, options, run),
      mean: matrix.mean,
      shopperPtr: byShopper.rowPtr,
      itemPtr: byItem.rowPtr,
    };
  },
  shape: fields<State>({
    factors: RATING_FACTORS_SHAPE,
    mean: real(),
    shopperPtr: rowStarts('shoppers', 'ratings'),
    itemPtr: rowStarts('items', 'ratings'),
  }),
  open({ factors, mean, shopperPtr, itemPtr }) {
    const model = factorPredictions(factors);
    const isKnown = (shopper: number, item: number): boolean =>
      isRated(shopperPtr, shopper) && isRated(itemPtr, item);
    return {
      predict(shopper, item, out) {
        model.predict(shopper, item, out);
        for (let i = 0; i < shopper.length; i++) if (!isKnown(shopper[i]!, item[i]!)) out[i] = mean;
      },
      explain(question, most, by) {
        const told = model.explain(question, most, by);
        if (isKnown(question.shopper, question.item)) return told;
        return { score: Math.fround(mean), causes: [], additive: true, base: mean };
      },
    };
  },
});

interface State {
  readonly factors: RatingFactors;
  readonly mean: number;
  /** (shoppers + 1), (items + 1) where the ratings of each begin */
  readonly shopperPtr: Uint32Array;
  readonly itemPtr: Uint32Array;
}

const isRated = (rowPtr: Uint32Array, row: number): boolean =>
  row + 1 < rowPtr.length && rowPtr[row]! < rowPtr[row + 1]!;

const ROWS_A_CHUNK = 32;
/** Ratings x values of a vector between two pauses: about 40 ms. */
const WORK_BETWEEN_PAUSES = 2e7;

interface Side {
  readonly ratings: Interactions;
  readonly matrix: readonly number[];
  /** Addresses of the vectors and of those of the next epoch; they change places. */
  own: number;
  next: number;
}

/** The fit itself; mean and biases are 0. */
export async function fitNmf(matrix: RatingMatrix, options: NmfParams, run: FitRun): Promise<RatingFactors> {
  run.signal.throwIfAborted();
  checkNonNegative(matrix.byShopper);
  const { factors } = options;
  const { memory } = run.kernels;
  const stride = strideOf(factors);
  requireVectors(memory, 'nmf', { rows: 2 * (matrix.byShopper.rows + matrix.byItem.rows), factors });
  const scope = memory.openScope();
  try {
    const open = (ratings: Interactions): Side => ({
      ratings,
      matrix: [ratings.rowPtr, ratings.colIdx, ratings.values].map(scope.put),
      own: scope.alloc(4 * stride * ratings.rows),
      next: scope.alloc(4 * stride * ratings.rows),
    });
    const [shoppers, items] = [open(matrix.byShopper), open(matrix.byItem)];
    const first = { factors, key: run.draw('nmf.init'), quantile: (u: number) => u };
    await drawVectors(shoppers.own, { ...first, rows: matrix.byShopper.rows, side: 'shoppers' }, run);
    await drawVectors(items.own, { ...first, rows: matrix.byItem.rows, side: 'items' }, run);
    let work = 0;
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      update(run.kernels, shoppers, items, stride, options.shopperRegularisation);
      update(run.kernels, items, shoppers, stride, options.itemRegularisation);
      for (const side of [shoppers, items]) [side.own, side.next] = [side.next, side.own];
      run.trace?.('rmse', epoch + 1, rootOfError(memory, shoppers, items, stride));
      work += 2 * matrix.byShopper.colIdx.length * stride;
      if (work < WORK_BETWEEN_PAUSES) continue;
      work = 0;
      await pause(run, epoch + 1, options.epochs);
    }
    const take = ({ own, ratings }: Side): Float32Array =>
      clearUnrated(takeVectors(memory, own, ratings.rows, factors, 'nmf'), ratings.rowPtr, factors);
    return {
      factors,
      mean: 0,
      shopperBias: new Float64Array(matrix.byShopper.rows),
      itemBias: new Float64Array(matrix.byItem.rows),
      shoppers: take(shoppers),
      items: take(items),
    };
  } finally {
    scope.close();
  }
}

function update(kernels: KernelHost, side: Side, other: Side, stride: number, regularisation: number): void {
  const { rows } = side.ratings;
  const vectors = [side.own, other.own, side.next];
  const args = [rows, ROWS_A_CHUNK, ...side.matrix, ...vectors, stride, regularisation];
  kernels.run('nmfRows', Math.ceil(rows / ROWS_A_CHUNK), args, 16 * stride);
}

/** Of all ratings, in f64. */
function rootOfError(memory: KernelMemory, shoppers: Side, items: Side, stride: number): number {
  const { rows, cols, rowPtr, colIdx, values } = shoppers.ratings;
  const own = memory.f32(shoppers.own, rows * stride);
  const other = memory.f32(items.own, cols * stride);
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) {
      let error = values[p]!;
      for (let f = 0; f < stride; f++) error -= own[row * stride + f]! * other[colIdx[p]! * stride + f]!;
      squares += error * error;
    }
  }
  return Math.sqrt(squares / colIdx.length);
}

function checkNonNegative({ values }: Interactions): void {
  const below = values.find((value) => value < 0);
  if (below !== undefined) throw new RangeError(`nmf: rating ${below}; ratings must be at least 0`);
}
