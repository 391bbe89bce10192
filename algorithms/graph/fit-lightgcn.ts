/** The fit of LightGCN: one table of shoppers, then items; smoothing both ways, a loss on what is smooth, and the way back. */

import { type Interactions, transpose } from '../../datasets/interactions.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import type { Scope } from '../../numerics/kernels/memory.ts';
import type { FitRun } from '../algorithm.ts';
import { adamStep, openTable, TABLE_COPIES } from '../scoring/batches/adam.ts';
import { type Batch, batchSize, eachBatch } from '../scoring/batches/batches.ts';
import { type RateSchedule, rateOf, takeFactors } from '../scoring/batches/factor-tables.ts';
import {
  entriesByItem,
  openEntries,
  type PairEntries,
  pairsByShopper,
  pullPairs,
} from '../scoring/batches/pair-entries.ts';
import { type RowLists, sumRows } from '../scoring/batches/row-sums.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { checkFinite, drawVectors, requireVectors, strideOf } from '../scoring/sgd/vectors.ts';

/** As the parameters of `lightgcn` say. */
export interface LightgcnOptions extends RateSchedule {
  readonly factors: number;
  readonly layers: number;
  readonly epochs: number;
  readonly batch: number;
  readonly initialDeviation: number;
  readonly regularisation: number;
}

export interface LightgcnVectors {
  /** (shoppers * factors), (items * factors), smoothed */
  readonly shoppers: Float32Array;
  readonly items: Float32Array;
}

/** Draws of the other item of a pair. */
const ATTEMPTS = 50;
/** Room for smooth vectors, one layer of them, and their gradient. */
const LAYER_COPIES = 3;

/** `afterEpoch` is told of each epoch from 1, and may take the vectors as they are. */
export async function fitLightgcn(
  pairs: Interactions,
  options: LightgcnOptions,
  run: FitRun,
  afterEpoch?: (epoch: number, vectors: () => LightgcnVectors) => void,
): Promise<LightgcnVectors> {
  const { kernels } = run;
  const rows = pairs.rows + pairs.cols;
  requireVectors(kernels.memory, 'lightgcn', {
    rows: (TABLE_COPIES + LAYER_COPIES) * rows,
    factors: options.factors,
  });
  const scope = kernels.memory.openScope();
  try {
    const fit = await openFit(scope, pairs, options, run);
    const vectors = (): LightgcnVectors => {
      smooth(fit, fit.table.values, fit.smooth);
      const { stride } = fit.table;
      const items = fit.smooth + 4 * pairs.rows * stride;
      return {
        shoppers: takeFactors(kernels, fit.smooth, pairs.rows, stride, options.factors),
        items: takeFactors(kernels, items, pairs.cols, stride, options.factors),
      };
    };
    const { size } = fit.entries;
    const work = (4 * options.layers * pairs.colIdx.length * fit.table.stride) / size;
    await eachBatch(
      pairs,
      {
        ...{ epochs: options.epochs, size, key: run.draw('lightgcn.order'), work },
        moved: { tables: [fit.table] },
      },
      run,
      (batch) => {
        const loss = pullBack(fit, batch, batch.isLast && run.trace !== undefined);
        if (loss !== null) run.trace?.('loss', batch.epoch + 1, loss / batch.size);
        const moment = batch.moment(rateOf(options, batch.epoch));
        adamStep(kernels, fit.table, moment, { decay: 0, rowDecay: fit.rowDecay });
        if (batch.isLast) afterEpoch?.(batch.epoch + 1, vectors);
      },
    );
    const fitted = vectors();
    for (const values of [fitted.shoppers, fitted.items]) checkFinite(values, 'lightgcn');
    return fitted;
  } finally {
    scope.close();
  }
}

type Fit = Awaited<ReturnType<typeof openFit>>;

async function openFit(scope: Scope, pairs: Interactions, options: LightgcnOptions, run: FitRun) {
  const { kernels } = run;
  const { factors, initialDeviation: deviation } = options;
  const stride = strideOf(factors);
  const rows = pairs.rows + pairs.cols;
  const table = openTable(kernels, scope, rows, stride);
  const first = { factors, deviation, key: run.draw('lightgcn.init') };
  await drawVectors(table.values, { ...first, rows: pairs.rows, side: 'shoppers' }, run);
  await drawVectors(
    table.values + 4 * pairs.rows * stride,
    { ...first, rows: pairs.cols, side: 'items' },
    run,
  );
  const layer = (): number => scope.alloc(4 * rows * stride);
  const size = batchSize(pairs.colIdx.length, options.batch);
  const trained = trainedItems(pairs);
  const pool = Uint32Array.from(trained.keys()).filter((item) => trained[item] === 1);
  return {
    ...{ kernels, pairs, options, table },
    graph: openGraph(scope, pairs, options.layers),
    entries: openEntries(scope, { size, per: 2, stride, shoppers: pairs.rows, items: pairs.cols }),
    ...{ smooth: layer(), other: layer(), gradient: layer(), rowDecay: scope.alloc(4 * rows) },
    ...{ pool: scope.put(pool), poolSize: pool.length, drawKey: run.draw('lightgcn.negatives') },
  };
}

