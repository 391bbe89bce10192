/**
 * Content-based filtering: items described like the shopper's own. A profile is the weighted sum of what describes the own items.
 *
 *   tf-idf  cosine between the profile and the vector of an item, both of unit length
 *   bm25    sum over terms of (the term's mean count in the own items) x (its BM25 weight in the item)
 *
 * Pazzani, Billsus, "Content-based recommendation systems", The Adaptive Web, 2007; Lops, de Gemmis, Semeraro,
 * "Content-based recommender systems: state of the art and trends", 2011. The half-life follows Ding, Li, "Time weight
 * collaborative filtering", CIKM 2005.
 */

import { z } from 'zod';
import { type Interactions, transpose } from '../../datasets/interactions.ts';
import { pow } from '../../numerics/math.ts';
import type { ModelHost, Queries, RankModel, TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { leftOut, overlapping, type View } from '../scoring/explain.ts';
import { foldIn } from '../scoring/fold-in.ts';
import { binaryValues } from '../scoring/implicit-feedback.ts';
import { latestTimes } from '../scoring/pair-times.ts';
import { productScore } from '../scoring/product-causes.ts';
import { productModel } from '../scoring/product-model.ts';
import { gatherRows } from '../scoring/row-lists.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { matrix, pairs, permutation } from '../state/arrays.ts';
import { fields, oneOf, texts } from '../state/shape.ts';
import { TOKEN_FIELDS } from '../text/item-tokens.ts';
import { describeItems } from './described-items.ts';

const SECONDS_A_DAY = 86400;
const LENGTHS = ['euclidean', 'weights'] as const;

const params = z.strictObject({
  fields: z
    .array(z.enum(TOKEN_FIELDS))
    .min(1)
    .default([...TOKEN_FIELDS])
    .describe('catalogue columns that describe an item'),
  weighting: z.enum(['tf-idf', 'bm25']).default('tf-idf').describe('what a word is worth'),
  sublinear: z.boolean().default(true).describe('tf-idf: term frequency 1 + ln(count) instead of count'),
  k1: z.number().gt(0).max(1e6).default(1.2).describe('bm25: how late repeats stop counting'),
  b: z.number().min(0).max(1).default(0.75).describe('bm25: how much long descriptions lose'),
  priceWeight: z
    .number()
    .min(0)
    .max(1e6)
    .default(0)
    .describe('what a like price is worth; all words of an item together have length 1 with tf-idf'),
  priceStep: z
    .number()
    .min(1.001)
    .max(1000)
    .default(1.5)
    .describe('prices a factor of twice this step apart have nothing in common'),
  halfLifeDays: z
    .number()
    .gt(0)
    .max(36_500)
    .nullable()
    .default(null)
    .describe("days before the shopper's latest row after which an item weighs half; null: no fading"),
  binary: z.boolean().default(true).describe('false: weigh an item by its summed value'),
  items: z
    .enum(['trained', 'all'])
    .default('trained')
    .describe(
      'what is listed; all: items without a training row too, for studies with `catalogue: all`; words are known from trained items',
    ),
});
type ContentParams = z.infer<typeof params>;

export const contentBased = defineAlgorithm<'rank', ContentParams, State>({
  id: 'content-based.v3',
  task: 'rank',
  family: 'content',
  doc: "items described most like the shopper's own, by TF-IDF or BM25 of words and attributes, and by price",
  source: 'Pazzani, Billsus 2007; Salton, Buckley 1988 (TF-IDF); Robertson, Zaragoza 2009 (BM25)',
  params,
  coldStart: 'none',
  personal: true,
  usesHistory: true,
  explains: ['attribute', 'own-item'],
  use: 'where items are new or had by few and the catalogue describes them well',
  cost: { fit: 'tokens', answer: 'tokens of the own items x items with them', memory: 'P + tokens' },
  async learn(data, options, run) {
    const { interactions } = data;
    const trained = trainedItems(interactions);
    const { own, listed, names } = describeItems(data.catalog, trained, options);
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      weights: profileWeights(data, options),
      own,
      names,
      right: transpose(options.items === 'all' ? listed : withoutRows(listed, trained)),
      length: options.weighting === 'tf-idf' ? 'euclidean' : 'weights',
    };
  },
  shape: fields<State>({
    interactions: pairs('shoppers', 'items'),
    places: permutation('items'),
    weights: matrix('shoppers', 'items'),
    own: matrix('items', 'terms'),
    right: matrix('terms', 'items'),
    names: texts('terms'),
    length: oneOf(LENGTHS),
  }),
  open: contentModel,
});

