/** What only the simulator can answer. Nothing in algorithms/ accepts it. */

import { DAY } from '../behaviour/arrival.ts';
import { match } from '../behaviour/taste.ts';
import type { Lives } from '../people/lives.ts';
import { makeOffers, newOffers, type OfferRules, offerRules } from '../sale/offers.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { openRound, type Round } from '../visit/run.ts';
import type { Items } from './items.ts';
import type { ShopState } from './shop.ts';
import type { World } from './world.ts';

export interface GroundTruth {
  /**
   * Expected utility of `item` for `shopper` in the round of `time` (seconds since the origin), as the shopper was at its
   * start: without the passing mood, whose mean is 0, and without the random part of the choice.
   */
  utility(shopper: number, item: number, time: number): number;
}

/** A shopper as the oracle sees them. */
export interface KnownShopper {
  /** (dimensions) lasting taste of the day, without the mood of a session, scaled as in `Mind`. */
  readonly taste: Float64Array;
  /** Weight of the logarithm of price. */
  readonly price: number;
  /** (departments) see `Mind`. */
  readonly standing: Float64Array;
  /** Weight of what the shopper's group likes. */
  readonly conformity: number;
  /** Code of the age band. */
  readonly group: number;
}

/** Row `row` of the world's shoppers as they are in `lives`, on a day. */
export function knowShopper(
  world: World,
  row: number,
  rules: OfferRules,
  lives: Lives,
  day: number,
): KnownShopper {
  const { scenario, shoppers, items } = world;
  const { dimensions } = shoppers;
  const scale = 1 / Math.sqrt(dimensions);
  const life = shoppers.first + row - lives.first;
  const { drift, usedPrice, fatigue, saturation, habit, tier } = lives.columns;
  const { priceMemory, fatigue: tired, saturation: sated } = scenario.life;
  const price = scenario.choice.price * shoppers.sensitivity[row]!;
  const { departments } = items.tree;
  const offers = newOffers(departments);
  makeOffers(rules, world, row, tier[life]!, day, offers);
  const inclination = price * priceMemory.weight * usedPrice[life]! - tired.weight * fatigue[life]!;
  return {
    taste: Float64Array.from({ length: dimensions }, (_, d) => {
      return scale * (shoppers.taste[row * dimensions + d]! + drift[life * dimensions + d]!);
    }),
    price,
    standing: offers.shift.map(
      (shift, d) =>
        inclination -
        sated.weight * saturation[life * departments + d]! -
        shoppers.novelty[row]! * habit[life * departments + d]! -
        price * shift +
        offers.appeal[d]!,
    ),
    conformity: shoppers.conformity[row]!,
    group: shoppers.ageBand[row]!,
  };
}

/** What of a world, and of the shop in a round, utility is made of. */
export interface UtilityWorld {
  readonly items: Pick<Items, 'attributes' | 'dimensions' | 'department'>;
  readonly scenario: { readonly choice: Pick<Scenario['choice'], 'taste'> };
}
export type UtilityRound = Pick<Round, 'appeal' | 'social' | 'relativePrice'>;

/** Expected utility in a round. */
export function expectedUtility(
  { items, scenario }: UtilityWorld,
  { taste, price, standing, conformity, group }: KnownShopper,
  { appeal, social, relativePrice }: UtilityRound,
  item: number,
): number {
  const liked = scenario.choice.taste * match(taste, items.attributes, item, items.dimensions);
  const influence = social.length > 0 ? conformity * social[group]![item]! : 0;
  const dear = price * relativePrice[item]!;
  return liked + appeal[item]! + influence - dear + standing[items.department[item]!]!;
}

/** `expectedUtility` of every item, to out[item]: the same operations in the same order, without a call an item. */
export function expectedUtilities(
  { items, scenario }: UtilityWorld,
  { taste, price, standing, conformity, group }: KnownShopper,
  { appeal, social, relativePrice }: UtilityRound,
  out: Float64Array,
): void {
  const { attributes, dimensions, department } = items;
  const weight = scenario.choice.taste;
  const own = social.length > 0 ? social[group]! : null;
  for (let item = 0, at = 0; item < out.length; item++) {
    let matched = 0;
    for (let d = 0; d < dimensions; d++) matched += taste[d]! * attributes[at++]!;
    const influence = own === null ? 0 : conformity * own[item]!;
    const dear = price * relativePrice[item]!;
    out[item] = weight * matched + appeal[item]! + influence - dear + standing[department[item]!]!;
  }
}

/** The truth of a simulated world; `shops` and `lives` hold the shop and all shoppers at the start of each round. */
export function createOracle(
  world: World,
  shops: readonly ShopState[],
  lives: readonly Lives[],
): GroundTruth {
  const { items, shoppers } = world;
  const rules = offerRules(world.scenario);
  const rounds = new Map<number, Round>();
  const opened = (nth: number): Round => {
    const shop = shops[nth];
    if (!shop) throw new RangeError(`oracle: round ${nth} was not simulated; there are ${shops.length}`);
    const round = rounds.get(nth) ?? openRound(world, shop);
    rounds.set(nth, round);
    return round;
  };
  return {
    utility(shopper, item, time) {
      const row = shopper - shoppers.first;
      if (!(row >= 0 && row < shoppers.length)) throw new RangeError(`oracle: no shopper ${shopper}`);
      if (!(item >= 0 && item < items.length)) throw new RangeError(`oracle: no item ${item}`);
      const nth = Math.floor(time / DAY);
      const round = opened(nth);
      return expectedUtility(world, knowShopper(world, row, rules, lives[nth]!, nth), round, item);
    },
  };
}
