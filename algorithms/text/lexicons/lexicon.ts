/** From the lists of a lexicon, words by rating, to a map. */
export function lexiconOf(
  lists: readonly (readonly [rating: number, words: string])[],
  scale = 1,
): ReadonlyMap<string, number> {
  return new Map(
    lists.flatMap(([rating, words]) => words.split(' ').map((word) => [word, rating / scale] as const)),
  );
}
