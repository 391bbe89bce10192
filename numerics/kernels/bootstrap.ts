/** Sums of resamples by kernel; `stats.ts` and `paired-tests.ts` have the references and what the sums are for. */

import type { DrawKey } from '../rng.ts';
import type { KernelHost } from './host.ts';

/** Columns that go through the resamples side by side. */
const GROUP = 8;
/** Resamples that go through the values side by side. */
const SIDE_BY_SIDE = 8;
/** Shoppers times resamples times groups of columns between two returns of the kernel, about 50 ms. */
const WORK = 2 ** 23;

/**
 * Sum over shoppers of how often a resample takes them times their value, summed in order in f64, as `bootstrapMeans` draws.
 *
 * @param columns each of (shoppers) finite values
 * @param drawn how often: n of n with replacement, or 0 or 1 with even chances, as `signFlipTests` draws
 * @returns [column] of (resamples)
 */
export function resampledSums(
  columns: readonly Float64Array[],
  key: DrawKey,
  resamples: number,
  { memory, run }: KernelHost,
  drawn: 'counts' | 'bits' = 'counts',
): Float64Array[] {
  const shoppers = columns[0]?.length ?? 0;
  const groups = Math.ceil(columns.length / GROUP);
  const scope = memory.openScope();
  try {
    const values = scope.alloc(8 * GROUP * groups * shoppers);
    const out = scope.alloc(8 * GROUP * groups * resamples);
    interleave(columns, memory.f64(values, GROUP * groups * shoppers));
    const step = Math.max(1, Math.floor(WORK / Math.max(1, SIDE_BY_SIDE * shoppers * groups)));
    const chunks = Math.ceil(resamples / SIDE_BY_SIDE);
    const { k0, k1 } = key;
    const args = [
      values,
      shoppers,
      groups,
      k0 >>> 0,
      k1 >>> 0,
      out,
      resamples,
      SIDE_BY_SIDE,
      drawn === 'bits' ? 1 : 0,
    ];
    for (let from = 0; from < chunks; from += step)
      run('bootstrapSums', { from, to: Math.min(chunks, from + step) }, args, SIDE_BY_SIDE * shoppers + 16);
    const sums = memory.f64(out, GROUP * groups * resamples);
    return columns.map((_, c) =>
      Float64Array.from({ length: resamples }, (_, r) => sums[r * GROUP * groups + c]!),
    );
  } finally {
    scope.close();
  }
}

/** [column / 8][shopper][8], zeros where there is no column. */
function interleave(columns: readonly Float64Array[], out: Float64Array): void {
  const shoppers = columns[0]?.length ?? 0;
  out.fill(0);
  columns.forEach((column, c) => {
    const start = Math.floor(c / GROUP) * GROUP * shoppers + (c % GROUP);
    for (let i = 0; i < shoppers; i++) out[start + GROUP * i] = column[i]!;
  });
}
