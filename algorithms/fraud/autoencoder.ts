/**
 * Autoencoder: a network through a narrow middle that learns to give honest rows back; what it gives back badly is unlike them. Hawkins et
 * al., "Outlier detection using replicator neural networks", DaWaK 2002; Le Borgne et al. 2022, chapter 7. F - h - m - h - F, tanh, squared
 * error of standardised features. The score is the share of training rows that were given back better.
 */

import type { Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { log1p } from '../../numerics/math.ts';
import { type BackendChoice, backendId, backendShape, openBackend } from '../deep/backend/open-backend.ts';
import type { Tf } from '../deep/backend/tensorflow.ts';
import { drawOrder } from '../deep/training/draws.ts';
import { dense } from '../deep/training/layers.ts';
import { train, trainingParams } from '../deep/training/train.ts';
import {
  drawWeights,
  glorotFirst,
  packWeights,
  type Tensors,
  toTensors,
  unpackWeights,
  type WeightPlans,
  type Weights,
  weightsFault,
} from '../deep/training/weights.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { featuresOf, learntExamples } from '../learnt-examples.ts';
import { f32, f64 } from '../state/arrays.ts';
import { also, fields, size, texts, whole } from '../state/shape.ts';
import type { Matrix } from './boosting/bins.ts';
import { chooseFeatures, columnsFor, featureParams, matrixOf } from './learning-rows.ts';

const { patience: _, ...loop } = trainingParams({ epochs: 30, batchSize: 256, learningRate: 0.002 });
const params = z.strictObject({
  hidden: z.int().min(1).max(4096).default(64).describe('units of the layers beside the middle'),
  middle: z.int().min(1).max(1024).default(12).describe('units of the middle'),
  ...loop,
  ...featureParams,
});

interface Sizes {
  readonly hidden: number;
  readonly middle: number;
}

interface State extends Sizes {
  readonly classes: readonly string[];
  readonly features: number;
  readonly names: readonly string[];
  /** (features x 2) mean and deviation of the logarithm of sizes, sign kept. */
  readonly scale: Float64Array;
  readonly weights: Float32Array;
  /** Errors of training rows, ascending: evenly spaced quantiles. */
  readonly errors: Float64Array;
  readonly backend: BackendChoice;
}

/** Errors that are kept. */
const QUANTILES = 1001;
/** Standardised values beyond it count as it. */
const FAR = 8;
/** Rows that go through the network at once. */
const BATCH = 1024;

const plansOf = (features: number, { hidden, middle }: Sizes) =>
  ({
    in: { shape: [features, hidden], first: glorotFirst(features, hidden) },
    inBias: { shape: [hidden], first: 0 },
    narrow: { shape: [hidden, middle], first: glorotFirst(hidden, middle) },
    narrowBias: { shape: [middle], first: 0 },
    wide: { shape: [middle, hidden], first: glorotFirst(middle, hidden) },
    wideBias: { shape: [hidden], first: 0 },
    out: { shape: [hidden, features], first: glorotFirst(hidden, features) },
    outBias: { shape: [features], first: 0 },
  }) satisfies WeightPlans;

export const autoencoder = defineAlgorithm<'label', z.infer<typeof params>, State>({
  id: 'autoencoder.v1',
  task: 'label',
  family: 'fraud',
  doc: 'how badly a network through a narrow middle gives a row back',
  source: 'Hawkins et al. 2002; Le Borgne et al. 2022, ch. 7',
  params,
  coldStart: 'fallback',
  personal: false,
  reads: 'features',
  resultDependsOn: 'backend',
  backend: backendId,
  use: 'with few labels or none, where honest rows follow patterns of many features together',
  cost: { fit: 'E P features h', answer: 'features h', memory: 'P features' },
  async learn(data, options, run) {
    const { all, rows, label } = learntExamples(data);
    const table = featuresOf(all);
    const chosen = chooseFeatures(table, options);
    // What is known as fraud is not learnt as usual.
    const honest = rows.filter((_row, i) => label[i] !== 1);
    const matrix = matrixOf(table, honest, chosen);
    const scale = scaleOf(matrix);
    standardise(matrix, scale);
    const backend = await openBackend(options.backend, run.kernels);
    const { tf } = backend;
    const key = run.draw('deep.order');
    let order: Uint32Array = new Uint32Array(0);
    const { weights } = await train(
      backend,
      {
        algorithm: 'autoencoder',
        weights: drawWeights(plansOf(matrix.features, options), run),
        count: matrix.rows,
        rowWork: 6 * matrix.features * options.hidden,
        beforeEpoch(epoch) {
          order = drawOrder(run.kernels, matrix.rows, { key, b: epoch });
        },
        loss(variables, from, to) {
          const batch = tf.tensor2d(rowsAt(matrix, order.subarray(from, to)), [to - from, matrix.features]);
          return tf.mean(tf.square(tf.sub(giveBack(tf, variables, batch), batch)));
        },
      },
      { ...options, patience: 0 },
      run,
    );
    const packed = packWeights(weights);
    const errors = errorsOf(tf, weights, matrix).sort();
    return {
      classes: [...all.classes],
      features: matrix.features,
      names: [...chosen.names],
      hidden: options.hidden,
      middle: options.middle,
      scale,
      weights: packed,
      errors: quantilesOf(errors),
      backend: options.backend,
    };
  },
  shape: also(
    fields<State>({
      classes: texts(2),
      features: size('features'),
      names: texts('features'),
      hidden: whole(1, 4096),
      middle: whole(1, 1024),
      scale: f64('features', 2),
      weights: f32('weights'),
      errors: f64(QUANTILES),
      backend: backendShape,
    }),
    (state) => weightsFault(plansOf(state.features, state), state.weights),
  ),
  async open(state, { kernels }) {
    const { tf } = await openBackend(state.backend, kernels);
    const { classes, names, scale, errors, features } = state;
    const weights = unpackWeights(plansOf(features, state), state.weights);
    return {
      classes,
      probabilities(examples, rows, out) {
        const table = featuresOf(examples);
        const columns = [...columnsFor(table, names)];
        const matrix = matrixOf(table, rows, { columns, names });
        standardise(matrix, scale);
        errorsOf(tf, weights, matrix).forEach((error, i) => {
          const score = shareBelow(errors, error);
          out[2 * i] = 1 - score;
          out[2 * i + 1] = score;
        });
      },
    };
  },
});

/** Sign and size on a scale on which counts and cents are of like spread. */
const squash = (value: number): number => Math.sign(value) * log1p(Math.abs(value));

function scaleOf({ rows, features, values }: Matrix): Float64Array {
  const scale = new Float64Array(2 * features);
  for (let f = 0; f < features; f++) {
    let [count, sum, squares] = [0, 0, 0];
    for (let row = 0; row < rows; row++) {
      const value = values[row * features + f]!;
      if (Number.isNaN(value)) continue;
      const own = squash(value);
      count++;
      sum += own;
      squares += own * own;
    }
    const mean = count === 0 ? 0 : sum / count;
    scale[2 * f] = mean;
    scale[2 * f + 1] = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean)) || 1;
  }
  return scale;
}

