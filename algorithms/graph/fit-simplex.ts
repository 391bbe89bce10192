/** The fit of SimpleX: a batch's shoppers have slots, in which their vectors are made of their own and of the items they had. */

import type { Interactions } from '../../datasets/interactions.ts';
import type { FitRun } from '../algorithm.ts';
import { ADAM, type AdamMoment, adamStep } from '../scoring/batches/adam.ts';
import { type Batch, eachBatch } from '../scoring/batches/batches.ts';
import { rateOf, takeFactors } from '../scoring/batches/factor-tables.ts';
import { entriesByItem, openEntries, pairsByShopper, pullPairs } from '../scoring/batches/pair-entries.ts';
import { NOWHERE, productRows, sumRows } from '../scoring/batches/row-sums.ts';
import { type UnitRows, unitGradients, unitRows } from '../scoring/batches/unit-rows.ts';
import { checkFinite } from '../scoring/sgd/vectors.ts';
import { openRoom, type SimplexOptions, type SimplexRoom } from './simplex-room.ts';

export interface SimplexVectors {
  /** (shoppers * factors), (items * factors) of length 1; (items) */
  readonly shoppers: Float32Array;
  readonly items: Float32Array;
  readonly bias: Float32Array;
}

/** `afterEpoch` is told of each epoch from 1, and may take the vectors as they are. */
export async function fitSimplex(
  pairs: Interactions,
  options: SimplexOptions,
  run: FitRun,
  afterEpoch?: (epoch: number, vectors: () => SimplexVectors) => void,
): Promise<SimplexVectors> {
  const { kernels } = run;
  const scope = kernels.memory.openScope();
  try {
    const fit = await openRoom(scope, pairs, options, run);
    const { size, per } = fit;
    const plan = {
      epochs: options.epochs,
      size,
      key: run.draw('simplex.order'),
      work: 2 * per * fit.tables.stride,
      moved: { tables: [fit.tables.items, fit.tables.shoppers, fit.turning], values: fit.offset },
    };
    const entries = openEntries(scope, {
      size,
      per,
      stride: fit.tables.stride,
      shoppers: size,
      items: pairs.cols,
    });
    await eachBatch(pairs, plan, run, (batch) => {
      const wantsLoss = batch.isLast && run.trace !== undefined;
      const loss = stepOf(fit, entries, batch, batch.moment(rateOf(options, batch.epoch)), wantsLoss);
      if (loss !== null) run.trace?.('loss', batch.epoch + 1, loss / batch.size);
      if (batch.isLast) afterEpoch?.(batch.epoch + 1, () => vectorsOf(fit));
    });
    const fitted = vectorsOf(fit);
    for (const vectors of Object.values(fitted)) checkFinite(vectors, 'simplex');
    return fitted;
  } finally {
    scope.close();
  }
}

/** Gives slots to the distinct shoppers of `shoppers`; returns the slot of each. */
function takeSlots(
  { kernels, pairs, slots }: SimplexRoom,
  shoppers: Uint32Array,
): { slotOf: Uint32Array; count: number } {
  const place = kernels.memory.u32(slots.place, pairs.rows).fill(NOWHERE);
  const shopperAt = kernels.memory.u32(slots.shopper, shoppers.length);
  let count = 0;
  const slotOf = shoppers.map((shopper) => {
    if (place[shopper] === NOWHERE) {
      shopperAt[count] = shopper;
      place[shopper] = count++;
    }
    return place[shopper]!;
  });
  return { slotOf, count };
}

const slotUnits = ({ options, tables, slots }: SimplexRoom, rows: number): UnitRows => ({
  ...{ rows, stride: tables.stride, dimensions: options.factors },
  ...{ vectors: slots.vectors, units: slots.units, inverse: slots.inverse },
  behind: options.biases ? 'one' : 'nothing',
});

const itemUnits = ({ options, tables, itemUnits: own }: SimplexRoom): UnitRows => ({
  ...{ rows: tables.items.rows, stride: tables.stride, dimensions: options.factors },
  ...{ vectors: tables.items.values, ...own, behind: options.biases ? 'kept' : 'nothing' },
});

/**
 * Units of the shoppers in slots: of own + (1 - gamma) / gamma x turned mean, which points where gamma own + (1 - gamma) turned mean does.
 */
function fillSlots(fit: SimplexRoom, rows: number): void {
  const { kernels, tables, slots, histories, options, turning } = fit;
  const { stride } = tables;
  sumRows(kernels, histories.byShopper, {
    ...{ rows, stride, out: slots.means, rowKey: slots.shopper, sources: tables.items.values },
  });
  sumRows(
    kernels,
    { start: slots.identity, keys: rows, source: slots.shopper },
    { rows, stride, out: slots.vectors, sources: tables.shoppers.values },
  );
  productRows(
    kernels,
    { address: slots.means, betweenRows: stride, betweenTerms: 1 },
    {
      ...{ rows, terms: options.factors, stride, right: turning.values },
      out: slots.vectors,
      initial: slots.vectors,
    },
  );
  unitRows(kernels, slotUnits(fit, rows));
}

