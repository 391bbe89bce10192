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

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import type { FitRun, TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { itemFields, shopperFields } from '../scoring/fields.ts';
import { scoredModel, trainedItems } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { f32, pairs, permutation } from '../state/arrays.ts';
import { also, fields, list, whole } from '../state/shape.ts';
import { type BackendChoice, backendId, backendShape, openBackend } from './backend/open-backend.ts';
import {
  type DeepfmParts,
  deepfmCauses,
  embed,
  embedded,
  laterPlans,
  logits,
  partsOf,
  plansOf,
  scorer,
} from './deepfm-network.ts';
import { heldOutNdcg, holdOut } from './training/held-out.ts';
import { binaryCrossEntropy, dropout, towerWork } from './training/layers.ts';
import { catalogueOf, pairBatches } from './training/pair-batches.ts';
import { train, trainingParams } from './training/train.ts';
import { drawWeights, takeWeights, weightsFault } from './training/weights.ts';

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

export interface DeepfmState extends DeepfmParts {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
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
  explains: ['factor'],
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
      causes: { factor: deepfmCauses(tf, state) },
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
  const { weights } = await train(
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
