/**
 * Factorised personalised Markov chain: what a shopper likes, and what follows what was done last, in vectors.
 *
 * Rendle, Freudenthaler, Schmidt-Thieme, "Factorizing personalized Markov chains for next-basket recommendation", WWW 2010. With B the
 * `last` items before, an item scores (eq. 11, without what does not depend on it)
 *
 *   x(u, B, i) = <U_u, V_i> + <mean of P_l over l in B, N_i>
 *
 * fitted by S-BPR (algorithm 1): steps on -ln sigma(x(u, B, i) - x(u, B, j)) plus an L2 penalty, for rows (u, B, i) drawn anew each time
 * and an item j drawn uniformly. Without `shoppers` it is the FMC of the same paper. One thread; vectors f32, steps in f64.
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import type { Cause, Queries } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import type { View } from '../scoring/explain.ts';
import { toldIn } from '../scoring/fold-in.ts';
import { productModel } from '../scoring/product-model.ts';
import { hasRows } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { f32, pairs, permutation } from '../state/arrays.ts';
import { fields, optional, whole } from '../state/shape.ts';
import { type ChainVectors, fitChain } from './fpmc-steps.ts';
import { latestItems, latestRows, SEQUENCE_UNITS, type Sequences, tailsShape } from './sequences.ts';

const params = z.strictObject({
  factors: z.int().min(1).max(512).default(32).describe('length of a vector; each item has three'),
  epochs: z.int().min(1).max(10_000).default(100).describe('steps, in training rows'),
  learningRate: z.number().gt(0).max(10).default(0.05).describe('length of a step'),
  regularisation: z.number().min(0).max(10).default(0.01).describe('L2 penalty in each step'),
  initialScale: z
    .number()
    .gt(0)
    .max(10)
    .default(0.1)
    .describe('standard deviation of the first vectors, times the root of factors'),
  unit: z
    .enum(SEQUENCE_UNITS)
    .default('visit')
    .describe(
      'what follows what: within a visit, where the data tells of visits, or over all rows of a shopper',
    ),
  last: z.int().min(1).max(100).default(3).describe('rows before an item that it follows'),
  shoppers: z.boolean().default(true).describe('false: no vectors of shoppers, as for anonymous visits'),
});
export type FpmcParams = z.infer<typeof params>;

export const fpmc = defineAlgorithm<'rank', FpmcParams, State>({
  id: 'fpmc.v1',
  task: 'rank',
  family: 'sequence',
  doc: 'vectors of what a shopper likes and of what follows the last items, by stochastic gradient descent',
  source: 'Rendle, Freudenthaler, Schmidt-Thieme 2010 (FPMC)',
  params,
  coldStart: 'none',
  personal: true,
  usesHistory: true,
  explains: ['own-item'],
  nextOnly: true,
  use: 'what comes next where transitions are too few to be counted; `shoppers: false` for anonymous visits',
  cost: { fit: 'E P d', answer: 'I d', memory: '(U + 3 I) d' },
  async learn({ feedback, interactions }, options, run) {
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      tails: latestRows(feedback, options.last),
      last: options.last,
      ...(await fitChain(feedback, options, run)),
    };
  },
  shape: fields<State>({
    interactions: pairs('shoppers', 'items'),
    places: permutation('items'),
    tails: tailsShape,
    last: whole(1, 100),
    shopper: optional(f32('shoppers', 'factors')),
    liked: optional(f32('items', 'factors')),
    previous: f32('items', 'factors'),
    next: f32('items', 'factors'),
  }),
  open(state, { kernels }) {
    const { interactions, places } = state;
    const right = byFactor(state);
    const profiles = (shoppers: Uint32Array, queries: Queries, from: number) =>
      queryVectors(state, shoppers, queries, from);
    return productModel({
      interactions,
      places,
      profiles,
      right,
      kernels,
      views: { 'own-item': chainCauses(state) },
    });
  },
});

interface State extends ChainVectors {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  readonly tails: Sequences;
  readonly last: number;
}

const factorsOf = ({ next, interactions }: State): number => next.length / Math.max(1, interactions.cols);

/** (2 factors * items) N, then V, a factor a row; 0 for items without a training row, which are no answers. */
function byFactor(state: State): Float32Array {
  const items = state.interactions.cols;
  const factors = factorsOf(state);
  const right = new Float32Array(2 * factors * items);
  for (const item of new Set(state.interactions.colIdx)) {
    for (let f = 0; f < factors; f++) {
      right[f * items + item] = state.next[item * factors + f]!;
      if (state.liked) right[(factors + f) * items + item] = state.liked[item * factors + f]!;
    }
  }
  return right;
}

/** Row n: the mean of P over the last items of query from + n, then U of its shopper; nothing where nothing is known. */
function queryVectors(state: State, shoppers: Uint32Array, queries: Queries, from: number): Interactions {
  const factors = factorsOf(state);
  const rowPtr = new Uint32Array(shoppers.length + 1);
  const [colIdx, values]: [number[], number[]] = [[], []];
  shoppers.forEach((shopper, n) => {
    const latest = latestItems(state.tails, shopper, toldIn(queries, from + n), state.last);
    for (let f = 0; f < factors && latest.length > 0; f++) {
      let sum = 0;
      for (const item of latest) sum += state.previous[item * factors + f]!;
      colIdx.push(f);
      values.push(sum / latest.length);
    }
    for (let f = 0; f < factors && state.shopper && hasRows(state.interactions, shopper); f++) {
      colIdx.push(factors + f);
      values.push(state.shopper[shopper * factors + f]!);
    }
    rowPtr[n + 1] = colIdx.length;
  });
  return {
    rows: shoppers.length,
    cols: 2 * factors,
    rowPtr,
    colIdx: Uint32Array.from(colIdx),
    values: Float32Array.from(values),
  };
}

/** Both terms of the header: what each of the last items adds, and what the shopper's own vector does. */
function chainCauses(state: State): View {
  const { tails, last, previous, next, shopper, liked, interactions } = state;
  return (queries, q, item) => {
    const asking = queries.shopper[q]!;
    const latest = latestItems(tails, asking, toldIn(queries, q), last);
    const product = (left: Float32Array, row: number, right: Float32Array): number => {
      const factors = factorsOf(state);
      let sum = 0;
      for (let f = 0; f < factors; f++) sum += left[row * factors + f]! * right[item * factors + f]!;
      return sum;
    };
    const added = new Map<number, number>();
    for (const one of latest)
      added.set(one, (added.get(one) ?? 0) + product(previous, one, next) / latest.length);
    const causes = [...added].map(
      ([one, contribution]): Cause => ({ kind: 'own-item', item: one, contribution }),
    );
    if (shopper && liked && hasRows(interactions, asking))
      causes.push({ kind: 'part', name: 'taste', contribution: product(shopper, asking, liked) });
    return causes;
  };
}
