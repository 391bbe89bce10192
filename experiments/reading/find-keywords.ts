import { keywords } from '../../algorithms/text/keywords.ts';
import { STOP_WORDS } from '../../algorithms/text/stop-words.ts';
import { PLAIN_WORDS, tokeniser } from '../../algorithms/text/tokeniser.ts';
import type { Catalog } from '../../datasets/tables.ts';
import type { KeywordsFound } from './reading-record.ts';
import type { ReadTexts, ReviewGroups } from './text-source.ts';

export interface KeywordOptions {
  readonly method: 'likelihood' | 'tf-idf' | 'textrank';
  readonly by: 'group' | 'item';
  /** Groups that are told of: those with the most texts. */
  readonly groups: number;
  readonly words: number;
}

/** Words that a group has fewer times are left out. */
const LEAST = 3;

/** @param items item of each review, for words by item */
export function findKeywords(
  { rows, texts }: ReadTexts,
  groups: ReviewGroups,
  items: Uint32Array,
  catalog: Pick<Catalog, 'title' | 'id'>,
  options: KeywordOptions,
): KeywordsFound {
  const cut = tokeniser({ ...PLAIN_WORDS, contractions: 'expand', numbers: 'drop', shortest: 2 });
  const tokens = texts.map((text) => cut(text).filter((token) => !STOP_WORDS.has(token)));
  const all = Int32Array.from(rows, (row) => (options.by === 'item' ? items[row]! : groups.of[row]!));
  const count = new Map<number, number>();
  for (const group of all) if (group >= 0) count.set(group, (count.get(group) ?? 0) + 1);
  const largest = [...count]
    .sort(([a, x], [b, y]) => y - x || a - b)
    .slice(0, options.groups)
    .map(([group]) => group);
  const place = new Map(largest.map((group, at) => [group, at]));
  const groupOf = all.map((group) => place.get(group) ?? -1);
  const found = keywords(tokens, groupOf, largest.length, {
    method: options.method,
    most: options.words,
    least: LEAST,
  });
  const nameOf = (group: number): string =>
    options.by === 'item' ? `${catalog.title[group]} (${catalog.id[group]})` : groups.names[group]!;
  return {
    method: options.method,
    by: options.by === 'item' ? 'item' : groups.by,
    groups: largest.map((group, at) => ({
      name: nameOf(group),
      texts: count.get(group)!,
      words: found[at]!,
    })),
  };
}
