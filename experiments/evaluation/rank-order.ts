/** The ranking of all that may be listed, question by question, for metrics that a list cut at K cannot tell. */

import type { Lists, Queries } from '../../algorithms/algorithm.ts';
import type { ScoreLevels } from '../metrics/definition.ts';
import type { TestSet } from './test-set.ts';

type Growing = { -readonly [Part in keyof ScoreLevels]: ScoreLevels[Part] };

/** Working space for rankings of a test set. */
export interface Ranking {
  readonly levels: Growing;
  /** (items) 1 + the question for which the item was last marked relevant */
  readonly stamp: Uint32Array;
}

export const newRanking = (items: number): Ranking => ({
  levels: { relevant: new Uint32Array(items + 2), others: new Uint32Array(items + 2), levels: 0 },
  stamp: new Uint32Array(items),
});

/** Items of the catalogue that the list of query q may hold. */
function mayBeListed(
  { exclude, candidates, shopper }: Queries,
  q: number,
  { train, ranked }: TestSet,
): number {
  const countRanked = (items: Uint32Array): number => items.reduce((sum, item) => sum + ranked[item]!, 0);
  if (candidates)
    return countRanked(candidates.colIdx.subarray(candidates.rowPtr[q]!, candidates.rowPtr[q + 1]!));
  const all = countRanked(Uint32Array.from(ranked.keys()));
  if (exclude === 'none') return all;
  const [rows, row] = exclude === 'seen' ? [train, shopper[q]!] : [exclude, q];
  return all - countRanked(rows.colIdx.subarray(rows.rowPtr[row]!, rows.rowPtr[row + 1]!));
}

/** The levels of list q, which ranks all that has an answer to question e. Valid until the next call. */
export function levelsOf(
  { levels: out, stamp }: Ranking,
  test: TestSet,
  queries: Queries,
  lists: Lists,
  q: number,
  e: number,
): ScoreLevels {
  const { relevantPtr, relevantItems, ranked } = test;
  let known = 0;
  for (let p = relevantPtr[e]!; p < relevantPtr[e + 1]!; p++) {
    stamp[relevantItems[p]!] = e + 1;
    known += ranked[relevantItems[p]!]!;
  }
  const from = q * lists.k;
  const length = lists.lengths[q]!;
  let level = -1;
  let found = 0;
  for (let at = from; at < from + length; at++) {
    if (at === from || lists.scores[at] !== lists.scores[at - 1]) {
      level++;
      out.relevant[level] = out.others[level] = 0;
    }
    if (stamp[lists.items[at]!] === e + 1) {
      out.relevant[level]!++;
      found++;
    } else out.others[level]!++;
  }
  const without = mayBeListed(queries, q, test) - length;
  out.relevant[level + 1] = known - found;
  out.others[level + 1] = without - (known - found);
  out.relevant[level + 2] = relevantPtr[e + 1]! - relevantPtr[e]! - known;
  out.others[level + 2] = 0;
  out.levels = level + 3;
  return out;
}
