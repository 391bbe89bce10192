/** Who is better than whom by more than chance over shoppers. */

import type { Comparison, DefinitionNote, PairComparison } from '../experiments/run-record.ts';

type Direction = DefinitionNote['direction'];

/** Pairs of each algorithm, in the order of all: there are as many pairs as the square of the algorithms. */
const PAIRS = new WeakMap<Comparison, ReadonlyMap<string, readonly PairComparison[]>>();

function pairsOf(comparison: Comparison, label: string): readonly PairComparison[] {
  const known = PAIRS.get(comparison);
  if (known) return known.get(label) ?? [];
  const pairs = new Map<string, PairComparison[]>();
  for (const pair of comparison.pairs)
    for (const side of new Set([pair.first, pair.second])) {
      const own = pairs.get(side);
      if (own) own.push(pair);
      else pairs.set(side, [pair]);
    }
  PAIRS.set(comparison, pairs);
  return pairs.get(label) ?? [];
}

/** Whom `label` beats at `alpha`: the paired permutation test, corrected by Holm over all pairs. In the order of the pairs. */
export function beatenBy(
  comparison: Comparison,
  label: string,
  alpha: number,
  direction: Direction,
): string[] {
  return pairsOf(comparison, label).flatMap((pair) => {
    if (direction === 'none' || pair.holm === null || pair.holm > alpha) return [];
    const winner = winnerOf(pair, direction);
    const loser = winner === pair.first ? pair.second : pair.first;
    return winner === label ? [loser] : [];
  });
}

/** null where neither is ahead, or where sides of zero decide, which a difference does not tell. */
function winnerOf({ first, second, difference }: PairComparison, direction: Direction): string | null {
  if (difference === null || difference === 0 || direction === 'zero') return null;
  return difference > 0 === (direction === 'higher') ? first : second;
}

/** Pairs that were tested of `label`. */
export const rivalsOf = (comparison: Comparison, label: string): number =>
  pairsOf(comparison, label).filter(({ holm }) => holm !== null).length;
