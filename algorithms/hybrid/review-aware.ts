/**
 * The list of another algorithm, put in order by its own scores and by what reviews tell of the items:
 *
 *   score(q, i) = (1 - strength) value(q, i) + strength review(i)      in f64, then f32
 *
 * with value the score of the base between 0 and 1 over the list (min-max, normalise.ts) and review between 0, of the lowest item, and 1,
 * of the highest, of what is read: the Bayesian average of the stars of i (review-scores.ts), or what texts say of it and of its aspects
 * (review-texts.ts); with `interests`, aspects count for a shopper as often as the shopper speaks of them. An item that the base does not list within
 * `depth` is no answer. Where no item stands out by its reviews, or with strength 0, the base answers, bit for bit.
 *
 * A weighted hybrid (Burke, "Hybrid recommender systems: survey and experiments", User Modeling and User-Adapted Interaction 12, 2002)
 * of an algorithm and a score that is the same for all shoppers.
 */

import { z } from 'zod';
import type {
  Cause,
  Explanation,
  Lists,
  PartSchema,
  Queries,
  RankModel,
  TrainingData,
} from '../algorithm.ts';
import { createLists } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import type { SavedModel } from '../model-state.ts';
import { PartShape } from '../part-shape.ts';
import { requireView } from '../scoring/explain.ts';
import { gatherQueries, rowsFrom } from '../scoring/query-rows.ts';
import { checkRoom, writeSelection } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { createSelection, selectTopK } from '../scoring/top-k/select-row.ts';
import { f64, permutation } from '../state/arrays.ts';
import { fields, nullable, real, savedPart, size, text, whole } from '../state/shape.ts';
import { NORMALISE } from './normalise.ts';
import { reviewAverages, scaled } from './review-scores.ts';
import { itemTexts, shopperInterests, TEXT_FEATURES, textScores, textValues } from './review-texts.ts';

const paramsOf = (part: PartSchema) =>
  z.strictObject({
    base: part.prefault({ name: 'item-knn' }).describe('whose lists are put in another order'),
    strength: z
      .number()
      .min(0)
      .max(1)
      .default(0.2)
      .describe('weight of the reviews, that of the base being the rest: 0 leaves the list as it is'),
    reads: z
      .enum(['stars', 'texts'])
      .default('stars')
      .describe('stars, or texts: sentiment and aspects, as far as they tell items apart'),
    interests: z
      .boolean()
      .default(false)
      .describe('of texts: aspects count as often as the shopper speaks of them'),
    prior: z
      .number()
      .min(0)
      .max(1e6)
      .default(10)
      .describe(
        "reviews' worth of the mean of all that every item, or the interests of every shopper, begin with",
      ),
    depth: z
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .describe('places of each list that are put in order, or as many as are asked for, if more'),
  });

export const reviewAware = defineAlgorithm<'rank', z.infer<ReturnType<typeof paramsOf>>, State>({
  id: 'review-aware.v2',
  task: 'rank',
  family: 'hybrid',
  doc: 'the list of another algorithm, well reviewed items moved up',
  source:
    'Burke 2002 (weighted hybrid); Bayesian average of stars, as of the weighted rating of IMDb; texts: Kotzias et al. 2015, Shrout, Fleiss 1979',
  params: paramsOf(PartShape),
  paramsOf,
  parts: ['base'],
  needs: 'reviews',
  listwise: true,
  explains: ['part'],
  coldStart: 'parts',
  personal: true,
  usesHistory: true,
  use: 'where reviews tell of quality that clicks do not; without reviews it answers as its base',
  cost: { fit: 'the base + reviews', answer: 'the base + depth', memory: 'the base + I' },
  async learn(data, { base, strength, reads, interests, prior, depth }, run) {
    const items = data.interactions.cols;
    const told = await learnReviews(data, { reads, interests, prior });
    return {
      places: tiePlaces(items, run.draw('ties')),
      name: base.name,
      strength,
      depth,
      reviews: data.reviews?.length ?? 0,
      ...told,
      base: (await run.fitPart(base, data)).saved,
    };
  },
  shape: fields<State>({
    places: permutation('items'),
    name: text,
    strength: real(0, 1),
    depth: whole(1),
    reviews: whole(),
    review: f64('items'),
    personal: nullable(
      fields<Personal>({
        features: size('features'),
        level: f64('items', 'features'),
        interests: f64('shoppers', 'features'),
        low: real(),
        range: real(0),
      }),
    ),
    base: savedPart,
  }),
  async open({ base: saved, ...rest }, host) {
    const base = await host.openPart(saved);
    const { strength, review, reviews } = rest;
    const plain = strength === 0 || review.every((value) => value === 0);
    const path = { reviews, order: plain ? 'of the base' : 'by reviews' };
    return { ...(plain ? baseAlone(base, rest) : reordered(base, rest)), path };
  },
});

interface Reviewed {
  readonly places: Uint32Array;
  /** Of the base. */
  readonly name: string;
  readonly strength: number;
  readonly depth: number;
  /** How many were learnt from. */
  readonly reviews: number;
  /** (items) 0 to 1; all 0 where none stands out */
  readonly review: Float64Array;
  /** What shoppers make of it; null: all the same. */
  readonly personal: Personal | null;
}

interface Personal {
  readonly features: number;
  /** (items x features) what texts say of each, above or below all */
  readonly level: Float64Array;
  /** (shoppers x features) how much each counts; 1 is as for all */
  readonly interests: Float64Array;
  /** Where the sums of levels of items begin, and how far they reach: the scale of `review`. */
  readonly low: number;
  readonly range: number;
}

