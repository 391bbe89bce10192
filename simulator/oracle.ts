/** What only the simulator can answer. Nothing in algorithms/ accepts it. */

import { DAY } from './behaviour/arrival.ts';
import { match } from './behaviour/taste.ts';
import { commonAppeal } from './run.ts';
import type { ShopState } from './shop.ts';
import type { World } from './world.ts';

export interface GroundTruth {
  /**
   * Expected utility of `item` for `shopper` at `time` (seconds since the origin): without the passing mood, whose mean
   * is 0, and without the random part of the choice.
   */
  utility(shopper: number, item: number, time: number): number;
}

/** The truth of a simulated world; `shops` holds the shop at the start of each round. */
export function createOracle(world: World, shops: readonly ShopState[]): GroundTruth {
  const { items, shoppers, scenario } = world;
  const { dimensions } = items;
  const scale = 1 / Math.sqrt(dimensions);
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
      const own = Float64Array.from(
        shoppers.taste.subarray(row * dimensions, (row + 1) * dimensions),
        (value) => value * scale,
      );
      const liked = scenario.choice.taste * match(own, items.attributes, item, dimensions);
      const dear = scenario.choice.price * shoppers.sensitivity[row]! * items.relativePrice[item]!;
      return liked + appealIn(Math.floor(time / DAY))[item]! - dear;
    },
  };
}
