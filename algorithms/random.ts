/**
 * Random lists: every item of the training catalogue gets a keyed uniform draw for each shopper. The floor that a
 * recommender has to beat, and the reference for coverage and Gini.
 */

import { z } from 'zod';
import { uniform } from '../numerics/rng.ts';
import type { Algorithm } from './algorithm.ts';
import { type ScoreItems, scoredModel, trainedItems } from './scoring/scored-model.ts';
import { tiePlaces } from './scoring/ties.ts';

const params = z.strictObject({});

export const random: Algorithm<'rank', z.infer<typeof params>> = {
  id: 'random.v1',
  task: 'rank',
  doc: 'items of the training catalogue in random order, another order for each shopper',
  source: 'baseline; one keyed uniform draw for each shopper and item',
  params,
  coldStart: 'fallback',
  personal: false,
  async fit({ interactions }, _params, run) {
    run.signal.throwIfAborted();
    const key = run.draw('random.score');
    const trained = trainedItems(interactions);
    const score: ScoreItems = (shopper, scores) => {
      for (let item = 0; item < scores.length; item++) {
        scores[item] = trained[item] === 1 ? uniform(key, shopper, item) : Number.NEGATIVE_INFINITY;
      }
    };
    const places = tiePlaces(interactions.cols, run.draw('ties'));
    return scoredModel({ interactions, places, score, scoreCold: score });
  },
};
