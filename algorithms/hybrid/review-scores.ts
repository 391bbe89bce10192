/** What the stars of reviews tell of items; what texts tell stands in `review-texts.ts`. */

import type { Reviews } from '../../datasets/after-sale-tables.ts';

/**
 * Bayesian average of the stars of each item, as of IMDb's weighted rating:
 *
 *   (prior mean + sum of the n values of the item) / (prior + n)
 *
 * with mean that of all reviews, and mean where nothing is known. Throws RangeError for stars that are no number.
 *
 * @param prior reviews' worth of the mean that every item begins with, 0 or above
 */
export function reviewAverages(
  { length, item, rating }: Reviews,
  items: number,
  prior: number,
): Float64Array {
  const sum = new Float64Array(items);
  const count = new Uint32Array(items);
  let all = 0;
  for (let row = 0; row < length; row++) {
    if (!Number.isFinite(rating[row]!))
      throw new RangeError(`reviews: rating ${rating[row]} of row ${row} is no number`);
    sum[item[row]!]! += rating[row]!;
    count[item[row]!]!++;
    all += rating[row]!;
  }
  const mean = length > 0 ? all / length : 0;
  return sum.map((own, i) => (prior + count[i]! > 0 ? (prior * mean + own) / (prior + count[i]!) : mean));
}

/** Between 0, of the lowest, and 1, of the highest; all 0 where they are the same. */
export function scaled(values: Float64Array): Float64Array {
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const range = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - least;
  return values.map((value) => (range > 0 ? (value - least) / range : 0));
}
