/** Files queries: their texts, made of the codes that shards leave, beside what was meant. */

import { SEARCH_MODES, type Searches, TYPOS } from '../../datasets/visit-tables.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import type { Query } from '../behaviour/query.ts';
import { mistype } from '../behaviour/review-text.ts';
import { wordsOf } from '../visit/search-words.ts';
import { categoryPath } from '../world/catalog-text.ts';
import type { World } from '../world/world.ts';
import type { ShardLog } from './shard-log.ts';
import type { SearchTruth } from './visit-truth.ts';

const SPOKEN = SEARCH_MODES.indexOf('spoken');
const NO_TYPO = TYPOS.indexOf('none');

/** Whether query `search` of the shard is one of the session's. */
export function isAsking({ searches }: ShardLog, session: number, search: number): boolean {
  return search < searches.length && searches.columns.session[search] === session;
}

/** Fills row `to` of the tables with query `from` of a shard's log; `session` is its id. `typos`: key of search.spelling. Truth without rows is left alone. */
export function fileQuery(
  world: World,
  { searches, sessions }: ShardLog,
  from: number,
  session: number,
  table: Searches,
  truth: SearchTruth,
  to: number,
  typos: DrawKey,
): void {
  const { columns } = searches;
  const { tree } = world.items;
  const row = columns.session[from]!;
  const meant: Query = {
    category: columns.meantCategory[from]!,
    aspect: columns.meantAspect[from]!,
    value: columns.meantValue[from]!,
  };
  const heard: Query = {
    category: columns.category[from]!,
    aspect: columns.aspect[from]!,
    value: columns.value[from]!,
  };
  const shopperKey = world.shoppers.keys[sessions.columns.shopper[row]! - world.shoppers.first]!;
  const words = wordsOf(tree, meant);
  const isWrong = columns.typo[from] !== NO_TYPO;
  const typed = isWrong
    ? typo(typos, shopperKey, sessions.columns.visit[row]!, columns.scene[from]!, words)
    : words;
  table.session[to] = session;
  table.slate[to] = columns.slate[from]!;
  table.time[to] = columns.time[from]!;
  table.query[to] = columns.mode[from] === SPOKEN ? wordsOf(tree, heard) : typed;
  for (const name of ['mode', 'results', 'page'] as const) table[name][to] = columns[name][from]!;
  if (truth.length === 0) return;
  truth.session[to] = session;
  truth.slate[to] = columns.slate[from]!;
  truth.meant[to] = words;
  truth.category[to] = categoryPath(tree, meant.category);
  truth.errors[to] = columns.errors[from]!;
  truth.typo[to] = columns.typo[from]!;
}

/** The words with one of them mistyped, always another text. */
export function typo(key: DrawKey, shopperKey: number, visit: number, scene: number, words: string): string {
  const parts = words.split(' ');
  const which = Math.floor(uniform(key, shopperKey, visit, scene, 0) * parts.length);
  const u = uniform(key, shopperKey, visit, scene, 1);
  const word = parts[which]!;
  const swapped = mistype(word, u);
  const at = Math.floor(u * word.length);
  // Where two equal letters or a short word would swap to the same, a letter is typed twice.
  parts[which] = swapped === word ? word.slice(0, at + 1) + word.slice(at) : swapped;
  return parts.join(' ');
}
