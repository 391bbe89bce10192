/**
 * Content-based filtering: cosine between TF-IDF vectors of items and the weighted sum of the shopper's own items.
 *
 * Pazzani, Billsus, "Content-based recommendation systems", The Adaptive Web, 2007; Lops, de Gemmis, Semeraro,
 * "Content-based recommender systems: state of the art and trends", 2011. The half-life follows Ding, Li, "Time weight
 * collaborative filtering", CIKM 2005.
 */

import { z } from 'zod';
import { type Interactions, transpose } from '../../datasets/interactions.ts';
import { pow } from '../../numerics/math.ts';
import type { TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { binaryValues, hideUnscored } from '../scoring/implicit-feedback.ts';
import { latestTimes } from '../scoring/pair-times.ts';
import { type ScoreItems, scoredModel, trainedItems } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { flags, matrix, pairs, permutation } from '../state/arrays.ts';
import { fields } from '../state/shape.ts';
import { itemTokens, TOKEN_FIELDS } from '../text/item-tokens.ts';
import { tfIdf } from '../text/tf-idf.ts';

const SECONDS_A_DAY = 86400;

const params = z.strictObject({
  fields: z
    .array(z.enum(TOKEN_FIELDS))
    .min(1)
    .default([...TOKEN_FIELDS])
    .describe('catalogue columns that describe an item'),
  sublinear: z.boolean().default(true).describe('term frequency 1 + ln(count) instead of count'),
  halfLifeDays: z
    .number()
    .gt(0)
    .max(36_500)
    .nullable()
    .default(null)
    .describe("days before the shopper's latest row after which an item weighs half; null: no fading"),
  binary: z.boolean().default(true).describe('false: weigh an item by its summed value'),
});
type ContentParams = z.infer<typeof params>;

export const contentBased = defineAlgorithm<'rank', ContentParams, State>({
  id: 'content-based.v1',
  task: 'rank',
  family: 'content',
  doc: "items described most like the shopper's own, by cosine of TF-IDF vectors",
  source: 'Pazzani, Billsus 2007; Salton, Buckley 1988 (TF-IDF)',
  params,
  coldStart: 'none',
  personal: true,
  use: 'where items are new or had by few and the catalogue describes them well',
  cost: { fit: 'tokens', answer: 'tokens of the own items x items with them', memory: 'P + tokens' },
  async learn(data, options, run) {
    const { interactions } = data;
    const trained = trainedItems(interactions);
    const tokens = Array.from(trained, (_, item) => itemTokens(data.catalog, item, options.fields));
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      weights: profileWeights(data, options),
      vectors: tfIdf(tokens, trained, options),
      trained,
    };
  },
  shape: fields<State>({
    interactions: pairs('shoppers', 'items'),
    places: permutation('items'),
    weights: matrix('shoppers', 'items'),
    vectors: matrix('items', 'tokens'),
    trained: flags('items'),
  }),
  open: ({ interactions, places, weights, vectors, trained }) =>
    scoredModel({ interactions, places, score: profileScores(weights, vectors, trained) }),
});

interface State {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  /** (shoppers x items) what an item weighs in a profile */
  readonly weights: Interactions;
  /** (items x tokens) */
  readonly vectors: Interactions;
  /** (items) 1 for the training catalogue */
  readonly trained: Uint8Array;
}

/** The weight of each (shopper, item) pair in the shopper's profile; only ratios within a row matter. */
function profileWeights({ feedback, interactions }: TrainingData, options: ContentParams): Interactions {
  const rows = options.binary ? binaryValues(interactions) : interactions;
  if (options.halfLifeDays === null) return rows;
  const halfLife = options.halfLifeDays * SECONDS_A_DAY;
  const latest = latestTimes(feedback, interactions);
  const values = rows.values.slice();
  for (let shopper = 0; shopper < rows.rows; shopper++) {
    const start = rows.rowPtr[shopper]!;
    const end = rows.rowPtr[shopper + 1]!;
    const last = latest.subarray(start, end).reduce((a, b) => Math.max(a, b), 0);
    for (let p = start; p < end; p++) values[p]! *= pow(2, (latest[p]! - last) / halfLife);
  }
  return { ...rows, values };
}

function profileScores(weights: Interactions, vectors: Interactions, listed: Uint8Array): ScoreItems {
  const byToken = transpose(vectors);
  const profile = new Float64Array(vectors.cols);
  return (shopper, scores) => {
    const norm = fillProfile(weights, vectors, shopper, profile);
    scores.fill(0);
    for (let token = 0; token < profile.length; token++) {
      if (profile[token] === 0) continue;
      const weight = Math.fround(profile[token]! / norm);
      const end = byToken.rowPtr[token + 1]!;
      for (let p = byToken.rowPtr[token]!; p < end; p++)
        scores[byToken.colIdx[p]!]! += weight * byToken.values[p]!;
    }
    hideUnscored(scores);
    for (let item = 0; item < scores.length; item++) {
      if (listed[item] === 0) scores[item] = Number.NEGATIVE_INFINITY;
    }
  };
}

/** Weighted sum of the vectors of one shopper's items into `profile`; returns its Euclidean length. */
function fillProfile(
  weights: Interactions,
  vectors: Interactions,
  shopper: number,
  profile: Float64Array,
): number {
  profile.fill(0);
  for (let p = weights.rowPtr[shopper]!; p < weights.rowPtr[shopper + 1]!; p++) {
    const item = weights.colIdx[p]!;
    const weight = weights.values[p]!;
    const end = vectors.rowPtr[item + 1]!;
    for (let n = vectors.rowPtr[item]!; n < end; n++)
      profile[vectors.colIdx[n]!]! += weight * vectors.values[n]!;
  }
  let squares = 0;
  for (const value of profile) squares += value * value;
  return Math.sqrt(squares);
}
