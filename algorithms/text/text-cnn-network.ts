/**
 * The network of `text-cnn`: Kim 2014, equations 1 to 4, a linear part beside it (Cheng et al. 2016, equation 3).
 *
 * A window of w tokens from place t has the features relu(sum over i < w of x(t + i) W(w, i) + b(w)), x the vector of a token, 0 behind the last. One
 * product of all token vectors and all W(w, i) makes every term; windows are sums of slices of it. Once it is learnt, the product
 * of the whole table of vectors is made, and a text is answered by adding rows of that, without tensors.
 */

import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Tf } from '../deep/backend/tensorflow.ts';
import type { Dropout } from '../deep/training/layers.ts';
import { denseFirst, type Tensors, type WeightPlans, type Weights } from '../deep/training/weights.ts';

export interface CnnSizes {
  readonly tokens: number;
  /** Of the linear part; 0 without one. */
  readonly columns: number;
  readonly outputs: number;
  readonly factors: number;
  readonly filters: number;
  /** Tokens of a window, each with `filters` features. */
  readonly windows: readonly number[];
}

const VECTOR = { deviation: 0.1 };

export function cnnPlans({ tokens, columns, outputs, factors, filters, windows }: CnnSizes): WeightPlans {
  const terms = windows.reduce((sum, w) => sum + w, 0);
  const features = filters * windows.length;
  const longest = Math.max(...windows);
  return {
    // The last row stands for what is not known, and for the places behind the last token: it is left out of the product.
    vectors: { shape: [tokens, factors], first: VECTOR },
    filters: { shape: [factors, terms * filters], first: denseFirst(factors * longest) },
    filterBias: { shape: [features], first: 0 },
    vote: { shape: [features, outputs], first: denseFirst(features) },
    voteBias: { shape: [outputs], first: 0 },
    ...(columns > 0 && { linear: { shape: [columns, outputs], first: 0 } }),
  };
}

/** Where the terms of each window begin among those of all. */
const termStarts = (windows: readonly number[]): number[] =>
  windows.map((_, n) => windows.slice(0, n).reduce((sum, w) => sum + w, 0));

/** Some texts, padded to the longest. */
export interface TextBatch {
  readonly rows: number;
  readonly length: number;
  /** (rows x length) token of each place; `tokens` where there is none */
  readonly token: Int32Array;
  /** (rows x length) 1 where a window may begin: at a token, or at the first place of a text without any */
  readonly begins: Float32Array;
  /** (rows x widest) columns of the linear part, with their values; padded by columns of value 0 */
  readonly widest: number;
  readonly column: Int32Array;
  readonly value: Float32Array;
}

/** (rows x outputs) */
export function cnnLogits(
  tf: Tf,
  sizes: CnnSizes,
  weights: Tensors,
  batch: TextBatch,
  leaveOut: Dropout,
): Tensor2D {
  const { factors, filters, windows } = sizes;
  const { rows, length } = batch;
  const longest = Math.max(...windows);
  const table = tf.concat([weights['vectors']! as Tensor2D, tf.zeros([1, factors])], 0);
  const x = tf.gather(table, tf.tensor1d(batch.token, 'int32')) as Tensor2D;
  const terms = tf.reshape(tf.matMul(x, weights['filters'] as Tensor2D), [rows, length, -1]);
  const padded = tf.pad(terms, [
    [0, 0],
    [0, longest - 1],
    [0, 0],
  ]);
  const begins = tf.tensor3d(batch.begins, [rows, length, 1]);
  const starts = termStarts(windows);
  const pooled = windows.map((w, n) => {
    let sum: Tensor = tf.slice(weights['filterBias']!, [n * filters], [filters]);
    for (let i = 0; i < w; i++)
      sum = tf.add(sum, tf.slice(padded, [0, i, (starts[n]! + i) * filters], [rows, length, filters]));
    return tf.max(tf.mul(tf.relu(sum), begins), 1);
  });
  const features = leaveOut(tf.concat(pooled, 1) as Tensor2D, 0);
  const deep = tf.add(tf.matMul(features, weights['vote'] as Tensor2D), weights['voteBias']!) as Tensor2D;
  if (!weights['linear']) return deep;
  const own = tf.gather(weights['linear'], tf.tensor1d(batch.column, 'int32'));
  const values = tf.tensor3d(batch.value, [rows, batch.widest, 1]);
  return tf.add(deep, tf.sum(tf.mul(tf.reshape(own, [rows, batch.widest, -1]), values), 1)) as Tensor2D;
}

/** Mean cross-entropy of rows of the classes `label`, of one output by the logistic function, of more by softmax. */
export function classLoss(tf: Tf, logits: Tensor2D, label: Uint8Array): Scalar {
  const [rows, outputs] = logits.shape;
  if (outputs === 1) {
    const target = tf.tensor2d(Float32Array.from(label), [rows, 1]);
    return tf.mean(tf.sub(tf.softplus(logits), tf.mul(logits, target)));
  }
  const target = tf.oneHot(tf.tensor1d(Int32Array.from(label), 'int32'), outputs);
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), target), 1)));
}

/** Answers texts one by one: the sums of a text's outputs into `out`. */
export type CnnScorer = (tokens: Uint32Array, out: Float64Array) => void;

export function cnnScorer(
  { tokens, outputs, factors, filters, windows }: CnnSizes,
  weights: Weights,
): CnnScorer {
  const width = weights['filters']!.shape[1]!;
  const table = termTable(weights['vectors']!.values, weights['filters']!.values, tokens, factors, width);
  const bias = weights['filterBias']!.values;
  const vote = weights['vote']!.values;
  const voteBias = weights['voteBias']!.values;
  const starts = termStarts(windows);
  const sum = new Float64Array(filters);
  const most = new Float64Array(filters);
  return (text, out) => {
    out.set(voteBias);
    windows.forEach((w, n) => {
      most.fill(0);
      for (let t = 0; t < Math.max(1, text.length); t++) {
        for (let f = 0; f < filters; f++) sum[f] = bias[n * filters + f]!;
        for (let i = 0; i < w && t + i < text.length; i++) {
          const at = text[t + i]! * width + (starts[n]! + i) * filters;
          for (let f = 0; f < filters; f++) sum[f]! += table[at + f]!;
        }
        for (let f = 0; f < filters; f++) if (sum[f]! > most[f]!) most[f] = sum[f]!;
      }
      for (let f = 0; f < filters; f++)
        for (let o = 0; o < outputs; o++) out[o]! += most[f]! * vote[(n * filters + f) * outputs + o]!;
    });
  };
}

/** (tokens x width) the vector of each token times all filters. */
function termTable(
  vectors: Float32Array,
  filters: Float32Array,
  tokens: number,
  factors: number,
  width: number,
): Float32Array {
  const table = new Float32Array(tokens * width);
  const row = new Float64Array(width);
  for (let token = 0; token < tokens; token++) {
    row.fill(0);
    for (let k = 0; k < factors; k++) {
      const x = vectors[token * factors + k]!;
      for (let j = 0; j < width; j++) row[j]! += x * filters[k * width + j]!;
    }
    table.set(row, token * width);
  }
  return table;
}
