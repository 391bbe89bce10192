import type { Interactions } from '../../datasets/interactions.ts';
import type { Histories, Queries } from '../algorithm.ts';

/** What is told with query q: items and their times, oldest first; nothing where the query has no history. */
export interface Told {
  readonly item: Uint32Array;
  readonly time: Uint32Array;
  /** Seconds since the origin at which the query is asked, where it says so. */
  readonly at?: number;
}

/** The error for an item of queries that a model has not. */
export const noItem = (name: string, item: number | undefined, items: number): RangeError =>
  new RangeError(`queries: ${name} has item ${item}; there are ${items} items, from 0`);

const NOTHING = new Uint32Array(0);

export function toldIn({ history, time }: Queries, q: number): Told {
  const at = time && { at: time[q]! };
  if (!history) return { item: NOTHING, time: NOTHING, ...at };
  const [from, to] = [history.rowPtr[q]!, history.rowPtr[q + 1]!];
  return { item: history.item.subarray(from, to), time: history.time.subarray(from, to), ...at };
}

/**
 * Profiles that take in what is told: row n with the items of history from + n, each at a weight of 1 whatever it weighed, or, where
 * weights are `summed`, at 1 more for each time it is told. Throws RangeError for one that is no column of the profiles.
 */
export function foldIn(
  profiles: Interactions,
  history: Histories | undefined,
  from: number,
  summed: boolean,
): Interactions {
  if (!history || history.rowPtr[from] === history.rowPtr[from + profiles.rows]) return profiles;
  const rowPtr = new Uint32Array(profiles.rows + 1);
  const colIdx: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < profiles.rows; row++) {
    const weights = new Map<number, number>();
    for (let p = profiles.rowPtr[row]!; p < profiles.rowPtr[row + 1]!; p++)
      weights.set(profiles.colIdx[p]!, profiles.values[p]!);
    for (let p = history.rowPtr[from + row]!; p < history.rowPtr[from + row + 1]!; p++) {
      const item = history.item[p]!;
      if (!(item < profiles.cols)) throw noItem('history', item, profiles.cols);
      weights.set(item, summed ? (weights.get(item) ?? 0) + 1 : 1);
    }
    for (const item of [...weights.keys()].sort((a, b) => a - b)) {
      colIdx.push(item);
      values.push(weights.get(item)!);
    }
    rowPtr[row + 1] = colIdx.length;
  }
  return {
    rows: profiles.rows,
    cols: profiles.cols,
    rowPtr,
    colIdx: Uint32Array.from(colIdx),
    values: Float32Array.from(values),
  };
}