interface Graph {
  /** Items of each shopper and shoppers of each item, weighted by 1 over the root of both degrees. */
  readonly shoppers: RowLists;
  readonly items: RowLists;
  /** (the larger side) f32, 1 / (layers + 1) each: the scale of the last layer's sums */
  readonly mean: number;
}

function openGraph(scope: Scope, pairs: Interactions, layers: number): Graph {
  const back = transpose(pairs);
  const lists = ({ rows, rowPtr, colIdx }: Interactions, other: Interactions): RowLists => {
    const weights = new Float32Array(colIdx.length);
    for (let row = 0; row < rows; row++) {
      for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) {
        const [own, far] = [
          rowPtr[row + 1]! - rowPtr[row]!,
          other.rowPtr[colIdx[p]! + 1]! - other.rowPtr[colIdx[p]!]!,
        ];
        weights[p] = 1 / Math.sqrt(own * far);
      }
    }
    return {
      start: scope.put(rowPtr),
      keys: rows,
      source: scope.put(colIdx),
      coefficient: scope.put(weights),
    };
  };
  const mean = new Float32Array(Math.max(pairs.rows, pairs.cols)).fill(1 / (layers + 1));
  return { shoppers: lists(pairs, back), items: lists(back, pairs), mean: scope.put(mean) };
}

/**
 * out = the mean of v, A v, ..., A^L v for vectors of all shoppers and items: (v + A (v + A (v + ...))) / (L + 1). `out` and `fit.other` take
 * turns, so that the last lands in `out`.
 */
function smooth({ kernels, pairs, options, table, graph, other }: Fit, values: number, out: number): void {
  const { stride } = table;
  const items = 4 * pairs.rows * stride;
  const { layers } = options;
  let from = values;
  for (let layer = 1; layer <= layers; layer++) {
    const to = (layers - layer) % 2 === 0 ? out : other;
    const scale = layer === layers ? { scale: graph.mean } : {};
    const common = { stride };
    sumRows(
      kernels,
      { ...graph.shoppers, ...scale },
      { ...common, rows: pairs.rows, out: to, initial: values, sources: from + items },
    );
    sumRows(
      kernels,
      { ...graph.items, ...scale },
      { ...common, rows: pairs.cols, out: to + items, initial: values + items, sources: from },
    );
    from = to;
  }
}

/** The gradient of a batch's loss by the table, and the penalty's part of each row; the sum of the losses where asked for. */
function pullBack(fit: Fit, batch: Batch, wantsLoss: boolean): number | null {
  const { kernels, pairs, table, entries, graph } = fit;
  const { stride } = table;
  const items = 4 * pairs.rows * stride;
  smooth(fit, table.values, fit.smooth);
  const loss = pullPairs(
    kernels,
    entries,
    batch,
    batch.shoppers,
    {
      kernel: 'bprPairs',
      scratch: 4160,
      ...{ shopperVectors: fit.smooth, itemVectors: fit.smooth + items, drawKey: fit.drawKey },
      ...{ pool: fit.pool, poolSize: fit.poolSize, negatives: 1 },
      args: [graph.shoppers.start, graph.shoppers.source, ATTEMPTS, 1 / batch.size],
    },
    wantsLoss,
  );
  sumRows(kernels, entriesByItem(kernels, entries, batch.size), {
    ...{
      rows: pairs.cols,
      stride,
      out: fit.gradient + items,
      sources: fit.smooth,
      place: entries.pairShopper,
    },
  });
  sumRows(kernels, pairsByShopper(kernels, entries, batch.size), {
    ...{ rows: pairs.rows, stride, out: fit.gradient, sources: entries.gradient },
  });
  smooth(fit, fit.gradient, table.gradient);
  penalise(kernels, fit, entries, batch);
  return loss;
}

/** Each row's share of the penalty: how often it stands in the batch, over the pairs of the batch. */
function penalise(
  kernels: KernelHost,
  { rowDecay, pairs, options }: Fit,
  entries: PairEntries,
  batch: Batch,
): void {
  const decay = kernels.memory.f32(rowDecay, pairs.rows + pairs.cols).fill(0);
  const counts = kernels.memory.u32(entries.entryCount, batch.size);
  const found = kernels.memory.u32(entries.entryItem, 2 * batch.size);
  const times = new Uint32Array(decay.length);
  for (let pair = 0; pair < batch.size; pair++) {
    if (counts[pair] === 0) continue;
    times[batch.shoppers[pair]!]!++;
    for (const item of found.subarray(2 * pair, 2 * pair + 2)) times[pairs.rows + item]!++;
  }
  for (let row = 0; row < times.length; row++)
    decay[row] = (options.regularisation / batch.size) * times[row]!;
}
