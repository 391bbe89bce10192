/** The network of Mult-VAE: Liang et al. 2018, equations 1, 2 and 6. */

import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Tf } from './backend/tensorflow.ts';
import { logSumExp } from './sequences/losses.ts';
import { dense, look } from './training/layers.ts';
import { glorotFirst, type Tensors, toTensors, type WeightPlans, type Weights } from './training/weights.ts';

export interface VaeSizes {
  readonly hidden: number;
  readonly latent: number;
}
export const vaePlans = (items: number, { hidden, latent }: VaeSizes) =>
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

/** Shoppers that go through the network at once. */
const BATCH = 64;

export function shopperVectors(tf: Tf, weights: Weights, owned: readonly Uint32Array[]): Float32Array {
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
export function flatten(owned: readonly Uint32Array[]): Owned {
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
export function bound(tf: Tf, weights: Tensors, input: Owned, noise: Float32Array, beta: number): Scalar {
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
