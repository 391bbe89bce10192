/** The map: a plane through the tastes of all shoppers at the start, in which they differ most; items are placed in it too. */

import { symmetricEigen } from '../../numerics/eigen.ts';

export interface TasteMap {
  /** Share of the variance of tastes at the start that lies in the plane, 0 to 1. */
  readonly share: number;
  /** Places of rows of `dimensions` values in the plane: x, y of each in turn. */
  place(rows: number, valueAt: (row: number, dimension: number) => number): Float32Array<ArrayBuffer>;
}

/** @param values (rows x dimensions), at least one row */
export function tasteMap(values: ArrayLike<number>, rows: number, dimensions: number): TasteMap {
  const means = new Float64Array(dimensions);
  for (let at = 0; at < rows * dimensions; at++) means[at % dimensions]! += values[at]! / rows;
  const covariance = new Float64Array(dimensions * dimensions);
  for (let row = 0; row < rows; row++)
    for (let a = 0; a < dimensions; a++)
      for (let b = 0; b < dimensions; b++)
        covariance[a * dimensions + b]! +=
          ((values[row * dimensions + a]! - means[a]!) * (values[row * dimensions + b]! - means[b]!)) / rows;
  const { values: variances, vectors } = symmetricEigen(covariance, dimensions);
  const order = Array.from(variances.keys()).sort((a, b) => variances[b]! - variances[a]! || a - b);
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  const axes = [0, 1].map((nth) => axisOf(vectors, dimensions, order[nth]));
  const inPlane = order.slice(0, 2).reduce((sum, at) => sum + variances[at]!, 0);
  return {
    share: total > 0 ? inPlane / total : 0,
    place(count, valueAt) {
      const places = new Float32Array(2 * count);
      for (let row = 0; row < count; row++)
        for (let nth = 0; nth < 2; nth++) {
          let sum = 0;
          for (let d = 0; d < dimensions; d++) sum += axes[nth]![d]! * (valueAt(row, d) - means[d]!);
          places[2 * row + nth] = sum;
        }
      return places;
    },
  };
}

/** Column of the eigenvectors, pointing to where its largest part is positive; zeros where there is none. */
function axisOf(vectors: Float64Array, dimensions: number, column: number | undefined): Float64Array {
  if (column === undefined) return new Float64Array(dimensions);
  const axis = Float64Array.from({ length: dimensions }, (_, d) => vectors[d * dimensions + column]!);
  const largest = axis.reduce((best, part) => (Math.abs(part) > Math.abs(best) ? part : best), 0);
  return largest < 0 ? axis.map((part) => -part) : axis;
}
