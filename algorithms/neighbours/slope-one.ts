/**
 * Slope one: the shopper's mean rating, plus how much the item is rated above or below the shopper's own items.
 *
 * Lemire, Maclachlan, "Slope one predictors for online rating-based collaborative filtering", SDM 2005; the unweighted scheme,
 * the same as SlopeOne in the library Surprise. Differences are summed for the items that are asked for.
 */

import { z } from 'zod';
import type { Cause, RateModel } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { tellingRatings } from '../scoring/ratings/rating-causes.ts';
import {
  groupQueries,
  isKnown,
  RATING_MATRIX_SHAPE,
  type RatingMatrix,
  ratingMatrix,
  rowMeans,
} from '../scoring/ratings/rating-matrix.ts';
import { differences, slopes } from '../scoring/ratings/slope-one.ts';
import { fields } from '../state/shape.ts';

const params = z.strictObject({});

export const slopeOne = defineAlgorithm<'rate', z.infer<typeof params>, { readonly matrix: RatingMatrix }>({
  id: 'slope-one.v1',
  task: 'rate',
  family: 'neighbours',
  doc: "the shopper's mean rating plus the mean difference between the item and the shopper's own items",
  source: 'Lemire, Maclachlan 2005 (SlopeOne of Surprise)',
  params,
  coldStart: 'fallback',
  personal: true,
  explains: ['own-item'],
  use: 'a predictor without a knob to turn',
  cost: { fit: 'P', answer: 'ratings of all who rated the item', memory: 'P' },
  async learn({ feedback }) {
    return { matrix: ratingMatrix(feedback, 'slope-one') };
  },
  shape: fields({ matrix: RATING_MATRIX_SHAPE }),
  open({ matrix }, { kernels }) {
    const means = rowMeans(matrix.byShopper);
    const predict: RateModel['predict'] = (shopper, item, out) => {
      const queries = groupQueries(item, shopper, matrix, 'item');
      const { slope } = slopes(matrix, queries, kernels);
      for (let i = 0; i < shopper.length; i++) out[i] = matrix.mean;
      queries.query.forEach((i, n) => {
        out[i] = means[shopper[i]!]! + slope[n]!;
      });
    };
    return tellingRatings(predict, 'own-item', ({ shopper, item }) => ({
      causes: ownItemCauses(matrix, shopper, item),
      additive: false,
    }));
  },
});

/** What a prediction loses had the shopper not rated one of the others; without any it is the mean of all ratings. */
function ownItemCauses(matrix: RatingMatrix, shopper: number, item: number): Cause[] {
  const { byShopper, byItem, mean } = matrix;
  if (!isKnown(byShopper, shopper) || !isKnown(byItem, item)) return [];
  const { sums, counts } = differences(matrix, item);
  const [from, to] = [byShopper.rowPtr[shopper]!, byShopper.rowPtr[shopper + 1]!];
  const own = Array.from(byShopper.colIdx.subarray(from, to), (other, n) => ({
    other,
    rating: byShopper.values[from + n]!,
  }));
  const predicted = (some: typeof own): number => {
    const told = some.filter(({ other }) => counts[other]! > 0);
    const slope = told.reduce((sum, { other }) => sum + sums[other]! / counts[other]!, 0);
    const rated = some.reduce((sum, { rating }) => sum + rating, 0);
    return some.length > 0 ? rated / some.length + slope / Math.max(1, told.length) : mean;
  };
  return own
    .filter(({ other }) => other !== item)
    .map((one) => ({
      kind: 'own-item',
      item: one.other,
      contribution: predicted(own) - predicted(own.filter((other) => other !== one)),
    }));
}
