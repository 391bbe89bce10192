/**
 * Variational autoencoder of what a shopper has, with a multinomial likelihood.
 *
 * Liang, Krishnan, Hoffman, Jebara, "Variational autoencoders for collaborative filtering", WWW 2018: items' probabilities from a latent
 * normal vector (equation 1), multinomial likelihood (equation 2), the bound with its KL term times beta (equation 6), beta growing from 0
 * (section 2.2.2); the input is normalised and left out in part (section 2.3's denoising). One hidden layer of tanh on both sides: I - h - z - h - I.
 * Answers take z at its mean. The last layer is an inner product with items' vectors, so that lists are exact and quick.
 */

import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import type { FitRun, Queries, TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { toldIn } from '../scoring/fold-in.ts';
import { columnsOf } from '../scoring/query-rows.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { vectorModel } from '../scoring/top-k/factor-model.ts';
import { f32, flags, pairs, permutation } from '../state/arrays.ts';
import { also, fields, whole } from '../state/shape.ts';
import { type BackendChoice, backendId, backendShape, openBackend } from './backend/open-backend.ts';
import type { Tf } from './backend/tensorflow.ts';
import { logSumExp } from './sequences/losses.ts';
import { drawOrder, drawWords } from './training/draws.ts';
import { heldOutNdcg, holdOut } from './training/held-out.ts';
import { dense, look } from './training/layers.ts';
import { train, trainingParams } from './training/train.ts';
import {
  drawWeights,
  glorotFirst,
  packWeights,
  type Tensors,
  takeWeights,
  toTensors,
  unpackWeights,
  type WeightPlans,
  type Weights,
  weightsFault,
} from './training/weights.ts';

const params = z.strictObject({
  hidden: z
    .int()
    .min(1)
    .max(4096)
    .default(128)
    .describe('units of the layer between items and the latent vector, on both sides'),
  latent: z.int().min(1).max(1024).default(32).describe('length of the latent vector'),
  dropout: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.5)
    .describe('share of what a shopper has that a step leaves out'),
  beta: z.number().min(0).max(10).default(0.2).describe('weight of the KL term at its greatest'),
  annealing: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('share of the epochs over which that weight grows from 0'),
  ...trainingParams({ epochs: 30, batchSize: 128, learningRate: 0.003 }),
});
export type MultVaeParams = z.infer<typeof params>;

interface Sizes {
  readonly hidden: number;
  readonly latent: number;
}
export interface MultVaeState extends Sizes {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  readonly trained: Uint8Array;
  readonly weights: Float32Array;
  readonly backend: BackendChoice;
}

const plansOf = (items: number, { hidden, latent }: Sizes) =>
  ({
    encoder: { shape: [items, hidden], first: glorotFirst(items, hidden) },
    encoderBias: { shape: [hidden], first: 0 },
    moments: { shape: [hidden, 2 * latent], first: glorotFirst(hidden, 2 * latent) },
    momentsBias: { shape: [2 * latent], first: 0 },
    decoder: { shape: [latent, hidden], first: glorotFirst(latent, hidden) },
    decoderBias: { shape: [hidden], first: 0 },
    itemVectors: { shape: [items, hidden], first: glorotFirst(hidden, items) },
    itemBias: { shape: [items], first: 0 },
  }) satisfies WeightPlans;

