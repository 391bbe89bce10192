import type { Interactions } from '../../datasets/interactions.ts';
import { fromTriplets } from '../../numerics/csr.ts';
import { log } from '../../numerics/math.ts';
import { rowNorms } from '../scoring/similarity.ts';

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
  const vocabulary = new Map<string, number>();
  documents.forEach((tokens, row) => {
    if (counted[row] !== 1) return;
    for (const token of tokens) if (!vocabulary.has(token)) vocabulary.set(token, vocabulary.size);
  });
  const rowOf: number[] = [];
  const colOf: number[] = [];
  documents.forEach((tokens, row) => {
    for (const token of tokens) {
      const column = vocabulary.get(token);
      if (column === undefined) continue;
      rowOf.push(row);
      colOf.push(column);
    }
  });
  const ones = new Uint8Array(rowOf.length).fill(1);
  const columns = Uint32Array.from(colOf);
  const counts = fromTriplets(documents.length, vocabulary.size, Uint32Array.from(rowOf), columns, ones);
  return unitRows(weigh(counts, counted, options.sublinear));
}

function weigh(counts: Interactions, counted: Uint8Array, sublinear: boolean): Interactions {
  const documentsWith = new Float64Array(counts.cols);
  let documents = 0;
  for (let row = 0; row < counts.rows; row++) {
    if (counted[row] !== 1) continue;
    documents++;
    for (let p = counts.rowPtr[row]!; p < counts.rowPtr[row + 1]!; p++) documentsWith[counts.colIdx[p]!]!++;
  }
  const idf = documentsWith.map((some) => log((1 + documents) / (1 + some)) + 1);
  const values = counts.values.map(
    (count, p) => (sublinear ? 1 + log(count) : count) * idf[counts.colIdx[p]!]!,
  );
  return { ...counts, values };
}

/** Each row divided by its Euclidean length; empty rows stay empty. */
function unitRows(matrix: Interactions): Interactions {
  const norms = rowNorms(matrix);
  const values = matrix.values.slice();
  for (let row = 0; row < matrix.rows; row++) {
    for (let p = matrix.rowPtr[row]!; p < matrix.rowPtr[row + 1]!; p++) values[p]! /= norms[row]!;
  }
  return { ...matrix, values };
}
