import type { Interactions } from '../../datasets/interactions.ts';
import { fromTriplets } from '../../numerics/csr.ts';

export interface TokenCounts {
  /** Documents by tokens; tokens are numbered by first appearance in a counted document. */
  readonly counts: Interactions;
  /** (tokens) counted documents with each */
  readonly documentsWith: Float64Array;
  /** Counted documents. */
  readonly counted: number;
}

/** The tokens of the counted documents, and their numbers. */
export function vocabularyOf(
  documents: readonly (readonly string[])[],
  counted: Uint8Array,
): Map<string, number> {
  const vocabulary = new Map<string, number>();
  documents.forEach((tokens, row) => {
    if (counted[row] !== 1) return;
    for (const token of tokens) if (!vocabulary.has(token)) vocabulary.set(token, vocabulary.size);
  });
  return vocabulary;
}

/** @param counted (documents) 1 for the documents that tokens are known from; unknown tokens of the others are dropped */
export function tokenCounts(documents: readonly (readonly string[])[], counted: Uint8Array): TokenCounts {
  const vocabulary = vocabularyOf(documents, counted);
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
  const documentsWith = new Float64Array(counts.cols);
  let total = 0;
  for (let row = 0; row < counts.rows; row++) {
    if (counted[row] !== 1) continue;
    total++;
    for (let p = counts.rowPtr[row]!; p < counts.rowPtr[row + 1]!; p++) documentsWith[counts.colIdx[p]!]!++;
  }
  return { counts, documentsWith, counted: total };
}
