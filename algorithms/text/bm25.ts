import type { Interactions } from '../../datasets/interactions.ts';
import { log } from '../../numerics/math.ts';
import { tokenCounts } from './token-counts.ts';

/**
 * BM25 weights of the tokens of each document, as Lucene has them without its coarse lengths:
 *
 *   idf(t) = ln(1 + (N - n_t + .5) / (n_t + .5)),   weight = idf(t) tf / (tf + k1 (1 - b + b length / mean length))
 *
 * Robertson, Zaragoza, "The probabilistic relevance framework: BM25 and beyond", 2009; Kamphuis, de Vries, Boytsov, Lin, "Which BM25
 * do you mean?", ECIR 2020 (Lucene, accurate).
 *
 * @param documents tokens of each document; its length is their number, known or not
 * @param counted (documents) 1 for the documents that N, n and the mean are of; the others may hold unknown tokens, which are dropped
 * @returns documents by tokens, numbered as by `tokenCounts`
 */
export function bm25(
  documents: readonly (readonly string[])[],
  counted: Uint8Array,
  { k1, b }: { readonly k1: number; readonly b: number },
): Interactions {
  const { counts, documentsWith, counted: total } = tokenCounts(documents, counted);
  let tokens = 0;
  documents.forEach((document, row) => {
    if (counted[row] === 1) tokens += document.length;
  });
  const idf = documentsWith.map((some) => log(1 + (total - some + 0.5) / (some + 0.5)));
  const values = new Float32Array(counts.values.length);
  for (let row = 0; row < counts.rows; row++) {
    const norm = k1 * (1 - b + (b * documents[row]!.length * total) / tokens);
    for (let p = counts.rowPtr[row]!; p < counts.rowPtr[row + 1]!; p++) {
      const tf = counts.values[p]!;
      values[p] = (idf[counts.colIdx[p]!]! * tf) / (tf + norm);
    }
  }
  return { ...counts, values };
}