/** One step; the sum of the losses where asked for. */
function stepOf(
  fit: SimplexRoom,
  entries: ReturnType<typeof openEntries>,
  batch: Batch,
  moment: AdamMoment,
  wantsLoss: boolean,
): number | null {
  const { kernels, tables, options, slots } = fit;
  const { stride } = tables;
  const { slotOf, count } = takeSlots(fit, batch.shoppers);
  fillSlots(fit, count);
  unitRows(kernels, itemUnits(fit));
  const { pairShoppers } = fit;
  kernels.memory.u32(pairShoppers, batch.size).set(batch.shoppers);
  const loss = pullPairs(
    kernels,
    entries,
    batch,
    slotOf,
    lossKernel(fit, pairShoppers, batch.size),
    wantsLoss,
  );
  const decay = { decay: options.regularisation };
  sumRows(kernels, entriesByItem(kernels, entries, batch.size), {
    ...{ rows: tables.items.rows, stride, out: tables.items.gradient, sources: fit.thinned },
  });
  unitGradients(kernels, itemUnits(fit), tables.items.gradient);
  sumRows(kernels, pairsByShopper(kernels, entries, batch.size), {
    ...{ rows: count, stride, out: slots.gradient, sources: entries.gradient },
  });
  unitGradients(kernels, slotUnits(fit, count), slots.gradient);
  if (options.biases) moveOffset(fit, batch.size, entries.gradient, moment);
  pullBehind(fit, count);
  adamStep(kernels, tables.items, moment, decay);
  adamStep(kernels, tables.shoppers, moment, decay);
  adamStep(kernels, fit.turning, moment, { decay: 0 });
  return loss;
}

function lossKernel(fit: SimplexRoom, pairShoppers: number, size: number) {
  const { options, tables, pairs, histories, slots, dropoutKey } = fit;
  const { factors, biases } = options;
  const bits = 16 * Math.ceil(pairs.cols / 128);
  const offsets = [tables.shoppers.values + 4 * factors, biases ? tables.stride : 0, fit.offset[0]!];
  return {
    kernel: 'simplexPairs' as const,
    scratch: 4160 + 4 * fit.per + 4 * tables.stride + bits,
    ...{ shopperVectors: slots.units, itemVectors: fit.itemUnits.units, drawKey: fit.negativesKey },
    ...{ pool: fit.pool, poolSize: fit.poolSize, negatives: options.negatives },
    args: [
      ...[
        pairShoppers,
        fit.thinned,
        dropoutKey.k0,
        dropoutKey.k1,
        1 - options.dropout,
        factors + (biases ? 1 : 0),
      ],
      ...[
        options.margin,
        options.negativeWeight,
        1 / size,
        histories.byShopper.start,
        histories.byShopper.source,
      ],
      ...[...offsets, biases ? factors : -1, bits],
    ],
  };
}

/** From the gradients of the slots to those of the turning matrix, of the items had and of the shoppers. */
function pullBehind(fit: SimplexRoom, count: number): void {
  const { kernels, tables, options, slots, turning, turned, histories, pairs } = fit;
  const { stride } = tables;
  const { factors } = options;
  const matrix = kernels.memory.f32(turning.values, factors * stride);
  const upright = kernels.memory.f32(turned, factors * stride).fill(0);
  for (let k = 0; k < factors; k++)
    for (let j = 0; j < factors; j++) upright[j * stride + k] = matrix[k * stride + j]!;
  productRows(
    kernels,
    { address: slots.gradient, betweenRows: stride, betweenTerms: 1 },
    { rows: count, terms: factors, stride, right: turned, out: slots.meanGradient },
  );
  productRows(
    kernels,
    { address: slots.means, betweenRows: 1, betweenTerms: stride },
    { rows: factors, terms: count, stride, right: slots.gradient, out: turning.gradient },
  );
  const { gradient: items } = tables.items;
  sumRows(kernels, histories.byItem, {
    ...{
      rows: pairs.cols,
      stride,
      out: items,
      initial: items,
      sources: slots.meanGradient,
      place: slots.place,
    },
  });
  sumRows(
    kernels,
    { start: slots.identity, keys: pairs.rows, source: slots.identity },
    {
      ...{ rows: pairs.rows, stride, out: tables.shoppers.gradient },
      sources: slots.gradient,
      place: slots.place,
    },
  );
}

/** The bias of all moves by the sum of the derivatives of the pairs, which stand behind the factors of their gradients. */
function moveOffset(
  { kernels, offset, options, tables }: SimplexRoom,
  size: number,
  gradients: number,
  moment: AdamMoment,
): void {
  const rows = kernels.memory.f32(gradients, size * tables.stride);
  let sum = 0;
  for (let n = 0; n < size; n++) sum += rows[n * tables.stride + options.factors]!;
  const first = ADAM.b1 * offset[1]! + (1 - ADAM.b1) * sum;
  const second = ADAM.b2 * offset[2]! + (1 - ADAM.b2) * sum * sum;
  const step = (moment.step * first) / (Math.sqrt(second) * moment.unbias + ADAM.epsilon);
  offset.set([offset[0]! - step, first, second]);
}

/** As they would be listed by: units of all shoppers and items. */
function vectorsOf(fit: SimplexRoom): SimplexVectors {
  const { kernels, tables, pairs, options, size, slots } = fit;
  const { stride } = tables;
  const { factors } = options;
  const shoppers = new Float32Array(pairs.rows * factors);
  for (let from = 0; from < pairs.rows; from += size) {
    const count = Math.min(size, pairs.rows - from);
    takeSlots(
      fit,
      Uint32Array.from({ length: count }, (_, n) => from + n),
    );
    fillSlots(fit, count);
    shoppers.set(takeFactors(kernels, slots.units, count, stride, factors), from * factors);
  }
  unitRows(kernels, itemUnits(fit));
  const units = kernels.memory.f32(fit.itemUnits.units, pairs.cols * stride);
  const bias = Float32Array.from({ length: pairs.cols }, (_, item) =>
    options.biases ? units[item * stride + factors]! : 0,
  );
  return { shoppers, items: takeFactors(kernels, fit.itemUnits.units, pairs.cols, stride, factors), bias };
}
