/**
 * Implicit ALS: matrix factorisation with a weighted pull of every unobserved pair towards 0.
 *
 * Hu, Koren, Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008, in the form and with the
 * frequency-scaled regularisation of Rendle, Krichene, Zhang, Koren, "Revisiting the performance of iALS on item
 * recommendation benchmarks", RecSys 2022. Each epoch solves all shoppers, then all items: exactly, by a few steps of conjugate
 * gradients (Takacs, Pilaszy, Tikk 2011), or block after block of coordinates (Rendle, Krichene, Zhang, Koren, "iALS++", 2021).
 * Vectors are f32; what meets in sums over all shoppers or items is f64. Pairs may fade with age, as in Ding, Li, "Time weight collaborative
 * filtering", CIKM 2005.
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import type { FitRun } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { openAlsFit } from '../scoring/als/sweeps.ts';
import { fadedPairs } from '../scoring/pair-times.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { FACTOR_FIELDS, type FactorState, factorModel } from '../scoring/top-k/factor-model.ts';
import { matrix } from '../state/arrays.ts';
import { fields, optional } from '../state/shape.ts';
import { type AlsRows, ownItems, ROWS_SHAPE } from './als-causes.ts';

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
  halfLifeDays: z
    .number()
    .gt(0)
    .max(36_500)
    .nullable()
    .default(null)
    .describe('days before the end of training after which an observed pair weighs half; null: no fading'),
  pull: z
    .enum(['all-pairs', 'unobserved-pairs'])
    .default('all-pairs')
    .describe(
      'what is pulled towards 0: every pair (Rendle et al.) or those not observed (Hu, Koren, Volinsky)',
    ),
  solver: z
    .enum(['cholesky', 'cg', 'ials++'])
    .default('cholesky')
    .describe('how a sweep solves each row: exactly, by conjugate gradients, or by blocks of coordinates'),
  cgSteps: z.int().min(1).max(100).default(3).describe('cg: steps a sweep, from where the row is'),
  blockSize: z
    .int()
    .min(8)
    .max(1024)
    .multipleOf(8)
    .default(16)
    .describe('ials++: coordinates solved at once'),
  blockPasses: z.int().min(1).max(100).default(1).describe('ials++: passes over the coordinates a sweep'),
});
export type AlsParams = z.infer<typeof params>;

export const als = defineAlgorithm<'rank', AlsParams, AlsState>({
  id: 'als.v3',
  task: 'rank',
  family: 'factors',
  doc: 'matrix factorisation of implicit feedback by alternating least squares',
  source:
    'Hu, Koren, Volinsky 2008; Rendle, Krichene, Zhang, Koren 2022 (iALS) and 2021 (iALS++); Takacs, Pilaszy, Tikk 2011',
  params,
  explains: ['own-item', 'factor'],
  coldStart: 'none',
  personal: true,
  use: 'the strongest plain factor model of implicit feedback on sparse data; tune unobservedWeight and regularisation first',
  cost: {
    fit: 'E (P d^2 + (U + I) d^3); cg: E P d; ials++: E (P d + (U + I) d^2)',
    answer: 'I d at most',
    memory: '(U + I) d',
  },
  async learn(data, options, run) {
    const { interactions } = data;
    const { trace } = run;
    const { factors, unobservedWeight, regularisation, frequencyExponent, pull, valueWeight } = options;
    const rule = { factors, unobservedWeight, regularisation, frequencyExponent, pull, valueWeight };
    const { shoppers, items, solvedAgainst } = await fitFactors(
      interactions,
      options,
      run,
      trace && (async ({ epoch, loss }) => trace('loss', epoch, await loss())),
      options.halfLifeDays === null ? undefined : fadedPairs(data, options.halfLifeDays),
    );
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      shopperVectors: shoppers,
      itemVectors: items,
      trained: trainedItems(interactions),
      ...(solvedAgainst && { rows: { ...rule, solvedAgainst } }),
    };
  },
  shape: fields<AlsState>({
    ...FACTOR_FIELDS,
    interactions: matrix('shoppers', 'items'),
    rows: optional(ROWS_SHAPE),
  }),
  open({ rows, ...state }, { kernels }) {
    const pairs = () => pairWeights(state.interactions, rows?.valueWeight ?? 0);
    const views = rows && { 'own-item': ownItems(rows, pairs, state.itemVectors) };
    return factorModel({ ...state, kernels, ...(views && { views }) });
  },
});

export interface AlsState extends FactorState {
  /** Where shoppers are solved exactly: what it takes to tell what each own item adds. */
  readonly rows?: AlsRows;
}

