/**
 * A shopper's own most-bought items: those with the most training rows of this shopper. The baseline wherever an item may
 * be recommended again; personal top frequency in Hu, He, Gao, Zhang, "Modeling personalized item frequency information
 * for next-basket recommendation", SIGIR 2020. With everything seen excluded there is nothing left to list.
 */

import { z } from 'zod';
import { type Interactions, toInteractions } from '../../datasets/interactions.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { scoredModel } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { matrix, pairs, permutation } from '../state/arrays.ts';
import { fields } from '../state/shape.ts';

const params = z.strictObject({});

export const ownMostBought = defineAlgorithm<'rank', z.infer<typeof params>, State>({
  id: 'own-most-bought.v1',
  task: 'rank',
  family: 'baselines',
  doc: "the shopper's own items by how often they were bought; empty lists where repeats are excluded",
  source: 'baseline; personal top frequency in Hu, He, Gao, Zhang 2020',
  params,
  explains: ['own-item'],
  coldStart: 'none',
  personal: true,
  use: 'wherever items are bought again; it belongs in every report that allows repeats',
  cost: { fit: 'P', answer: 'I', memory: 'P' },
  async learn({ feedback, interactions }, _params, run) {
    const counts = toInteractions({ ...feedback, value: new Float32Array(feedback.length).fill(1) });
    return { interactions, places: tiePlaces(interactions.cols, run.draw('ties')), counts };
  },
  shape: fields<State>({
    interactions: pairs('shoppers', 'items'),
    places: permutation('items'),
    counts: matrix('shoppers', 'items'),
  }),
  open: ({ interactions, places, counts }) =>
    scoredModel({
      interactions,
      places,
      score: (shopper, scores) => fillCounts(counts, shopper, scores),
      causes: {
        'own-item': (shopper, item) => {
          const scores = new Float32Array(counts.cols);
          fillCounts(counts, shopper, scores);
          return [{ kind: 'own-item', item, contribution: scores[item]! }];
        },
      },
    }),
});

interface State {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  /** Rows of each pair. */
  readonly counts: Interactions;
}

function fillCounts({ rowPtr, colIdx, values }: Interactions, shopper: number, scores: Float32Array): void {
  scores.fill(Number.NEGATIVE_INFINITY);
  const end = rowPtr[shopper + 1]!;
  for (let p = rowPtr[shopper]!; p < end; p++) scores[colIdx[p]!] = values[p]!;
}
