/** Two tables of vectors, of shoppers and of items, that Adam moves by the pulls of a loss over batches of pairs. */

import type { KernelHost } from '../../../numerics/kernels/host.ts';
import type { Scope } from '../../../numerics/kernels/memory.ts';
import type { DrawKey } from '../../../numerics/rng.ts';
import type { FitRun } from '../../algorithm.ts';
import { drawVectors, requireVectors, strideOf } from '../sgd/vectors.ts';
import { type AdamTable, openTable, TABLE_COPIES } from './adam.ts';

export interface TablePlan {
  /** Of the algorithm, for errors. */
  readonly name: string;
  readonly shoppers: number;
  readonly items: number;
  readonly factors: number;
  /** Values of a row behind its factors, 0 at first. */
  readonly extra?: number;
  /** Standard deviation of the first vectors. */
  readonly deviation: number;
  readonly key: DrawKey;
}

export interface FactorTables {
  readonly stride: number;
  readonly shoppers: AdamTable;
  readonly items: AdamTable;
}

/** Throws RangeError where they do not fit, before any is drawn. */
export async function openFactorTables(scope: Scope, plan: TablePlan, run: FitRun): Promise<FactorTables> {
  const { name, factors, deviation, key, extra = 0 } = plan;
  const { kernels } = run;
  const stride = strideOf(factors + extra);
  requireVectors(kernels.memory, name, {
    rows: TABLE_COPIES * (plan.shoppers + plan.items),
    factors: factors + extra,
  });
  const shoppers = openTable(kernels, scope, plan.shoppers, stride);
  const items = openTable(kernels, scope, plan.items, stride);
  const first = { factors, stride, deviation, key };
  await drawVectors(shoppers.values, { ...first, rows: plan.shoppers, side: 'shoppers' }, run);
  await drawVectors(items.values, { ...first, rows: plan.items, side: 'items' }, run);
  return { stride, shoppers, items };
}

/** (rows * factors) a copy without what stands behind the factors. */
export function takeFactors(
  kernels: KernelHost,
  address: number,
  rows: number,
  stride: number,
  factors: number,
): Float32Array {
  const padded = kernels.memory.f32(address, rows * stride);
  const vectors = new Float32Array(rows * factors);
  for (let row = 0; row < rows; row++) {
    vectors.set(padded.subarray(row * stride, row * stride + factors), row * factors);
  }
  return vectors;
}

/** The rate of an epoch: so many epochs whole, then a part of it. */
export interface RateSchedule {
  readonly learningRate: number;
  readonly dropAfter: number;
  readonly dropFactor: number;
}

export const rateOf = ({ learningRate, dropAfter, dropFactor }: RateSchedule, epoch: number): number =>
  dropAfter > 0 && epoch >= dropAfter ? learningRate * dropFactor : learningRate;
