/**
 * Factorisation machine: every feature of shopper and item has a vector, and features meet in pairs.
 *
 * Rendle, "Factorization machines", ICDM 2010. With x the features of a shopper u and an item i, a score is (equation 1)
 *
 *   x(u, i) = w_0 + sum_f w_f x_f + sum_{f < g} <v_f, v_g> x_f x_g
 *
 * of which, by equation 5 taken by sides, only these terms put one item before another:
 *
 *   <S_u, T_i> + b_i,   S_u = sum of v_f x_f over the shopper's features, T_i over the item's,
 *   b_i = sum_g w_g x_g + (|T_i|^2 - sum_g |v_g|^2 x_g^2) / 2
 *
 * so that answers are those of a model of factors. Fitted as in section IV.B by pairs: steps on -ln sigma(x(u, i) - x(u, j)) plus an L2
 * penalty (Rendle et al., "BPR", UAI 2009), for training pairs (u, i) drawn anew each time and an item j drawn uniformly of those that the
 * shopper did not have. With ids alone it is BPR-MF. Features that no training pair has stay at 0. One thread; weights f32, steps in f64.
 */

import { z } from 'zod';
import type { FitRun, TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { checkFinite } from '../scoring/sgd/vectors.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { FACTOR_SHAPE, type FactorState, factorModel } from '../scoring/top-k/factor-model.ts';
import { fitMachine } from './fit-machine.ts';
import {
  describedRows,
  ITEM_FEATURES,
  itemRows,
  rowsWithPairs,
  SHOPPER_FEATURES,
  shopperRows,
} from './machine-features.ts';
import {
  addVectors,
  itemAlone,
  type MachineSides,
  type MachineWeights,
  OPTIMISERS,
} from './machine-steps.ts';

const params = z.strictObject({
  factors: z.int().min(1).max(1024).default(32).describe('length of a vector'),
  epochs: z.int().min(1).max(10_000).default(50).describe('steps, in training pairs'),
  learningRate: z.number().gt(0).max(10).default(0.05).describe('length of a step'),
  regularisation: z.number().min(0).max(10).default(0.01).describe('L2 penalty in each step'),
  initialScale: z
    .number()
    .gt(0)
    .max(10)
    .default(0.1)
    .describe('standard deviation of the first vectors, times the root of factors'),
  optimiser: z
    .enum(OPTIMISERS)
    .default('adagrad')
    .describe('adagrad: shorter steps for what has moved much, as features of many do'),
  shopperFeatures: z
    .array(z.enum(SHOPPER_FEATURES))
    .min(1)
    .default([...SHOPPER_FEATURES])
    .describe('what a shopper is told by: id, and groups where the data has them'),
  itemFeatures: z
    .array(z.enum(ITEM_FEATURES))
    .min(1)
    .default([...ITEM_FEATURES])
    .describe('what an item is told by: id, and columns of the catalogue; price: the tenth that it is in'),
  items: z
    .enum(['trained', 'all'])
    .default('trained')
    .describe(
      'what is listed; all: items without a training row too, by what else is known of them, for studies with `catalogue: all`; beside trained items, popular ones keep the lead that their ids learnt, unless itemFeatures has no id',
    ),
  shoppers: z
    .enum(['trained', 'all'])
    .default('trained')
    .describe(
      'who is answered; all: shoppers without a training row too, where a feature of theirs is of others who have some',
    ),
});
export type FactorisationMachineParams = z.infer<typeof params>;

export const factorisationMachine = defineAlgorithm<'rank', FactorisationMachineParams, FactorState>({
  id: 'factorisation-machine.v1',
  task: 'rank',
  family: 'factors',
  doc: 'vectors of every feature of shopper and item, which meet in pairs, fitted by pairwise ranking',
  source: 'Rendle 2010 (factorization machines); Rendle, Freudenthaler, Gantner, Schmidt-Thieme 2009 (BPR)',
  params,
  explains: ['factor'],
  coldStart: 'none',
  personal: true,
  use: 'where groups of shoppers, categories or attributes say more than few rows do; new items by their features (`items: all`), and new shoppers (`shoppers: all`)',
  cost: { fit: 'E P features d', answer: 'I d at most', memory: '(U + I + features) d' },
  learn,
  shape: FACTOR_SHAPE,
  open: (state, { kernels }) => factorModel({ ...state, kernels }),
});

async function learn(
  { interactions, catalog, shoppers }: TrainingData,
  options: FactorisationMachineParams,
  run: FitRun,
): Promise<FactorState> {
  run.signal.throwIfAborted();
  const { rows, cols } = interactions;
  const sides: MachineSides = {
    shoppers: shopperRows(shoppers, rows, options.shopperFeatures),
    items: itemRows(catalog, cols, options.itemFeatures),
  };
  const weights = await fitMachine(interactions, sides, options, run);
  const trained = trainedItems(interactions);
  return {
    interactions,
    places: tiePlaces(cols, run.draw('ties')),
    ...(options.shoppers === 'all' && {
      answered: describedRows(sides.shoppers, rowsWithPairs(interactions)),
    }),
    trained: options.items === 'all' && interactions.colIdx.length > 0 ? trained.fill(1) : trained,
    ...sideVectors(sides, weights, options.factors),
  };
}

/** S, T and b of the header. */
export function sideVectors(
  sides: MachineSides,
  weights: MachineWeights,
  factors: number,
): Required<Pick<FactorState, 'shopperVectors' | 'itemVectors' | 'bias'>> {
  const { shoppers, items } = sides;
  const shopperVectors = new Float32Array(shoppers.rows * factors);
  const itemVectors = new Float32Array(items.rows * factors);
  const bias = new Float32Array(items.rows);
  const sum = new Float64Array(factors);
  for (let row = 0; row < shoppers.rows; row++) {
    addVectors(shoppers, row, weights.shopper, sum.fill(0));
    shopperVectors.set(sum, row * factors);
  }
  for (let row = 0; row < items.rows; row++) {
    addVectors(items, row, weights.item, sum.fill(0));
    itemVectors.set(sum, row * factors);
    bias[row] = itemAlone(sides, weights, row, sum);
  }
  for (const values of [shopperVectors, itemVectors, bias]) checkFinite(values, 'factorisation-machine');
  return { shopperVectors, itemVectors, bias };
}
