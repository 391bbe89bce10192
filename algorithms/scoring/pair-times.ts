import type { Feedback, Interactions } from '../../datasets/interactions.ts';

/** (pairs) time of the latest row of each pair, in seconds. */
export function latestTimes(feedback: Feedback, pairs: Interactions): Float64Array {
  const latest = new Float64Array(pairs.colIdx.length);
  for (let i = 0; i < feedback.length; i++) {
    const p = findPair(pairs, feedback.shopper[i]!, feedback.item[i]!);
    latest[p] = Math.max(latest[p]!, feedback.time[i]!);
  }
  return latest;
}

/** Where pair (row, column) stands, by binary search; the pair must be there. */
export function findPair(pairs: Interactions, row: number, column: number): number {
  let low = pairs.rowPtr[row]!;
  let high = pairs.rowPtr[row + 1]! - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (pairs.colIdx[middle]! < column) low = middle + 1;
    else high = middle;
  }
  return low;
}
