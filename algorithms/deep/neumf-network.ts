/** The network of NeuMF: He et al. 2017, equations 8 to 12. */

import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Cause } from '../algorithm.ts';
import type { CausesOf } from '../scoring/scored-model.ts';
import type { Tf } from './backend/tensorflow.ts';
import { type Dropout, look, tower, towerPlans } from './training/layers.ts';
import {
  denseFirst,
  type Tensors,
  toTensors,
  type Weight,
  type WeightPlans,
  type Weights,
} from './training/weights.ts';

/** Standard deviation of the first vectors (He et al. 2017, section 4.1). */
const FIRST = { deviation: 0.01 };

export function neumfPlans(
  shoppers: number,
  items: number,
  { factors, hidden }: { readonly factors: number; readonly hidden: readonly number[] },
): WeightPlans {
  const voters = factors + hidden.at(-1)!;
  return {
    shopperFactors: { shape: [shoppers, factors], first: FIRST },
    itemFactors: { shape: [items, factors], first: FIRST },
    shopperInput: { shape: [shoppers, factors], first: FIRST },
    itemInput: { shape: [items, factors], first: FIRST },
    ...towerPlans('tower', 2 * factors, hidden),
    vote: { shape: [voters, 1], first: denseFirst(voters) },
    voteBias: { shape: [1], first: denseFirst(voters) },
  };
}

/** (pairs) equation 12 before its sigmoid. */
export function neumfLogits(
  tf: Tf,
  weights: Tensors,
  shopper: Int32Array,
  item: Int32Array,
  leaveOut: Dropout,
): Tensor1D {
  const product = tf.mul(
    look(tf, weights['shopperFactors']!, shopper),
    look(tf, weights['itemFactors']!, item),
  );
  const inputs = [look(tf, weights['shopperInput']!, shopper), look(tf, weights['itemInput']!, item)];
  const phi = tower(tf, 'tower', weights, tf.concat(inputs, 1), { leaveOut });
  const voters = tf.concat([product, phi], 1) as Tensor2D;
  return tf.reshape(tf.add(tf.matMul(voters, weights['vote'] as Tensor2D), weights['voteBias']!), [-1]);
}

/**
 * The logits of one shopper and every item. The first layer of the tower is linear before its ReLU: the shopper's part and
 * the items' part, made once, are added, so that a list costs I h_1 h_2 and not I 2d h_1 besides.
 */
export function neumfScorer(tf: Tf, weights: Weights): (shopper: number) => Float32Array {
  const [items, factors] = weights['itemFactors']!.shape as [number, number];
  const width = weights['tower0']!.shape[1]!;
  const [ofShoppers, ofItems] = firstLayer(tf, weights);
  const { tower0: _, shopperInput: __, itemInput: ___, shopperFactors, itemFactors, ...later } = weights;
  return (shopper) =>
    tf.tidy(() => {
      const layers = toTensors(tf, later);
      const own = ofShoppers.subarray(shopper * width, (shopper + 1) * width);
      const first = tf.relu(tf.add(tf.tensor2d(ofItems, [items, width]), own));
      const phi = tower(tf, 'tower', layers, first as Tensor2D, { first: 1 });
      const [ofProduct, ofPhi] = tf.split(layers['vote']!, [factors, phi.shape[1]]) as [Tensor2D, Tensor2D];
      const vector = shopperFactors!.values.subarray(shopper * factors, (shopper + 1) * factors);
      const weighted = tf.mul(tf.tensor2d(vector, [factors, 1]), ofProduct) as Tensor2D;
      const product = tf.matMul(tf.tensor2d(itemFactors!.values, [items, factors]), weighted);
      const logits = tf.add(tf.add(product, tf.matMul(phi, ofPhi)), layers['voteBias']!);
      return logits.dataSync<'float32'>();
    });
}

/** Equation 12 taken apart: what each coordinate of the product adds to the logit, and what the tower does, the bias of the vote with it. */
export function neumfCauses(tf: Tf, weights: Weights): CausesOf {
  const { shopperFactors, itemFactors, shopperInput, itemInput, ...layers } = weights;
  const factors = itemFactors!.shape[1]!;
  const row = ({ values }: Weight, n: number): Float32Array =>
    values.subarray(n * factors, (n + 1) * factors);
  return (shopper, item) => {
    const [p, q] = [row(shopperFactors!, shopper), row(itemFactors!, item)];
    const causes = Array.from(p, (value, factor): Cause => {
      const contribution = value * q[factor]! * layers['vote']!.values[factor]!;
      return { kind: 'factor', factor, contribution };
    });
    const network = tf.tidy(() => {
      const { vote, voteBias, ...tensors } = toTensors(tf, layers);
      const input = tf.tensor2d([...row(shopperInput!, shopper), ...row(itemInput!, item)], [1, 2 * factors]);
      const phi = tower(tf, 'tower', tensors, input);
      const ofPhi = tf.slice(vote!, [factors, 0]) as Tensor2D;
      return tf.add(tf.matMul(phi, ofPhi), voteBias!).dataSync<'float32'>()[0]!;
    });
    return [...causes, { kind: 'part', name: 'network', contribution: network }];
  };
}

/** (shoppers * h_1) and (items * h_1): the parts of the first layer before its ReLU, the bias with the shoppers. */
function firstLayer(tf: Tf, weights: Weights): [Float32Array, Float32Array] {
  return tf.tidy(() => {
    const { tower0, tower0Bias, shopperInput, itemInput } = toTensors(tf, {
      tower0: weights['tower0']!,
      tower0Bias: weights['tower0Bias']!,
      shopperInput: weights['shopperInput']!,
      itemInput: weights['itemInput']!,
    });
    const [shopperPart, itemPart] = tf.split(tower0, 2) as [Tensor2D, Tensor2D];
    const ofShoppers = tf.add(tf.matMul(shopperInput as Tensor2D, shopperPart), tower0Bias);
    const ofItems = tf.matMul(itemInput as Tensor2D, itemPart);
    return [ofShoppers.dataSync<'float32'>(), ofItems.dataSync<'float32'>()];
  });
}
