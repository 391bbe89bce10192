/**
 * What each group of shoppers misses, and whether one is clearly served worse than all others: the margin that chance over the shoppers of
 * this world leaves, by the standard error of a ratio of sums (regret over slots; Cochran 1977, Sampling techniques, section 6.4).
 */

import { type GroupOutcome, groupsOf } from '../../experiments/loops/loop-result.ts';
import type { Outcomes } from '../../experiments/loops/measures/definition.ts';
import type { WorldFacts } from '../../experiments/loops/world-facts.ts';
import { studentQuantile } from '../../numerics/student.ts';

export interface GroupGap extends GroupOutcome {
  /** Half of the 95 % interval of `slotRegret`; null where fewer than `FEWEST` shoppers had slots. */
  readonly margin: number | null;
  /** `slotRegret` less that of all other shoppers together; its interval holds at 95 % for all groups of the attribute at once (Bonferroni). */
  readonly beyond: { readonly difference: number; readonly low: number; readonly others: number } | null;
}

/** Of fewer shoppers than these nothing is claimed. */
export const FEWEST = 10;
/** What others miss, times this: less is not worth being called worse, however sure. */
export const WORSE = 0.05;

const LEVEL = 0.95;

export function groupGaps(whole: Outcomes, facts: Pick<WorldFacts, 'groups'>, attribute: string): GroupGap[] {
  const rows = groupsOf(whole, facts, attribute);
  const { names, of } = facts.groups[attribute]!;
  const all = rowsOf(whole, () => true);
  return rows.map((row) => {
    const code = names.indexOf(row.group);
    const own = rowsOf(whole, (shopper) => of[shopper] === code);
    const others = rowsOf(whole, (shopper) => of[shopper] !== code);
    const [here, there] = [ratioOf(own), ratioOf(others)];
    const margin =
      here === null || own.length < FEWEST
        ? null
        : studentQuantile((1 + LEVEL) / 2, own.length - 1) * Math.sqrt(here.variance);
    const few = Math.min(own.length, others.length) < FEWEST || all.length === own.length;
    return {
      ...row,
      margin,
      beyond: few || !here || !there ? null : difference(here, there, 1 - (1 - LEVEL) / (2 * rows.length)),
    };
  });
}

/** Of those who are clearly served worse, the worst first. */
export const servedWorse = (rows: readonly GroupGap[]): readonly GroupGap[] =>
  rows
    .filter(({ beyond }) => beyond !== null && beyond.low > 0 && beyond.difference > WORSE * beyond.others)
    .sort((a, b) => b.beyond!.difference - a.beyond!.difference);

interface Row {
  /** Utility missed, over the slots of one shopper. */
  readonly missed: number;
  readonly slots: number;
}

/** Of shoppers who had slots. */
function rowsOf(
  { homeSlots, bestUtility, homeUtility }: Outcomes,
  belongs: (shopper: number) => boolean,
): Row[] {
  return Array.from(homeSlots, (slots, shopper) => ({
    slots,
    missed: bestUtility[shopper]! - homeUtility[shopper]!,
  })).filter(({ slots }, shopper) => slots > 0 && belongs(shopper));
}

interface Ratio {
  readonly value: number;
  readonly variance: number;
  readonly n: number;
}

function ratioOf(rows: readonly Row[]): Ratio | null {
  const n = rows.length;
  if (n < 2) return null;
  const slots = rows.reduce((sum, row) => sum + row.slots, 0);
  const value = rows.reduce((sum, row) => sum + row.missed, 0) / slots;
  const squares = rows.reduce((sum, row) => sum + (row.missed - value * row.slots) ** 2, 0);
  return { value, n, variance: ((n / (n - 1)) * squares) / slots ** 2 };
}

/** Welch's degrees of freedom. */
function difference(a: Ratio, b: Ratio, p: number): NonNullable<GroupGap['beyond']> {
  const both = a.variance + b.variance;
  const apart = a.value - b.value;
  if (both === 0) return { difference: apart, low: apart, others: b.value };
  const freedom = both ** 2 / (a.variance ** 2 / (a.n - 1) + b.variance ** 2 / (b.n - 1));
  return { difference: apart, low: apart - studentQuantile(p, freedom) * Math.sqrt(both), others: b.value };
}
