/**
 * Variational autoencoder of what a shopper has, with a multinomial likelihood.
 *
 * Liang, Krishnan, Hoffman, Jebara, "Variational autoencoders for collaborative filtering", WWW 2018: items' probabilities from a latent
 * normal vector (equation 1), multinomial likelihood (equation 2), the bound with its KL term times beta (equation 6), beta growing from 0
 * (section 2.2.2); the input is normalised and left out in part (section 2.3's denoising). One hidden layer of tanh on both sides: I - h - z - h - I.
 * Answers take z at its mean. The last layer is an inner product with items' vectors, so that lists are exact and quick.
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import type { FitRun, Queries, TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { toldIn } from '../scoring/fold-in.ts';
import { columnsOf } from '../scoring/query-rows.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { f32, flags, pairs, permutation } from '../state/arrays.ts';
import { also, fields, whole } from '../state/shape.ts';
import { type BackendChoice, backendId, backendShape, openBackend } from './backend/open-backend.ts';
import { bound, flatten, shopperVectors, type VaeSizes, vaePlans } from './mult-vae-network.ts';
import { toldItemsModel } from './told-items.ts';
import { drawOrder, drawWords } from './training/draws.ts';
import { heldOutNdcg, holdOut } from './training/held-out.ts';
import { train, trainingParams } from './training/train.ts';
import { drawWeights, packWeights, takeWeights, unpackWeights, weightsFault } from './training/weights.ts';

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

export interface MultVaeState extends VaeSizes {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  readonly trained: Uint8Array;
  readonly weights: Float32Array;
  readonly backend: BackendChoice;
}

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
  explains: ['own-item'],
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
    (state) => weightsFault(vaePlans(state.interactions.cols, state), state.weights),
  ),
  learn,
  async open(state, { kernels }) {
    const { tf, id } = await openBackend(state.backend, kernels);
    const weights = unpackWeights(vaePlans(state.interactions.cols, state), state.weights);
    const items = (queries: Queries, q: number, without?: number): Uint32Array => {
      const own = columnsOf(state.interactions, queries.shopper[q]!);
      const told = toldIn(queries, q).item;
      const all = told.length === 0 ? own : Uint32Array.from(new Set([...own, ...told])).sort();
      return without === undefined ? all : all.filter((item) => item !== without);
    };
    const model = toldItemsModel({
      kernels,
      interactions: state.interactions,
      places: state.places,
      trained: state.trained,
      itemVectors: weights.itemVectors.values,
      bias: weights.itemBias.values,
      items,
      vectorsOf: (lists) => shopperVectors(tf, weights, lists),
    });
    return { ...model, path: { backend: id, lists: model.path } };
  },
});

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
  const { weights } = await train(
    backend,
    {
      algorithm: 'mult-vae',
      weights: drawWeights(vaePlans(interactions.cols, options), run),
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
