/** Who is better than whom by more than chance over shoppers. */

import type {
  Comparison,
  DefinitionNote,
  PairComparison,
  PairTests,
  Repeats,
  StudySummary,
} from '../../experiments/run-record.ts';

type Direction = DefinitionNote['direction'];

/** A pair that was tested. */
export type TestedPair = Pick<PairComparison, 'first' | 'second' | 'holm'> & {
  /** Of the mean difference, first minus second: 1, 0 or -1; null where nothing pairs. */
  readonly sign: number | null;
};

/** All pairs of algorithms under one metric in one mode. */
export interface PairsTested {
  readonly flips: number;
  readonly pairs: readonly TestedPair[];
}

/** What was made of a record before: there are as many pairs as the square of the algorithms. */
const READ = new WeakMap<Comparison | PairTests, PairsTested>();

const ofComparison = ({ flips, pairs }: Comparison): PairsTested => ({
  flips,
  pairs: pairs.map(({ first, second, holm, difference }) => ({
    ...{ first, second, holm },
    sign: difference === null ? null : Math.sign(difference),
  })),
});

const SIGNS: Readonly<Record<string, number>> = { '+': 1, '-': -1, '0': 0 };

function ofTests({ flips, labels, holm, signs }: PairTests): PairsTested {
  let at = 0;
  const pairs = labels.flatMap((first, a) =>
    labels.slice(a + 1).map((second): TestedPair => {
      const place = at++;
      return { first, second, holm: holm[place]!, sign: SIGNS[signs[place]!] ?? null };
    }),
  );
  return { flips, pairs };
}

/** The pairs of a record. */
export function pairsIn(record: Comparison | PairTests): PairsTested {
  const known = READ.get(record);
  if (known) return known;
  const read = 'pairs' in record ? ofComparison(record) : ofTests(record);
  READ.set(record, read);
  return read;
}

/** The tests of a metric in a mode, under any of these definitions; undefined where the summary has none. */
export function pairsTested(
  { comparisons = [], tests = [] }: StudySummary,
  mode: Repeats,
  definitions: ReadonlySet<string>,
): PairsTested | undefined {
  const record = [...comparisons, ...tests].find(
    ({ repeats, definition }) => repeats === mode && definitions.has(definition),
  );
  return record && pairsIn(record);
}

/** Pairs of each algorithm, in the order of all. */
const PAIRS = new WeakMap<PairsTested, ReadonlyMap<string, readonly TestedPair[]>>();

function pairsOf(tested: PairsTested, label: string): readonly TestedPair[] {
  const known = PAIRS.get(tested);
  if (known) return known.get(label) ?? [];
  const pairs = new Map<string, TestedPair[]>();
  for (const pair of tested.pairs)
    for (const side of new Set([pair.first, pair.second])) {
      const own = pairs.get(side);
      if (own) own.push(pair);
      else pairs.set(side, [pair]);
    }
  PAIRS.set(tested, pairs);
  return pairs.get(label) ?? [];
}

/** Whom `label` beats at `alpha`: the paired permutation test, corrected by Holm over all pairs. In the order of the pairs. */
export function beatenBy(tested: PairsTested, label: string, alpha: number, direction: Direction): string[] {
  return pairsOf(tested, label).flatMap((pair) => {
    if (direction === 'none' || pair.holm === null || pair.holm > alpha) return [];
    const winner = winnerOf(pair, direction);
    const loser = winner === pair.first ? pair.second : pair.first;
    return winner === label ? [loser] : [];
  });
}

/** null where neither is ahead, or where sides of zero decide, which a difference does not tell. */
function winnerOf({ first, second, sign }: TestedPair, direction: Direction): string | null {
  if (sign === null || sign === 0 || direction === 'zero') return null;
  return sign > 0 === (direction === 'higher') ? first : second;
}

/** Pairs that were tested of `label`. */
export const rivalsOf = (tested: PairsTested, label: string): number =>
  pairsOf(tested, label).filter(({ holm }) => holm !== null).length;
