/** Shop and shoppers of the simulated shop as a round finds them: what everyone would like best, before anything is shown. */

import { exp } from '../../numerics/math.ts';
import { rankItems, tieRanks } from '../../simulator/policy/oracle-policy.ts';
import type { WorldState } from '../../simulator/rounds/stepped-world.ts';
import { offerRules } from '../../simulator/sale/offers.ts';
import { openRound, type Round } from '../../simulator/visit/run.ts';
import { type KnownShopper, knowShopper } from '../../simulator/world/oracle.ts';
import type { World } from '../../simulator/world/world.ts';
import { type Latent, NO_ITEM } from './tally.ts';
import type { WorldFacts } from './world-facts.ts';

export interface BegunRound {
  readonly nth: number;
  readonly round: Pick<Round, 'appeal' | 'social' | 'relativePrice'>;
  readonly known: readonly KnownShopper[];
  /** null where the round ends without a measure. */
  readonly latent: Latent | null;
  /** Expected utility of the best slate of so many slots for a shopper. */
  bestOf(shopper: number, slots: number): number;
}

export function beginRound(
  facts: WorldFacts,
  world: World,
  { shop, lives }: WorldState,
  measured: boolean,
): BegunRound {
  const { round: nth } = shop;
  const { appeal, social, relativePrice } = openRound(world, shop);
  const round = { appeal, social, relativePrice };
  const rules = offerRules(world.scenario);
  const known = Array.from({ length: facts.shoppers }, (_, row) =>
    knowShopper(world, row, rules, lives, nth),
  );
  const ranking = openRanking(facts, world, round, known);
  return {
    ...{ nth, round, known },
    latent: measured ? latentOf(facts, ranking) : null,
    bestOf(shopper, slots) {
      ranking.rank(shopper);
      let sum = 0;
      for (let slot = 0; slot < slots; slot++) sum += ranking.utilities[shopper * facts.liked + slot]!;
      return sum;
    },
  };
}

/** The best items of each shopper, each worked out once. */
interface Ranking {
  /** (shoppers x liked) of those who were ranked, the best first; NO_ITEM where there are fewer. */
  readonly best: Uint32Array;
  /** (shoppers x liked) */
  readonly utilities: Float64Array;
  /** (items) of the shopper who was ranked last. */
  readonly all: Float64Array;
  rank(shopper: number): void;
}

function openRanking(
  { liked, shoppers }: WorldFacts,
  world: World,
  round: BegunRound['round'],
  known: readonly KnownShopper[],
): Ranking {
  const ranks = tieRanks(world);
  const best = new Uint32Array(shoppers * liked).fill(NO_ITEM);
  const utilities = new Float64Array(shoppers * liked);
  const all = new Float64Array(world.items.length);
  const isRanked = new Uint8Array(shoppers);
  return {
    ...{ best, utilities, all },
    rank(shopper) {
      if (isRanked[shopper] === 1) return;
      isRanked[shopper] = 1;
      const [from, end] = [shopper * liked, (shopper + 1) * liked];
      rankItems(
        world,
        known[shopper]!,
        round,
        ranks,
        best.subarray(from, end),
        utilities.subarray(from, end),
        all,
      );
    },
  };
}

/** What everyone would like best, and what choices among all that is on sale would give each seller: logit shares. */
function latentOf({ liked, sellers, shoppers }: WorldFacts, ranking: Ranking): Latent {
  const merit = new Float64Array(sellers!.count);
  const { all, utilities, best, rank } = ranking;
  const weights = new Float64Array(all.length);
  for (let shopper = 0; shopper < shoppers; shopper++) {
    rank(shopper);
    const most = utilities[shopper * liked]!;
    let sum = 0;
    for (let item = 0; item < weights.length; item++) {
      weights[item] = exp(all[item]! - most);
      sum += weights[item]!;
    }
    const share = 1 / (sum * shoppers);
    for (let item = 0; item < weights.length; item++) merit[sellers!.of[item]!]! += weights[item]! * share;
  }
  return { best, merit };
}