interface State {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  /** (shoppers x items) what an item weighs in a profile */
  readonly weights: Interactions;
  /** (items x terms) what an item adds to a profile */
  readonly own: Interactions;
  /** (terms x items) what a term counts for in an item that may be listed */
  readonly right: Interactions;
  /** (terms) as explanations call them */
  readonly names: readonly string[];
  /** What a profile is divided by: its Euclidean length, or the sum of the weights. */
  readonly length: (typeof LENGTHS)[number];
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

/** The matrix with empty rows where `kept` is 0. */
function withoutRows({ rows, cols, rowPtr, colIdx, values }: Interactions, kept: Uint8Array): Interactions {
  const isKept = new Uint8Array(colIdx.length);
  const ends = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row++) {
    const size = kept[row] === 1 ? rowPtr[row + 1]! - rowPtr[row]! : 0;
    if (size > 0) isKept.fill(1, rowPtr[row]!, rowPtr[row + 1]!);
    ends[row + 1] = ends[row]! + size;
  }
  const keep = (_: number, p: number): boolean => isKept[p] === 1;
  return { rows, cols, rowPtr: ends, colIdx: colIdx.filter(keep), values: values.filter(keep) };
}

function contentModel(state: State, { kernels }: ModelHost): RankModel {
  const { interactions, places, right, weights, own, names, length } = state;
  const sums = new Float64Array(right.rows);
  const owned = (shoppers: Uint32Array, { history }: Queries, from: number): Interactions =>
    foldIn(gatherRows(weights, shoppers), history, from, false);
  const byItem: View = (queries, q, item) => {
    const all = owned(queries.shopper.subarray(q, q + 1), queries, q);
    const scoreOf = (row: Interactions): number =>
      productScore(profileRows(row, own, length, sums), 0, right, right.cols, item);
    const left = Array.from(all.colIdx, (_, n) => scoreOf(withoutEntry(all, n)));
    return leftOut(all.colIdx, scoreOf(all), left);
  };
  return productModel({
    interactions,
    places,
    right,
    kernels,
    profiles: (shoppers, queries, from) => profileRows(owned(shoppers, queries, from), own, length, sums),
    causes: { by: 'attribute', of: (term) => ({ kind: 'attribute', name: names[term]! }) },
    views: { 'own-item': overlapping(byItem) },
  });
}

/** One row without its nth entry. */
function withoutEntry({ cols, colIdx, values }: Interactions, n: number): Interactions {
  const others = (_: number, p: number): boolean => p !== n;
  const rowPtr = Uint32Array.of(0, colIdx.length - 1);
  return { rows: 1, cols, rowPtr, colIdx: colIdx.filter(others), values: values.filter(others) };
}

/** Row n: the terms of the items that row n of `weights` weighs. @param sums (terms) zeros, and left so */
function profileRows(
  weights: Interactions,
  own: Interactions,
  length: State['length'],
  sums: Float64Array,
): Interactions {
  const rowPtr = new Uint32Array(weights.rows + 1);
  const colIdx: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < weights.rows; row++) {
    const { terms, size } = addProfile(weights, row, own, length, sums);
    for (const term of terms) {
      colIdx.push(term);
      values.push(sums[term]! / size);
      sums[term] = 0;
    }
    rowPtr[row + 1] = colIdx.length;
  }
  return {
    rows: weights.rows,
    cols: own.cols,
    rowPtr,
    colIdx: Uint32Array.from(colIdx),
    values: Float32Array.from(values),
  };
}

/** Adds what describes the items of one row to `sums`; returns its terms, ascending, and what they are divided by. */
function addProfile(
  weights: Interactions,
  row: number,
  own: Interactions,
  length: State['length'],
  sums: Float64Array,
): { readonly terms: Uint32Array; readonly size: number } {
  const met = new Set<number>();
  let total = 0;
  for (let p = weights.rowPtr[row]!; p < weights.rowPtr[row + 1]!; p++) {
    const item = weights.colIdx[p]!;
    const weight = weights.values[p]!;
    total += weight;
    for (let n = own.rowPtr[item]!; n < own.rowPtr[item + 1]!; n++) {
      sums[own.colIdx[n]!]! += weight * own.values[n]!;
      met.add(own.colIdx[n]!);
    }
  }
  const terms = Uint32Array.from(met).sort();
  if (length === 'weights') return { terms, size: total };
  return { terms, size: Math.sqrt(terms.reduce((sum, term) => sum + sums[term]! * sums[term]!, 0)) };
}
