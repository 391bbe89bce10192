import type { Interactions } from '../../datasets/interactions.ts';
import { log } from '../../numerics/math.ts';
import { rowNorms } from '../scoring/similarity.ts';
import { tokenCounts } from './token-counts.ts';

/**
 * TF-IDF vectors of unit length, with the smoothed idf of scikit-learn's TfidfVectorizer:
 *
 *   idf(t) = ln((1 + documents) / (1 + documents with t)) + 1,   tf = count, or 1 + ln(count) when sublinear
 *
 * Salton, Buckley, "Term-weighting approaches in automatic text retrieval", IPM 1988.
 *
 * @param documents tokens of each document
 * @param counted (documents) 1 for the documents that idf is computed over; the others may hold unknown tokens, which are
 *   dropped
 * @returns documents by tokens, tokens numbered by first appearance; a document without known tokens is an empty row
 */
export function tfIdf(
  documents: readonly (readonly string[])[],
  counted: Uint8Array,
  options: { readonly sublinear: boolean },
): Interactions {
  const { counts, documentsWith, counted: total } = tokenCounts(documents, counted);
  const idf = documentsWith.map((some) => log((1 + total) / (1 + some)) + 1);
  const values = counts.values.map(
    (count, p) => (options.sublinear ? 1 + log(count) : count) * idf[counts.colIdx[p]!]!,
  );
  return unitRows({ ...counts, values });
}

/** Each row divided by its Euclidean length; empty rows stay empty. */
export function unitRows(matrix: Interactions): Interactions {
  const norms = rowNorms(matrix);
  const values = matrix.values.slice();
  for (let row = 0; row < matrix.rows; row++) {
    for (let p = matrix.rowPtr[row]!; p < matrix.rowPtr[row + 1]!; p++) values[p]! /= norms[row]!;
  }
  return { ...matrix, values };
}
