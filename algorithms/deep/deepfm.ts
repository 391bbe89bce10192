/**
 * DeepFM: a factorisation machine and a network over the same embedded fields of shopper and item.
 *
 * Guo, Tang, Ye, Li, He, "DeepFM: a factorization-machine based neural network for CTR prediction", IJCAI 2017: logit = FM + network (equation 1),
 * FM = first order and inner products of all pairs of fields (equation 2), the network ReLU layers on all embeddings side by side (equation 3).
 * Fields: the shopper, the item, and what is known of either (`scoring/fields.ts`). Trained on pairs against drawn items.
 *
 * For lists, the state keeps what each side adds by itself: products of fields across sides are one inner product of two sums, and the first
 * layer is linear in both sides, so that a list costs I (d + h_1 h_2 + ...), and fields are not needed again.
 */

import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import type { FitRun, TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { type Field, itemFields, shopperFields } from '../scoring/fields.ts';
import { scoredModel, trainedItems } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { f32, pairs, permutation } from '../state/arrays.ts';
import { also, fields, list, whole } from '../state/shape.ts';
import { type BackendChoice, backendId, backendShape, openBackend } from './backend/open-backend.ts';
import type { Tf } from './backend/tensorflow.ts';
import { heldOutNdcg, holdOut } from './training/held-out.ts';
import {
  binaryCrossEntropy,
  type Dropout,
  dropout,
  look,
  tower,
  towerPlans,
  towerWork,
} from './training/layers.ts';
import { catalogueOf, pairBatches } from './training/pair-batches.ts';
import { train, trainingParams } from './training/train.ts';
import {
  denseFirst,
  drawWeights,
  packWeights,
  type Tensors,
  takeWeights,
  toTensors,
  unpackWeights,
  type WeightPlan,
  type WeightPlans,
  type Weights,
  weightsFault,
} from './training/weights.ts';

const params = z.strictObject({
  factors: z.int().min(1).max(512).default(16).describe('length of the vector of a field'),
  hidden: z
    .array(z.int().min(1).max(2048))
    .min(1)
    .max(6)
    .default([64, 32])
    .describe('units of the layers of the network, first to last'),
  dropout: z
    .number()
    .min(0)
    .max(0.9)
    .default(0)
    .describe('share of the inputs of a layer that a step leaves out'),
  negatives: z.int().min(1).max(100).default(4).describe('drawn items for each pair'),
  ...trainingParams({ epochs: 20, batchSize: 512, learningRate: 0.003 }),
});
export type DeepfmParams = z.infer<typeof params>;

export interface DeepfmState {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  readonly factors: number;
  readonly hidden: readonly number[];
  /** (entities * factors) sums of the fields' vectors, (entities) what a side adds by itself, (entities * h_1) its part of the first layer. */
  readonly shopperSums: Float32Array;
  readonly shopperAlone: Float32Array;
  readonly shopperParts: Float32Array;
  readonly itemSums: Float32Array;
  readonly itemAlone: Float32Array;
  readonly itemParts: Float32Array;
  /** The layers after the first, packed by `laterPlans`. */
  readonly later: Float32Array;
  readonly backend: BackendChoice;
}

export const deepfm = defineAlgorithm<'rank', DeepfmParams, DeepfmState>({
  id: 'deepfm.v1',
  task: 'rank',
  family: 'deep',
  doc: 'factorisation machine and network over fields of shopper and item',
  source: 'Guo, Tang, Ye, Li, He 2017 (DeepFM)',
  params,
  coldStart: 'none',
  personal: true,
  resultDependsOn: 'backend',
  backend: backendId,
  use: 'where categories, brands or groups of shoppers say more than few rows do; to rank candidates of another',
  cost: { fit: 'E P negatives (fields d h)', answer: 'I h^2', memory: '(U + I) (d + h)' },
  shape: also(
    fields<DeepfmState>({
      interactions: pairs('shoppers', 'items'),
      places: permutation('items'),
      factors: whole(1, 512),
      hidden: list(whole(1, 2048)),
      shopperSums: f32('shoppers', 'd'),
      shopperAlone: f32('shoppers'),
      shopperParts: f32('shoppers', 'first'),
      itemSums: f32('items', 'd'),
      itemAlone: f32('items'),
      itemParts: f32('items', 'first'),
      later: f32('weights'),
      backend: backendShape,
    }),
    (state) => sizesFault(state) ?? weightsFault(laterPlans(state.hidden), state.later),
  ),
  learn,
  async open(state, { kernels }) {
    const { tf, id } = await openBackend(state.backend, kernels);
    const { interactions, places } = state;
    const trained = trainedItems(interactions);
    const score = scorer(tf, state);
    const model = scoredModel({
      interactions,
      places,
      score(shopper, scores) {
        const all = score(shopper);
        for (let item = 0; item < scores.length; item++)
          scores[item] = trained[item] === 1 ? all[item]! : Number.NEGATIVE_INFINITY;
      },
    });
    return { ...model, path: { backend: id } };
  },
});

function sizesFault({ interactions, factors, hidden, ...state }: DeepfmState): string | undefined {
  const wanted: readonly (readonly [keyof typeof state, number])[] = [
    ['shopperSums', interactions.rows * factors],
    ['itemSums', interactions.cols * factors],
    ['shopperParts', interactions.rows * hidden[0]!],
    ['itemParts', interactions.cols * hidden[0]!],
  ];
  if (hidden.length === 0) return 'no layer; one or more are expected';
  const wrong = wanted.find(([name, size]) => (state[name] as Float32Array).length !== size);
  return wrong && `${wrong[0]} has not ${wrong[1]} values`;
}

/** The layers after the first, and the vote. */
const laterPlans = (hidden: readonly number[]): WeightPlans => {
  const { tower0: _, tower0Bias: __, ...later } = towerPlans('tower', 1, hidden);
  const last = hidden.at(-1) ?? 1;
  return { ...later, vote: { shape: [last, 1], first: denseFirst(last) } };
};

/** A field with its table of vectors and of first-order weights; the entity itself is one. */
interface Embedded extends Field {
  readonly table: string;
}
const embedded = (side: string, count: number, known: readonly Field[]): Embedded[] => {
  const own = { name: 'own', code: Int32Array.from({ length: count }, (_, id) => id), codes: count };
  return [own, ...known].map((field) => ({ ...field, table: `${side}-${field.name}` }));
};

const FIRST = { deviation: 0.05 };

function plansOf(sides: readonly (readonly Embedded[])[], { factors, hidden }: DeepfmParams): WeightPlans {
  const plans: Record<string, WeightPlan> = { bias: { shape: [1], first: 0 } };
  for (const { table, codes } of sides.flat()) {
    plans[table] = { shape: [codes, factors], first: FIRST };
    plans[`${table}Alone`] = { shape: [codes, 1], first: 0 };
  }
  const { tower0, tower0Bias } = towerPlans('tower', sides.flat().length * factors, hidden);
  return { ...plans, tower0: tower0!, tower0Bias: tower0Bias!, ...laterPlans(hidden) };
}

interface SideVectors {
  /** (ids, fields * factors) */
  readonly all: Tensor2D;
  readonly sum: Tensor2D;
  /** (ids) first order, and products of pairs of fields of this side */
  readonly alone: Tensor1D;
}

function embed(tf: Tf, weights: Tensors, side: readonly Embedded[], ids: Int32Array): SideVectors {
  const codes = side.map(({ code }) => ids.map((id) => code[id]!));
  const vectors = side.map(({ table }, n) => look(tf, weights[table]!, codes[n]!));
  const sum = tf.addN(vectors) as Tensor2D;
  const squares = tf.addN(vectors.map((vector) => tf.square(vector)));
  const first = tf.addN(side.map(({ table }, n) => look(tf, weights[`${table}Alone`]!, codes[n]!)));
  const within: Tensor = tf.mul(tf.sum(tf.sub(tf.square(sum), squares), 1), 0.5);
  return { all: tf.concat(vectors, 1) as Tensor2D, sum, alone: tf.add(tf.reshape(first, [-1]), within) };
}

/** (pairs) equation 1 before its sigmoid. */
function logits(
  tf: Tf,
  weights: Tensors,
  [left, right]: readonly [SideVectors, SideVectors],
  leaveOut: Dropout,
): Tensor1D {
  const across: Tensor = tf.sum(tf.mul(left.sum, right.sum), 1);
  const deep = tower(tf, 'tower', weights, tf.concat([left.all, right.all], 1) as Tensor2D, { leaveOut });
  const vote = tf.reshape(tf.matMul(deep, weights['vote'] as Tensor2D), [-1]);
  return tf.add(tf.addN([left.alone, right.alone, across as Tensor1D, vote as Tensor1D]), weights['bias']!);
}

type Answering = Omit<DeepfmState, 'interactions' | 'places' | 'backend'>;

/** What each side adds by itself, made once. */
function partsOf(
  tf: Tf,
  weights: Weights,
  [shopperSide, itemSide]: readonly [readonly Embedded[], readonly Embedded[]],
  { factors, hidden }: DeepfmParams,
): Answering {
  return tf.tidy(() => {
    const tensors = toTensors(tf, weights);
    const split = [shopperSide.length * factors, itemSide.length * factors];
    const [ofShoppers, ofItems] = tf.split(tensors['tower0'] as Tensor2D, split) as [Tensor2D, Tensor2D];
    const everyone = (side: readonly Embedded[]) => embed(tf, tensors, side, side[0]!.code);
    const [left, right] = [everyone(shopperSide), everyone(itemSide)];
    const values = (tensor: Tensor): Float32Array => Float32Array.from(tensor.dataSync<'float32'>());
    const later = Object.fromEntries(Object.keys(laterPlans(hidden)).map((name) => [name, weights[name]!]));
    return {
      factors,
      hidden,
      shopperSums: values(left.sum),
      shopperAlone: values(tf.add(left.alone, tensors['bias']!)),
      shopperParts: values(tf.add(tf.matMul(left.all, ofShoppers), tensors['tower0Bias']!)),
      itemSums: values(right.sum),
      itemAlone: values(right.alone),
      itemParts: values(tf.matMul(right.all, ofItems)),
      later: packWeights(later),
    };
  });
}

/** The logits of one shopper and every item. */
function scorer(tf: Tf, state: Answering): (shopper: number) => Float32Array {
  const { factors, hidden, shopperSums, shopperParts } = state;
  const width = hidden[0]!;
  const items = state.itemAlone.length;
  const later = unpackWeights(laterPlans(hidden), state.later);
  return (shopper) =>
    tf.tidy(() => {
      const layers = toTensors(tf, later);
      const own = shopperParts.subarray(shopper * width, (shopper + 1) * width);
      const first = tf.relu(tf.add(tf.tensor2d(state.itemParts, [items, width]), own)) as Tensor2D;
      const deep = tower(tf, 'tower', layers, first, { first: 1 });
      const sum = tf.tensor2d(shopperSums.subarray(shopper * factors, (shopper + 1) * factors), [factors, 1]);
      const across = tf.matMul(tf.tensor2d(state.itemSums, [items, factors]), sum);
      const both = tf.reshape(tf.add(across, tf.matMul(deep, layers['vote'] as Tensor2D)), [-1]);
      return tf
        .add(tf.add(both, tf.tensor1d(state.itemAlone)), state.shopperAlone[shopper]!)
        .dataSync<'float32'>();
    });
}

async function learn(data: TrainingData, options: DeepfmParams, run: FitRun): Promise<DeepfmState> {
  const { interactions, catalog, shoppers } = data;
  const backend = await openBackend(options.backend, run.kernels);
  const { tf } = backend;
  const { rows, cols } = interactions;
  const sides = [
    embedded('shopper', rows, shopperFields(shoppers, rows)),
    embedded('item', cols, itemFields(catalog, cols)),
  ] as const;
  const held = options.patience > 0 ? holdOut(interactions, run) : undefined;
  const catalogue = catalogueOf(trainedItems(interactions));
  const batches = pairBatches(held?.pairs ?? interactions, catalogue, options.negatives, run);
  const key = run.draw('deep.dropout');
  const weights = await train(
    backend,
    {
      algorithm: 'deepfm',
      weights: drawWeights(plansOf(sides, options), run),
      ...batches,
      rowWork: 3 * (1 + options.negatives) * towerWork(sides.flat().length * options.factors, options.hidden),
      loss(variables, from, to, epoch) {
        const { shopper, item, label } = batches.rows(from, to);
        const both = [embed(tf, variables, sides[0], shopper), embed(tf, variables, sides[1], item)] as const;
        const leaveOut = dropout(tf, run.kernels, options.dropout, { key, epoch, step: from });
        return binaryCrossEntropy(tf, logits(tf, variables, both, leaveOut), tf.tensor1d(label));
      },
      validate: (variables) =>
        heldOutNdcg(held!, scorer(tf, partsOf(tf, takeWeights(variables, 'deepfm'), sides, options))),
    },
    options,
    run,
  );
  const places = tiePlaces(cols, run.draw('ties'));
  return { interactions, places, ...partsOf(tf, weights, sides, options), backend: options.backend };
}
