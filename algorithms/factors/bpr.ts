/**
 * Bayesian personalised ranking: vectors by which what a shopper had scores above what they had not.
 *
 * Rendle, Freudenthaler, Gantner, Schmidt-Thieme, "BPR: Bayesian personalized ranking from implicit feedback", UAI 2009: SGD
 * on -ln sigma(x_ui - x_uj) plus an L2 penalty, x_ui = <p_u, q_i> + b_i. An epoch takes each pair once, in drawn order, against
 * an item j of a drawn sixteenth of the catalogue (scoring/sgd/cells.ts), or against the highest of several (Zhang, Chen, Wang, Yu,
 * "Optimizing top-N collaborative filtering via dynamic negative item sampling", SIGIR 2013). Vectors, biases and steps are f32. The trace `auc` (with
 * several draws: `correct`) is the share of an epoch's steps before which the pair scored above the other item.
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import type { FitRun } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { type AfterEpoch, fitRanking, type RankingFactors, rankingState } from '../scoring/sgd/ranking.ts';
import { FACTOR_SHAPE, type FactorState, factorModel } from '../scoring/top-k/factor-model.ts';

const params = z.strictObject({
  factors: z.int().min(1).max(1024).default(64).describe('length of a vector'),
  epochs: z.int().min(1).max(10_000).default(100).describe('times each pair is taken'),
  learningRate: z.number().gt(0).max(10).default(0.05).describe('length of a step'),
  regularisation: z.number().min(0).max(10).default(0.01).describe('L2 penalty in each step'),
  initialScale: z
    .number()
    .gt(0)
    .max(10)
    .default(0.1)
    .describe('standard deviation of the first vectors, times the root of factors'),
  itemBias: z.boolean().default(true).describe('items have a bias besides their vector'),
  negatives: z
    .enum(['uniform', 'popular'])
    .default('uniform')
    .describe('how the other item is drawn: all alike, or as often as it was had'),
  attempts: z
    .int()
    .min(1)
    .max(1000)
    .default(15)
    .describe(
      'draws of the other item in one step, times draws; when the shopper had all of them, the step is left out',
    ),
  draws: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('other items drawn for a step, which takes the one that scores highest'),
  lastRate: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe('step of the last epoch, as a part of learningRate; evenly less in between'),
});
export type BprParams = z.infer<typeof params>;

export const bpr = defineAlgorithm<'rank', BprParams, FactorState>({
  id: 'bpr.v1',
  task: 'rank',
  family: 'factors',
  doc: 'matrix factorisation that ranks what was had above what was not, by stochastic gradient descent',
  source: 'Rendle, Freudenthaler, Gantner, Schmidt-Thieme 2009 (BPR-MF)',
  params,
  explains: ['factor'],
  coldStart: 'none',
  personal: true,
  use: 'ranking by pairs at low cost; more epochs and a smaller step for sparse data',
  cost: { fit: 'E P d', answer: 'I d at most', memory: '(U + I) d' },
  async learn({ interactions }, options, run) {
    const { trace } = run;
    const measure = options.draws === 1 ? 'auc' : 'correct';
    const watch: AfterEpoch | undefined =
      trace && ((epoch, taken, correct) => trace(measure, epoch, taken === 0 ? 0.5 : correct / taken));
    return rankingState(interactions, await fitBpr(interactions, options, run, watch), run);
  },
  shape: FACTOR_SHAPE,
  open: (state, { kernels }) => factorModel({ ...state, kernels }),
});

/** The step of an epoch, from 0. */
export const rateOf = ({ learningRate, lastRate, epochs }: BprParams, epoch: number): number =>
  epochs === 1 ? learningRate : learningRate * (1 - ((1 - lastRate) * epoch) / (epochs - 1));

/** The fit itself. */
export function fitBpr(
  pairs: Interactions,
  options: BprParams,
  run: FitRun,
  afterEpoch?: AfterEpoch,
): Promise<RankingFactors> {
  const keys = { first: run.draw('bpr.init'), blocks: run.draw('bpr.blocks'), steps: run.draw('bpr.steps') };
  return fitRanking(
    pairs,
    { ...options, name: 'bpr', attempts: options.attempts * options.draws, keys },
    {
      kernel: 'bprCell',
      scratch: 80,
      args: (epoch) => [rateOf(options, epoch), options.regularisation],
      last: [options.draws],
    },
    run,
    afterEpoch,
  );
}
