/**
 * Self-attentive sequential recommendation: each item looks back at those before it, and what comes out is near the next.
 *
 * Kang, McAuley, "Self-attentive sequential recommendation", ICDM 2018: items and places embedded (equation 1), blocks of causal
 * attention (equations 2 and 3) and a network of each place (equation 4), residuals, layer norm and dropout (section III.C), an inner
 * product with the items' own embeddings (equation 7). `loss: binary` is the paper's (section III.E: each target against a drawn item);
 * `softmax` is cross-entropy among all items, which ranks better (Klenitskiy, Vasilev, RecSys 2023). `norm: before` is the paper's order,
 * `after` that of RecBole.
 */

import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { FitRun, TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { also, oneOf, whole } from '../state/shape.ts';
import { backendId } from './backend/open-backend.ts';
import type { Tf } from './backend/tensorflow.ts';
import { crossEntropy } from './sequences/losses.ts';
import {
  type LossPlace,
  learnNextItem,
  type NextItemNetwork,
  type NextItemState,
  nextItemShape,
  openNextItem,
} from './sequences/next-item.ts';
import { below, drawWords } from './training/draws.ts';
import { binaryCrossEntropy, type Dropout, dense, look } from './training/layers.ts';
import { catalogueOf } from './training/pair-batches.ts';
import { trainingParams } from './training/train.ts';
import { type Tensors, type WeightPlan, type WeightPlans, weightsFault } from './training/weights.ts';

const params = z
  .strictObject({
    factors: z.int().min(1).max(1024).default(32).describe('length of a vector; a multiple of heads'),
    blocks: z.int().min(1).max(8).default(1).describe('blocks of attention'),
    heads: z.int().min(1).max(16).default(1).describe('heads of an attention'),
    inner: z.int().min(1).max(4096).default(32).describe('units within the network of each place'),
    length: z.int().min(1).max(500).default(20).describe('latest items that are looked at'),
    dropout: z.number().min(0).max(0.9).default(0.2).describe('share of values that a step leaves out'),
    norm: z
      .enum(['before', 'after'])
      .default('before')
      .describe('layer norm before or after each part of a block'),
    loss: z
      .enum(['softmax', 'binary'])
      .default('softmax')
      .describe('targets against all items, or each against a drawn one'),
    targets: z
      .enum(['every', 'last'])
      .default('every')
      .describe(
        'every place of a stretch learns its next item, or each item has a stretch of its own: slower by the length',
      ),
    ...trainingParams({ epochs: 15, batchSize: 128, learningRate: 0.002 }),
  })
  .refine(({ factors, heads }) => factors % heads === 0, 'factors: not a multiple of heads');
export type SasrecParams = z.infer<typeof params>;

type Size = Pick<SasrecParams, 'factors' | 'blocks' | 'heads' | 'inner' | 'norm'>;
export interface SasrecState extends NextItemState, Size {}

export const sasrec = defineAlgorithm<'rank', SasrecParams, SasrecState>({
  id: 'sasrec.v1',
  task: 'rank',
  family: 'deep',
  doc: 'the next item by causal self-attention over the latest ones',
  source: 'Kang, McAuley 2018 (SASRec)',
  params,
  coldStart: 'none',
  personal: true,
  usesHistory: true,
  explains: ['own-item'],
  nextOnly: true,
  resultDependsOn: 'backend',
  backend: backendId,
  use: 'where the order of what was done tells what comes next; long fits pay',
  cost: { fit: 'E P (d^2 + I d)', answer: 'L d^2 + I d', memory: 'I d' },
  shape: also(
    nextItemShape<SasrecState>({
      factors: whole(1, 1024),
      blocks: whole(1, 8),
      heads: whole(1, 16),
      inner: whole(1, 4096),
      norm: oneOf(['before', 'after'] as const),
    }),
    (state) => weightsFault(sasrecNetwork(state, state.interactions.cols, state.length).plans, state.weights),
  ),
  learn,
  open: (state, host) =>
    openNextItem(state, sasrecNetwork(state, state.interactions.cols, state.length), host),
});

async function learn(data: TrainingData, options: SasrecParams, run: FitRun): Promise<SasrecState> {
  const network = sasrecNetwork(options, data.interactions.cols, options.length);
  const catalogue = catalogueOf(trainedItems(data.interactions));
  const key = run.draw('deep.negatives');
  const loss = (hidden: Tensor2D, place: LossPlace): Scalar => {
    const { tf, items, target, epoch, step } = place;
    if (options.loss === 'softmax') return crossEntropy(tf, hidden, items, target);
    const words = drawWords(run.kernels, target.length, { key, b: epoch, c: step });
    const drawn = Int32Array.from(words, (word) => catalogue[below(word, catalogue.length)]!);
    const logits = (item: Int32Array): Tensor => tf.sum(tf.mul(hidden, look(tf, items, item)), 1);
    const both = tf.concat([logits(target), logits(drawn)]);
    const label = new Float32Array(2 * target.length).fill(1, 0, target.length);
    return tf.mul(2, binaryCrossEntropy(tf, both as never, tf.tensor1d(label)));
  };
  const state = await learnNextItem('sasrec', data, network, options, loss, run);
  const { factors, blocks, heads, inner, norm } = options;
  return { ...state, factors, blocks, heads, inner, norm };
}

const FIRST = { deviation: 0.02 };

export function sasrecNetwork(
  { factors: d, blocks, heads, inner, norm }: Size,
  items: number,
  length: number,
): NextItemNetwork {
  const plans: Record<string, WeightPlan> = {
    itemVectors: { shape: [items, d], first: FIRST },
    placeVectors: { shape: [length, d], first: FIRST },
    ...normPlans('norm', d),
  };
  for (let n = 0; n < blocks; n++) {
    for (const name of ['query', 'key', 'value', 'out'])
      Object.assign(plans, densePlans(`${name}${n}`, d, d));
    Object.assign(plans, densePlans(`inner${n}`, d, inner), densePlans(`outer${n}`, inner, d));
    Object.assign(plans, normPlans(`attentionNorm${n}`, d), normPlans(`networkNorm${n}`, d));
  }
  return {
    plans,
    placeWork: items * d + blocks * (4 * d * d + 2 * d * inner),
    hidden(tf, weights, input, rows, width, leaveOut) {
      const place = Int32Array.from(input, (_, n) => n % width);
      let x = tf.add(
        look(tf, weights['itemVectors']!, input),
        look(tf, weights['placeVectors']!, place),
      ) as Tensor2D;
      const normed = (name: string, value: Tensor2D): Tensor2D => layerNorm(tf, weights, name, value);
      x = norm === 'after' ? leaveOut(normed('norm', x), 0) : leaveOut(x, 0);
      const mask = causalMask(tf, width);
      for (let n = 0; n < blocks; n++) {
        const part = (name: string, own: (value: Tensor2D) => Tensor2D): void => {
          x = norm === 'after' ? normed(name, tf.add(x, own(x))) : tf.add(x, own(normed(name, x)));
        };
        part(`attentionNorm${n}`, (value) =>
          leaveOut(attention(tf, weights, n, value, { rows, width, heads, mask, leaveOut }), 4 * n + 2),
        );
        part(`networkNorm${n}`, (value) => {
          const within = tf.relu(layer(tf, weights, `inner${n}`, value));
          return leaveOut(layer(tf, weights, `outer${n}`, within), 4 * n + 3);
        });
      }
      return norm === 'after' ? x : normed('norm', x);
    },
  };
}

const densePlans = (name: string, inputs: number, outputs: number): WeightPlans => ({
  [name]: { shape: [inputs, outputs], first: FIRST },
  [`${name}Bias`]: { shape: [outputs], first: 0 },
});
const normPlans = (name: string, d: number): WeightPlans => ({
  [`${name}Scale`]: { shape: [d], first: 1 },
  [`${name}Shift`]: { shape: [d], first: 0 },
});

const layer = (tf: Tf, weights: Tensors, name: string, input: Tensor2D): Tensor2D =>
  dense(tf, input, weights[name]!, weights[`${name}Bias`]!);

/** Each row to mean 0 and variance 1, then scaled and shifted (Ba, Kiros, Hinton 2016). */
function layerNorm(tf: Tf, weights: Tensors, name: string, x: Tensor2D): Tensor2D {
  const centred = tf.sub(x, tf.mean(x, 1, true));
  const variance = tf.mean(tf.square(centred), 1, true);
  const scaled = tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-12)));
  return tf.add(tf.mul(scaled, weights[`${name}Scale`]!), weights[`${name}Shift`]!);
}

