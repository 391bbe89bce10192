import { REVIEWS } from '../../datasets/after-sale-tables.ts';
import { type Interactions, pairsOf, selectFeedback, toInteractions } from '../../datasets/interactions.ts';
import { gatherRows } from '../../datasets/table-rows.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import type { TrainingData } from '../algorithm.ts';

export const HELD_OUT = ['last', 'random'] as const;

export interface HeldOut {
  /** Training data without the rows that are held out, and without reviews of their pairs. */
  readonly rest: TrainingData;
  /** (shoppers x items) pairs of the rows that are held out */
  readonly held: Interactions;
}

/**
 * Holds out a share of each shopper's rows, rounded down: the last ones by time (of equals the later one in the log), or those
 * with the lowest draws.
 */
export function holdOut(
  data: TrainingData,
  which: (typeof HELD_OUT)[number],
  share: number,
  key: DrawKey,
): HeldOut {
  const { feedback } = data;
  const isHeld = new Uint8Array(feedback.length);
  for (const rows of rowsByShopper(feedback)) {
    const rank =
      which === 'last'
        ? (row: number) => -feedback.time[row]!
        : (_row: number, n: number) => uniform(key, feedback.shopper[rows[0]!]!, n);
    const ranked = rows.map((row, n) => ({ row, rank: rank(row, n), n }));
    ranked.sort((a, b) => a.rank - b.rank || b.n - a.n);
    for (const { row } of ranked.slice(0, Math.floor(rows.length * share))) isHeld[row] = 1;
  }
  const rowsWhere = (held: number) => Uint32Array.from(isHeld.keys()).filter((row) => isHeld[row] === held);
  const rest = selectFeedback(feedback, rowsWhere(0));
  return {
    rest: { ...data, feedback: rest, interactions: toInteractions(rest), ...reviewsOfRest(data, isHeld) },
    held: toInteractions(selectFeedback(feedback, rowsWhere(1))),
  };
}

function reviewsOfRest(
  { feedback, reviews }: TrainingData,
  isHeld: Uint8Array,
): Pick<TrainingData, 'reviews'> {
  if (!reviews) return {};
  const { shopper, item } = reviews;
  const held = pairsOf(feedback, (row) => isHeld[row] === 1);
  const rows = Uint32Array.from(shopper.keys()).filter((row) => !held.has(shopper[row]!, item[row]!));
  return { reviews: gatherRows(REVIEWS, reviews, rows) };
}

function rowsByShopper({ length, shopper }: TrainingData['feedback']): number[][] {
  const rows = new Map<number, number[]>();
  for (let row = 0; row < length; row++) {
    const own = rows.get(shopper[row]!);
    if (own) own.push(row);
    else rows.set(shopper[row]!, [row]);
  }
  return [...rows.values()];
}
