/**
 * Words by how they stand together: Mihalcea, Tarau, "TextRank: Bringing order into texts", EMNLP 2004. Words that stand within `window` words of
 * each other are joined, and the rank of a word is that of PageRank on this undirected graph, eq. 2 of the paper with the times that two stand
 * together as weights:
 *
 *   S(i) = (1 - d) + d sum over neighbours j of w_ji / (sum over k of w_jk) S(j)
 *
 * so that ranks add up to the number of words where each has a neighbour. Which words may count (there: nouns and adjectives) is for the caller to say.
 */

export interface TextRankOptions {
  /** Words of which each is joined to each other; at least 2: neighbours. */
  readonly window: number;
  /** d, in [0, 1). */
  readonly damping: number;
  /** Ends when no rank moves by more. */
  readonly tolerance: number;
}

/** Those of the paper. */
export const TEXT_RANK: TextRankOptions = { window: 2, damping: 0.85, tolerance: 1e-4 };
const MOST_STEPS = 1000;

/** Rank of each word of the texts; windows do not reach from one text into the next. */
export function textRank(
  texts: readonly (readonly string[])[],
  { window, damping, tolerance }: TextRankOptions,
): Map<string, number> {
  const joined = wordGraph(texts, window);
  const words = [...joined.keys()];
  const index = new Map(words.map((word, at) => [word, at]));
  const edges = words.map((word) =>
    [...joined.get(word)!].map(([to, weight]) => [index.get(to)!, weight] as const),
  );
  const strength = edges.map((own) => own.reduce((sum, [, weight]) => sum + weight, 0));
  let rank = new Float64Array(words.length).fill(1);
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = Float64Array.from(edges, (own) => {
      const given = own.reduce((sum, [from, weight]) => sum + (weight / strength[from]!) * rank[from]!, 0);
      return 1 - damping + damping * given;
    });
    const moved = next.reduce((most, value, at) => Math.max(most, Math.abs(value - rank[at]!)), 0);
    rank = next;
    if (moved <= tolerance) break;
  }
  return new Map(words.map((word, at) => [word, rank[at]!]));
}

/** Of each word: its neighbours, with the times that both stand together. */
function wordGraph(texts: readonly (readonly string[])[], window: number): Map<string, Map<string, number>> {
  const joined = new Map<string, Map<string, number>>();
  const join = (a: string, b: string): void => {
    const own = joined.get(a)!;
    own.set(b, (own.get(b) ?? 0) + 1);
  };
  for (const text of texts) for (const word of text) if (!joined.has(word)) joined.set(word, new Map());
  for (const text of texts) {
    text.forEach((word, at) => {
      for (const other of text.slice(at + 1, at + window)) {
        if (other === word) continue;
        join(word, other);
        join(other, word);
      }
    });
  }
  return joined;
}
