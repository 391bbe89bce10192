/** Values of features as bins: at most 255 of them, and one for what is missing. Thresholds as scikit-learn's HistGradientBoosting finds them. */

import { floatBelow, sortFloats } from './floats.ts';

export const MISSING_BIN = 255;
export const MOST_BINS = 255;
/** Values of a feature that thresholds are found from, at most. */
const MOST_SAMPLED = 200_000;

/** Rows by features, row by row; NaN where a value is missing. */
export interface Matrix {
  readonly rows: number;
  readonly features: number;
  readonly values: Float32Array;
}

export interface Bins {
  /** (features) ascending; a value is in the first bin whose threshold it does not exceed, or in one after all. */
  readonly thresholds: readonly Float64Array[];
  /** (features) 1 where a value of it is missing. */
  readonly hasMissing: Uint8Array;
}

/** (features) bins that values fall into, without that of missing ones. */
export const binCounts = ({ thresholds }: Bins): Uint32Array =>
  Uint32Array.from(thresholds, (own) => own.length + 1);

export function findBins({ rows, features, values }: Matrix, most: number): Bins {
  const sampled = Math.min(rows, MOST_SAMPLED);
  const hasMissing = new Uint8Array(features);
  for (let row = 0, at = 0; row < rows; row++)
    for (let feature = 0; feature < features; feature++, at++)
      if (Number.isNaN(values[at])) hasMissing[feature] = 1;
  const column = new Float32Array(sampled);
  const thresholds = Array.from({ length: features }, (_, feature) => {
    let length = 0;
    for (let i = 0; i < sampled; i++) {
      const row = sampled === rows ? i : Math.floor((i * rows) / sampled);
      const value = values[row * features + feature]!;
      if (!Number.isNaN(value)) column[length++] = value;
    }
    return thresholdsOf(sortFloats(column.slice(0, length)), most);
  });
  return { thresholds, hasMissing };
}

/** Between all different values, where they are at most `most`; else percentiles, the mean of two where one ends between them. */
export function thresholdsOf(sorted: Float32Array | Float64Array, most: number): Float64Array {
  const distinct = unique(sorted, most + 1);
  if (distinct.length <= most)
    return distinct.subarray(1).map((value, i) => bounded(distinct[i]! / 2 + value / 2));
  const { length } = sorted;
  const percentiles = Float64Array.from({ length: most - 1 }, (_, i) => {
    const place = Math.ceil(((i + 1) * length) / most) - 1;
    const ends = ((i + 1) * length) % most === 0;
    return bounded(ends ? sorted[place]! / 2 + sorted[place + 1]! / 2 : sorted[place]!);
  });
  return unique(percentiles, most);
}

/** The first `most` different values. */
function unique(sorted: Float32Array | Float64Array, most: number): Float64Array {
  const out = new Float64Array(most);
  let length = 0;
  for (let i = 0; i < sorted.length && length < most; i++)
    if (i === 0 || sorted[i] !== sorted[i - 1]) out[length++] = sorted[i]!;
  return out.subarray(0, length);
}

/** Largest finite threshold: what is infinite goes right of it. */
const ALMOST_INFINITE = 1e300;
const bounded = (value: number): number => Math.min(value, ALMOST_INFINITE);

export function binOf(thresholds: Float64Array, value: number): number {
  if (Number.isNaN(value)) return MISSING_BIN;
  let [low, high] = [0, thresholds.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value <= thresholds[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** (features x 256) the highest f32 that does not exceed each threshold, which parts f32 values as the threshold does; then Infinity. */
export function narrowThresholds({ thresholds }: Bins): Float32Array {
  const out = new Float32Array(thresholds.length * 256).fill(Number.POSITIVE_INFINITY);
  thresholds.forEach((own, feature) => {
    own.forEach((threshold, i) => {
      const near = Math.fround(threshold);
      out[feature * 256 + i] = near > threshold ? floatBelow(near) : near;
    });
  });
  return out;
}

/** Writes the bins of all rows, a column of `columnBytes` a feature; the plain way of the kernel `binRows`. */
export function writeBins(
  { rows, features, values }: Matrix,
  { thresholds }: Bins,
  out: Uint8Array,
  columnBytes: number,
): void {
  for (let feature = 0; feature < features; feature++) {
    const own = thresholds[feature]!;
    const column = feature * columnBytes;
    for (let row = 0; row < rows; row++) out[column + row] = binOf(own, values[row * features + feature]!);
  }
}
