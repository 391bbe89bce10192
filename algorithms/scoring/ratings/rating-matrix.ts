import { type Feedback, type Interactions, transpose } from '../../../datasets/interactions.ts';
import { fromTriplets } from '../../../numerics/csr.ts';
import { matrix } from '../../state/arrays.ts';
import { also, fields, real } from '../../state/shape.ts';

export interface RatingMatrix {
  /** (shoppers x items) several ratings of one pair are averaged */
  readonly byShopper: Interactions;
  readonly byItem: Interactions;
  /** Of all rows. */
  readonly mean: number;
}

export const RATING_MATRIX_SHAPE = also(
  fields<RatingMatrix>({
    byShopper: matrix('shoppers', 'items'),
    byItem: matrix('items', 'shoppers'),
    mean: real(),
  }),
  ({ byShopper, byItem }) =>
    byShopper.colIdx.length === byItem.colIdx.length
      ? undefined
      : `${byShopper.colIdx.length} ratings by shopper, ${byItem.colIdx.length} by item; both are the same ones`,
);

/** Throws where there is no rating, or one that is not a finite number. */
export function requireRatings(value: Float32Array, name: string): void {
  if (value.length === 0) throw new Error(`${name}: no rating to learn from`);
  const at = value.findIndex((rating) => !Number.isFinite(rating));
  if (at >= 0) throw new RangeError(`${name}: rating ${value[at]} of row ${at}; ratings are finite numbers`);
}

/** Throws as `requireRatings` does. */
export function ratingMatrix(
  { length, shoppers, items, shopper, item, value }: Feedback,
  name: string,
): RatingMatrix {
  requireRatings(value, name);
  const sums = fromTriplets(shoppers, items, shopper, item, value);
  const counts = fromTriplets(shoppers, items, shopper, item, new Float32Array(length).fill(1));
  const byShopper = { ...sums, values: sums.values.map((sum, p) => sum / counts.values[p]!) };
  const mean = value.reduce((sum, rating) => sum + rating, 0) / length;
  return { byShopper, byItem: transpose(byShopper), mean };
}

/** true when `row` is a row of `matrix` that is not empty. */
export function isKnown({ rows, rowPtr }: Interactions, row: number): boolean {
  return row < rows && rowPtr[row]! < rowPtr[row + 1]!;
}

/** (rows) the mean of each row's values; 0 for an empty one. */
export function rowMeans({ rows, rowPtr, values }: Interactions): Float64Array {
  const means = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const [from, to] = [rowPtr[row]!, rowPtr[row + 1]!];
    for (let p = from; p < to; p++) means[row]! += values[p]!;
    if (to > from) means[row]! /= to - from;
  }
  return means;
}

/** Queries that share what is looked up once for all of them. */
export interface QueryGroups {
  /** (groups) ascending */
  readonly group: Uint32Array;
  /** (groups + 1) into `query` and `other` */
  readonly start: Uint32Array;
  /** The place of each query in what was asked; one that is not known is in no group. */
  readonly query: Uint32Array;
  /** The other side of each query. */
  readonly other: Uint32Array;
}

/** Groups the queries (by[i], other[i]) of known rows and columns of `matrix` by the former. */
export function groupQueries(
  by: Uint32Array,
  other: Uint32Array,
  matrix: RatingMatrix,
  side: 'shopper' | 'item',
): QueryGroups {
  const [rows, columns] =
    side === 'shopper' ? [matrix.byShopper, matrix.byItem] : [matrix.byItem, matrix.byShopper];
  const known = Uint32Array.from(by.keys()).filter(
    (i) => isKnown(rows, by[i]!) && isKnown(columns, other[i]!),
  );
  const query = known.sort((a, b) => by[a]! - by[b]! || a - b);
  const group: number[] = [];
  const start: number[] = [];
  query.forEach((i, n) => {
    if (n > 0 && by[i] === by[query[n - 1]!]) return;
    group.push(by[i]!);
    start.push(n);
  });
  return {
    group: Uint32Array.from(group),
    start: Uint32Array.from([...start, query.length]),
    query,
    other: query.map((i) => other[i]!),
  };
}