export const multVae = defineAlgorithm<'rank', MultVaeParams, MultVaeState>({
  id: 'mult-vae.v1',
  task: 'rank',
  family: 'deep',
  doc: 'variational autoencoder of what a shopper has, with a multinomial likelihood',
  source: 'Liang, Krishnan, Hoffman, Jebara 2018 (Mult-VAE)',
  params,
  coldStart: 'none',
  personal: true,
  usesHistory: true,
  resultDependsOn: 'backend',
  backend: backendId,
  use: 'dense enough implicit data; whoever has a few items is answered without a new fit',
  cost: { fit: 'E (P + U I) h', answer: 'I h at most', memory: '2 I h' },
  shape: also(
    fields<MultVaeState>({
      interactions: pairs('shoppers', 'items'),
      places: permutation('items'),
      trained: flags('items'),
      hidden: whole(1, 4096),
      latent: whole(1, 1024),
      weights: f32('weights'),
      backend: backendShape,
    }),
    (state) => weightsFault(plansOf(state.interactions.cols, state), state.weights),
  ),
  learn,
  async open(state, { kernels }) {
    const { tf, id } = await openBackend(state.backend, kernels);
    const weights = unpackWeights(plansOf(state.interactions.cols, state), state.weights);
    const itemsOf = (queries: Queries, q: number): Uint32Array => {
      const own = columnsOf(state.interactions, queries.shopper[q]!);
      const told = toldIn(queries, q).item;
      return told.length === 0 ? own : Uint32Array.from(new Set([...own, ...told])).sort();
    };
    const model = vectorModel({
      kernels,
      interactions: state.interactions,
      places: state.places,
      trained: state.trained,
      itemVectors: weights.itemVectors.values,
      bias: weights.itemBias.values,
      knows: (queries, q) => itemsOf(queries, q).length > 0,
      vectors: (queries, batch) =>
        shopperVectors(
          tf,
          weights,
          [...batch].map((q) => itemsOf(queries, q)),
        ),
    });
    return { ...model, path: { backend: id, lists: model.path } };
  },
});

/** Shoppers that go through the network at once. */
const BATCH = 64;

function shopperVectors(tf: Tf, weights: Weights, owned: readonly Uint32Array[]): Float32Array {
  const hidden = weights['decoder']!.shape[1]!;
  const all = new Float32Array(owned.length * hidden);
  for (let first = 0; first < owned.length; first += BATCH) {
    const some = flatten(owned.slice(first, first + BATCH));
    const vectors = tf.tidy(() => {
      const tensors = toTensors(tf, weights);
      const [mean] = encode(tf, tensors, some);
      return decode(tf, tensors, mean).dataSync<'float32'>();
    });
    all.set(vectors, first * hidden);
  }
  return all;
}

/** Items of several shoppers, side by side; `weight` is what each counts in the input. */
interface Owned {
  readonly rows: number;
  readonly row: Int32Array;
  readonly item: Int32Array;
  readonly weight: Float32Array;
}

/** Each row of the input has length 1. */
function flatten(owned: readonly Uint32Array[]): Owned {
  const row: number[] = [];
  const item: number[] = [];
  const weight: number[] = [];
  owned.forEach((items, n) => {
    for (const one of items) {
      row.push(n);
      item.push(one);
      weight.push(1 / Math.sqrt(items.length));
    }
  });
  return {
    rows: owned.length,
    row: Int32Array.from(row),
    item: Int32Array.from(item),
    weight: Float32Array.from(weight),
  };
}

/** Mean and logarithm of the variance of the latent vectors. */
function encode(tf: Tf, weights: Tensors, { rows, row, item, weight }: Owned): [Tensor2D, Tensor2D] {
  const shares = tf.mul(look(tf, weights['encoder']!, item), tf.tensor2d(weight, [weight.length, 1]));
  const sums = tf.unsortedSegmentSum(shares, tf.tensor1d(row, 'int32'), rows);
  const hidden = tf.tanh(tf.add(sums, weights['encoderBias']!)) as Tensor2D;
  const moments = dense(tf, hidden, weights['moments']!, weights['momentsBias']!);
  return tf.split(moments, 2, 1) as [Tensor2D, Tensor2D];
}

const decode = (tf: Tf, weights: Tensors, latent: Tensor2D): Tensor2D =>
  tf.tanh(dense(tf, latent, weights['decoder']!, weights['decoderBias']!));

