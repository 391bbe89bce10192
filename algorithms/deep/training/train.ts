/** The training loop that all deep models share: mini-batches, Adam, and early stopping at the best epoch of a validation part. */

import type { Scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { FitRun } from '../../algorithm.ts';
import { checkpoint, WORK_BETWEEN_CHECKPOINTS } from '../../checkpoint.ts';
import { backendParam } from '../backend/open-backend.ts';
import type { TensorBackend } from '../backend/tensorflow.ts';
import { createAdam } from './adam.ts';
import { takeWeights, toVariables, type Variables, type Weights } from './weights.ts';

/** Parameters of the loop; an algorithm gives its own defaults. */
export const trainingParams = (defaults: { epochs: number; batchSize: number; learningRate: number }) => ({
  epochs: z.int().min(1).max(10_000).default(defaults.epochs).describe('times that all is taken, at most'),
  batchSize: z
    .int()
    .min(1)
    .max(65_536)
    .default(defaults.batchSize)
    .describe('of one step, at most: an epoch of small data has 16 steps or more'),
  learningRate: z.number().gt(0).max(1).default(defaults.learningRate).describe('length of a step of Adam'),
  patience: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .describe(
      'epochs without a better nDCG@10 on one item a shopper kept from training, after which it stops and goes back to the best; 0: all epochs, on all data',
    ),
  backend: backendParam,
});
export interface TrainingOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly patience: number;
}

const LEAST_STEPS = 16;
/** What a step costs for each weight whatever its size, in multiply-adds. */
const STEP_WORK = 1e5;

/** Small data are taken in smaller batches, so that they too are learnt in the default number of epochs. */
export const batchOf = (count: number, batchSize: number): number =>
  Math.max(1, Math.min(batchSize, Math.ceil(count / LEAST_STEPS)));

export interface TrainingPlan<Name extends string> {
  readonly algorithm: string;
  readonly weights: Weights<Name>;
  /** What is taken in an epoch: rows, pairs, shoppers. */
  readonly count: number;
  /** Called once before each epoch, from 1. */
  beforeEpoch?(epoch: number): void;
  /** Mean loss of the batch [from, to) of the epoch's order, made of tensors within a tidy. */
  loss(variables: Variables<Name>, from: number, to: number, epoch: number): Scalar;
  /** Multiply-adds of one of the `count` in a step, roughly: how often the run can be interrupted. */
  readonly rowWork: number;
  /** Goodness on the validation part, by `measure`; needed where patience is above 0. */
  validate?(variables: Variables<Name>): number;
  /** What `validate` tells: nDCG@10 unless said. */
  readonly measure?: string;
}

/** The weights after the last epoch, or of the best one on the validation part. No tensor of the training is left behind. */
export async function train<Name extends string>(
  backend: TensorBackend,
  plan: TrainingPlan<Name>,
  options: TrainingOptions,
  run: FitRun,
): Promise<Weights<Name>> {
  const { tf } = backend;
  const variables = toVariables(tf, plan.weights);
  const list = Object.values<Variables<Name>[Name]>(variables);
  const adam = createAdam(backend, list, options.learningRate);
  const size = batchOf(plan.count, options.batchSize);
  const steps = Math.ceil(plan.count / size);
  let best: { readonly value: number; readonly epoch: number; readonly weights: Weights<Name> } | undefined;
  let work = 0;
  try {
    for (let epoch = 1; epoch <= options.epochs && plan.count > 0; epoch++) {
      plan.beforeEpoch?.(epoch);
      let total = 0;
      for (let step = 0; step < steps; step++) {
        const [from, to] = [step * size, Math.min(plan.count, (step + 1) * size)];
        const { value, grads } = tf.variableGrads(() => plan.loss(variables, from, to, epoch), list);
        adam.step(grads);
        total += value.dataSync()[0]! * (to - from);
        tf.dispose([value, grads]);
        work += (to - from) * plan.rowWork + list.length * STEP_WORK;
        if (work < WORK_BETWEEN_CHECKPOINTS) continue;
        await checkpoint(run, (epoch - 1) * steps + step + 1, options.epochs * steps);
        work = 0;
      }
      run.trace?.('loss', epoch, total / plan.count);
      if (options.patience === 0) continue;
      const value = plan.validate!(variables);
      run.trace?.(`${plan.measure ?? 'ndcg@10'} validation`, epoch, value);
      if (!best || value > best.value) {
        best = { value, epoch, weights: takeWeights(variables, plan.algorithm) };
      } else if (epoch - best.epoch >= options.patience) break;
    }
    run.progress(1, 1);
    return best?.weights ?? takeWeights(variables, plan.algorithm);
  } finally {
    adam.dispose();
    tf.dispose(list);
  }
}
