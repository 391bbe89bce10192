/** The best slate that there is: ranks by the truth. It knows who visits, signed in or not, and lives in simulator/ alone. */

import type { Lives } from '../people/lives.ts';
import { offerRules } from '../sale/offers.ts';
import type { Round } from '../visit/run.ts';
import { expectedUtilities, type KnownShopper, knowShopper } from '../world/oracle.ts';
import type { World } from '../world/world.ts';
import type { HomeVisits } from './slate-policy.ts';

/** Visits with who they really are. */
export interface TrueVisits extends HomeVisits {
  /** Row of the shopper in `world.shoppers`. */
  readonly row: Uint32Array;
  /** The shoppers as they are when the round begins. */
  readonly lives: Lives;
}

/** A policy that is shown the truth; otherwise as SlatePolicy. */
export interface OraclePolicy {
  readonly personal: boolean;
  fillRound(visits: TrueVisits, round: Round, slates: Uint32Array, propensities: Float32Array): void;
}

/**
 * The items of highest expected utility in the shop of the round, best first; equals by the items' tie order. Exact: every
 * item is weighed, once for each shopper and round. Propensity 1.
 */
export function oraclePolicy(world: World): OraclePolicy {
  const { slateSize } = world.scenario.exposure;
  const rules = offerRules(world.scenario);
  const tieRank = tieRanks(world);
  const best = new Uint32Array(slateSize);
  const utilities = new Float64Array(slateSize);
  const all = new Float64Array(world.items.length);
  return {
    personal: true,
    fillRound({ length, row, lives }, round, slates, propensities) {
      propensities.fill(1, 0, length * slateSize);
      let ranked = -1;
      for (let i = 0; i < length; i++) {
        // The sessions of a shopper stand together.
        if (row[i] !== ranked) {
          const shopper = knowShopper(world, row[i]!, rules, lives, round.shop.state.round);
          rankItems(world, shopper, round, tieRank, best, utilities, all);
        }
        ranked = row[i]!;
        slates.set(best, i * slateSize);
      }
    },
  };
}

/** (items) place of each in the order that decides between equals. */
export function tieRanks({ items }: World): Uint32Array {
  const ranks = new Uint32Array(items.length);
  items.byTie.forEach((item, rank) => {
    ranks[item] = rank;
  });
  return ranks;
}

/** Writes the best items, best first, to best[0 .. slots), and their expected utilities; `all` (items) becomes those of every item. */
export function rankItems(
  world: World,
  shopper: KnownShopper,
  round: Pick<Round, 'appeal' | 'social' | 'relativePrice'>,
  tieRank: Uint32Array,
  best: Uint32Array,
  utilities: Float64Array,
  all: Float64Array,
): void {
  expectedUtilities(world, shopper, round, all);
  const slots = best.length;
  let filled = 0;
  let least = Number.NEGATIVE_INFINITY;
  for (let item = 0; item < all.length; item++) {
    const utility = all[item]!;
    if (filled === slots && utility < least) continue;
    let place = filled;
    while (place > 0 && isBefore(item, utility, best[place - 1]!, utilities[place - 1]!, tieRank)) place--;
    if (place === slots) continue;
    if (filled < slots) filled++;
    for (let to = filled - 1; to > place; to--) {
      best[to] = best[to - 1]!;
      utilities[to] = utilities[to - 1]!;
    }
    best[place] = item;
    utilities[place] = utility;
    least = utilities[filled - 1]!;
  }
}

function isBefore(
  item: number,
  utility: number,
  other: number,
  otherUtility: number,
  tieRank: Uint32Array,
): boolean {
  return utility > otherUtility || (utility === otherUtility && tieRank[item]! < tieRank[other]!);
}
