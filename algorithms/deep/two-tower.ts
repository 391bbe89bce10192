/**
 * Two towers: a network of what is known of a shopper and one of what is known of an item make vectors whose cosine ranks.
 *
 * Yi, Yang, Hong, Cheng, Heldt, Kumthekar, Zhao, Wei, Chi, "Sampling-bias-corrected neural modeling for large corpus item
 * recommendations", RecSys 2019: the other items of a batch stand for all items in a softmax, each logit less the logarithm of how likely
 * its item is to be in a batch (equation 3), vectors of length 1 and a temperature (section 3). That likelihood is the item's share of the
 * training pairs, which here is known. Fields of shoppers and items (`scoring/fields.ts`) are embedded and added to a vector of their own.
 */

import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { log } from '../../numerics/math.ts';
import type { FitRun, TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { type Field, itemFields, shopperFields } from '../scoring/fields.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { FACTOR_SHAPE, type FactorState, factorModel } from '../scoring/top-k/factor-model.ts';
import { backendId, openBackend } from './backend/open-backend.ts';
import type { Tf } from './backend/tensorflow.ts';
import { logSumExp } from './sequences/losses.ts';
import { heldOutNdcg, holdOut } from './training/held-out.ts';
import { dense, look } from './training/layers.ts';
import { pairBatches } from './training/pair-batches.ts';
import { train, trainingParams } from './training/train.ts';
import {
  drawWeights,
  glorotFirst,
  type Tensors,
  toTensors,
  type WeightPlan,
  type WeightPlans,
} from './training/weights.ts';

const params = z.strictObject({
  factors: z.int().min(1).max(512).default(32).describe('length of a vector'),
  hidden: z
    .int()
    .min(0)
    .max(4096)
    .default(64)
    .describe('units of the ReLU layer of each tower; 0: none, vectors are sums'),
  temperature: z.number().gt(0).max(10).default(0.1).describe('what cosines are divided by in the softmax'),
  features: z
    .boolean()
    .default(true)
    .describe('fields of shoppers and items take part, beside vectors of their own'),
  coldItems: z
    .boolean()
    .default(false)
    .describe('items without a training row are listed too, by their fields alone; needs features'),
  ...trainingParams({ epochs: 20, batchSize: 512, learningRate: 0.005 }),
});
export type TwoTowerParams = z.infer<typeof params>;

export const twoTower = defineAlgorithm<'rank', TwoTowerParams, FactorState>({
  id: 'two-tower.v1',
  task: 'rank',
  family: 'deep',
  doc: 'cosine of two networks, of what is known of the shopper and of the item',
  source:
    'Yi, Yang, Hong, Cheng, Heldt, Kumthekar, Zhao, Wei, Chi 2019 (two towers, corrected in-batch softmax)',
  params,
  explains: ['factor'],
  coldStart: 'none',
  personal: true,
  resultDependsOn: 'backend',
  backend: backendId,
  use: 'large catalogues with categories and brands; new items by their fields (coldItems)',
  cost: { fit: 'E P (batch d + d h)', answer: 'I d at most', memory: '(U + I) d' },
  shape: FACTOR_SHAPE,
  learn,
  open: (state, { kernels }) => factorModel({ ...state, kernels }),
});

/** One side: how many there are, and what is known of them. */
interface Side {
  readonly name: 'shopper' | 'item';
  readonly count: number;
  readonly fields: readonly Field[];
}

function sidePlans({ name, count, fields }: Side, { factors, hidden }: TwoTowerParams): WeightPlans {
  const first = { deviation: 0.1 };
  const plans: Record<string, WeightPlan> = { [`${name}Own`]: { shape: [count, factors], first } };
  for (const field of fields) plans[`${name}-${field.name}`] = { shape: [field.codes, factors], first };
  if (hidden > 0) {
    plans[`${name}Hidden`] = { shape: [factors, hidden], first: glorotFirst(factors, hidden) };
    plans[`${name}HiddenBias`] = { shape: [hidden], first: 0 };
    plans[`${name}Out`] = { shape: [hidden, factors], first: glorotFirst(hidden, factors) };
    plans[`${name}OutBias`] = { shape: [factors], first: 0 };
  }
  return plans;
}

/** (ids, factors) of length 1. `own`: 0 for those whose own vector says nothing. */
export function vectorsOf(
  tf: Tf,
  { name, fields }: Side,
  weights: Tensors,
  ids: Int32Array,
  own?: Float32Array,
): Tensor2D {
  let sum: Tensor = look(tf, weights[`${name}Own`]!, ids);
  if (own) sum = tf.mul(sum, tf.tensor2d(own, [own.length, 1]));
  for (const field of fields) {
    const codes = ids.map((id) => field.code[id]!);
    sum = tf.add(sum, look(tf, weights[`${name}-${field.name}`]!, codes));
  }
  if (weights[`${name}Hidden`]) {
    const within = tf.relu(
      dense(tf, sum as Tensor2D, weights[`${name}Hidden`]!, weights[`${name}HiddenBias`]!),
    );
    // The sum goes by the network too, so that it need not learn to let it through.
    sum = tf.add(sum, dense(tf, within, weights[`${name}Out`]!, weights[`${name}OutBias`]!));
  }
  const square = tf.sum(tf.square(sum), 1, true);
  return tf.mul(sum, tf.rsqrt(tf.add(square, 1e-12)));
}

/** Equation 3 and the softmax over the batch; another row of the same item is no other item. */
export function inBatchLoss(
  tf: Tf,
  shoppers: Tensor2D,
  items: Tensor2D,
  ids: Int32Array,
  logShare: Float64Array,
  temperature: number,
): Scalar {
  const correction = new Float32Array(ids.length * ids.length);
  for (let row = 0; row < ids.length; row++)
    for (let column = 0; column < ids.length; column++)
      correction[row * ids.length + column] =
        row !== column && ids[row] === ids[column] ? -1e9 : -logShare[ids[column]!]!;
  const cosines = tf.matMul(shoppers, items, false, true);
  const corrected = tf.tensor2d(correction, [ids.length, ids.length]);
  const logits = tf.add(tf.div(cosines, temperature), corrected) as Tensor2D;
  const own = tf.div(tf.sum(tf.mul(shoppers, items), 1), temperature);
  const ownCorrected = tf.sub(own, tf.tensor1d(Float32Array.from(ids, (id) => logShare[id]!)));
  return tf.mean(tf.sub(logSumExp(tf, logits), ownCorrected));
}

async function learn(data: TrainingData, options: TwoTowerParams, run: FitRun): Promise<FactorState> {
  const { interactions, catalog, shoppers } = data;
  const backend = await openBackend(options.backend, run.kernels);
  const { tf } = backend;
  const { rows, cols } = interactions;
  const shopperSide: Side = {
    name: 'shopper',
    count: rows,
    fields: options.features ? shopperFields(shoppers, rows) : [],
  };
  const itemSide: Side = {
    name: 'item',
    count: cols,
    fields: options.features ? itemFields(catalog, cols) : [],
  };
  const held = options.patience > 0 ? holdOut(interactions, run) : undefined;
  const pairs = held?.pairs ?? interactions;
  const trained = trainedItems(interactions);
  const counts = new Float64Array(cols);
  for (const item of pairs.colIdx) counts[item]!++;
  const logShare = counts.map((count) => (count === 0 ? 0 : log(count / pairs.colIdx.length)));
  const batches = pairBatches(pairs, new Uint32Array(0), 0, run);
  const all = (side: Side, weights: Tensors, own?: Float32Array): Float32Array =>
    tf.tidy(() => {
      const ids = Int32Array.from({ length: side.count }, (_, id) => id);
      return vectorsOf(tf, side, weights, ids, own).dataSync<'float32'>();
    });
  const { weights } = await train(
    backend,
    {
      algorithm: 'two-tower',
      weights: drawWeights({ ...sidePlans(shopperSide, options), ...sidePlans(itemSide, options) }, run),
      ...batches,
      rowWork: 3 * options.factors * (options.batchSize + 4 * options.hidden),
      loss(variables, from, to) {
        const { shopper, item } = batches.rows(from, to);
        const [left, right] = [
          vectorsOf(tf, shopperSide, variables, shopper),
          vectorsOf(tf, itemSide, variables, item),
        ];
        return inBatchLoss(tf, left, right, item, logShare, options.temperature);
      },
      validate(variables) {
        const [left, right] = [all(shopperSide, variables), all(itemSide, variables)];
        const scores = new Float32Array(cols);
        return heldOutNdcg(held!, (shopper) => {
          for (let item = 0; item < cols; item++) {
            scores[item] = 0;
            for (let f = 0; f < options.factors; f++)
              scores[item]! += left[shopper * options.factors + f]! * right[item * options.factors + f]!;
          }
          return scores;
        });
      },
    },
    options,
    run,
  );
  const answering = (side: Side, own?: Float32Array): Float32Array =>
    tf.tidy(() => all(side, toTensors(tf, weights), own));
  return {
    interactions,
    places: tiePlaces(cols, run.draw('ties')),
    shopperVectors: answering(shopperSide),
    itemVectors: answering(itemSide, Float32Array.from(trained)),
    trained: options.coldItems && options.features ? new Uint8Array(cols).fill(1) : trained,
  };
}
