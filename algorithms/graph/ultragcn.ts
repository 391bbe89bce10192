/**
 * UltraGCN: vectors at which graph convolution without end would come to rest, found by a loss alone, without propagation.
 *
 * Mao, Zhu, Xiao, Lu, Wang, He, "UltraGCN: Ultra simplification of graph convolutional networks for recommendation", CIKM 2021:
 * equation 7 with the weights beta_ui = root(d_u + 1) / d_u / root(d_i + 1), each drawn item with its own beta (the parameters w1 to w4
 * of the code that the authors published), equation 10 for the item-item graph with omega as in that code (co-occurrence.ts), an L2
 * penalty on all vectors at each step. Sums over a batch, Adam over all rows (scoring/batches/), f32.
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import type { FitRun } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { adamStep } from '../scoring/batches/adam.ts';
import { batchSize, eachBatch } from '../scoring/batches/batches.ts';
import { openFactorTables, rateOf, takeFactors } from '../scoring/batches/factor-tables.ts';
import { entriesByItem, openEntries, pairsByShopper, pullPairs } from '../scoring/batches/pair-entries.ts';
import { sumRows } from '../scoring/batches/row-sums.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { checkFinite } from '../scoring/sgd/vectors.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { FACTOR_SHAPE, type FactorState, factorModel } from '../scoring/top-k/factor-model.ts';
import { coOccurrence } from './co-occurrence.ts';

const weight = z.number().min(0).max(1e6);
const params = z.strictObject({
  factors: z.int().min(1).max(1024).default(64).describe('length of a vector'),
  epochs: z.int().min(1).max(10_000).default(80).describe('times each pair is taken'),
  batch: z.int().min(1).max(65_536).default(1024).describe('pairs of a step; at most a sixteenth of all'),
  learningRate: z.number().gt(0).max(1).default(0.005).describe('rate of Adam'),
  dropAfter: z.int().min(0).max(10_000).default(0).describe('epochs at the whole rate; 0: all'),
  dropFactor: z.number().gt(0).max(1).default(0.1).describe('what is left of the rate then'),
  initialDeviation: z.number().gt(0).max(10).default(0.1).describe('standard deviation of the first vectors'),
  negatives: z.int().min(1).max(5000).default(200).describe('items drawn against each pair'),
  negativeWeight: weight.default(200).describe('weight of the mean loss of the drawn items'),
  w1: weight.default(1e-7).describe('weight of a pair, alike for all'),
  w2: weight.default(1).describe('weight of a pair by its beta'),
  w3: weight.default(1e-7).describe('weight of a drawn item, alike for all'),
  w4: weight.default(1).describe('weight of a drawn item by its beta'),
  neighbours: z
    .int()
    .min(0)
    .max(500)
    .default(10)
    .describe('items of the item-item graph that each item keeps'),
  neighbourWeight: weight.default(0.001).describe('weight of the item-item graph'),
  regularisation: weight.default(1e-4).describe('L2 penalty on all vectors, at each step'),
});
export type UltragcnParams = z.infer<typeof params>;

export const ultragcn = defineAlgorithm<'rank', UltragcnParams, FactorState>({
  id: 'ultragcn.v1',
  task: 'rank',
  family: 'graph',
  doc: 'matrix factorisation whose loss is weighted as graph convolution without end would, with an item-item graph',
  source: 'Mao, Zhu, Xiao, Lu, Wang, He 2021 (UltraGCN)',
  params,
  explains: ['factor'],
  coldStart: 'none',
  personal: true,
  use: 'accuracy of graph models without propagating; many drawn items and epochs make a long fit',
  cost: { fit: 'E P N d, N drawn items', answer: 'I d at most', memory: '4 (U + I) d' },
  async learn({ interactions }, options, run) {
    const { shoppers, items } = await fitUltragcn(interactions, options, run);
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      shopperVectors: shoppers,
      itemVectors: items,
      trained: trainedItems(interactions),
    };
  },
  shape: FACTOR_SHAPE,
  open: (state, { kernels }) => factorModel({ ...state, kernels }),
});

export interface FactorPair {
  /** (shoppers * factors), (items * factors) */
  readonly shoppers: Float32Array;
  readonly items: Float32Array;
}

