/** What the fit of SimpleX works in: parameters, tables and kernel memory, opened once. */

import { type Interactions, transpose } from '../../datasets/interactions.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import type { Scope } from '../../numerics/kernels/memory.ts';
import { uniform } from '../../numerics/rng.ts';
import type { FitRun } from '../algorithm.ts';
import { type AdamTable, openTable } from '../scoring/batches/adam.ts';
import { batchSize } from '../scoring/batches/batches.ts';
import { openFactorTables, type RateSchedule } from '../scoring/batches/factor-tables.ts';
import type { RowLists } from '../scoring/batches/row-sums.ts';
import { trainedItems } from '../scoring/scored-model.ts';

/** As the parameters of `simplex` say. */
export interface SimplexOptions extends RateSchedule {
  readonly factors: number;
  readonly epochs: number;
  readonly batch: number;
  readonly initialDeviation: number;
  readonly negatives: number;
  readonly negativeWeight: number;
  readonly margin: number;
  readonly gamma: number;
  readonly dropout: number;
  readonly biases: boolean;
  readonly regularisation: number;
}

/** What a fit works in: tables, slots of a batch's shoppers, what each had. */
export type SimplexRoom = Awaited<ReturnType<typeof openRoom>>;

export async function openRoom(scope: Scope, pairs: Interactions, options: SimplexOptions, run: FitRun) {
  const { kernels } = run;
  const { factors, gamma } = options;
  const tables = await openFactorTables(
    scope,
    {
      name: 'simplex',
      shoppers: pairs.rows,
      items: pairs.cols,
      factors,
      extra: options.biases ? 1 : 0,
      deviation: options.initialDeviation,
      key: run.draw('simplex.init'),
    },
    run,
  );
  const { stride } = tables;
  const size = batchSize(pairs.colIdx.length, options.batch);
  const trained = trainedItems(pairs);
  const pool = Uint32Array.from(trained.keys()).filter((item) => trained[item] === 1);
  const rowsOf = (rows: number): number => scope.alloc(4 * rows * stride);
  return {
    ...{ kernels, pairs, options, tables, size },
    /** (size) u32 */
    pairShoppers: scope.alloc(4 * size),
    per: 1 + options.negatives,
    turning: openTurning(scope, kernels, factors, stride, run),
    turned: rowsOf(factors),
    histories: openHistories(scope, pairs, (1 - gamma) / gamma),
    slots: {
      shopper: scope.alloc(4 * size),
      /** (shoppers) slot of each, NOWHERE for those not in the batch */
      place: scope.alloc(4 * pairs.rows),
      identity: scope.put(Uint32Array.from({ length: Math.max(size, pairs.rows) + 1 }, (_, n) => n)),
      ...{ means: rowsOf(size), vectors: rowsOf(size), units: rowsOf(size), inverse: scope.alloc(4 * size) },
      ...{ gradient: rowsOf(size), meanGradient: rowsOf(size) },
    },
    itemUnits: { units: rowsOf(pairs.cols), inverse: scope.alloc(4 * pairs.cols) },
    ...{ thinned: rowsOf(size), pool: scope.put(pool), poolSize: pool.length },
    ...{ negativesKey: run.draw('simplex.negatives'), dropoutKey: run.draw('simplex.dropout') },
    /** The bias of all, and its two moments. */
    offset: new Float64Array(3),
  };
}

/** The matrix that turns means of items, transposed: row k is what dimension k of a mean brings. Uniform within 1 / root(factors). */
function openTurning(
  scope: Scope,
  kernels: KernelHost,
  factors: number,
  stride: number,
  run: FitRun,
): AdamTable {
  const table = openTable(kernels, scope, factors, stride);
  const key = run.draw('simplex.init');
  const values = kernels.memory.f32(table.values, factors * stride).fill(0);
  for (let k = 0; k < factors; k++) {
    for (let j = 0; j < factors; j++) {
      values[k * stride + j] = (2 * uniform(key, k, TURNING, j) - 1) / Math.sqrt(factors);
    }
  }
  return table;
}

/** Side of the draws of the turning matrix, beside those of shoppers and items. */
const TURNING = 3;

/** Items of each shopper, of whose mean `share` is taken, and shoppers of each item with the weight that the item has in their means. */
function openHistories(scope: Scope, pairs: Interactions, share: number) {
  const shares = Float32Array.from({ length: pairs.rows }, (_, row) => {
    const own = pairs.rowPtr[row + 1]! - pairs.rowPtr[row]!;
    return own === 0 ? 0 : share / own;
  });
  const { rowPtr, colIdx } = transpose(pairs);
  const byShopper = {
    start: scope.put(pairs.rowPtr),
    keys: pairs.rows,
    source: scope.put(pairs.colIdx),
    scale: scope.put(shares),
  };
  const byItem: RowLists = {
    start: scope.put(rowPtr),
    keys: pairs.cols,
    source: scope.put(colIdx),
    coefficient: scope.put(Float32Array.from(colIdx, (shopper) => shares[shopper]!)),
  };
  return { byShopper, byItem };
}
