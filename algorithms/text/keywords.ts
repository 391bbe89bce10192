/**
 * Words that tell a group of texts (an item's, a brand's, a topic's) from all others.
 *
 * `likelihood`: Dunning, "Accurate methods for the statistics of surprise and coincidence", Computational Linguistics 19, 1993: twice the
 * logarithm of the likelihood ratio of two binomials against one; here only of words that the group has more of. `tf-idf`: Salton,
 * Buckley 1988, each group being a document: count / words * ln(groups / groups with the word). `textrank`: how its words stand together in its own
 * texts (`text-rank.ts`), whatever others have.
 */

import { log } from '../../numerics/math.ts';
import { TEXT_RANK, textRank } from './text-rank.ts';

export interface Keyword {
  readonly word: string;
  readonly score: number;
  /** Times that the group has it. */
  readonly count: number;
}

/** Tokens by group: counts of each word, and how many there are. */
export interface GroupCounts {
  readonly groups: number;
  /** (groups) */
  readonly counts: readonly ReadonlyMap<string, number>[];
  /** (groups) words in all */
  readonly total: Float64Array;
}

/** @param groupOf (texts) group of each; -1: of none, but part of the background */
export function groupCounts(
  texts: readonly (readonly string[])[],
  groupOf: ArrayLike<number>,
  groups: number,
): { readonly own: GroupCounts; readonly background: ReadonlyMap<string, number>; readonly words: number } {
  const counts = Array.from({ length: groups }, () => new Map<string, number>());
  const background = new Map<string, number>();
  const total = new Float64Array(groups);
  let words = 0;
  texts.forEach((tokens, text) => {
    const group = groupOf[text]!;
    for (const token of tokens) {
      background.set(token, (background.get(token) ?? 0) + 1);
      if (group >= 0) counts[group]!.set(token, (counts[group]!.get(token) ?? 0) + 1);
    }
    words += tokens.length;
    if (group >= 0) total[group]! += tokens.length;
  });
  return { own: { groups, counts, total }, background, words };
}

export interface KeywordOptions {
  readonly method: 'likelihood' | 'tf-idf' | 'textrank';
  /** At most so many a group. */
  readonly most: number;
  /** Words that the group has fewer times are left out. */
  readonly least: number;
}

/** (groups) keywords of each, best first; equal ones by the word. */
export function keywords(
  texts: readonly (readonly string[])[],
  groupOf: ArrayLike<number>,
  groups: number,
  { method, most, least }: KeywordOptions,
): Keyword[][] {
  const { own, background, words } = groupCounts(texts, groupOf, groups);
  const inGroups = method === 'tf-idf' ? groupsWith(own) : undefined;
  const ranks = method === 'textrank' ? ranksByGroup(texts, groupOf, groups) : undefined;
  return own.counts.map((counts, group) => {
    const size = own.total[group]!;
    const found: Keyword[] = [];
    for (const [word, count] of counts) {
      if (count < least) continue;
      const score = ranks
        ? ranks[group]!.get(word)!
        : inGroups
          ? (count / size) * log(groups / inGroups.get(word)!)
          : likelihoodRatio(
              count,
              size - count,
              background.get(word)! - count,
              words - size - (background.get(word)! - count),
            );
      const isMore = method !== 'likelihood' || count * words > background.get(word)! * size;
      if (isMore && score > 0) found.push({ word, score, count });
    }
    return found.sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1)).slice(0, most);
  });
}

function ranksByGroup(
  texts: readonly (readonly string[])[],
  groupOf: ArrayLike<number>,
  groups: number,
): Map<string, number>[] {
  return Array.from({ length: groups }, (_, group) =>
    textRank(
      texts.filter((_text, at) => groupOf[at] === group),
      TEXT_RANK,
    ),
  );
}

function groupsWith({ counts }: GroupCounts): Map<string, number> {
  const found = new Map<string, number>();
  for (const own of counts) for (const word of own.keys()) found.set(word, (found.get(word) ?? 0) + 1);
  return found;
}

/** -2 log lambda of a table of four counts: the word and others, in the group (a, b) and outside (c, d). */
export function likelihoodRatio(a: number, b: number, c: number, d: number): number {
  const entropy = (...counts: readonly number[]): number => {
    let sum = 0;
    let all = 0;
    for (const n of counts) {
      if (n > 0) sum += n * log(n);
      all += n;
    }
    return (all > 0 ? all * log(all) : 0) - sum;
  };
  return 2 * (entropy(a + b, c + d) + entropy(a + c, b + d) - entropy(a, b, c, d));
}
