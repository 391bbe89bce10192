/**
 * RP3beta: random walks of three steps from a shopper (item, shopper, item), with popular items held back.
 *
 * Cooper, Lee, Radzik, Siantos, "Random walks in recommender systems: exact computation and simulations", WWW 2014 (P3alpha);
 * Christoffel, Paudel, Newell, Bernstein, "Blockbusters and wallflowers: accurate, diverse, and scalable recommendations with
 * random walks", RecSys 2015; Paudel, Christoffel, Newell, Bernstein, TiiS 2017 (RP3beta). From item i the walk reaches item j by
 *
 *   w(i, j) = sum over shoppers u of (x_ui / x_.i)^alpha (x_uj / x_u.)^alpha / popularity_j^beta
 *
 * with x_.i and x_u. the sums of a column and a row. Each item keeps the largest weights, in f32; an item scores the sum over the
 * shopper's items of x_ui w(i, j). As in the paper the step back to the item itself is left out.
 */

import { z } from 'zod';
import { type Interactions, transpose } from '../../datasets/interactions.ts';
import { pow } from '../../numerics/math.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { binaryValues } from '../scoring/implicit-feedback.ts';
import type { NearestProblem } from '../scoring/nearest-rows.ts';
import { nearestOfAll, refuseUnbounded } from '../scoring/neighbours.ts';
import { PROFILE_SHAPE, type ProfileState, profileModel } from '../scoring/product-model.ts';
import { tiePlaces } from '../scoring/ties.ts';

const params = z.strictObject({
  neighbours: z.int().min(1).max(1_000_000).default(100).describe('items kept for each item'),
  alpha: z.number().min(0).max(10).default(1).describe('power of the probability of each step'),
  beta: z.number().min(0).max(10).default(0.6).describe('power of the popularity that an item is divided by'),
  binary: z.boolean().default(true).describe('false: use the summed values instead of 1 for each pair'),
});
export type Rp3BetaParams = z.infer<typeof params>;

export const rp3beta = defineAlgorithm<'rank', Rp3BetaParams, ProfileState>({
  id: 'rp3beta.v1',
  task: 'rank',
  family: 'neighbours',
  doc: "items reached by random walks from the shopper's own over other shoppers, popular ones held back",
  source: 'Christoffel, Paudel, Newell, Bernstein 2015; Paudel et al. 2017 (RP3beta)',
  params,
  explains: ['own-item'],
  coldStart: 'none',
  personal: true,
  usesHistory: true,
  use: 'as item-knn, with a hand on how much popular items are held back',
  cost: {
    fit: 'sum over shoppers of their items squared',
    answer: 'items of the shopper x neighbours',
    memory: 'I x neighbours',
  },
  async learn({ interactions }, options, run) {
    const profiles = options.binary ? binaryValues(interactions) : interactions;
    const places = tiePlaces(interactions.cols, run.draw('ties'));
    const right = await nearestOfAll(walks(profiles, options, places), run);
    return { interactions, places, profiles, summed: !options.binary, right };
  },
  shape: PROFILE_SHAPE,
  open: profileModel,
});

/** The walks from each item as a product of matrices. Throws RangeError on a negative value. */
export function walks(matrix: Interactions, options: Rp3BetaParams, places: Uint32Array): NearestProblem {
  refuseUnbounded(matrix);
  const negative = matrix.values.find((value) => value < 0);
  if (negative !== undefined)
    throw new RangeError(`rp3beta: summed value ${negative} of a pair; values must be at least 0`);
  const byItem = transpose(matrix);
  return {
    left: byItem,
    leftWeights: stepWeights(byItem, options.alpha),
    right: { ...matrix, values: Float32Array.from(stepWeights(matrix, options.alpha)) },
    rowSizes: new Float64Array(matrix.cols).fill(1),
    columnSizes: Float64Array.from({ length: matrix.cols }, (_, item) =>
      pow(byItem.rowPtr[item + 1]! - byItem.rowPtr[item]!, options.beta),
    ),
    kind: 'cosine',
    shrinkage: 0,
    k: Math.min(options.neighbours, matrix.cols),
    places,
    keepOwn: false,
  };
}

/** (pairs) (x_rc / sum of row r)^alpha */
function stepWeights({ rows, rowPtr, values }: Interactions, alpha: number): Float64Array {
  const weights = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) sum += values[p]!;
    if (sum === 0) continue;
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) {
      weights[p] = values[p] === 0 ? 0 : pow(values[p]! / sum, alpha);
    }
  }
  return weights;
}
