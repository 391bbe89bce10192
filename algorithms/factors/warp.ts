/**
 * WARP: vectors by which what a shopper had stands high in the list: a pair is learnt from all the more, the fewer draws it takes to
 * find an item that the shopper did not have and that scores nearly as high.
 *
 * Weston, Bengio, Usunier, "WSABIE: scaling up to large vocabulary image annotation", IJCAI 2011, with the steps of the library
 * LightFM (Kula 2015): margin 1, rank estimated as floor((items - 1) / draws), loss min(10, max(1, ln rank)), Adagrad. An epoch
 * takes each pair once, in drawn order, against items of a drawn sixteenth of the catalogue (scoring/sgd/cells.ts). All in f32. The
 * trace `violations` is the share of an epoch's pairs for which such an item was found.
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import { log } from '../../numerics/math.ts';
import type { FitRun } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { type AfterEpoch, fitRanking, type RankingFactors, rankingState } from '../scoring/sgd/ranking.ts';
import { FACTOR_SHAPE, type FactorState, factorModel } from '../scoring/top-k/factor-model.ts';

const params = z.strictObject({
  factors: z.int().min(1).max(1024).default(64).describe('length of a vector'),
  epochs: z.int().min(1).max(10_000).default(10).describe('times each pair is taken'),
  learningRate: z
    .number()
    .gt(0)
    .max(10)
    .default(0.05)
    .describe('length of the first step; Adagrad shortens it'),
  regularisation: z.number().min(0).max(10).default(0.001).describe('L2 penalty in each step'),
  initialScale: z
    .number()
    .gt(0)
    .max(10)
    .default(0.1)
    .describe('standard deviation of the first vectors, times the root of factors'),
  itemBias: z.boolean().default(true).describe('items have a bias besides their vector'),
  attempts: z.int().min(1).max(1000).default(10).describe('draws until a pair is left alone'),
});
export type WarpParams = z.infer<typeof params>;

export const warp = defineAlgorithm<'rank', WarpParams, FactorState>({
  id: 'warp.v1',
  task: 'rank',
  family: 'factors',
  doc: 'matrix factorisation for the top of the list, by stochastic gradient descent on items drawn until one is too high',
  source: 'Weston, Bengio, Usunier 2011; Kula 2015 (WARP of LightFM)',
  params,
  explains: ['factor'],
  coldStart: 'none',
  personal: true,
  use: 'where only the top of the list counts; a step costs more as the model gets better',
  cost: { fit: 'E P d x draws until a violation', answer: 'I d at most', memory: '(U + I) d' },
  async learn({ interactions }, options, run) {
    const { trace } = run;
    const pairs = Math.max(1, interactions.colIdx.length);
    const watch: AfterEpoch | undefined =
      trace && ((epoch, taken) => trace('violations', epoch, taken / pairs));
    return rankingState(interactions, await fitWarp(interactions, options, run, watch), run);
  },
  shape: FACTOR_SHAPE,
  open: (state, { kernels }) => factorModel({ ...state, kernels }),
});

const MOST_LOSS = 10;

/** (attempts + 1) the weight of a pair whose n-th draw is too high, n from 1. */
export function warpLosses(items: number, attempts: number): Float32Array {
  return Float32Array.from({ length: attempts + 1 }, (_, n) => {
    const rank = Math.floor((items - 1) / Math.max(1, n));
    return Math.min(MOST_LOSS, Math.max(1, log(Math.max(1, rank))));
  });
}

/** The fit itself. */
export function fitWarp(
  pairs: Interactions,
  options: WarpParams,
  run: FitRun,
  afterEpoch?: AfterEpoch,
): Promise<RankingFactors> {
  const keys = {
    first: run.draw('warp.init'),
    blocks: run.draw('warp.blocks'),
    steps: run.draw('warp.steps'),
  };
  const items = trainedItems(pairs).reduce((sum, one) => sum + one, 0);
  return fitRanking(
    pairs,
    { ...options, name: 'warp', negatives: 'uniform', keys },
    {
      kernel: 'warpCell',
      scratch: 80,
      args: () => [options.learningRate, options.regularisation],
      adaptive: { losses: warpLosses(items, options.attempts) },
    },
    run,
    afterEpoch,
  );
}
