/**
 * Popularity of late: distinct shoppers of an item, each by how long ago they last had it; the same list for everyone.
 *
 * Ji, Sun, Zhang, Li, "A re-visit of the popularity baseline in recommender systems", SIGIR 2020: RecentPop counts what lies in a
 * window before the moment of asking, DecayPop lets counts fade exponentially with age. Sums are f64, scores f32.
 */

import { z } from 'zod';
import { pow } from '../../numerics/math.ts';
import type { TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { endOfTraining, latestTimes } from '../scoring/pair-times.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { COUNT_SHAPE, type CountState, countModel } from './popularity.ts';

const SECONDS_A_DAY = 86400;

const params = z.strictObject({
  halfLifeDays: z
    .number()
    .gt(0)
    .max(36_500)
    .nullable()
    .default(30)
    .describe('days after which a shopper who had the item counts half; null: no fading'),
  windowDays: z
    .number()
    .gt(0)
    .max(36_500)
    .nullable()
    .default(null)
    .describe('days before the end of training that count at all; null: all'),
});
type RecentParams = z.infer<typeof params>;

export const popularityRecent = defineAlgorithm<'rank', RecentParams, CountState>({
  id: 'popularity-recent.v1',
  task: 'rank',
  family: 'baselines',
  doc: 'items by how many distinct shoppers had them of late; shoppers who are not known get the same list',
  source: 'Ji, Sun, Zhang, Li 2020 (RecentPop, DecayPop)',
  params,
  explains: ['popularity'],
  coldStart: 'fallback',
  personal: false,
  use: 'in place of popularity wherever fashions pass; needs data with times',
  cost: { fit: 'P', answer: 'I', memory: 'P + I' },
  async learn(data, options, run) {
    const { interactions } = data;
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      counts: recentCounts(data, options),
    };
  },
  shape: COUNT_SHAPE,
  open: countModel,
});

/** (items) faded number of distinct shoppers; -Infinity for items that nobody had within the window. */
function recentCounts(data: TrainingData, { halfLifeDays, windowDays }: RecentParams): Float32Array {
  const { interactions } = data;
  const latest = latestTimes(data.feedback, interactions);
  const now = endOfTraining(data);
  const halfLife = (halfLifeDays ?? Number.POSITIVE_INFINITY) * SECONDS_A_DAY;
  const window = (windowDays ?? Number.POSITIVE_INFINITY) * SECONDS_A_DAY;
  const counts = new Float64Array(interactions.cols);
  const counted = new Uint8Array(interactions.cols);
  interactions.colIdx.forEach((item, p) => {
    const age = now - latest[p]!;
    if (age > window) return;
    counts[item]! += pow(2, -age / halfLife);
    counted[item] = 1;
  });
  return Float32Array.from(counts, (count, item) => (counted[item] === 1 ? count : Number.NEGATIVE_INFINITY));
}
