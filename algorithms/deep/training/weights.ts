/** The weights of a network: how they are drawn first, as variables while it is trained, as plain data in a model's state. */

import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { normalQuantile } from '../../../numerics/distributions.ts';
import type { FitRun } from '../../algorithm.ts';
import type { Tf } from '../backend/tensorflow.ts';
import { drawWords } from './draws.ts';

/** How a weight begins: a number for all of it, normal draws, or uniform ones on both sides of 0. */
export type First = number | { readonly deviation: number } | { readonly bound: number };

export interface WeightPlan {
  readonly shape: readonly number[];
  readonly first: First;
}

/** A weight as plain data. */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}
export type Weights<Name extends string = string> = Readonly<Record<Name, Weight>>;
export type WeightPlans<Name extends string = string> = Readonly<Record<Name, WeightPlan>>;
export type Variables<Name extends string = string> = Readonly<Record<Name, Variable>>;
export type Tensors<Name extends string = string> = Readonly<Record<Name, Tensor>>;

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

/** Of a dense layer from `inputs`, as PyTorch draws them: uniform within 1 / sqrt(inputs), its bias too. */
export const denseFirst = (inputs: number): First => ({ bound: 1 / Math.sqrt(Math.max(inputs, 1)) });
/** Glorot, Bengio 2010, equation 16. */
export const glorotFirst = (inputs: number, outputs: number): First => ({
  bound: Math.sqrt(6 / (inputs + outputs)),
});

export function drawWeights<Name extends string>(plans: WeightPlans<Name>, run: FitRun): Weights<Name> {
  const key = run.draw('deep.weights');
  const drawn = Object.entries<WeightPlan>(plans).map(
    ([name, { shape, first }], ordinal): [string, Weight] => {
      const values = new Float32Array(sizeOf(shape));
      if (typeof first === 'number') values.fill(first);
      else {
        const words = drawWords(run.kernels, values.length, { key, b: ordinal });
        for (let n = 0; n < values.length; n++) {
          const u = (words[n]! + 0.5) / 4_294_967_296;
          values[n] = 'deviation' in first ? first.deviation * normalQuantile(u) : first.bound * (2 * u - 1);
        }
      }
      return [name, { shape, values }];
    },
  );
  return Object.fromEntries(drawn) as Weights<Name>;
}

export const toVariables = <Name extends string>(tf: Tf, weights: Weights<Name>): Variables<Name> =>
  mapValues(weights, ({ shape, values }) => tf.tidy(() => tf.variable(tf.tensor(values, [...shape]))));

/** Tensors of weights; in a tidy they go with it. */
export const toTensors = <Name extends string>(tf: Tf, weights: Weights<Name>): Tensors<Name> =>
  mapValues(weights, ({ shape, values }) => tf.tensor(values, [...shape]));

/** Copies, whatever their values. */
export const copyWeights = <Name extends string>(variables: Variables<Name>): Weights<Name> =>
  mapValues(variables, (variable) => ({
    shape: [...variable.shape],
    values: Float32Array.from(variable.dataSync<'float32'>()),
  }));

/** Copies; throws RangeError where a value is not finite: the training has run away. */
export function takeWeights<Name extends string>(
  variables: Variables<Name>,
  algorithm: string,
): Weights<Name> {
  return mapValues(copyWeights(variables), (weight, name): Weight => {
    const { values } = weight;
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new RangeError(
        `${algorithm}: weight ${bad} of '${name}' became ${values[bad]}; a smaller learningRate is needed`,
      );
    }
    return weight;
  });
}

function mapValues<Name extends string, From, To>(
  record: Readonly<Record<Name, From>>,
  change: (value: From, name: string) => To,
): Readonly<Record<Name, To>> {
  const entries = Object.entries<From>(record).map(([name, value]) => [name, change(value, name)]);
  return Object.fromEntries(entries) as Record<Name, To>;
}

/** All values, weight after weight in the order of their plans: how a state holds them. */
export function packWeights<Name extends string>(weights: Weights<Name>): Float32Array {
  const all = Object.values<Weight>(weights);
  const packed = new Float32Array(all.reduce((size, { values }) => size + values.length, 0));
  let at = 0;
  for (const { values } of all) {
    packed.set(values, at);
    at += values.length;
  }
  return packed;
}

const packedSize = (plans: WeightPlans): number =>
  Object.values(plans).reduce((size, { shape }) => size + sizeOf(shape), 0);

/** What is wrong with packed values, for a state's shape. */
export function weightsFault(plans: WeightPlans, packed: Float32Array): string | undefined {
  const size = packedSize(plans);
  return packed.length === size ? undefined : `${packed.length} weights; ${size} make this network`;
}

/** Of a state; the values are views of it. */
export function unpackWeights<Name extends string>(
  plans: Readonly<Record<Name, { readonly shape: readonly number[] }>>,
  packed: Float32Array,
): Weights<Name> {
  let at = 0;
  return mapValues(plans, ({ shape }): Weight => {
    const values = packed.subarray(at, at + sizeOf(shape));
    at += values.length;
    return { shape, values };
  });
}
