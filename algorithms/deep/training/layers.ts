/** Layers that several networks share, as functions of tensors. */

import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { KernelHost } from '../../../numerics/kernels/host.ts';
import type { DrawKey } from '../../../numerics/rng.ts';
import type { Tf } from '../backend/tensorflow.ts';
import { drawWords } from './draws.ts';
import { denseFirst, type Tensors, type WeightPlans } from './weights.ts';

/** Rows of a table: [indices..., width]. */
export const look = (tf: Tf, table: Tensor, indices: Int32Array): Tensor2D =>
  tf.gather(table, tf.tensor1d(indices, 'int32')) as Tensor2D;

export const dense = (tf: Tf, input: Tensor2D, weight: Tensor, bias: Tensor): Tensor2D =>
  tf.add(tf.matMul(input, weight as Tensor2D), bias);

/** What a step leaves out of a layer's input: the nth such mask of the step. */
export type Dropout = (input: Tensor2D, n: number) => Tensor2D;

/** Dropout (Srivastava et al. 2014) by keyed draws: values are kept with probability 1 - share and then divided by it. */
export function dropout(
  tf: Tf,
  kernels: KernelHost,
  share: number,
  { key, epoch, step }: { readonly key: DrawKey; readonly epoch: number; readonly step: number },
): Dropout {
  if (share === 0) return (input) => input;
  const kept = 1 / (1 - share);
  const bound = Math.floor(share * 4_294_967_296);
  return (input, n) => {
    const words = drawWords(kernels, input.size, { key, b: epoch, c: step, d: n });
    const mask = new Float32Array(words.length);
    for (let i = 0; i < mask.length; i++) mask[i] = words[i]! < bound ? 0 : kept;
    return tf.mul(input, tf.tensor(mask, input.shape as [number, number]));
  };
}

/** Mean cross-entropy of a Bernoulli by its logit: softplus(x) - x y. */
export const binaryCrossEntropy = (tf: Tf, logits: Tensor1D, label: Tensor1D): Scalar =>
  tf.mean(tf.sub(tf.softplus(logits), tf.mul(logits, label)));

/** Weights of layers `NAME0`, `NAME0Bias`, ... from `inputs` through so many units each. */
export function towerPlans(name: string, inputs: number, units: readonly number[]): WeightPlans {
  const plans: Record<string, WeightPlans[string]> = {};
  units.forEach((outputs, n) => {
    const width = n === 0 ? inputs : units[n - 1]!;
    plans[`${name}${n}`] = { shape: [width, outputs], first: denseFirst(width) };
    plans[`${name}${n}Bias`] = { shape: [outputs], first: denseFirst(width) };
  });
  return plans;
}

/** ReLU layers from the one numbered `first`, each after its dropout. */
export function tower(
  tf: Tf,
  name: string,
  weights: Tensors,
  input: Tensor2D,
  { first = 0, leaveOut = (x) => x }: { readonly first?: number; readonly leaveOut?: Dropout } = {},
): Tensor2D {
  let activation = input;
  for (let n = first; weights[`${name}${n}`]; n++) {
    const kept = leaveOut(activation, n);
    activation = tf.relu(dense(tf, kept, weights[`${name}${n}`]!, weights[`${name}${n}Bias`]!));
  }
  return activation;
}

/** Multiply-adds of a row through layers of so many units. */
export const towerWork = (inputs: number, units: readonly number[]): number =>
  units.reduce((work, outputs, n) => work + (n === 0 ? inputs : units[n - 1]!) * outputs, 0);
