/** Who is better than whom by more than chance over shoppers. */

import type { Comparison, DefinitionNote, PairComparison } from '../experiments/run-record.ts';

type Direction = DefinitionNote['direction'];

/** Whom `label` beats at `alpha`: the paired permutation test, corrected by Holm over all pairs. In the order of the pairs. */
export function beatenBy(
  { pairs }: Comparison,
  label: string,
  alpha: number,
  direction: Direction,
): string[] {
  return pairs.flatMap((pair) => {
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
export const rivalsOf = ({ pairs }: Comparison, label: string): number =>
  pairs.filter(({ first, second, holm }) => holm !== null && (first === label || second === label)).length;
