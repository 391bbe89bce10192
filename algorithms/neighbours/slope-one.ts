/**
 * Slope one: the shopper's mean rating, plus how much the item is rated above or below the shopper's own items.
 *
 * Lemire, Maclachlan, "Slope one predictors for online rating-based collaborative filtering", SDM 2005; the unweighted scheme,
 * the same as SlopeOne in the library Surprise. Differences are summed for the items that are asked for.
 */

import { z } from 'zod';
import { defineAlgorithm } from '../define-algorithm.ts';
import {
  groupQueries,
  RATING_MATRIX_SHAPE,
  type RatingMatrix,
  ratingMatrix,
  rowMeans,
} from '../scoring/ratings/rating-matrix.ts';
import { slopes } from '../scoring/ratings/slope-one.ts';
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
  use: 'a predictor without a knob to turn',
  cost: { fit: 'P', answer: 'ratings of all who rated the item', memory: 'P' },
  async learn({ feedback }) {
    return { matrix: ratingMatrix(feedback, 'slope-one') };
  },
  shape: fields({ matrix: RATING_MATRIX_SHAPE }),
  open({ matrix }, { kernels }) {
    const means = rowMeans(matrix.byShopper);
    return {
      predict(shopper, item, out) {
        const queries = groupQueries(item, shopper, matrix, 'item');
        const { slope } = slopes(matrix, queries, kernels);
        for (let i = 0; i < shopper.length; i++) out[i] = matrix.mean;
        queries.query.forEach((i, n) => {
          out[i] = means[shopper[i]!]! + slope[n]!;
        });
      },
    };
  },
});
