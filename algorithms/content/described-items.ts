/** Items as vectors of what the catalogue says of them: tokens, then price. */

import type { Interactions } from '../../datasets/interactions.ts';
import type { Catalog } from '../../datasets/tables.ts';
import { bm25 } from '../text/bm25.ts';
import { itemTokens, type TokenField } from '../text/item-tokens.ts';
import { tfIdf, unitRows } from '../text/tf-idf.ts';
import { tokenCounts, vocabularyOf } from '../text/token-counts.ts';
import { knotNames, priceKnots } from './price-knots.ts';

export interface DescriptionOptions {
  readonly fields: readonly TokenField[];
  readonly weighting: 'tf-idf' | 'bm25';
  readonly sublinear: boolean;
  readonly k1: number;
  readonly b: number;
  readonly priceWeight: number;
  readonly priceStep: number;
}

export interface DescribedItems {
  /** (items x terms) what an own item adds to a profile */
  readonly own: Interactions;
  /** (items x terms) what a term of a profile counts for in an item */
  readonly listed: Interactions;
  /** (terms) tokens, and prices as `price=12.34` */
  readonly names: readonly string[];
}

/** @param counted (items) 1 for the items that tokens and their frequencies are known from */
export function describeItems(
  catalog: Catalog,
  counted: Uint8Array,
  options: DescriptionOptions,
): DescribedItems {
  const tokens = Array.from(counted, (_, item) => itemTokens(catalog, item, options.fields));
  const price = Uint32Array.from(counted, (_, item) => catalog.price[item] ?? 0);
  const knots = priceKnots(price, options.priceStep);
  const { priceWeight } = options;
  const names = [...vocabularyOf(tokens, counted).keys()];
  if (priceWeight > 0) names.push(...knotNames(price, options.priceStep, knots.cols));
  if (options.weighting === 'tf-idf') {
    const vectors = tfIdf(tokens, counted, options);
    const both = priceWeight > 0 ? unitRows(beside(vectors, knots, priceWeight)) : vectors;
    return { own: both, listed: both, names };
  }
  const { counts } = tokenCounts(tokens, counted);
  const weights = bm25(tokens, counted, options);
  if (priceWeight === 0) return { own: counts, listed: weights, names };
  return { own: beside(counts, knots, 1), listed: beside(weights, knots, priceWeight), names };
}

/** The columns of `right`, times `weight`, behind those of `left`. */
function beside(left: Interactions, right: Interactions, weight: number): Interactions {
  const size = left.colIdx.length + right.colIdx.length;
  const rowPtr = new Uint32Array(left.rows + 1);
  const colIdx = new Uint32Array(size);
  const values = new Float32Array(size);
  let at = 0;
  for (let row = 0; row < left.rows; row++) {
    for (let p = left.rowPtr[row]!; p < left.rowPtr[row + 1]!; p++) {
      colIdx[at] = left.colIdx[p]!;
      values[at++] = left.values[p]!;
    }
    for (let p = right.rowPtr[row]!; p < right.rowPtr[row + 1]!; p++) {
      colIdx[at] = left.cols + right.colIdx[p]!;
      values[at++] = weight * right.values[p]!;
    }
    rowPtr[row + 1] = at;
  }
  return { rows: left.rows, cols: left.cols + right.cols, rowPtr, colIdx, values };
}
