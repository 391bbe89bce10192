import type { ShopMemory } from './shop-memory.ts';

/** Ratings at the mean of all that stand in for what is not known of an item. */
const PRIOR = 3;
const NEUTRAL = 3;

/** Mean of all ratings so far; NEUTRAL before the first. */
export const meanRating = ({ ratings }: ShopMemory): number =>
  ratings.count === 0 ? NEUTRAL : ratings.sum / ratings.count;

/** Of a rating from the mean of the item (a row of `items`) so far, drawn to the mean of all where it has few. */
export function ratingDeviation(memory: ShopMemory, item: number, rating: number): number {
  const { columns } = memory.tables.items;
  const sum = columns.ratingSum[item]! + PRIOR * meanRating(memory);
  return rating - sum / (columns.reviews[item]! + PRIOR);
}
