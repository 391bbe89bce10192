/** A fold that learns from some of its shoppers alone: a cheaper fit for algorithms without epochs. */

import type { AccountedFeedback } from '../../datasets/accounted-feedback.ts';
import type { Shoppers } from '../../datasets/tables.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Fold } from '../splits/split.ts';

/**
 * Those whose draw lies below `part`, so that a greater part holds every smaller one. Examples are drawn one by one: their classes, not
 * their shoppers, are what is learnt. Throws where nobody is left.
 */
export function partOfFold(
  fold: Fold,
  { feedback, shoppers }: { readonly feedback: AccountedFeedback; readonly shoppers: Shoppers },
  seed: string,
  part: number,
): Fold {
  const key = drawKey(seedWords(seed), 'search.shoppers');
  const ownerOf = feedback.examples
    ? (row: number): number => row
    : (row: number): number => shoppers.key[feedback.shopper[row]!] ?? feedback.shopper[row]!;
  const train = fold.train.filter((row) => uniform(key, ownerOf(row)) < part);
  if (train.length > 0) return { ...fold, train };
  throw new Error(
    `search: ${part} of the training ${feedback.examples ? 'examples' : 'shoppers'} are none; use fewer trials`,
  );
}
