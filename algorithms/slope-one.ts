/**
 * Slope one: the shopper's mean rating, plus how much the item is rated above or below the shopper's own items.
 *
 * Lemire, Maclachlan, "Slope one predictors for online rating-based collaborative filtering", SDM 2005; the unweighted scheme,
 * the same as SlopeOne in the library Surprise. Differences are summed for the items that are asked for.
 */

import { z } from 'zod';
import type { Algorithm } from './algorithm.ts';
import { groupQueries, ratingMatrix, rowMeans } from './scoring/ratings/rating-matrix.ts';
import { slopes } from './scoring/ratings/slope-one.ts';

const params = z.strictObject({});

export const slopeOne: Algorithm<'rate', z.infer<typeof params>> = {
  id: 'slope-one.v1',
  task: 'rate',
  doc: "the shopper's mean rating plus the mean difference between the item and the shopper's own items",
  source: 'Lemire, Maclachlan 2005 (SlopeOne of Surprise)',
  params,
  coldStart: 'fallback',
  personal: true,
  async fit({ feedback }, _, run) {
    run.signal.throwIfAborted();
    const matrix = ratingMatrix(feedback, 'slope-one');
    const means = rowMeans(matrix.byShopper);
    return {
      predict(shopper, item, out) {
        const queries = groupQueries(item, shopper, matrix, 'item');
        const { slope } = slopes(matrix, queries, run.kernels);
        for (let i = 0; i < shopper.length; i++) out[i] = matrix.mean;
        queries.query.forEach((i, n) => {
          out[i] = means[shopper[i]!]! + slope[n]!;
        });
      },
    };
  },
};
