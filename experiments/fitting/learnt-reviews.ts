import { REVIEWS, type Reviews } from '../../datasets/after-sale-tables.ts';
import { isForgotten } from '../../datasets/consent.ts';
import { type Feedback, pairsOf } from '../../datasets/interactions.ts';
import { gatherRows } from '../../datasets/table-rows.ts';
import { type Fold, knownUntil } from '../splits/split.ts';

/**
 * The reviews that a fit on this fold may learn from: those before its cut (all, where no instant cuts), of shoppers who have not
 * opted out by then, and of no (shopper, item) pair with a row of feedback from before the cut that is not learnt from: where times do
 * not part them, a review of what is tested, told or left alone would give it away.
 */
export function learntReviews(
  reviews: Reviews,
  feedback: Feedback,
  fold: Fold,
  optOut: Uint32Array,
): Reviews {
  const asOf = knownUntil(fold);
  const isLearnt = new Uint8Array(feedback.length);
  for (const row of fold.train) isLearnt[row] = 1;
  const heldBack = pairsOf(feedback, (row) => isLearnt[row] === 0 && feedback.time[row]! < asOf);
  const { shopper, item, time } = reviews;
  const rows = Uint32Array.from(time.keys()).filter(
    (row) =>
      time[row]! < asOf &&
      !isForgotten(optOut, shopper[row]!, asOf) &&
      !heldBack.has(shopper[row]!, item[row]!),
  );
  return gatherRows(REVIEWS, reviews, rows);
}