/** (width, width) 0 where a place may look, far below 0 where the other comes after it. */
function causalMask(tf: Tf, width: number): Tensor2D {
  const mask = new Float32Array(width * width);
  for (let to = 0; to < width; to++) mask.fill(-1e9, to * width + to + 1, (to + 1) * width);
  return tf.tensor2d(mask, [width, width]);
}

interface Attending {
  readonly rows: number;
  readonly width: number;
  readonly heads: number;
  readonly mask: Tensor2D;
  readonly leaveOut: Dropout;
}

/** Equations 2 and 3, by heads, with an output layer after them. */
function attention(tf: Tf, weights: Tensors, n: number, x: Tensor2D, how: Attending): Tensor2D {
  const { rows, width, heads, mask, leaveOut } = how;
  const d = x.shape[1];
  const byHeads = (name: string): Tensor =>
    tf.transpose(
      tf.reshape(layer(tf, weights, `${name}${n}`, x), [rows, width, heads, d / heads]),
      [0, 2, 1, 3],
    );
  const [query, key, value] = [byHeads('query'), byHeads('key'), byHeads('value')];
  const logits = tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(d / heads));
  const shares = tf.reshape(tf.softmax(tf.add(logits, mask)), [rows * heads * width, width]) as Tensor2D;
  const kept = tf.reshape(leaveOut(shares, 4 * n + 1), [rows, heads, width, width]);
  const mixed = tf.reshape(tf.transpose(tf.matMul(kept, value), [0, 2, 1, 3]), [rows * width, d]);
  return layer(tf, weights, `out${n}`, mixed as Tensor2D);
}