interface ReadOptions {
  readonly reads: 'stars' | 'texts';
  readonly interests: boolean;
  readonly prior: number;
}

async function learnReviews(
  { reviews, interactions: { rows: shoppers, cols: items } }: TrainingData,
  { reads, interests, prior }: ReadOptions,
): Promise<Pick<State, 'review' | 'personal'>> {
  if (!reviews) return { review: new Float64Array(items), personal: null };
  if (reads === 'stars') return { review: scaled(reviewAverages(reviews, items, prior)), personal: null };
  const features = TEXT_FEATURES.length;
  const values = await textValues(reviews);
  const { level } = itemTexts(values, reviews.item, items, features);
  const sums = textScores({ level }, items, features);
  const low = sums.reduce((a, b) => Math.min(a, b), 0);
  const range = sums.reduce((a, b) => Math.max(a, b), 0) - low;
  const own = interests && range > 0;
  return {
    review: scaled(sums),
    personal: own
      ? {
          features,
          level,
          interests: shopperInterests(values, reviews.shopper, shoppers, features, prior),
          low,
          range,
        }
      : null,
  };
}

/** 0 to 1: what reviews say of an item, as this shopper weighs it. */
function weighed({ review, personal }: Reviewed, shopper: number, item: number): number {
  if (personal === null) return review[item]!;
  const { features, level, interests, low, range } = personal;
  if ((shopper + 1) * features > interests.length) return review[item]!;
  let sum = 0;
  for (let f = 0; f < features; f++) sum += interests[shopper * features + f]! * level[item * features + f]!;
  return Math.min(1, Math.max(0, (sum - low) / range));
}

interface State extends Reviewed {
  readonly base: SavedModel;
}

const MOST_CANDIDATES_A_BLOCK = 1 << 17;

function reordered(base: RankModel, reviewed: Reviewed): RankModel {
  const { places, name, strength, depth } = reviewed;
  const items = places.length;
  const scores = new Float32Array(items).fill(Number.NEGATIVE_INFINITY);
  const values = new Float64Array(items);
  const reach = (k: number): number => Math.min(items, Math.max(depth, k));

  function answer(lists: Lists, n: number, shopper: number, k: number, out: Lists, q: number): void {
    const [start, length] = [n * lists.k, lists.lengths[n]!];
    const listed = lists.items.subarray(start, start + length);
    if (length > 0) NORMALISE['min-max'](lists.scores, start, length, values);
    listed.forEach((item, at) => {
      scores[item] = (1 - strength) * values[at]! + strength * weighed(reviewed, shopper, item);
    });
    const selection = createSelection(k);
    selectTopK(scores, places, k, listed, selection);
    writeSelection(selection, scores, out, q);
    for (const item of listed) scores[item] = Number.NEGATIVE_INFINITY;
  }

  return {
    recommend(queries, k, out) {
      checkRoom(queries, k, out);
      const block = Math.max(1, Math.floor(MOST_CANDIDATES_A_BLOCK / Math.max(1, reach(k))));
      for (let from = 0; from < queries.length; from += block) {
        const rows = rowsFrom(from, Math.min(queries.length, from + block));
        const lists = listsOf(base, queries, rows, reach(k));
        for (let n = 0; n < rows.length; n++) answer(lists, n, queries.shopper[from + n]!, k, out, from + n);
      }
    },
    explain(queries, q, item, most, by) {
      requireView(by, ['part']);
      const lists = listsOf(base, queries, Uint32Array.of(q), reach(0));
      const place = lists.items.subarray(0, lists.lengths[0]).indexOf(item);
      if (place < 0) return NO_ANSWER;
      NORMALISE['min-max'](lists.scores, 0, lists.lengths[0]!, values);
      const own = (1 - strength) * values[place]!;
      const said = strength * weighed(reviewed, queries.shopper[q]!, item);
      return explained(own + said, most, [
        { kind: 'part', name, contribution: own },
        { kind: 'attribute', name: 'reviews', contribution: said },
      ]);
    },
  };
}

/** The base as it is, a score of which is told as all its own. */
function baseAlone(base: RankModel, { places, name }: Reviewed): RankModel {
  return {
    recommend: (queries, k, out) => base.recommend(queries, k, out),
    explain(queries, q, item, most, by) {
      requireView(by, ['part']);
      const lists = listsOf(base, queries, Uint32Array.of(q), places.length);
      const place = lists.items.subarray(0, lists.lengths[0]).indexOf(item);
      const score = lists.scores[place]!;
      return place < 0 ? NO_ANSWER : explained(score, most, [{ kind: 'part', name, contribution: score }]);
    },
  };
}

const NO_ANSWER: Explanation = { score: Number.NEGATIVE_INFINITY, causes: [], additive: true };

function explained(score: number, most: number, causes: readonly Cause[]): Explanation {
  const telling = causes.filter(({ contribution }) => contribution !== 0);
  telling.sort((a, b) => b.contribution - a.contribution);
  return { score: Math.fround(score), causes: telling.slice(0, most), additive: true };
}

function listsOf(base: RankModel, queries: Queries, rows: Uint32Array, k: number): Lists {
  const lists = createLists(rows.length, k);
  base.recommend(gatherQueries(queries, rows), k, lists);
  return lists;
}
