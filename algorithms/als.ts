/**
 * Implicit ALS: matrix factorisation with a weighted pull of every unobserved pair towards 0.
 *
 * Hu, Koren, Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008, in the form and with the
 * frequency-scaled regularisation of Rendle, Krichene, Zhang, Koren, "Revisiting the performance of iALS on item
 * recommendation benchmarks", RecSys 2022. Each epoch solves all shoppers, then all items, exactly.
 */

import { z } from 'zod';
import { type Interactions, transpose } from '../datasets/interactions.ts';
import { normalQuantile } from '../numerics/distributions.ts';
import { type DrawKey, uniform } from '../numerics/rng.ts';
import type { Algorithm, FitRun } from './algorithm.ts';
import { type SweepProgress, solveSide } from './scoring/als-solver.ts';
import { trainedItems } from './scoring/scored-model.ts';
import { tiePlaces } from './scoring/ties.ts';
import { factorModel } from './scoring/top-k/factor-model.ts';

const params = z.strictObject({
  factors: z.int().min(1).max(1024).default(64).describe('length of a vector'),
  epochs: z.int().min(1).max(1000).default(10).describe('sweeps over shoppers and items'),
  unobservedWeight: z
    .number()
    .gt(0)
    .max(1)
    .default(0.1)
    .describe('weight of the pull of every pair towards 0; the weight of an observed pair is 1'),
  regularisation: z.number().gt(0).max(1e6).default(0.005).describe('L2 penalty before it is scaled'),
  frequencyExponent: z
    .number()
    .min(0)
    .max(2)
    .default(1)
    .describe('nu: the penalty of a vector grows with (its pairs + unobservedWeight x the other side) ^ nu'),
  initialScale: z
    .number()
    .gt(0)
    .max(10)
    .default(0.1)
    .describe('standard deviation of the initial item vectors, times the root of factors'),
  valueWeight: z
    .number()
    .min(0)
    .max(1e6)
    .default(0)
    .describe('an observed pair weighs 1 + valueWeight x its summed value (Hu, Koren, Volinsky: alpha)'),
});
export type AlsParams = z.infer<typeof params>;

export const als: Algorithm<'rank', AlsParams> = {
  id: 'als.v1',
  task: 'rank',
  doc: 'matrix factorisation of implicit feedback by alternating least squares',
  source: 'Hu, Koren, Volinsky 2008; Rendle, Krichene, Zhang, Koren 2022 (iALS)',
  params,
  coldStart: 'none',
  personal: true,
  async fit({ interactions }, options, run) {
    const factors = await fitFactors(interactions, options, run);
    return factorModel({
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      shopperVectors: Float32Array.from(factors.shoppers),
      itemVectors: Float32Array.from(factors.items),
      trained: trainedItems(interactions),
      kernels: run.kernels,
    });
  },
};

export interface AlsFactors {
  /** (shoppers * factors) */
  readonly shoppers: Float64Array;
  /** (items * factors) */
  readonly items: Float64Array;
}

/** The fit itself; `afterEpoch` sees the factors after each sweep over both sides. */
export async function fitFactors(
  interactions: Interactions,
  options: AlsParams,
  run: FitRun,
  afterEpoch?: (factors: AlsFactors) => void,
): Promise<AlsFactors> {
  const { factors, epochs } = options;
  const byShopper = pairWeights(interactions, options.valueWeight);
  const byItem = transpose(byShopper);
  const shoppers = new Float64Array(byShopper.rows * factors);
  const items = initialVectors(byItem, factors, options.initialScale, run.draw('als.init'));
  const progress: SweepProgress = { done: 0, total: epochs * (byShopper.rows + byItem.rows), work: 0 };
  run.signal.throwIfAborted();
  for (let epoch = 0; epoch < epochs; epoch++) {
    await solveSide(byShopper, items, shoppers, options, run, progress);
    await solveSide(byItem, shoppers, items, options, run, progress);
    afterEpoch?.({ shoppers, items });
  }
  return { shoppers, items };
}

/** The pairs with the weight of each in the loss. */
export function pairWeights(interactions: Interactions, valueWeight: number): Interactions {
  const values = interactions.values.map((value) => {
    if (valueWeight > 0 && value < 0) {
      throw new RangeError(`als: summed value ${value} of a pair; valueWeight needs values of at least 0`);
    }
    return valueWeight === 0 ? 1 : 1 + valueWeight * value;
  });
  return { ...interactions, values };
}

/** Normal draws with standard deviation scale / sqrt(factors); the zero vector for a row without pairs. */
function initialVectors(pairs: Interactions, factors: number, scale: number, key: DrawKey): Float64Array {
  const deviation = scale / Math.sqrt(factors);
  const vectors = new Float64Array(pairs.rows * factors);
  for (let row = 0; row < pairs.rows; row++) {
    if (pairs.rowPtr[row] === pairs.rowPtr[row + 1]) continue;
    for (let f = 0; f < factors; f++) {
      vectors[row * factors + f] = deviation * normalQuantile(uniform(key, row, f));
    }
  }
  return vectors;
}
