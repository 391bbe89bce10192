import type { Feedback, Interactions } from '../../datasets/interactions.ts';
import { pow } from '../../numerics/math.ts';
import type { TrainingData } from '../algorithm.ts';

const SECONDS_A_DAY = 86400;

/** (pairs) time of the latest row of each pair, in seconds. */
export function latestTimes(feedback: Feedback, pairs: Interactions): Float64Array {
  const latest = new Float64Array(pairs.colIdx.length);
  for (let i = 0; i < feedback.length; i++) {
    const p = findPair(pairs, feedback.shopper[i]!, feedback.item[i]!);
    latest[p] = Math.max(latest[p]!, feedback.time[i]!);
  }
  return latest;
}

/** The end of training: the cut, or the latest row where there is none. */
export const endOfTraining = ({ asOf, feedback }: Pick<TrainingData, 'asOf' | 'feedback'>): number =>
  Number.isFinite(asOf) ? asOf : feedback.time.reduce((a, b) => Math.max(a, b), 0);

/** (pairs) 1/2 for each half-life between the latest row of a pair and the end of training. */
export function fadedPairs(
  data: Pick<TrainingData, 'asOf' | 'feedback' | 'interactions'>,
  halfLifeDays: number,
): Float64Array {
  const now = endOfTraining(data);
  const halfLife = halfLifeDays * SECONDS_A_DAY;
  return latestTimes(data.feedback, data.interactions).map((time) => pow(2, (time - now) / halfLife));
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
