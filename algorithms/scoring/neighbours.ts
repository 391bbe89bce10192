import { type Interactions, transpose } from '../../datasets/interactions.ts';
import type { FitRun } from '../algorithm.ts';
import { checkpoint, WORK_BETWEEN_CHECKPOINTS } from '../checkpoint.ts';
import { addProducts, createSimilarityRow, rowNorms, toSimilarities } from './similarity.ts';
import { createSelection, selectTopK } from './top-k/select-row.ts';

export interface NeighbourOptions {
  /** Neighbours kept for each item. */
  readonly neighbours: number;
  /** Added to the denominator of the cosine; 0 for the plain one. */
  readonly shrinkage: number;
  /** 'shopper': each shopper counts 1 / (items they had) in the numerator. */
  readonly weighting: 'none' | 'shopper';
}

/**
 * The nearest items of each item, by cosine over shoppers:
 *
 *   sim(i, j) = sum_u w_u x_ui x_uj / (|x_i| |x_j| + shrinkage),   w_u = 1 or 1 / n_u
 *
 * One dense row at a time; O(sum over shoppers of n_u^2) products, O(items x neighbours) memory.
 *
 * @param places order among equally similar items, from `tiePlaces`
 * @returns items by items: row i holds the nearest items of i, itself left out, and their similarity, all above 0
 */
export async function nearestItems(
  interactions: Interactions,
  options: NeighbourOptions,
  places: Uint32Array,
  run: FitRun,
): Promise<Interactions> {
  const items = interactions.cols;
  const byItem = transpose(interactions);
  const norms = rowNorms(byItem);
  const weights = shopperWeights(interactions, options.weighting);
  const k = Math.min(options.neighbours, items);
  const selection = createSelection(k);
  const row = createSimilarityRow(items);
  const colIdx: Uint32Array[] = [];
  const values: Float32Array[] = [];
  let work = 0;
  for (let item = 0; item < items; item++) {
    work += addProducts(item, byItem, interactions, weights, row);
    toSimilarities(item, norms, options.shrinkage, row);
    selectTopK(row.similarity, places, k, row.touched.subarray(0, row.length), selection);
    const nearest = selection.picked.slice(0, selection.length).sort();
    colIdx.push(nearest);
    values.push(Float32Array.from(nearest, (other) => row.similarity[other]!));
    if (work < WORK_BETWEEN_CHECKPOINTS) continue;
    await checkpoint(run, item + 1, items);
    work = 0;
  }
  return packRows(items, colIdx, values);
}

function shopperWeights(interactions: Interactions, weighting: 'none' | 'shopper'): Float64Array {
  const weights = new Float64Array(interactions.rows).fill(1);
  if (weighting === 'none') return weights;
  const { rowPtr } = interactions;
  return weights.map((_, shopper) => 1 / Math.max(1, rowPtr[shopper + 1]! - rowPtr[shopper]!));
}

function packRows(size: number, rowColumns: Uint32Array[], rowValues: Float32Array[]): Interactions {
  const rowPtr = new Uint32Array(size + 1);
  for (let row = 0; row < size; row++) rowPtr[row + 1] = rowPtr[row]! + rowColumns[row]!.length;
  const colIdx = new Uint32Array(rowPtr[size]!);
  const values = new Float32Array(rowPtr[size]!);
  for (let row = 0; row < size; row++) {
    colIdx.set(rowColumns[row]!, rowPtr[row]!);
    values.set(rowValues[row]!, rowPtr[row]!);
  }
  return { rows: size, cols: size, rowPtr, colIdx, values };
}
