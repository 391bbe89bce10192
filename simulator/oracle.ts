/** What only the simulator can answer. Nothing in algorithms/ accepts it. */

import { DAY } from './behaviour/arrival.ts';
import { match } from './behaviour/taste.ts';
import type { Lives } from './lives.ts';
import { commonAppeal } from './run.ts';
import type { ShopState } from './shop.ts';
import type { World } from './world.ts';

export interface GroundTruth {
  /**
   * Expected utility of `item` for `shopper` in the round of `time` (seconds since the origin), as the shopper was at its
   * start: without the passing mood, whose mean is 0, and without the random part of the choice.
   */
  utility(shopper: number, item: number, time: number): number;
}

/** The truth of a simulated world; `shops` and `lives` hold the shop and all shoppers at the start of each round. */
export function createOracle(
  world: World,
  shops: readonly ShopState[],
  lives: readonly Lives[],
): GroundTruth {
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
      const round = Math.floor(time / DAY);
      const appeal = appealIn(round)[item]!;
      const { columns, first } = lives[round]!;
      const life = shopper - first;
      const own = Float64Array.from({ length: dimensions }, (_, d) => {
        const taste = shoppers.taste[row * dimensions + d]! + columns.drift[life * dimensions + d]!;
        return scale * taste;
      });
      const { choice, life: rules } = scenario;
      const liked = choice.taste * match(own, items.attributes, item, dimensions);
      const price = items.relativePrice[item]! - rules.priceMemory.weight * columns.usedPrice[life]!;
      const dear = choice.price * shoppers.sensitivity[row]! * price;
      const department = life * items.tree.departments + items.department[item]!;
      const sated = rules.saturation.weight * columns.saturation[department]!;
      return liked + appeal - dear - sated - rules.fatigue.weight * columns.fatigue[life]!;
    },
  };
}
