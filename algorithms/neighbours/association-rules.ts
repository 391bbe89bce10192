/**
 * Association rules between two items, "bought together": an item scores the sum of the measures of the rules that lead from the
 * shopper's items to it.
 *
 * Agrawal, Imielinski, Swami, "Mining association rules between sets of items in large databases", SIGMOD 1993 (support, confidence);
 * Brin, Motwani, Ullman, Tsur, SIGMOD 1997 (lift, conviction); Piatetsky-Shapiro 1991 (leverage). As recommender: Sarwar, Karypis,
 * Konstan, Riedl, "Analysis of recommendation algorithms for e-commerce", EC 2000. Of n baskets, n_i with item i:
 *
 *   support n_ij / n   confidence n_ij / n_i   lift confidence n / n_j   leverage n_ij / n - n_i n_j / n^2
 *   conviction (1 - n_j / n) / (1 - confidence); where no basket broke the rule, as if half a one had
 */

import { z } from 'zod';
import { type Feedback, type Interactions, transpose } from '../../datasets/interactions.ts';
import { fromTriplets } from '../../numerics/csr.ts';
import type { FitRun, TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { pause, WORK_BETWEEN_PAUSES } from '../pause.ts';
import { binaryValues } from '../scoring/implicit-feedback.ts';
import { PROFILE_SHAPE, type ProfileState, profileModel } from '../scoring/product-model.ts';
import { tiePlaces } from '../scoring/ties.ts';

const MEASURES = ['confidence', 'lift', 'conviction', 'leverage', 'support'] as const;

const params = z.strictObject({
  measure: z.enum(MEASURES).default('confidence').describe('of a rule; what a rule adds to the score'),
  baskets: z
    .enum(['visits', 'shoppers'])
    .default('visits')
    .describe(
      'what is together: had in one visit (an order, where the data has no visits), or by one shopper; data without visits: by one shopper',
    ),
  minimumSupport: z.int().min(1).max(1_000_000).default(2).describe('baskets that must have both items'),
  minimumConfidence: z.number().min(0).max(1).default(0).describe('least confidence of a rule'),
  minimumLift: z
    .number()
    .min(0)
    .max(1e6)
    .default(1)
    .describe('least lift of a rule; below 1 the items avoid each other'),
  rules: z.int().min(1).max(1_000_000).default(200).describe('best rules kept for each item that leads'),
});
type RuleParams = z.infer<typeof params>;

export const associationRules = defineAlgorithm<'rank', RuleParams, ProfileState>({
  id: 'association-rules.v1',
  task: 'rank',
  family: 'neighbours',
  doc: "items bought together with the shopper's own, by rules from one item to another",
  source: 'Agrawal, Imielinski, Swami 1993; Brin, Motwani, Ullman, Tsur 1997',
  params,
  explains: ['own-item'],
  coldStart: 'none',
  personal: true,
  usesHistory: true,
  use: 'what goes together in a basket, in rules that can be read; for tastes item-knn is stronger',
  cost: {
    fit: 'sum over baskets of their items squared',
    answer: 'items of a shopper x rules',
    memory: 'I x rules',
  },
  async learn(data, options, run) {
    const { interactions } = data;
    const places = tiePlaces(interactions.cols, run.draw('ties'));
    const rules = await findRules(basketsOf(data, options.baskets), options, places, run);
    return { interactions, places, profiles: binaryValues(interactions), summed: false, right: rules };
  },
  shape: PROFILE_SHAPE,
  open: profileModel,
});

/** (baskets x items) 1 for each item of a basket */
export function basketsOf(
  { feedback, interactions }: Pick<TrainingData, 'feedback' | 'interactions'>,
  by: RuleParams['baskets'],
): Interactions {
  const { session } = feedback;
  if (by === 'shoppers' || !session) return binaryValues(interactions);
  const basket = new Uint32Array(feedback.length);
  for (let i = 1; i < feedback.length; i++) {
    basket[i] = basket[i - 1]! + (session[i] === session[i - 1] ? 0 : 1);
  }
  return binaryValues(basketMatrix(feedback, basket));
}

function basketMatrix({ length, items, item }: Feedback, basket: Uint32Array): Interactions {
  const baskets = length === 0 ? 0 : basket[length - 1]! + 1;
  return fromTriplets(baskets, items, basket, item, new Uint8Array(length).fill(1));
}

/** Row i: the rules that lead from item i, as the measure of each. */
export async function findRules(
  byBasket: Interactions,
  options: RuleParams,
  places: Uint32Array,
  run: FitRun,
): Promise<Interactions> {
  const byItem = transpose(byBasket);
  const items = byItem.rows;
  const counts = Uint32Array.from({ length: items }, (_, i) => byItem.rowPtr[i + 1]! - byItem.rowPtr[i]!);
  const together = new Uint32Array(items);
  const rowPtr = new Uint32Array(items + 1);
  const colIdx: number[] = [];
  const values: number[] = [];
  let work = 0;
  for (let item = 0; item < items; item++) {
    work += countTogether(byBasket, byItem, item, together);
    const found: Rule[] = [];
    together.forEach((both, other) => {
      if (other === item || both < options.minimumSupport) return;
      const measures = measuresOf(both, counts[item]!, counts[other]!, byBasket.rows);
      if (measures.confidence < options.minimumConfidence || measures.lift < options.minimumLift) return;
      found.push({ other, value: Math.fround(measures[options.measure]) });
    });
    found.sort((a, b) => b.value - a.value || places[a.other]! - places[b.other]!);
    for (const { other, value } of found.slice(0, options.rules).sort((a, b) => a.other - b.other)) {
      colIdx.push(other);
      values.push(value);
    }
    rowPtr[item + 1] = colIdx.length;
    if (work < WORK_BETWEEN_PAUSES) continue;
    work = 0;
    await pause(run, item + 1, items);
  }
  return {
    rows: items,
    cols: items,
    rowPtr,
    colIdx: Uint32Array.from(colIdx),
    values: Float32Array.from(values),
  };
}

interface Rule {
  readonly other: number;
  readonly value: number;
}

/** Fills (items) the baskets with `item` that have each other item; returns the entries read. */
function countTogether(
  byBasket: Interactions,
  byItem: Interactions,
  item: number,
  together: Uint32Array,
): number {
  together.fill(0);
  let read = together.length;
  for (let n = byItem.rowPtr[item]!; n < byItem.rowPtr[item + 1]!; n++) {
    const basket = byItem.colIdx[n]!;
    const end = byBasket.rowPtr[basket + 1]!;
    for (let p = byBasket.rowPtr[basket]!; p < end; p++) together[byBasket.colIdx[p]!]!++;
    read += end - byBasket.rowPtr[basket]!;
  }
  return read;
}

/** Of the rule item -> other, from the baskets with both, with each, and all. */
function measuresOf(both: number, item: number, other: number, all: number) {
  const confidence = both / item;
  return {
    support: both / all,
    confidence,
    lift: (confidence * all) / other,
    leverage: both / all - (item / all) * (other / all),
    conviction: (1 - other / all) / (Math.max(item - both, 0.5) / item),
  };
}
