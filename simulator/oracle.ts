/** What only the simulator can answer. Nothing in algorithms/ accepts it. */

import { DAY } from './behaviour/arrival.ts';
import { match } from './behaviour/taste.ts';
import { commonAppeal, makeRules } from './run.ts';
import type { ShopState } from './shop.ts';
import type { World } from './world.ts';

export interface GroundTruth {
  /**
   * Expected utility of `item` for `shopper` at `time` (seconds since the origin): without the passing mood, whose mean
   * is 0, and without the random part of the choice.
   */
  utility(shopper: number, item: number, time: number): number;
}

/** A shopper as the oracle sees them. */
export interface KnownShopper {
  /** (dimensions) taste without the mood of a session, scaled as in `Mind`. */
  readonly taste: Float64Array;
  /** Weight of the logarithm of price. */
  readonly price: number;
  /** Logarithm of the prices of their arm over list prices. */
  readonly priceShift: number;
}

/** Row `row` of the world's shoppers. `priceShift` by code of the arm, as in `Rules`. */
export function knowShopper(
  { scenario, shoppers }: World,
  row: number,
  priceShift: Float64Array,
): KnownShopper {
  const { dimensions } = shoppers;
  const scale = 1 / Math.sqrt(dimensions);
  const own = shoppers.taste.subarray(row * dimensions, (row + 1) * dimensions);
  return {
    taste: Float64Array.from(own, (value) => value * scale),
    price: scenario.choice.price * shoppers.sensitivity[row]!,
    priceShift: priceShift[shoppers.arm[row]!]!,
  };
}

/** Expected utility; `appeal` as made by `commonAppeal` for the round. */
export function expectedUtility(
  { items, scenario }: World,
  { taste, price, priceShift }: KnownShopper,
  appeal: Float64Array,
  item: number,
): number {
  const liked = scenario.choice.taste * match(taste, items.attributes, item, items.dimensions);
  return liked + appeal[item]! - price * (items.relativePrice[item]! + priceShift);
}

/** The truth of a simulated world; `shops` holds the shop at the start of each round. */
export function createOracle(world: World, shops: readonly ShopState[]): GroundTruth {
  const { items, shoppers, scenario } = world;
  const { priceShift } = makeRules(world);
  const appeals = new Map<number, Float64Array>();
  const appealIn = (round: number): Float64Array => {
    const shop = shops[round];
    if (!shop) throw new RangeError(`oracle: round ${round} was not simulated; there are ${shops.length}`);
    const appeal = appeals.get(round) ?? commonAppeal(scenario, items, shop.popularity);
    appeals.set(round, appeal);
    return appeal;
  };
  return {
    utility(shopper, item, time) {
      const row = shopper - shoppers.first;
      if (!(row >= 0 && row < shoppers.length)) throw new RangeError(`oracle: no shopper ${shopper}`);
      if (!(item >= 0 && item < items.length)) throw new RangeError(`oracle: no item ${item}`);
      const known = knowShopper(world, row, priceShift);
      return expectedUtility(world, known, appealIn(Math.floor(time / DAY)), item);
    },
  };
}