export interface AlsFactors {
  /** (shoppers * factors) */
  readonly shoppers: Float32Array;
  /** (items * factors) */
  readonly items: Float32Array;
  /** (items * factors) the item vectors that those of shoppers are the exact answer to; absent where they are not exact */
  readonly solvedAgainst?: Float32Array;
}

/** What can be asked after an epoch; each call costs a pass over the data. */
export interface AlsEpoch {
  /** 1 ... epochs */
  readonly epoch: number;
  factors(): AlsFactors;
  /** The loss that `alsLoss` defines. */
  loss(): Promise<number>;
}

/** The fit itself; `afterEpoch` is called after each sweep over both sides; `faded` (pairs) is the share of its weight that each keeps. */
export async function fitFactors(
  interactions: Interactions,
  options: AlsParams,
  run: FitRun,
  afterEpoch?: (epoch: AlsEpoch) => void | Promise<void>,
  faded?: Float64Array,
): Promise<AlsFactors> {
  run.signal.throwIfAborted();
  const byShopper = pairWeights(interactions, options.valueWeight, faded);
  const fit = openAlsFit(byShopper, options, run, options.epochs);
  let solvedAgainst: Float32Array | undefined;
  const factors = () => ({ shoppers: fit.vectors('shoppers'), items: fit.vectors('items') });
  try {
    const { factors: length, initialScale } = options;
    fit.setVectors('items', initialVectors(interactions, length, initialScale, run.draw('als.init')));
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      await fit.sweep('shoppers');
      const isLast = epoch === options.epochs;
      if (isLast && options.solver === 'cholesky') solvedAgainst = fit.vectors('items');
      await fit.sweep('items');
      await afterEpoch?.({ epoch, factors, loss: () => fit.loss() });
    }
    return { ...factors(), ...(solvedAgainst && { solvedAgainst }) };
  } finally {
    fit.close();
  }
}

/** The loss after each epoch of a fit. */
export async function lossTrace(
  interactions: Interactions,
  options: AlsParams,
  run: FitRun,
): Promise<number[]> {
  const losses: number[] = [];
  await fitFactors(interactions, options, run, async ({ loss }) => {
    losses.push(await loss());
  });
  return losses;
}

/** The pairs with the weight of each in the loss. Throws RangeError on a value that is negative where it would weigh, or no number. */
export function pairWeights(
  interactions: Interactions,
  valueWeight: number,
  faded?: Float64Array,
): Interactions {
  const values = interactions.values.map((value, p) => {
    if (!Number.isFinite(value)) throw new RangeError(`als: summed value ${value} of a pair is not a number`);
    if (valueWeight > 0 && value < 0) {
      throw new RangeError(`als: summed value ${value} of a pair; valueWeight needs values of at least 0`);
    }
    return (valueWeight === 0 ? 1 : 1 + valueWeight * value) * (faded?.[p] ?? 1);
  });
  const huge = values.indexOf(Number.POSITIVE_INFINITY);
  if (huge >= 0) {
    const value = interactions.values[huge];
    throw new RangeError(
      `als: summed value ${value} with valueWeight ${valueWeight} leaves the range of f32`,
    );
  }
  return { ...interactions, values };
}

/** Item vectors: normal draws with standard deviation scale / sqrt(factors); the zero vector for an item without pairs. */
function initialVectors(pairs: Interactions, factors: number, scale: number, key: DrawKey): Float32Array {
  const deviation = scale / Math.sqrt(factors);
  const vectors = new Float32Array(pairs.cols * factors);
  const trained = trainedItems(pairs);
  for (let item = 0; item < pairs.cols; item++) {
    if (trained[item] === 0) continue;
    for (let f = 0; f < factors; f++) {
      vectors[item * factors + f] = deviation * normalQuantile(uniform(key, item, f));
    }
  }
  return vectors;
}
