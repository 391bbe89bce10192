/**
 * Adam: Kingma, Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1. Where kernels of our own reach the tensors, a
 * weight's step is one pass over it in place; elsewhere the library's optimizer takes it.
 */

import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { TensorBackend } from '../backend/tensorflow.ts';
import type { WasmHeap } from '../backend/wasm-heap.ts';

export interface Adam {
  /** A step down the gradients, by the names of the variables; a variable without one stays. */
  step(gradients: NamedTensorMap): void;
  dispose(): void;
}

const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
const EPSILON = 1e-8;

export function createAdam(
  backend: TensorBackend,
  variables: readonly Variable[],
  learningRate: number,
): Adam {
  if (backend.heap) return adamInPlace(backend, backend.heap, variables, learningRate);
  const optimizer = backend.tf.train.adam(learningRate, FIRST_DECAY, SECOND_DECAY, EPSILON);
  return {
    step: (gradients) =>
      optimizer.applyGradients(Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }))),
    dispose: () => optimizer.dispose(),
  };
}

function adamInPlace(
  { tf }: TensorBackend,
  heap: WasmHeap,
  variables: readonly Variable[],
  learningRate: number,
): Adam {
  const moments = variables.map(({ shape }): [Tensor, Tensor] => [tf.zeros(shape), tf.zeros(shape)]);
  // The decays to the power of the steps taken.
  let [first, second] = [1, 1];
  return {
    step(gradients) {
      first *= FIRST_DECAY;
      second *= SECOND_DECAY;
      const length = learningRate / (1 - first);
      const scale = 1 / Math.sqrt(1 - second);
      variables.forEach((variable, n) => {
        const gradient = gradients[variable.name];
        if (!gradient) return;
        const places = [variable, gradient, ...moments[n]!].map((tensor) => heap.addressOf(tensor));
        const rates = [1 - FIRST_DECAY, 1 - SECOND_DECAY, length, scale, EPSILON];
        heap.run('adamStep', 1, [...places, variable.size, ...rates]);
      });
    },
    dispose: () => tf.dispose(moments),
  };
}
