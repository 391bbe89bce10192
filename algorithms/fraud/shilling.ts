/**
 * Shilling by rating profiles: `rating-profiles.ts` says what they tell (Chirita et al. 2005, Burke et al. 2006), small boosted trees learn from
 * labels what of it is an attack. A review is judged `hindsightDays` after it was written, by what its writer has rated until then; from orders,
 * texts and devices it sees nothing, so it works on bare ratings.
 */

import { z } from 'zod';
import type { Examples } from '../../datasets/examples.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { f64 } from '../state/arrays.ts';
import { fields, real, size, texts } from '../state/shape.ts';
import { boost } from './boosting/fit.ts';
import { scoreOf, type Trees, treesShape, walksOf } from './boosting/trees.ts';
import { chanceOfLogOdds } from './chances.ts';
import { explainFeatures } from './explain-features.ts';
import { learningParams, learningRows } from './learning-rows.ts';
import { PROFILE_FEATURES, profileFeatures } from './rating-profiles.ts';
import { ratingsOf } from './review-rings.ts';

const DAY = 86_400;
const WIDTH = PROFILE_FEATURES.length;

const params = z.strictObject({
  hindsightDays: z.number().min(0).max(365).default(1).describe('days after a review at which it is judged'),
  neighbours: z
    .int()
    .min(1)
    .max(1000)
    .default(25)
    .describe('most similar others whose mean similarity is taken'),
  trees: z.int().min(1).max(500).default(50).describe('trees that are grown'),
  leaves: z.int().min(2).max(64).default(8).describe('leaves of a tree, at most'),
  leastRows: z.int().min(1).max(1e5).default(5).describe('training rows of a leaf, at least'),
  ...learningParams,
});

interface State {
  readonly classes: readonly string[];
  readonly features: number;
  /** Seconds after a review, neighbours. */
  readonly looks: Float64Array;
  readonly baseline: number;
  readonly trees: Trees;
}

export const shilling = defineAlgorithm<'label', z.infer<typeof params>, State>({
  id: 'shilling.v2',
  task: 'label',
  family: 'fraud',
  doc: 'boosted trees on what rating profiles tell: deviations, similarity to others, length',
  source: 'Chirita, Nejdl, Zamfir 2005; Burke, Mobasher, Williams, Bhaumik 2006',
  params,
  coldStart: 'fallback',
  personal: false,
  use: 'where ratings are all there is; profiles must have grown a little before they tell anything',
  cost: { fit: 'P raters + trees x P', answer: 'P raters', memory: 'P' },
  async learn(data, { hindsightDays, neighbours, trees, leaves, leastRows, settleDays }, run) {
    const { rows, label } = learningRows(data, settleDays);
    const { all, rows: allowed } = data.examples!;
    const looks = { hindsight: hindsightDays * DAY, neighbours };
    const told = profileFeatures(ratingsOf(all), all.time, allowed, looks);
    const placeOf = new Map(Array.from(allowed, (row, place) => [row, place]));
    const values = new Float32Array(rows.length * WIDTH);
    rows.forEach((row, i) => {
      const place = placeOf.get(row)!;
      values.set(told.subarray(place * WIDTH, (place + 1) * WIDTH), i * WIDTH);
    });
    const boosted = await boost(
      { matrix: { rows: rows.length, features: WIDTH, values }, label },
      {
        trees,
        leaves,
        leastRows,
        depth: 64,
        leastHessian: 1e-3,
        l2: 1,
        learningRate: 0.1,
        bins: 255,
        positiveWeight: 1,
      },
      run,
    );
    return {
      classes: [...all.classes],
      features: WIDTH,
      looks: Float64Array.of(looks.hindsight, neighbours),
      ...boosted,
    };
  },
  shape: fields<State>({
    classes: texts(2),
    features: size('features', WIDTH),
    looks: f64(2),
    baseline: real(),
    trees: treesShape('features'),
  }),
  open({ classes, looks, baseline, trees }) {
    const walks = walksOf(trees, WIDTH);
    const known = new WeakMap<Examples, Float32Array>();
    const featuresOf = (examples: Examples): Float32Array => {
      const found =
        known.get(examples) ??
        profileFeatures(ratingsOf(examples), examples.time, Uint32Array.from(examples.label.keys()), {
          hindsight: looks[0]!,
          neighbours: looks[1]!,
        });
      known.set(examples, found);
      return found;
    };
    return {
      classes,
      probabilities(examples, rows, out) {
        const values = featuresOf(examples);
        rows.forEach((row, i) => {
          const chance = chanceOfLogOdds(baseline + scoreOf(trees, values, row * WIDTH));
          out[2 * i] = 1 - chance;
          out[2 * i + 1] = chance;
        });
      },
      explain(examples, row, of, most) {
        const values = featuresOf(examples).slice(row * WIDTH, (row + 1) * WIDTH);
        const contributions = new Float64Array(WIDTH);
        walks.contributions(values, contributions);
        return explainFeatures(PROFILE_FEATURES, values, contributions, of, most);
      },
    };
  },
});