export type AfterEpoch = (epoch: number, vectors: () => FactorPair) => void;

/** Shoppers' root(d + 1) / d, items' 1 / root(d + 1); 0 for shoppers without a pair. */
export function betas({ rows, cols, rowPtr, colIdx }: Interactions): FactorPair {
  const degree = new Float64Array(cols);
  for (const item of colIdx) degree[item]!++;
  const shoppers = Float32Array.from({ length: rows }, (_, row) => {
    const own = rowPtr[row + 1]! - rowPtr[row]!;
    return own === 0 ? 0 : Math.sqrt(own + 1) / own;
  });
  return { shoppers, items: Float32Array.from(degree, (d) => 1 / Math.sqrt(d + 1)) };
}

/** `afterEpoch` is told of each epoch from 1, and may take the vectors as they are. */
export async function fitUltragcn(
  pairs: Interactions,
  options: UltragcnParams,
  run: FitRun,
  afterEpoch?: AfterEpoch,
): Promise<FactorPair> {
  const { kernels } = run;
  const { factors, neighbours: near } = options;
  const graph = await coOccurrence(pairs, near, run);
  const scope = kernels.memory.openScope();
  try {
    const tables = await openFactorTables(
      scope,
      {
        name: 'ultragcn',
        shoppers: pairs.rows,
        items: pairs.cols,
        factors,
        deviation: options.initialDeviation,
        key: run.draw('ultragcn.init'),
      },
      run,
    );
    const { stride, shoppers, items } = tables;
    const vectors = (): FactorPair => ({
      shoppers: takeFactors(kernels, shoppers.values, pairs.rows, stride, factors),
      items: takeFactors(kernels, items.values, pairs.cols, stride, factors),
    });
    const trained = trainedItems(pairs);
    const pool = Uint32Array.from(trained.keys()).filter((item) => trained[item] === 1);
    const size = batchSize(pairs.colIdx.length, options.batch);
    const per = 1 + near + options.negatives;
    const entries = openEntries(scope, { size, per, stride, shoppers: pairs.rows, items: pairs.cols });
    const beta = betas(pairs);
    const omega = graph.weights.map((value) => options.neighbourWeight * value);
    const loss = {
      kernel: 'ultragcnPairs' as const,
      scratch: 4160,
      shopperVectors: shoppers.values,
      itemVectors: items.values,
      drawKey: run.draw('ultragcn.negatives'),
      pool: scope.put(pool),
      poolSize: pool.length,
      negatives: options.negatives,
      args: [
        ...[scope.put(beta.shoppers), scope.put(beta.items), options.w1, options.w2, options.w3, options.w4],
        ...[options.negativeWeight / options.negatives, near, scope.put(graph.neighbours), scope.put(omega)],
      ],
    };
    const decay = { decay: options.regularisation };
    const plan = {
      ...{ epochs: options.epochs, size, key: run.draw('ultragcn.order'), work: 3 * per * stride },
      moved: { tables: [items, shoppers] },
    };
    await eachBatch(pairs, plan, run, (batch) => {
      const wantsLoss = batch.isLast && run.trace !== undefined;
      const sum = pullPairs(kernels, entries, batch, batch.shoppers, loss, wantsLoss);
      if (sum !== null) run.trace?.('loss', batch.epoch + 1, sum / batch.size);
      const moment = batch.moment(rateOf(options, batch.epoch));
      sumRows(kernels, entriesByItem(kernels, entries, batch.size), {
        ...{ rows: pairs.cols, stride, out: items.gradient, sources: shoppers.values },
        place: entries.pairShopper,
      });
      sumRows(kernels, pairsByShopper(kernels, entries, batch.size), {
        ...{ rows: pairs.rows, stride, out: shoppers.gradient, sources: entries.gradient },
      });
      adamStep(kernels, items, moment, decay);
      adamStep(kernels, shoppers, moment, decay);
      if (batch.isLast) afterEpoch?.(batch.epoch + 1, vectors);
    });
    const fitted = vectors();
    for (const vectors of [fitted.shoppers, fitted.items]) checkFinite(vectors, 'ultragcn');
    return fitted;
  } finally {
    scope.close();
  }
}