/** Mean over shoppers of minus the log-likelihood of what each has, and beta times the divergence from the standard normal. */
function bound(tf: Tf, weights: Tensors, input: Owned, noise: Float32Array, beta: number): Scalar {
  const [mean, logVariance] = encode(tf, weights, input);
  const deviation = tf.exp(tf.mul(logVariance, 0.5));
  const latent = tf.add(mean, tf.mul(deviation, tf.tensor2d(noise, mean.shape))) as Tensor2D;
  const hidden = decode(tf, weights, latent);
  const items = weights['itemVectors'] as Tensor2D;
  const logits = tf.add(tf.matMul(hidden, items, false, true), weights['itemBias']!) as Tensor2D;
  const counts = new Float32Array(input.rows);
  for (const row of input.row) counts[row]!++;
  const rows = tf.tensor1d(input.row, 'int32');
  const own: Tensor = tf.add(
    tf.sum(tf.mul(tf.gather(hidden, rows), look(tf, items, input.item)), 1),
    tf.gather(weights['itemBias']!, tf.tensor1d(input.item, 'int32')),
  );
  const unlikely = tf.sub(tf.sum(tf.mul(logSumExp(tf, logits), tf.tensor1d(counts))), tf.sum(own));
  const squares = tf.add(tf.square(mean), tf.exp(logVariance));
  const divergence = tf.mul(tf.sum(tf.sub(tf.sub(squares, logVariance), 1)), 0.5);
  return tf.div(tf.add(unlikely, tf.mul(divergence, beta)), input.rows);
}

async function learn(
  { interactions }: TrainingData,
  options: MultVaeParams,
  run: FitRun,
): Promise<MultVaeState> {
  const backend = await openBackend(options.backend, run.kernels);
  const { tf } = backend;
  const held = options.patience > 0 ? holdOut(interactions, run) : undefined;
  const rows = held?.pairs ?? interactions;
  const known = Uint32Array.from({ length: rows.rows }, (_, shopper) => shopper).filter(
    (shopper) => columnsOf(rows, shopper).length > 0,
  );
  const [orderKey, dropKey, noiseKey] = (['deep.order', 'deep.dropout', 'deep.noise'] as const).map(run.draw);
  const leastKept = Math.floor(options.dropout * 4_294_967_296);
  let order: Uint32Array = new Uint32Array(0);
  const weights = await train(
    backend,
    {
      algorithm: 'mult-vae',
      weights: drawWeights(plansOf(interactions.cols, options), run),
      count: known.length,
      rowWork: 3 * interactions.cols * options.hidden,
      beforeEpoch(epoch) {
        order = drawOrder(run.kernels, known.length, { key: orderKey!, b: epoch });
      },
      loss(variables, from, to, epoch) {
        const whole = flatten([...order.subarray(from, to)].map((n) => columnsOf(rows, known[n]!)));
        const words = drawWords(run.kernels, whole.item.length, { key: dropKey!, b: epoch, c: from });
        const weight = whole.weight.map((value, n) =>
          words[n]! < leastKept ? 0 : value / (1 - options.dropout),
        );
        const noise = drawWords(run.kernels, whole.rows * options.latent, {
          key: noiseKey!,
          b: epoch,
          c: from,
        });
        const normal = Float32Array.from(noise, (word) => normalQuantile((word + 0.5) / 4_294_967_296));
        const grown =
          options.annealing === 0 ? 1 : Math.min(1, (epoch - 1) / (options.annealing * options.epochs));
        return bound(tf, variables, { ...whole, weight }, normal, options.beta * grown);
      },
      validate(variables) {
        const now = takeWeights(variables, 'mult-vae');
        const width = interactions.cols;
        return heldOutNdcg(held!, (shopper) => {
          const vector = shopperVectors(tf, now, [columnsOf(rows, shopper)]);
          const scores = Float32Array.from(now.itemBias.values);
          for (let item = 0; item < width; item++)
            for (let f = 0; f < options.hidden; f++)
              scores[item]! += vector[f]! * now.itemVectors.values[item * options.hidden + f]!;
          return scores;
        });
      },
    },
    options,
    run,
  );
  return {
    interactions,
    places: tiePlaces(interactions.cols, run.draw('ties')),
    trained: trainedItems(interactions),
    hidden: options.hidden,
    latent: options.latent,
    weights: packWeights(weights),
    backend: options.backend,
  };
}
