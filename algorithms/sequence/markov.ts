/**
 * Markov chain: what followed the shopper's last items in training.
 *
 * First order (`steps` 1, `memory` 1): Shani, Heckerman, Brafman, "An MDP-based recommender system", JMLR 2005, with skipping and
 * weighted memory as in their sections 3.1.1 and 3.1.2. Skips that weigh less with distance are the sequential rules of Ludewig, Jannach,
 * "Evaluation of session-based recommendation algorithms", UMUAI 2018 (SR, `stepWeight` inverse). With
 *
 *   c(i, j) = sum over places x < y of one sequence with i at x, j at y, y - x <= steps, of weight(y - x)
 *   w(i, j) = c(i, j) / sum over j of c(i, j)
 *
 * an item scores the sum over the last `memory` items, n = 0 the latest, of fade^n w(item_n, j). w is kept in f32, scores are f32.
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import { fromTriplets } from '../../numerics/csr.ts';
import type { Queries } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { toldIn } from '../scoring/fold-in.ts';
import { productModel } from '../scoring/product-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { matrix, pairs, permutation } from '../state/arrays.ts';
import { fields, real, whole } from '../state/shape.ts';
import {
  latestItems,
  latestRows,
  SEQUENCE_UNITS,
  type Sequences,
  tailsShape,
  trainingSequences,
} from './sequences.ts';

const STEP_WEIGHTS = {
  inverse: (n: number) => 1 / n,
  'inverse-square': (n: number) => 1 / (n * n),
  same: () => 1,
};

const params = z.strictObject({
  unit: z
    .enum(SEQUENCE_UNITS)
    .default('visit')
    .describe(
      'what follows what: within a visit, where the data tells of visits, or over all rows of a shopper',
    ),
  steps: z.int().min(1).max(1000).default(10).describe('how far behind an item another one still follows it'),
  stepWeight: z
    .enum(Object.keys(STEP_WEIGHTS) as [keyof typeof STEP_WEIGHTS])
    .default('inverse')
    .describe('what a follower n steps behind counts: 1 / n, 1 / n^2, 1'),
  memory: z.int().min(1).max(1000).default(5).describe('last items that are looked from'),
  fade: z.number().gt(0).max(1).default(0.5).describe('what each counts of the one after it'),
});
export type MarkovParams = z.infer<typeof params>;

export const markov = defineAlgorithm<'rank', MarkovParams, State>({
  id: 'markov.v1',
  task: 'rank',
  family: 'sequence',
  doc: "items that followed the shopper's last ones, nearer followers counting more",
  source: 'Shani, Heckerman, Brafman 2005; Ludewig, Jannach 2018 (sequential rules)',
  params,
  coldStart: 'none',
  personal: true,
  usesHistory: true,
  explains: ['own-item'],
  use: 'what comes next in a visit, at next to no cost; says little to those who did nothing lately',
  cost: {
    fit: 'rows x steps',
    answer: 'memory x followers of an item',
    memory: 'pairs that follow each other',
  },
  async learn({ feedback, interactions }, options, run) {
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      tails: latestRows(feedback, options.memory),
      followers: followers(trainingSequences(feedback, options.unit), interactions.cols, options),
      memory: options.memory,
      fade: options.fade,
    };
  },
  shape: fields<State>({
    interactions: pairs('shoppers', 'items'),
    places: permutation('items'),
    tails: tailsShape,
    followers: matrix('items', 'items'),
    memory: whole(1, 1000),
    fade: real(0, 1),
  }),
  open: ({ interactions, places, tails, followers: right, memory, fade }, { kernels }) =>
    productModel({
      interactions,
      places,
      profiles: (shoppers, queries, from) =>
        lastItems(shoppers, queries, from, interactions.cols, { tails, memory, fade }),
      right,
      kernels,
      causes: { by: 'own-item', of: (item) => ({ kind: 'own-item', item }) },
    }),
});

interface State {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  readonly tails: Sequences;
  /** (items x items) w */
  readonly followers: Interactions;
  readonly memory: number;
  readonly fade: number;
}

/** w of the header. */
export function followers(
  sequences: Sequences,
  items: number,
  { steps, stepWeight }: Pick<MarkovParams, 'steps' | 'stepWeight'>,
): Interactions {
  const weightOf = STEP_WEIGHTS[stepWeight];
  const sums = new Float64Array(items);
  let size = 0;
  eachFollower(sequences, steps, (before, _after, distance) => {
    sums[before]! += weightOf(distance);
    size++;
  });
  const [from, to, weights] = [new Uint32Array(size), new Uint32Array(size), new Float64Array(size)];
  let at = 0;
  eachFollower(sequences, steps, (before, after, distance) => {
    from[at] = before;
    to[at] = after;
    weights[at++] = weightOf(distance) / sums[before]!;
  });
  return fromTriplets(items, items, from, to, weights);
}

function eachFollower(
  { rowPtr, item }: Sequences,
  steps: number,
  take: (before: number, after: number, distance: number) => void,
): void {
  for (let s = 0; s + 1 < rowPtr.length; s++) {
    const end = rowPtr[s + 1]!;
    for (let x = rowPtr[s]!; x < end; x++)
      for (let y = x + 1; y < end && y - x <= steps; y++) take(item[x]!, item[y]!, y - x);
  }
}

/** Row n: the last items of query from + n, at fade^n; an item that stands there twice, at the sum. */
function lastItems(
  shoppers: Uint32Array,
  queries: Queries,
  from: number,
  items: number,
  { tails, memory, fade }: Pick<State, 'tails' | 'memory' | 'fade'>,
): Interactions {
  const [rows, columns, weights]: [number[], number[], number[]] = [[], [], []];
  shoppers.forEach((shopper, n) => {
    const latest = latestItems(tails, shopper, toldIn(queries, from + n), memory);
    let weight = 1;
    for (const item of latest.toReversed()) {
      rows.push(n);
      columns.push(item);
      weights.push(weight);
      weight *= fade;
    }
  });
  return fromTriplets(
    shoppers.length,
    items,
    Uint32Array.from(rows),
    Uint32Array.from(columns),
    Float32Array.from(weights),
  );
}
