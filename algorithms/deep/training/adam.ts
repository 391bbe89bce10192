/**
 * Adam: Kingma, Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1. Where kernels of our own reach the tensors, a
 * weight's step is one pass over it in place; elsewhere it is made of operations.
 */

import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs-core';
import { f32 } from '../../state/arrays.ts';
import { fields, real, type Shape } from '../../state/shape.ts';
import type { TensorBackend, Tf } from '../backend/tensorflow.ts';
import type { WasmHeap } from '../backend/wasm-heap.ts';

export interface Adam {
  /** A step down the gradients, by the names of the variables; a variable without one stays. */
  step(gradients: NamedTensorMap): void;
  state(): AdamState;
  dispose(): void;
}

/** What the next step depends on besides weights and gradients. */
export interface AdamState {
  /** The decays to the power of the steps taken. */
  readonly powers: { readonly first: number; readonly second: number };
  /** Moments of all weights, in the order of the variables. */
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** `size`: the name of the length that both moments have. */
export const adamShape = (size: string): Shape<AdamState> =>
  fields<AdamState>({
    powers: fields({ first: real(0, 1), second: real(0, 1) }),
    first: f32(size),
    second: f32(size),
  });

const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
const EPSILON = 1e-8;

/** `state`: of an earlier one over the same variables, to go on from. */
export function createAdam(
  backend: TensorBackend,
  variables: readonly Variable[],
  learningRate: number,
  state?: AdamState,
): Adam {
  const { tf, heap } = backend;
  const moments = openMoments(tf, variables, state);
  const step = heap ? stepInPlace(heap) : stepByOperations(tf);
  let { first, second } = state?.powers ?? { first: 1, second: 1 };
  return {
    step(gradients) {
      first *= FIRST_DECAY;
      second *= SECOND_DECAY;
      variables.forEach((variable, n) => {
        const gradient = gradients[variable.name];
        if (gradient) step(variable, gradient, moments[n]!, { rate: learningRate, first, second });
      });
    },
    state: () => ({
      powers: { first, second },
      first: packed(moments.map((own) => own[0])),
      second: packed(moments.map((own) => own[1])),
    }),
    dispose: () => tf.dispose(moments.flat()),
  };
}

type Moments = readonly [first: Variable, second: Variable];

function openMoments(tf: Tf, variables: readonly Variable[], state: AdamState | undefined): Moments[] {
  let at = 0;
  return variables.map(({ shape, size }) => {
    const open = (values: Float32Array | undefined): Variable =>
      tf.tidy(() => tf.variable(values ? tf.tensor(values.slice(at, at + size), shape) : tf.zeros(shape)));
    const own = [open(state?.first), open(state?.second)] as const;
    at += size;
    return own;
  });
}

function packed(tensors: readonly Tensor[]): Float32Array {
  const all = new Float32Array(tensors.reduce((sum, { size }) => sum + size, 0));
  let at = 0;
  for (const tensor of tensors) {
    all.set(tensor.dataSync<'float32'>(), at);
    at += tensor.size;
  }
  return all;
}

interface StepRule {
  readonly rate: number;
  /** The decays to the power of the steps, this one included. */
  readonly first: number;
  readonly second: number;
}

type Step = (variable: Variable, gradient: Tensor, moments: Moments, rule: StepRule) => void;

function stepInPlace(heap: WasmHeap): Step {
  return (variable, gradient, moments, { rate, first, second }) => {
    const places = [variable, gradient, ...moments].map((tensor) => heap.addressOf(tensor));
    const rates = [1 - FIRST_DECAY, 1 - SECOND_DECAY, rate / (1 - first), 1 / Math.sqrt(1 - second), EPSILON];
    heap.run('adamStep', 1, [...places, variable.size, ...rates]);
  };
}

function stepByOperations(tf: Tf): Step {
  return (variable, gradient, [own, square], { rate, first, second }) =>
    tf.tidy(() => {
      own.assign(tf.add(tf.mul(own, FIRST_DECAY), tf.mul(gradient, 1 - FIRST_DECAY)));
      square.assign(tf.add(tf.mul(square, SECOND_DECAY), tf.mul(tf.square(gradient), 1 - SECOND_DECAY)));
      const length = tf.add(tf.sqrt(tf.div(square, 1 - second)), EPSILON);
      variable.assign(tf.sub(variable, tf.mul(tf.div(tf.div(own, 1 - first), length), rate)));
    });
}
