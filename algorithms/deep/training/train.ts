/** The training loop that all deep models share: mini-batches, Adam, early stopping at the best epoch of a validation part, checkpoints. */

import type { Scalar, Variable } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { FitRun } from '../../algorithm.ts';
import { pause, WORK_BETWEEN_PAUSES } from '../../pause.ts';
import { backendParam } from '../backend/open-backend.ts';
import type { TensorBackend } from '../backend/tensorflow.ts';
import { type Adam, createAdam } from './adam.ts';
import { type Halfway, halfwayShape } from './halfway.ts';
import {
  copyWeights,
  packWeights,
  takeWeights,
  toVariables,
  unpackWeights,
  type Variables,
  type Weights,
} from './weights.ts';

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
  /** Told apart from other trainings of the same fit by it. */
  readonly stage?: string;
  /** Called once before each epoch, from 1, or before the one that the training goes on with: batches may depend on nothing earlier. */
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

export interface Trained<Name extends string> {
  readonly weights: Weights<Name>;
  /** The epoch after which they are so; 0 where nothing was taken. */
  readonly epoch: number;
}

/** The weights after the last epoch, or of the best one on the validation part. No tensor of the training is left behind. */
export async function train<Name extends string>(
  backend: TensorBackend,
  plan: TrainingPlan<Name>,
  options: TrainingOptions,
  run: FitRun,
): Promise<Trained<Name>> {
  const { weights: first, algorithm, count } = plan;
  const files = run.checkpoints?.of(plan.stage ?? 'training');
  const kept = (await files?.load(halfwayShape(first))) ?? null;
  const variables = toVariables(backend.tf, kept ? unpackWeights(first, kept.weights) : first);
  const list = Object.values<Variables<Name>[Name]>(variables);
  const adam = createAdam(backend, list, options.learningRate, kept?.adam);
  const training = { backend, plan, options, run, variables, list, adam, work: 0 };
  let best: Halfway['best'] = kept?.best ?? null;
  let done = 0;
  try {
    for (let epoch = kept?.epoch ?? 1; epoch <= options.epochs && count > 0; epoch++) {
      const from = kept?.epoch === epoch ? kept : { step: 0, loss: 0 };
      const loss = await takeEpoch(training, epoch, from, (step, loss) =>
        files?.offer(() => ({
          ...{ epoch, step, loss, best, adam: adam.state() },
          weights: packWeights(copyWeights(variables)),
        })),
      );
      done = epoch;
      run.trace?.('loss', epoch, loss / count);
      if (options.patience === 0) continue;
      const value = plan.validate!(variables);
      run.trace?.(`${plan.measure ?? 'ndcg@10'} validation`, epoch, value);
      if (!best || value > best.value) {
        best = { value, epoch, weights: packWeights(takeWeights(variables, algorithm)) };
      } else if (epoch - best.epoch >= options.patience) break;
    }
    run.progress(1, 1);
    return best
      ? { weights: unpackWeights(first, best.weights), epoch: best.epoch }
      : { weights: takeWeights(variables, algorithm), epoch: done };
  } finally {
    adam.dispose();
    backend.tf.dispose(list);
  }
}

interface Training<Name extends string> {
  readonly backend: TensorBackend;
  readonly plan: TrainingPlan<Name>;
  readonly options: TrainingOptions;
  readonly run: FitRun;
  readonly variables: Variables<Name>;
  readonly list: Variable[];
  readonly adam: Adam;
  /** Multiply-adds since the last pause. */
  work: number;
}

/** The steps of an epoch that are left; returns the sum of the losses of all its rows. `onPause` may file where it stands. */
async function takeEpoch<Name extends string>(
  training: Training<Name>,
  epoch: number,
  from: { readonly step: number; readonly loss: number },
  onPause: (step: number, loss: number) => Promise<void> | undefined,
): Promise<number> {
  const { plan, options, run, variables, list, adam } = training;
  const { tf } = training.backend;
  const size = batchOf(plan.count, options.batchSize);
  const steps = Math.ceil(plan.count / size);
  let total = from.loss;
  plan.beforeEpoch?.(epoch);
  for (let step = from.step; step < steps; step++) {
    const [first, end] = [step * size, Math.min(plan.count, (step + 1) * size)];
    const { value, grads } = tf.variableGrads(() => plan.loss(variables, first, end, epoch), list);
    adam.step(grads);
    total += value.dataSync()[0]! * (end - first);
    tf.dispose([value, grads]);
    training.work += (end - first) * plan.rowWork + list.length * STEP_WORK;
    const isLong = training.work >= WORK_BETWEEN_PAUSES;
    if (isLong) {
      training.work = 0;
      await pause(run, (epoch - 1) * steps + step + 1, options.epochs * steps);
    }
    if (isLong || step + 1 === steps) await onPause(step + 1, total);
  }
  return total;
}
