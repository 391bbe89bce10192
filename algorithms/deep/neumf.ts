/**
 * Neural matrix factorisation: an inner product and a network, fed by vectors of their own, vote together.
 *
 * He, Liao, Zhang, Nie, Hu, Chua, "Neural collaborative filtering", WWW 2017, equation 12: logit = h . [p_G * q_G ; phi([p_M ; q_M])], phi a
 * tower of ReLU layers (equation 10); loss: cross-entropy of pairs against drawn items (equation 7), Adam. Both halves are trained at
 * once from random weights, without the paper's pretraining (section 3.4.1).
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import type { FitRun, TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { scoredModel, trainedItems } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { f32, pairs, permutation } from '../state/arrays.ts';
import { also, fields, list, whole } from '../state/shape.ts';
import { type BackendChoice, backendId, backendShape, openBackend } from './backend/open-backend.ts';
import { neumfCauses, neumfLogits, neumfPlans, neumfScorer } from './neumf-network.ts';
import { heldOutNdcg, holdOut } from './training/held-out.ts';
import { binaryCrossEntropy, dropout, towerWork } from './training/layers.ts';
import { catalogueOf, pairBatches } from './training/pair-batches.ts';
import { train, trainingParams } from './training/train.ts';
import { drawWeights, packWeights, takeWeights, unpackWeights, weightsFault } from './training/weights.ts';

const params = z.strictObject({
  factors: z
    .int()
    .min(1)
    .max(512)
    .default(32)
    .describe('length of a vector: one for the product, one for the tower'),
  hidden: z
    .array(z.int().min(1).max(2048))
    .min(1)
    .max(6)
    .default([64, 32])
    .describe('units of the layers of the tower, first to last'),
  dropout: z
    .number()
    .min(0)
    .max(0.9)
    .default(0)
    .describe('share of the inputs of a layer that a step leaves out'),
  negatives: z.int().min(1).max(100).default(4).describe('drawn items for each pair'),
  ...trainingParams({ epochs: 20, batchSize: 512, learningRate: 0.002 }),
});
export type NeumfParams = z.infer<typeof params>;

export interface NeumfState {
  /** Training pairs: who is known, and what `exclude: 'seen'` leaves out. */
  readonly interactions: Interactions;
  /** (items) order among equal scores, from `tiePlaces` */
  readonly places: Uint32Array;
  readonly factors: number;
  readonly hidden: readonly number[];
  /** Packed, by `neumfPlans`. */
  readonly weights: Float32Array;
  readonly backend: BackendChoice;
}

const plansOf = (state: Pick<NeumfState, 'interactions' | 'factors' | 'hidden'>) =>
  neumfPlans(state.interactions.rows, state.interactions.cols, state);

const shape = also(
  fields<NeumfState>({
    interactions: pairs('shoppers', 'items'),
    places: permutation('items'),
    factors: whole(1, 512),
    hidden: list(whole(1, 2048)),
    weights: f32('weights'),
    backend: backendShape,
  }),
  (state) => weightsFault(plansOf(state), state.weights),
);

export const neumf = defineAlgorithm<'rank', NeumfParams, NeumfState>({
  id: 'neumf.v1',
  task: 'rank',
  family: 'deep',
  doc: 'matrix factorisation and a network together, trained by pairs against drawn items',
  source: 'He, Liao, Zhang, Nie, Hu, Chua 2017 (NeuMF)',
  params,
  coldStart: 'none',
  personal: true,
  explains: ['factor'],
  resultDependsOn: 'backend',
  backend: backendId,
  use: 'to see whether a network adds to a well-tuned matrix factorisation; slow to fit and to answer',
  cost: { fit: 'E P negatives d h', answer: 'I h^2', memory: '(U + I) 2d' },
  shape,
  learn,
  async open(state, { kernels }) {
    const { tf, id } = await openBackend(state.backend, kernels);
    const { interactions, places } = state;
    const trained = trainedItems(interactions);
    const weights = unpackWeights(plansOf(state), state.weights);
    const scorer = neumfScorer(tf, weights);
    const model = scoredModel({
      interactions,
      places,
      causes: { factor: neumfCauses(tf, weights) },
      score(shopper, scores) {
        const all = scorer(shopper);
        for (let item = 0; item < scores.length; item++) {
          scores[item] = trained[item] === 1 ? all[item]! : Number.NEGATIVE_INFINITY;
        }
      },
    });
    return { ...model, path: { backend: id } };
  },
});

async function learn({ interactions }: TrainingData, options: NeumfParams, run: FitRun): Promise<NeumfState> {
  const backend = await openBackend(options.backend, run.kernels);
  const { tf } = backend;
  const held = options.patience > 0 ? holdOut(interactions, run) : undefined;
  const catalogue = catalogueOf(trainedItems(interactions));
  const batches = pairBatches(held?.pairs ?? interactions, catalogue, options.negatives, run);
  const key = run.draw('deep.dropout');
  const { weights } = await train(
    backend,
    {
      algorithm: 'neumf',
      weights: drawWeights(neumfPlans(interactions.rows, interactions.cols, options), run),
      ...batches,
      rowWork: 3 * (1 + options.negatives) * towerWork(2 * options.factors, options.hidden),
      loss(variables, from, to, epoch) {
        const { shopper, item, label } = batches.rows(from, to);
        const leaveOut = dropout(tf, run.kernels, options.dropout, { key, epoch, step: from });
        return binaryCrossEntropy(
          tf,
          neumfLogits(tf, variables, shopper, item, leaveOut),
          tf.tensor1d(label),
        );
      },
      validate: (variables) => heldOutNdcg(held!, neumfScorer(tf, takeWeights(variables, 'neumf'))),
    },
    options,
    run,
  );
  const places = tiePlaces(interactions.cols, run.draw('ties'));
  const { factors, hidden } = options;
  return { interactions, places, factors, hidden, weights: packWeights(weights), backend: options.backend };
}
