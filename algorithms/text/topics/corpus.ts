/** Documents as numbered words: what topics are learnt from. */

export interface Corpus {
  /** The vocabulary, by first appearance. */
  readonly words: readonly string[];
  readonly documents: number;
  /** (documents + 1) the words of document d are [start[d], start[d + 1]) of `word` */
  readonly start: Uint32Array;
  /** Words of all documents one after another, in the order of the texts. */
  readonly word: Uint32Array;
}

export interface CorpusOptions {
  /** Words in fewer documents are left out. */
  readonly leastDocuments: number;
  /** Words in a larger share of the documents are left out; 1 keeps all. */
  readonly mostShare: number;
  /** Words that are left out whatever they count. */
  readonly stop: ReadonlySet<string>;
}

export function corpusOf(
  texts: readonly (readonly string[])[],
  { leastDocuments, mostShare, stop }: CorpusOptions,
): Corpus {
  const seen = documentCounts(texts);
  const most = mostShare * texts.length;
  const index = new Map<string, number>();
  const start = new Uint32Array(texts.length + 1);
  const word: number[] = [];
  texts.forEach((tokens, d) => {
    for (const token of tokens) {
      const count = seen.get(token)!;
      if (count < leastDocuments || count > most || stop.has(token)) continue;
      let known = index.get(token);
      if (known === undefined) {
        known = index.size;
        index.set(token, known);
      }
      word.push(known);
    }
    start[d + 1] = word.length;
  });
  return { words: [...index.keys()], documents: texts.length, start, word: Uint32Array.from(word) };
}

/** Documents with each word. */
export function documentCounts(texts: readonly (readonly string[])[]): Map<string, number> {
  const seen = new Map<string, number>();
  for (const tokens of texts)
    for (const token of new Set(tokens)) seen.set(token, (seen.get(token) ?? 0) + 1);
  return seen;
}