/** In place; missing values are at the mean. */
function standardise({ features, values }: Matrix, scale: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    const f = i % features;
    const own = Number.isNaN(values[i]!) ? 0 : (squash(values[i]!) - scale[2 * f]!) / scale[2 * f + 1]!;
    values[i] = Math.min(FAR, Math.max(-FAR, own));
  }
}

function rowsAt({ features, values }: Matrix, rows: Uint32Array): Float32Array {
  const out = new Float32Array(rows.length * features);
  rows.forEach((row, i) => {
    out.set(values.subarray(row * features, (row + 1) * features), i * features);
  });
  return out;
}

function giveBack(tf: Tf, weights: Tensors, batch: Tensor2D): Tensor2D {
  const layer = (input: Tensor2D, name: string): Tensor2D =>
    dense(tf, input, weights[name]!, weights[`${name}Bias`]!);
  const narrow = tf.tanh(layer(tf.tanh(layer(batch, 'in')), 'narrow')) as Tensor2D;
  return layer(tf.tanh(layer(narrow, 'wide')), 'out');
}

/** (rows) mean squared error of each. Rows are taken one batch after another; a row's error does not depend on the others. */
function errorsOf(tf: Tf, weights: Weights, { rows, features, values }: Matrix): Float64Array {
  const errors = new Float64Array(rows);
  for (let first = 0; first < rows; first += BATCH) {
    const end = Math.min(rows, first + BATCH);
    const own = tf.tidy(() => {
      const batch = tf.tensor2d(values.slice(first * features, end * features), [end - first, features]);
      const back = giveBack(tf, toTensors(tf, weights), batch);
      return tf.mean(tf.square(tf.sub(back, batch)), 1).dataSync<'float32'>();
    });
    errors.set(own, first);
  }
  return errors;
}

/** Where nothing was learnt from, nothing is odd. */
function quantilesOf(sorted: Float64Array): Float64Array {
  const last = sorted.length - 1;
  return Float64Array.from({ length: QUANTILES }, (_, i) =>
    last < 0 ? Number.MAX_VALUE : sorted[Math.round((i * last) / (QUANTILES - 1))]!,
  );
}

/** Share of the errors below this one, and on beyond the greatest in proportion; within (0, 1). */
function shareBelow(errors: Float64Array, error: number): number {
  let [low, high] = [0, errors.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (errors[middle]! < error) low = middle + 1;
    else high = middle;
  }
  if (low < errors.length) return low / (errors.length + 1);
  const top = errors.at(-1)!;
  // What is worse than all of training is still told apart.
  const beyond = top > 0 ? 1 - top / error : 1;
  return (errors.length + beyond) / (errors.length + 1);
}
