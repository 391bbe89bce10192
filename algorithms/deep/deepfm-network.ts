/** The network of DeepFM: Guo et al. 2017, equations 1 to 3, and what lists are made of. */

import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Cause } from '../algorithm.ts';
import type { Field } from '../scoring/fields.ts';
import type { CausesOf } from '../scoring/scored-model.ts';
import type { Tf } from './backend/tensorflow.ts';
import { type Dropout, look, tower, towerPlans } from './training/layers.ts';
import {
  denseFirst,
  packWeights,
  type Tensors,
  toTensors,
  unpackWeights,
  type WeightPlan,
  type WeightPlans,
  type Weights,
} from './training/weights.ts';

export interface DeepfmSize {
  readonly factors: number;
  readonly hidden: readonly number[];
}

/** The layers after the first, and the vote. */
export const laterPlans = (hidden: readonly number[]): WeightPlans => {
  const { tower0: _, tower0Bias: __, ...later } = towerPlans('tower', 1, hidden);
  const last = hidden.at(-1) ?? 1;
  return { ...later, vote: { shape: [last, 1], first: denseFirst(last) } };
};

/** A field with its table of vectors and of first-order weights; the entity itself is one. */
export interface Embedded extends Field {
  readonly table: string;
}
export const embedded = (side: string, count: number, known: readonly Field[]): Embedded[] => {
  const own = { name: 'own', code: Int32Array.from({ length: count }, (_, id) => id), codes: count };
  return [own, ...known].map((field) => ({ ...field, table: `${side}-${field.name}` }));
};

const FIRST = { deviation: 0.05 };

export function plansOf(
  sides: readonly (readonly Embedded[])[],
  { factors, hidden }: DeepfmSize,
): WeightPlans {
  const plans: Record<string, WeightPlan> = { bias: { shape: [1], first: 0 } };
  for (const { table, codes } of sides.flat()) {
    plans[table] = { shape: [codes, factors], first: FIRST };
    plans[`${table}Alone`] = { shape: [codes, 1], first: 0 };
  }
  const { tower0, tower0Bias } = towerPlans('tower', sides.flat().length * factors, hidden);
  return { ...plans, tower0: tower0!, tower0Bias: tower0Bias!, ...laterPlans(hidden) };
}

interface SideVectors {
  /** (ids, fields * factors) */
  readonly all: Tensor2D;
  readonly sum: Tensor2D;
  /** (ids) first order, and products of pairs of fields of this side */
  readonly alone: Tensor1D;
}

export function embed(tf: Tf, weights: Tensors, side: readonly Embedded[], ids: Int32Array): SideVectors {
  const codes = side.map(({ code }) => ids.map((id) => code[id]!));
  const vectors = side.map(({ table }, n) => look(tf, weights[table]!, codes[n]!));
  const sum = tf.addN(vectors) as Tensor2D;
  const squares = tf.addN(vectors.map((vector) => tf.square(vector)));
  const first = tf.addN(side.map(({ table }, n) => look(tf, weights[`${table}Alone`]!, codes[n]!)));
  const within: Tensor = tf.mul(tf.sum(tf.sub(tf.square(sum), squares), 1), 0.5);
  return { all: tf.concat(vectors, 1) as Tensor2D, sum, alone: tf.add(tf.reshape(first, [-1]), within) };
}

/** (pairs) equation 1 before its sigmoid. */
export function logits(
  tf: Tf,
  weights: Tensors,
  [left, right]: readonly [SideVectors, SideVectors],
  leaveOut: Dropout,
): Tensor1D {
  const across: Tensor = tf.sum(tf.mul(left.sum, right.sum), 1);
  const deep = tower(tf, 'tower', weights, tf.concat([left.all, right.all], 1) as Tensor2D, { leaveOut });
  const vote = tf.reshape(tf.matMul(deep, weights['vote'] as Tensor2D), [-1]);
  return tf.add(tf.addN([left.alone, right.alone, across as Tensor1D, vote as Tensor1D]), weights['bias']!);
}

/** What a list is made of; no field is needed any more. */
export interface DeepfmParts extends DeepfmSize {
  /** (entities * factors) sums of the fields' vectors, (entities) what a side adds by itself, (entities * h_1) its part of the first layer. */
  readonly shopperSums: Float32Array;
  readonly shopperAlone: Float32Array;
  readonly shopperParts: Float32Array;
  readonly itemSums: Float32Array;
  readonly itemAlone: Float32Array;
  readonly itemParts: Float32Array;
  /** The layers after the first, packed by `laterPlans`. */
  readonly later: Float32Array;
}

