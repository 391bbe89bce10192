/** Price: what items cost, and how much that matters to whom. */

import { exp, log } from '../../numerics/math.ts';

/** Largest price in cents. */
export const MOST_CENTS = 1_000_000_000;

/** Median price in cents of a category: lognormal over categories; `z` is standard normal. */
export function categoryMedian(median: number, spread: number, z: number): number {
  return median * exp(spread * z);
}

/** Price in whole cents, at least 1, of an item: lognormal within its category, dearer with quality. */
export function listPrice(
  medianOfCategory: number,
  itemSpread: number,
  z: number,
  qualityPremium: number,
  quality: number,
): number {
  const price = medianOfCategory * exp(itemSpread * z + qualityPremium * quality);
  return Math.min(MOST_CENTS, Math.max(1, Math.round(price)));
}

/** Whole cents that the shop pays for a unit: lognormal around a share of the list price, never above it. */
export function unitCost(price: number, share: number, spread: number, z: number): number {
  return Math.min(price, Math.round(price * share * exp(spread * z)));
}

/** Logarithm of a price over the median price of its category. */
export function relativePrice(cents: number, medianOfCategory: number): number {
  return log(cents / medianOfCategory);
}

/** Price sensitivity of a shopper, median 1 in the lowest income band (0): lognormal, falling with income. */
export function priceSensitivity(
  spread: number,
  z: number,
  incomeEffect: number,
  incomeBand: number,
): number {
  return exp(spread * z - incomeEffect * incomeBand);
}
