/** Intervals of statistics that are no means: areas under curves, ratios of sums, roots. */

import { type BootstrapOptions, drawCounts } from './bootstrap.ts';
import { sortedQuantile } from './stats.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Percentile bootstrap intervals of statistics of n units (Efron, Tibshirani, "An introduction to the bootstrap", 1993, chapter 13). The
 * resamples are those of `bootstrapMeans`: n rows with replacement, a function of the key and of the resample's number alone. A statistic that is
 * not defined for a resample (NaN) is left out of its own interval.
 *
 * @param of the statistics of a resample, always as many; rows ascend, one that is drawn twice stands twice
 */
export function bootstrapStatistics(
  n: number,
  of: (rows: Uint32Array) => readonly number[],
  { key, resamples = 1000, level = 0.95 }: BootstrapOptions,
): Interval[] {
  const counts = new Uint8Array(n);
  const rows = new Uint32Array(n);
  const drawn: number[][] = [];
  for (let r = 0; n > 0 && r < resamples; r++) {
    drawCounts(key, r, counts);
    let at = 0;
    for (let row = 0; row < n; row++) for (let times = counts[row]!; times > 0; times--) rows[at++] = row;
    drawn.push([...of(rows)]);
  }
  const tail = (1 - level) / 2;
  return Array.from({ length: drawn[0]?.length ?? 0 }, (_, s) => {
    const values = Float64Array.from(drawn, (one) => one[s]!).filter((value) => !Number.isNaN(value));
    values.sort();
    return { low: sortedQuantile(values, tail), high: sortedQuantile(values, 1 - tail) };
  });
}
