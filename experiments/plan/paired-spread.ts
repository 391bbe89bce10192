/** How far apart two algorithms lie from shopper to shopper, and how far they will in a study of other rounds. */

import { mean, variance } from '../../numerics/stats.ts';
import type { DoneWithValues } from '../comparison/compare.ts';
import { columnOf } from '../comparison/compare.ts';
import { roundOf } from '../comparison/entrants.ts';

/** Differences of two algorithms under one definition. */
export interface PairedSpread {
  readonly first: string;
  readonly second: string;
  /** Shoppers with a value under both in any round. */
  readonly shoppers: number;
  readonly rounds: number;
  /** Variance over shoppers of what each shopper's differences tend to. */
  readonly between: number;
  /** Variance of a shopper's differences from round to round; null where nobody has two: then it is part of `between`. */
  readonly within: number | null;
}

/** Components of variance by the one-way layout (Searle, "Linear models", 1971, 9.3), of the means of shoppers, each weighed alike. */
export function spreadOf(
  first: readonly DoneWithValues[],
  second: readonly DoneWithValues[],
  definition: string,
): PairedSpread | null {
  const rounds = new Map(second.map((run) => [roundOf(run), run]));
  const tally = new Map<number, { count: number; sum: number; squares: number }>();
  let shared = 0;
  for (const run of first) {
    const partner = rounds.get(roundOf(run));
    const own = columnOf(run, definition);
    const theirs = partner === undefined ? null : columnOf(partner, definition);
    if (!partner || own === null || theirs === null) continue;
    shared++;
    const placeOf = new Map(Array.from(partner.values!.shopper, (shopper, i) => [shopper, i]));
    run.values!.shopper.forEach((shopper, i) => {
      const difference = own[i]! - theirs[placeOf.get(shopper) ?? -1]!;
      if (!Number.isFinite(difference)) return;
      const { count, sum, squares } = tally.get(shopper) ?? { count: 0, sum: 0, squares: 0 };
      tally.set(shopper, { count: count + 1, sum: sum + difference, squares: squares + difference ** 2 });
    });
  }
  if (tally.size < 2) return null;
  const all = [...tally.values()];
  const total = variance(all.map(({ count, sum }) => sum / count));
  const freedom = all.reduce((n, { count }) => n + count - 1, 0);
  const inside = all.reduce((s, { count, sum, squares }) => s + Math.max(0, squares - sum ** 2 / count), 0);
  const within = freedom > 0 ? inside / freedom : null;
  const perMean = mean(all.map(({ count }) => 1 / count));
  return {
    ...{ first: first[0]!.record.inputs.algorithm.label, second: second[0]!.record.inputs.algorithm.label },
    ...{ shoppers: tally.size, rounds: shared, within },
    between: within === null ? total : Math.max(0, total - within * perMean),
  };
}

/**
 * Standard deviation over shoppers of their mean difference.
 *
 * @param rounds (shoppers) in how many rounds each will be asked about
 */
export function deviationIn({ between, within }: PairedSpread, rounds: Uint32Array): number {
  return Math.sqrt(between + (within ?? 0) * mean(Array.from(rounds, (count) => 1 / count)));
}