/** What each side adds by itself, made once. */
export function partsOf(
  tf: Tf,
  weights: Weights,
  [shopperSide, itemSide]: readonly [readonly Embedded[], readonly Embedded[]],
  { factors, hidden }: DeepfmSize,
): DeepfmParts {
  const parts = tf.tidy(() => {
    const tensors = toTensors(tf, weights);
    const split = [shopperSide.length * factors, itemSide.length * factors];
    const [ofShoppers, ofItems] = tf.split(tensors['tower0'] as Tensor2D, split) as [Tensor2D, Tensor2D];
    const everyone = (side: readonly Embedded[]) => embed(tf, tensors, side, side[0]!.code);
    const [left, right] = [everyone(shopperSide), everyone(itemSide)];
    const values = (tensor: Tensor): Float32Array => Float32Array.from(tensor.dataSync<'float32'>());
    const later = Object.fromEntries(Object.keys(laterPlans(hidden)).map((name) => [name, weights[name]!]));
    return {
      shopperSums: values(left.sum),
      shopperAlone: values(tf.add(left.alone, tensors['bias']!)),
      shopperParts: values(tf.add(tf.matMul(left.all, ofShoppers), tensors['tower0Bias']!)),
      itemSums: values(right.sum),
      itemAlone: values(right.alone),
      itemParts: values(tf.matMul(right.all, ofItems)),
      later: packWeights(later),
    };
  });
  return { factors, hidden, ...parts };
}

/** The logits of one shopper and every item. */
export function scorer(tf: Tf, state: DeepfmParts): (shopper: number) => Float32Array {
  const { factors, hidden, shopperSums, shopperParts } = state;
  const width = hidden[0]!;
  const items = state.itemAlone.length;
  const later = unpackWeights(laterPlans(hidden), state.later);
  return (shopper) =>
    tf.tidy(() => {
      const layers = toTensors(tf, later);
      const own = shopperParts.subarray(shopper * width, (shopper + 1) * width);
      const first = tf.relu(tf.add(tf.tensor2d(state.itemParts, [items, width]), own)) as Tensor2D;
      const deep = tower(tf, 'tower', layers, first, { first: 1 });
      const sum = tf.tensor2d(shopperSums.subarray(shopper * factors, (shopper + 1) * factors), [factors, 1]);
      const across = tf.matMul(tf.tensor2d(state.itemSums, [items, factors]), sum);
      const both = tf.reshape(tf.add(across, tf.matMul(deep, layers['vote'] as Tensor2D)), [-1]);
      return tf
        .add(tf.add(both, tf.tensor1d(state.itemAlone)), state.shopperAlone[shopper]!)
        .dataSync<'float32'>();
    });
}

/** The logit taken apart: coordinates of the products across sides, what each side adds by itself, and the network. */
export function deepfmCauses(tf: Tf, state: DeepfmParts): CausesOf {
  const { factors, hidden, shopperSums, itemSums, shopperAlone, itemAlone, shopperParts, itemParts } = state;
  const width = hidden[0]!;
  const later = unpackWeights(laterPlans(hidden), state.later);
  return (shopper, item) => {
    const causes = Array.from({ length: factors }, (_, factor): Cause => {
      const product = shopperSums[shopper * factors + factor]! * itemSums[item * factors + factor]!;
      return { kind: 'factor', factor, contribution: product };
    });
    const network = tf.tidy(() => {
      const layers = toTensors(tf, later);
      const first = Float32Array.from({ length: width }, (_, n) =>
        Math.max(0, Math.fround(itemParts[item * width + n]! + shopperParts[shopper * width + n]!)),
      );
      const deep = tower(tf, 'tower', layers, tf.tensor2d(first, [1, width]), { first: 1 });
      return tf.matMul(deep, layers['vote'] as Tensor2D).dataSync<'float32'>()[0]!;
    });
    return [
      ...causes,
      { kind: 'own-level', contribution: shopperAlone[shopper]! },
      { kind: 'popularity', contribution: itemAlone[item]! },
      { kind: 'part', name: 'network', contribution: network },
    ];
  };
}
