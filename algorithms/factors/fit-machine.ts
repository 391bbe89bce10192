/** The fit of factorisation-machine.ts: first weights, and steps in drawn order. */

import type { Interactions } from '../../datasets/interactions.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { exp, log1p } from '../../numerics/math.ts';
import { type DrawKey, philox4x32, uniform4 } from '../../numerics/rng.ts';
import type { FitRun } from '../algorithm.ts';
import { pause, WORK_BETWEEN_PAUSES } from '../pause.ts';
import { trainedItems } from '../scoring/scored-model.ts';
import { checkFinite } from '../scoring/sgd/vectors.ts';
import { metFeatures, rowsWithPairs } from './machine-features.ts';
import {
  type MachineOptions,
  type MachineSides,
  type MachineWeights,
  machineStepper,
} from './machine-steps.ts';

const ATTEMPTS = 16;

/** Fits all weights. Items with a training row alone are drawn against. */
export async function fitMachine(
  pairs: Interactions,
  sides: MachineSides,
  options: MachineOptions,
  run: FitRun,
): Promise<MachineWeights> {
  const key = run.draw('factorisation-machine.steps');
  const weights = firstWeights(pairs, sides, options, run.draw('factorisation-machine.init'));
  const take = machineStepper(weights, sides, options);
  const shopperOf = ownersOf(pairs);
  const pool = Uint32Array.from(new Set(pairs.colIdx)).sort();
  const size = pairs.colIdx.length;
  const words = new Uint32Array(4);
  const features =
    sides.shoppers.colIdx.length / sides.shoppers.rows + sides.items.colIdx.length / sides.items.rows;
  const stepWork = 10 * options.factors * (1 + features);
  let work = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    let loss = 0;
    for (let n = 0; n < size; n++) {
      philox4x32(key.k0, key.k1, n, epoch, 0, 0, words);
      const pair = below(words[0]!, size);
      const shopper = shopperOf[pair]!;
      const other = drawOther(pairs, shopper, pool, { key, n, epoch, words });
      if (other < 0) continue;
      const margin = take(shopper, pairs.colIdx[pair]!, other);
      if (run.trace) loss += log1p(exp(-Math.abs(margin))) + Math.max(0, -margin);
      work += stepWork;
      if (work < WORK_BETWEEN_PAUSES) continue;
      work = 0;
      await pause(run, epoch * size + n + 1, options.epochs * size);
    }
    run.trace?.('loss', epoch + 1, size === 0 ? 0 : loss / size);
  }
  for (const values of Object.values(weights)) checkFinite(values, 'factorisation-machine');
  return weights;
}

const below = (word: number, n: number): number => Math.floor((word / 2 ** 32) * n);

/** (pairs) the shopper of each. */
function ownersOf({ rows, rowPtr, colIdx }: Interactions): Uint32Array {
  const owners = new Uint32Array(colIdx.length);
  for (let row = 0; row < rows; row++) owners.fill(row, rowPtr[row], rowPtr[row + 1]);
  return owners;
}

interface StepDraw {
  readonly key: DrawKey;
  readonly n: number;
  readonly epoch: number;
  /** The first four words of the step, of which the first is used. */
  readonly words: Uint32Array;
}

/** An item of the pool that the shopper did not have; -1 where none was drawn. */
function drawOther(
  { rowPtr, colIdx }: Interactions,
  shopper: number,
  pool: Uint32Array,
  { key, n, epoch, words }: StepDraw,
): number {
  for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
    if (attempt % 4 === 0) philox4x32(key.k0, key.k1, n, epoch, attempt / 4, 0, words);
    const other = pool[below(words[attempt % 4]!, pool.length)]!;
    let [low, high] = [rowPtr[shopper]!, rowPtr[shopper + 1]!];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (colIdx[middle]! < other) low = middle + 1;
      else high = middle;
    }
    if (low === rowPtr[shopper + 1] || colIdx[low] !== other) return other;
  }
  return -1;
}

/** Drawn vectors of what some training pair has; 0 for all else, which no step touches. */
function firstWeights(
  pairs: Interactions,
  { shoppers, items }: MachineSides,
  { factors, initialScale }: MachineOptions,
  key: DrawKey,
): MachineWeights {
  const deviation = initialScale / Math.sqrt(factors);
  const four = new Float64Array(4);
  const drawn = (met: Uint8Array, side: number): Float32Array => {
    const vectors = new Float32Array(met.length * factors);
    for (let row = 0; row < met.length; row++) {
      if (met[row] === 0) continue;
      for (let f = 0; f < factors; f++) {
        if (f % 4 === 0) uniform4(key, row, side, f / 4, 0, four);
        vectors[row * factors + f] = deviation * normalQuantile(four[f % 4]!);
      }
    }
    return vectors;
  };
  return {
    shopper: drawn(metFeatures(shoppers, rowsWithPairs(pairs)), 0),
    item: drawn(metFeatures(items, trainedItems(pairs)), 1),
    weight: new Float32Array(items.cols),
  };
}
