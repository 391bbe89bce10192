/**
 * Random lists: every item of the training catalogue gets a keyed uniform draw for each shopper. The floor that a
 * recommender has to beat, and the reference for coverage and Gini.
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { type ScoreItems, scoredModel, trainedItems } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { pairs, permutation } from '../state/arrays.ts';
import { drawKeyShape, fields } from '../state/shape.ts';

const params = z.strictObject({});

export const random = defineAlgorithm<'rank', z.infer<typeof params>, State>({
  id: 'random.v1',
  task: 'rank',
  family: 'baselines',
  doc: 'items of the training catalogue in random order, another order for each shopper',
  source: 'baseline; one keyed uniform draw for each shopper and item',
  params,
  coldStart: 'fallback',
  personal: false,
  use: 'the floor of accuracy and the ceiling of coverage',
  cost: { fit: 'P', answer: 'I', memory: 'P' },
  async learn({ interactions }, _params, run) {
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      key: run.draw('random.score'),
    };
  },
  shape: fields<State>({
    interactions: pairs('shoppers', 'items'),
    places: permutation('items'),
    key: drawKeyShape,
  }),
  open({ interactions, places, key }) {
    const trained = trainedItems(interactions);
    const score: ScoreItems = (shopper, scores) => {
      for (let item = 0; item < scores.length; item++) {
        scores[item] = trained[item] === 1 ? uniform(key, shopper, item) : Number.NEGATIVE_INFINITY;
      }
    };
    return scoredModel({ interactions, places, score, scoreCold: score });
  },
});

interface State {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  readonly key: DrawKey;
}
