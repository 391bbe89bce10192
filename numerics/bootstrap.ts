/** Percentile intervals of means, differences and ratios by the bootstrap (Efron and Tibshirani 1993, chapter 13), drawn again to the same bits. */

import { resampledSums } from './kernels/bootstrap.ts';
import type { KernelHost } from './kernels/host.ts';
import { type DrawKey, philox4x32 } from './rng.ts';
import { sortedQuantile } from './stats.ts';

export interface BootstrapOptions {
  /** Key of the draws; purpose 'bootstrap'. */
  readonly key: DrawKey;
  /** Number of resamples; 1000 by default. */
  readonly resamples?: number;
  /** Coverage of the interval, in (0, 1); 0.95 by default. */
  readonly level?: number;
  /** Where the resamples are drawn and summed, to the same bits; here, one after another, without it. */
  readonly kernels?: KernelHost;
}

/** Mean of the defined values and its interval; all NaN when n is 0. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Values that were defined (not NaN). */
  readonly n: number;
}

/** Mean of a - b over the shoppers for whom both are defined, and its interval. */
export interface DifferenceInterval {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/**
 * Mean and percentile bootstrap interval of each column (Efron, Tibshirani, "An introduction to the bootstrap", 1993,
 * chapter 13). A resample draws n of n shoppers with replacement, is the same for every column, and is a function of
 * (key, its number) alone.
 *
 * Entry i of every column belongs to shopper i: finite, or NaN = not defined for that shopper, dropped from that column. Throws RangeError on columns of different lengths or options out of range.
 */
export function bootstrapMeans(
  columns: readonly ArrayLike<number>[],
  options: BootstrapOptions,
): MeanInterval[] {
  return bootstrapMeansAndRatios(columns, [], options).means;
}

/** Of the means of two columns: what the one is of the other; NaN where that is not defined. */
export interface RatioInterval {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The same, and for each pair of columns [numerator, denominator] the ratio of their means with its percentile interval: the
 * ratio of the means of each resample. Both are defined for the same shoppers. All NaN where the denominator is not above
 * zero in every resample: a ratio to it would say nothing.
 */
export function bootstrapMeansAndRatios(
  columns: readonly ArrayLike<number>[],
  ratios: readonly (readonly [number, number])[],
  options: BootstrapOptions,
): { readonly means: MeanInterval[]; readonly ratios: RatioInterval[] } {
  const { key, resamples = 1000, level = 0.95 } = options;
  if (!(Number.isInteger(resamples) && resamples > 0))
    throw new RangeError(`bootstrap: resamples is ${resamples}; it must be 1 or more`);
  if (!(level > 0 && level < 1)) throw new RangeError(`bootstrap: level is ${level}; it must be in (0, 1)`);
  const n = columns[0]?.length ?? 0;
  for (const column of columns) {
    if (column.length !== n)
      throw new RangeError(`bootstrap: columns of ${n} and ${column.length} shoppers; they must be equal`);
  }
  const prepared = columns.map(prepare);
  const draw = options.kernels && n > 0 ? sumByKernel : sumInOrder;
  const drawn = draw(prepared, key, resamples, options.kernels!);
  const means = prepared.map((column, c) => interval(column, drawn[c]!, level));
  return {
    means,
    ratios: ratios.map(([a, b]) => {
      if (!haveSameDefined(prepared[a]!, prepared[b]!))
        throw new RangeError('bootstrap: a ratio of columns that are not defined for the same shoppers');
      return ratioInterval(means[a]!.mean / means[b]!.mean, drawn[a]!, drawn[b]!, level);
    }),
  };
}

const haveSameDefined = (a: Prepared, b: Prepared): boolean =>
  a.n === b.n && (a.defined === undefined || a.defined.every((one, i) => one === b.defined![i]));

/** Of resampled means; a resample that drew nobody defined has none of either. */
function ratioInterval(
  ratio: number,
  above: Float64Array,
  below: Float64Array,
  level: number,
): RatioInterval {
  const known = below.filter((value) => !Number.isNaN(value));
  if (known.length === 0 || known.some((value) => value <= 0))
    return { ratio: Number.NaN, low: Number.NaN, high: Number.NaN };
  const sorted = above
    .map((value, r) => value / below[r]!)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const tail = (1 - level) / 2;
  return { ratio, low: sortedQuantile(sorted, tail), high: sortedQuantile(sorted, 1 - tail) };
}

/** [column] of (resamples): means of the resamples, one after another. */
function sumInOrder(columns: readonly Prepared[], key: DrawKey, resamples: number): Float64Array[] {
  const n = columns[0]?.values.length ?? 0;
  const means = columns.map(() => new Float64Array(resamples));
  const counts = new Uint8Array(n);
  const sums = new Float64Array(columns.length);
  for (let r = 0; r < resamples; r++) {
    drawCounts(key, r, counts);
    weightedSums(columns, counts, sums);
    for (let c = 0; c < columns.length; c++) means[c]![r] = sums[c]! / weight(columns[c]!, counts);
  }
  return means;
}

/** The same by kernel: what a resample draws of the defined is the sum of a column of zeros and ones. */
function sumByKernel(
  columns: readonly Prepared[],
  key: DrawKey,
  resamples: number,
  kernels: KernelHost,
): Float64Array[] {
  const partial = columns.filter(({ defined }) => defined !== undefined);
  const masks = partial.map(({ defined }) => Float64Array.from(defined!));
  const sums = resampledSums([...columns.map(({ values }) => values), ...masks], key, resamples, kernels);
  return columns.map((column, c) => {
    const at = partial.indexOf(column);
    const drawn = at < 0 ? null : sums[columns.length + at]!;
    return sums[c]!.map((sum, r) => sum / (drawn?.[r] ?? column.n));
  });
}

/** `bootstrapMeans` of one column. */
export function bootstrapMean(values: ArrayLike<number>, options: BootstrapOptions): MeanInterval {
  return bootstrapMeans([values], options)[0]!;
}

/** Mean of a[i] - b[i] and its percentile interval; pairs with a NaN are dropped. */
export function bootstrapPaired(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BootstrapOptions,
): DifferenceInterval {
  if (a.length !== b.length)
    throw new RangeError(`bootstrap: ${a.length} and ${b.length} paired values; they must be equal`);
  const differences = Float64Array.from(a, (value, i) => value - b[i]!);
  const { mean: difference, low, high, n } = bootstrapMean(differences, options);
  return { difference, low, high, n };
}

interface Prepared {
  /** (n) values, 0 where not defined */
  readonly values: Float64Array;
  /** (n) 1 where defined, 0 elsewhere; absent when all are */
  readonly defined?: Uint8Array;
  readonly n: number;
}

function prepare(column: ArrayLike<number>): Prepared {
  const values = new Float64Array(column);
  let n = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) n++;
  if (n === values.length) return { values, n };
  const defined = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) values[i] = 0;
    else defined[i] = 1;
  }
  return { values, defined, n };
}

