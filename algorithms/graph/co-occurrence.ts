/** The items that were had with each item by most shoppers. */

import { type Interactions, transpose } from '../../datasets/interactions.ts';
import type { FitRun } from '../algorithm.ts';
import { pause, WORK_BETWEEN_PAUSES } from '../pause.ts';

export interface CoOccurrence {
  /** (items * neighbours) */
  readonly neighbours: Uint32Array;
  /** (items * neighbours) f32; 0 where an item has fewer neighbours */
  readonly weights: Float32Array;
}

/**
 * The `count` items j of largest omega_ij = A_ij x root(D_i + 1) / D_i / root(D_j + 1), A = R^T R with its diagonal, D its row sums;
 * equal ones by number. As in the code that the authors of UltraGCN published; equation 9 of the paper weighs A_ij otherwise.
 */
export async function coOccurrence(pairs: Interactions, count: number, run: FitRun): Promise<CoOccurrence> {
  const { rows, cols, rowPtr, colIdx } = pairs;
  const { rowPtr: starts, colIdx: shoppers } = transpose(pairs);
  const degree = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++)
      degree[colIdx[p]!]! += rowPtr[row + 1]! - rowPtr[row]!;
  }
  const neighbours = new Uint32Array(cols * count);
  const weights = new Float32Array(cols * count);
  const together = new Float64Array(cols);
  let work = 0;
  for (let item = 0; item < cols; item++) {
    together.fill(0);
    for (const shopper of shoppers.subarray(starts[item]!, starts[item + 1]!)) {
      for (let p = rowPtr[shopper]!; p < rowPtr[shopper + 1]!; p++) together[colIdx[p]!]!++;
      work += rowPtr[shopper + 1]! - rowPtr[shopper]!;
    }
    const own = Math.sqrt(degree[item]! + 1) / degree[item]!;
    for (let other = 0; other < cols; other++) {
      if (together[other]! > 0) together[other] = (together[other]! * own) / Math.sqrt(degree[other]! + 1);
    }
    largest(together, count, neighbours.subarray(item * count, (item + 1) * count), weights, item * count);
    work += cols;
    if (work < WORK_BETWEEN_PAUSES) continue;
    work = 0;
    await pause(run, 0, 1);
  }
  return { neighbours, weights };
}

/** The places of the largest values above 0, largest first, equal ones by place. */
function largest(
  values: Float64Array,
  count: number,
  places: Uint32Array,
  weights: Float32Array,
  at: number,
): void {
  const best = new Float64Array(count);
  let length = 0;
  for (let place = 0; place < values.length; place++) {
    const value = values[place]!;
    if (value === 0 || (length === count && value <= best[count - 1]!)) continue;
    let to = length < count ? length++ : count - 1;
    for (; to > 0 && best[to - 1]! < value; to--) {
      best[to] = best[to - 1]!;
      places[to] = places[to - 1]!;
    }
    best[to] = value;
    places[to] = place;
  }
  for (let n = 0; n < length; n++) weights[at + n] = best[n]!;
}
