/**
 * Data minimisation: another algorithm, fitted as if all but the last few rows of each shopper had been forgotten.
 *
 * Biega, Potash, Daumé III, Diaz and Finck, "Operationalizing the legal principle of data minimization for personalization", SIGIR 2020: of their
 * strategies that choose which rows of a shopper stay, the one that keeps the most recent.
 *
 * What is forgotten is not known to have been had either: `exclude: 'seen'` leaves out what is kept. With a row goes what the shopper wrote of
 * its item: reviews stay where a row of their shopper and item does.
 */

import { z } from 'zod';
import { REVIEWS, type Reviews } from '../../datasets/after-sale-tables.ts';
import { type Feedback, pairsOf, selectFeedback, toInteractions } from '../../datasets/interactions.ts';
import { gatherRows } from '../../datasets/table-rows.ts';
import type { PartSchema, TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import type { SavedModel } from '../model-state.ts';
import { PartShape } from '../part-shape.ts';
import { fields, savedPart } from '../state/shape.ts';

const paramsOf = (part: PartSchema) =>
  z.strictObject({
    base: part.prefault({ name: 'item-knn' }).describe('what is fitted on the rows that are kept'),
    keep: z
      .number()
      .int()
      .min(0)
      .max(1_000_000)
      .default(50)
      .describe('rows of each shopper that are kept, the last ones; 0: none of anybody'),
  });

export const minimised = defineAlgorithm<'rank', z.infer<ReturnType<typeof paramsOf>>, State>({
  id: 'minimised.v1',
  task: 'rank',
  family: 'hybrid',
  doc: 'another algorithm, fitted on the last rows of each shopper alone (data minimisation)',
  source: 'Biega, Potash, Daumé III, Diaz, Finck 2020',
  params: paramsOf(PartShape),
  paramsOf,
  parts: ['base'],
  explains: 'parts',
  coldStart: 'parts',
  personal: true,
  usesHistory: true,
  use: 'to learn what knowing less of shoppers costs; it may list again what it forgot that they had',
  cost: { fit: 'the base, on fewer rows', answer: 'the base', memory: 'the base' },
  learn: async (data, { base, keep }, run) => ({
    base: (await run.fitPart(base, lastRows(data, keep))).saved,
  }),
  shape: fields<State>({ base: savedPart }),
  open: ({ base }, host) => host.openPart(base),
});

interface State {
  readonly base: SavedModel;
}

function lastRows(data: TrainingData, keep: number): TrainingData {
  const { length, shoppers, shopper } = data.feedback;
  const taken = new Uint32Array(shoppers);
  const kept: number[] = [];
  for (let row = length - 1; row >= 0; row--) if (taken[shopper[row]!]!++ < keep) kept.push(row);
  const feedback = selectFeedback(data.feedback, Uint32Array.from(kept.reverse()));
  const { reviews, shown: _, ...rest } = data;
  const known = reviews && { reviews: reviewsOf(feedback, reviews) };
  return { ...rest, feedback, interactions: toInteractions(feedback), ...known };
}

function reviewsOf(feedback: Feedback, reviews: Reviews): Reviews {
  const kept = pairsOf(feedback, () => true);
  const { shopper, item } = reviews;
  const rows = Uint32Array.from(shopper.keys()).filter((row) => kept.has(shopper[row]!, item[row]!));
  return gatherRows(REVIEWS, reviews, rows);
}
