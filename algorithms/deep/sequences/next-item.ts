/** What networks share that make a vector of the latest items, whose inner product with an item's vector is its score as the next. */

import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import type { Interactions } from '../../../datasets/interactions.ts';
import type { FitRun, ModelHost, RankModel, TrainingData } from '../../algorithm.ts';
import { trainedItems } from '../../scoring/scored-model.ts';
import { tiePlaces } from '../../scoring/ties.ts';
import { f32, flags, indices, pairs, permutation, rowStarts } from '../../state/arrays.ts';
import { fields, type Shape, whole } from '../../state/shape.ts';
import { type BackendChoice, backendShape, openBackend } from '../backend/open-backend.ts';
import type { Tf } from '../backend/tensorflow.ts';
import { toldItemsModel } from '../told-items.ts';
import { drawOrder } from '../training/draws.ts';
import { heldOutNdcg, holdOut } from '../training/held-out.ts';
import { type Dropout, dropout } from '../training/layers.ts';
import { type TrainingOptions, train } from '../training/train.ts';
import {
  drawWeights,
  packWeights,
  type Tensors,
  takeWeights,
  toTensors,
  unpackWeights,
  type WeightPlans,
  type Weights,
} from '../training/weights.ts';
import {
  type ItemSequences,
  itemSequences,
  latestItems,
  latestOfEach,
  type WindowRows,
  windowRows,
  windowsOf,
  withoutLast,
} from './item-sequences.ts';

/** A network: weights, among them `itemVectors` (items, width), and what comes out at each place of rows of items. */
export interface NextItemNetwork {
  readonly plans: WeightPlans;
  /** (rows * width, factors) from (rows * width) items. A place sees those before it alone. */
  hidden(
    tf: Tf,
    weights: Tensors,
    input: Int32Array,
    rows: number,
    width: number,
    leaveOut: Dropout,
  ): Tensor2D;
  /** Multiply-adds of a place, roughly. */
  readonly placeWork: number;
}

export interface NextItemOptions extends TrainingOptions {
  readonly length: number;
  readonly dropout: number;
  readonly backend: BackendChoice;
}

export interface NextItemState {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  readonly trained: Uint8Array;
  /** The latest items of each shopper: (shoppers + 1), and items. */
  readonly rowPtr: Uint32Array;
  readonly latest: Uint32Array;
  readonly length: number;
  readonly weights: Float32Array;
  readonly backend: BackendChoice;
}

export const nextItemShapes: { readonly [K in keyof NextItemState]: Shape<NextItemState[K]> } = {
  interactions: pairs('shoppers', 'items'),
  places: permutation('items'),
  trained: flags('items'),
  rowPtr: rowStarts('shoppers', 'rows'),
  latest: indices('items', 'rows'),
  length: whole(1, 1000),
  weights: f32('weights'),
  backend: backendShape,
};
export const nextItemShape = <T extends NextItemState>(
  own: {
    readonly [K in Exclude<keyof T, keyof NextItemState>]: Shape<T[K]>;
  },
): Shape<T> => fields<T>({ ...nextItemShapes, ...own } as never);

export interface LossPlace {
  readonly tf: Tf;
  readonly items: Tensor2D;
  readonly target: Int32Array;
  readonly epoch: number;
  readonly step: number;
}

/** Queries that go through the network at once. */
const BATCH = 64;

/** (places, factors) the vector at the given places. */
const vectorsAt = (tf: Tf, hidden: Tensor2D, place: Int32Array): Tensor2D =>
  tf.gather(hidden, tf.tensor1d(place, 'int32')) as Tensor2D;

/** (rows * factors): what comes out behind the last item of each row. */
function lastVectors(
  tf: Tf,
  network: NextItemNetwork,
  weights: Weights,
  rows: readonly Uint32Array[],
  width: number,
): Float32Array {
  const factors = weights['itemVectors']!.shape[1]!;
  const all = new Float32Array(rows.length * factors);
  for (let first = 0; first < rows.length; first += BATCH) {
    const some = rows.slice(first, first + BATCH);
    const input = new Int32Array(some.length * width);
    some.forEach((items, row) => {
      input.set(items, row * width);
    });
    const place = Int32Array.from(some, (items, row) => row * width + items.length - 1);
    const vectors = tf.tidy(() => {
      const hidden = network.hidden(tf, toTensors(tf, weights), input, some.length, width, (x) => x);
      return vectorsAt(tf, hidden, place).dataSync<'float32'>();
    });
    all.set(vectors, first * factors);
  }
  return all;
}

