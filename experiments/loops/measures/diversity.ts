/** How varied the items of one shopper are. */

import type { BagMetric, ItemVectors } from './definition.ts';

/**
 * Mean of 1 - cosine over all pairs of the items colIdx[from .. end) that have a vector; NaN where fewer than two have. With unit
 * vectors v, the cosines of all pairs add up to (|sum v|^2 - n) / 2. `sums` (dimensions) is all zero, and is left so.
 */
export function meanUnlikeness(
  items: Uint32Array,
  from: number,
  end: number,
  { rowPtr, colIdx, value }: ItemVectors,
  sums: Float64Array,
): number {
  let count = 0;
  let squared = 0;
  for (let at = from; at < end; at++) {
    const item = items[at]!;
    if (rowPtr[item] === rowPtr[item + 1]) continue;
    count++;
    for (let p = rowPtr[item]!; p < rowPtr[item + 1]!; p++) {
      const before = sums[colIdx[p]!]!;
      const after = before + value[p]!;
      sums[colIdx[p]!] = after;
      squared += after * after - before * before;
    }
  }
  for (let at = from; at < end; at++) {
    const item = items[at]!;
    for (let p = rowPtr[item]!; p < rowPtr[item + 1]!; p++) sums[colIdx[p]!] = 0;
  }
  return count < 2 ? Number.NaN : Math.min(1, Math.max(0, 1 - (squared - count) / (count * (count - 1))));
}

export const intraDiversity: BagMetric = {
  id: 'intraDiversity.v1',
  name: 'intraDiversity',
  doc: 'how unlike the distinct items of one shopper are to each other; shoppers with fewer than two items are left out',
  formula: 'mean over shoppers of the mean over pairs of items of 1 - cosine of what is known of them',
  source: 'Ziegler et al. 2005 (intra-list similarity), over all that a shopper met since the last measure',
  unit: 'share',
  direction: 'none',
  of({ rows, rowPtr, colIdx }, { vectors }) {
    if (vectors === null) return { value: Number.NaN, n: 0 };
    const sums = new Float64Array(vectors.dimensions);
    let sum = 0;
    let n = 0;
    for (let row = 0; row < rows; row++) {
      const own = meanUnlikeness(colIdx, rowPtr[row]!, rowPtr[row + 1]!, vectors, sums);
      if (Number.isNaN(own)) continue;
      sum += own;
      n++;
    }
    return { value: n === 0 ? Number.NaN : sum / n, n };
  },
};