const words = new Uint32Array(4);

/**
 * How often resample r takes each shopper, into counts (n): n draws, four to a Philox block at counter (block, r). A byte is
 * enough: a count above 255 has a probability below 1e-500.
 */
export function drawCounts(key: DrawKey, r: number, counts: Uint8Array): void {
  const n = counts.length;
  const scale = n / 4294967296;
  counts.fill(0);
  for (let drawn = 0, block = 0; drawn < n; block++) {
    philox4x32(key.k0, key.k1, block, r, 0, 0, words);
    const stop = Math.min(4, n - drawn);
    for (let w = 0; w < stop; w++) counts[(words[w]! * scale) | 0]!++;
    drawn += stop;
  }
}

/**
 * Sum of counts[i] * values[i] of each column. Columns go four at a time, so that four sums are on their way at once; every
 * sum keeps its order.
 */
function weightedSums(columns: readonly Prepared[], counts: Uint8Array, sums: Float64Array): void {
  let c = 0;
  for (; c + 4 <= columns.length; c += 4) sumFour(columns, c, counts, sums);
  for (; c < columns.length; c++) {
    const { values } = columns[c]!;
    let sum = 0;
    for (let i = 0; i < counts.length; i++) sum += counts[i]! * values[i]!;
    sums[c] = sum;
  }
}

function sumFour(columns: readonly Prepared[], c: number, counts: Uint8Array, sums: Float64Array): void {
  const values0 = columns[c]!.values;
  const values1 = columns[c + 1]!.values;
  const values2 = columns[c + 2]!.values;
  const values3 = columns[c + 3]!.values;
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    sum0 += count * values0[i]!;
    sum1 += count * values1[i]!;
    sum2 += count * values2[i]!;
    sum3 += count * values3[i]!;
  }
  sums[c] = sum0;
  sums[c + 1] = sum1;
  sums[c + 2] = sum2;
  sums[c + 3] = sum3;
}

/** Draws that met a defined value: what the sum of a column is divided by. */
function weight({ defined, n }: Prepared, counts: Uint8Array): number {
  if (!defined) return n;
  let size = 0;
  for (let i = 0; i < counts.length; i++) size += counts[i]! * defined[i]!;
  return size;
}

function interval(column: Prepared, resampled: Float64Array, level: number): MeanInterval {
  let sum = 0;
  for (const value of column.values) sum += value;
  const sorted = resampled.filter((value) => !Number.isNaN(value)).sort();
  const tail = (1 - level) / 2;
  return {
    mean: sum / column.n,
    low: sortedQuantile(sorted, tail),
    high: sortedQuantile(sorted, 1 - tail),
    n: column.n,
  };
}