export function openNextItem(
  state: NextItemState,
  network: NextItemNetwork,
  { kernels }: ModelHost,
): Promise<RankModel & { path: { backend: string; lists: unknown } }> {
  return openBackend(state.backend, kernels).then(({ tf, id }) => {
    const weights = unpackWeights(network.plans, state.weights);
    const tails: ItemSequences = { rowPtr: state.rowPtr, item: state.latest };
    const model = toldItemsModel({
      kernels,
      interactions: state.interactions,
      places: state.places,
      trained: state.trained,
      itemVectors: weights['itemVectors']!.values,
      items: (queries, q, without) => latestItems(tails, queries, q, state.length, without),
      vectorsOf: (lists) => lastVectors(tf, network, weights, lists, state.length),
    });
    return { ...model, path: { backend: id, lists: model.path } };
  });
}

export async function learnNextItem(
  algorithm: string,
  { feedback, interactions }: TrainingData,
  network: NextItemNetwork,
  options: NextItemOptions & { readonly targets: 'every' | 'last' },
  loss: (hidden: Tensor2D, place: LossPlace) => Scalar,
  run: FitRun,
): Promise<NextItemState> {
  const backend = await openBackend(options.backend, run.kernels);
  const { tf } = backend;
  const whole = itemSequences(feedback);
  const lastOf = (shopper: number): number => whole.item[whole.rowPtr[shopper + 1]! - 1]!;
  const held = options.patience > 0 ? holdOut(interactions, run, lastOf) : undefined;
  const sequences = held ? withoutLast(whole, held.shopper) : whole;
  const windows = windowsOf(sequences, options.length, options.targets);
  const [orderKey, dropKey] = [run.draw('deep.order'), run.draw('deep.dropout')];
  let order: Uint32Array = new Uint32Array(0);
  const taken = (from: number, to: number): WindowRows => {
    const some = order.subarray(from, to);
    const width = some.reduce((most, w) => Math.max(most, windows.to[w]! - windows.from[w]! - 1), 1);
    return windowRows(sequences, windows, some, width, options.targets);
  };
  const { weights } = await train(
    backend,
    {
      algorithm,
      weights: drawWeights(network.plans, run),
      count: windows.length,
      rowWork: 3 * options.length * network.placeWork,
      beforeEpoch(epoch) {
        order = drawOrder(run.kernels, windows.length, { key: orderKey, b: epoch });
      },
      loss(variables, from, to, epoch) {
        const { input, rows, width, place, target } = taken(from, to);
        const leaveOut = dropout(tf, run.kernels, options.dropout, { key: dropKey, epoch, step: from });
        const hidden = network.hidden(tf, variables, input, rows, width, leaveOut);
        const items = variables['itemVectors'] as unknown as Tensor2D;
        return loss(vectorsAt(tf, hidden, place), { tf, items, target, epoch, step: from });
      },
      validate(variables) {
        const now = takeWeights(variables, algorithm);
        const items = now['itemVectors']!;
        const tails = latestOfEach(sequences, options.length);
        const rows = [...held!.shopper].map((s) =>
          tails.item.subarray(tails.rowPtr[s]!, tails.rowPtr[s + 1]!),
        );
        const scores = tf.tidy(() => {
          const vectors = tf.tensor2d(lastVectors(tf, network, now, rows, options.length), [
            rows.length,
            items.shape[1]!,
          ]);
          const table = tf.tensor2d(items.values, items.shape as [number, number]);
          return tf.matMul(vectors, table, false, true).dataSync<'float32'>();
        });
        const width = interactions.cols;
        const rowOf = new Map([...held!.shopper].map((shopper, n) => [shopper, n]));
        return heldOutNdcg(held!, (shopper) =>
          scores.subarray(rowOf.get(shopper)! * width, (rowOf.get(shopper)! + 1) * width),
        );
      },
    },
    options,
    run,
  );
  const tails = latestOfEach(whole, options.length);
  return {
    interactions,
    places: tiePlaces(interactions.cols, run.draw('ties')),
    trained: trainedItems(interactions),
    rowPtr: tails.rowPtr,
    latest: tails.item,
    length: options.length,
    weights: packWeights(weights),
    backend: options.backend,
  };
}
