/** Who the shoppers of a world are and what its items are worth at the start of a round, as plain columns that threads can be sent. */

import type { Lives } from '../people/lives.ts';
import { offerRules } from '../sale/offers.ts';
import { openRound } from '../visit/run.ts';
import {
  expectedUtility,
  type KnownShopper,
  knowShopper,
  type UtilityRound,
  type UtilityWorld,
} from './oracle.ts';
import type { ShopState } from './shop.ts';
import type { World } from './world.ts';

/** For measuring, never for fitting: nothing in algorithms/ accepts it. */
export interface UtilityColumns {
  /** The round that it is the start of. */
  readonly round: number;
  readonly shoppers: number;
  readonly world: UtilityWorld;
  readonly shop: UtilityRound;
  /** (shoppers x dimensions); this and the next as in `KnownShopper` */
  readonly taste: Float64Array;
  /** (shoppers) */
  readonly price: Float64Array;
  /** (shoppers x departments) */
  readonly standing: Float64Array;
  /** (shoppers) */
  readonly conformity: Float64Array;
  /** (shoppers) */
  readonly group: Uint8Array;
}

/** All shoppers of `world` as they are in `lives`, in the shop as it is in `state`. */
export function utilityColumns(world: World, state: ShopState, lives: Lives): UtilityColumns {
  const { items, scenario, shoppers } = world;
  const { appeal, social, relativePrice } = openRound(world, state);
  const { attributes, dimensions, department, tree } = items;
  const { departments } = tree;
  const rules = offerRules(scenario);
  const taste = new Float64Array(shoppers.length * dimensions);
  const standing = new Float64Array(shoppers.length * departments);
  const price = new Float64Array(shoppers.length);
  const conformity = new Float64Array(shoppers.length);
  const group = new Uint8Array(shoppers.length);
  for (let row = 0; row < shoppers.length; row++) {
    const known = knowShopper(world, row, rules, lives, state.round);
    taste.set(known.taste, row * dimensions);
    standing.set(known.standing, row * departments);
    price[row] = known.price;
    conformity[row] = known.conformity;
    group[row] = known.group;
  }
  return {
    round: state.round,
    shoppers: shoppers.length,
    world: {
      items: { attributes, dimensions, department },
      scenario: { choice: { taste: scenario.choice.taste } },
    },
    shop: { appeal, social, relativePrice },
    taste,
    price,
    standing,
    conformity,
    group,
  };
}

/** Writes what each item is worth to `shopper` to out[0 .. items): bit for bit what the oracle tells. */
export function utilitiesOf(columns: UtilityColumns, shopper: number, out: Float64Array): void {
  const { world, shop, taste, price, standing, conformity, group, shoppers } = columns;
  const { dimensions } = world.items;
  const departments = standing.length / shoppers;
  const known: KnownShopper = {
    taste: taste.subarray(shopper * dimensions, (shopper + 1) * dimensions),
    price: price[shopper]!,
    standing: standing.subarray(shopper * departments, (shopper + 1) * departments),
    conformity: conformity[shopper]!,
    group: group[shopper]!,
  };
  for (let item = 0; item < out.length; item++) out[item] = expectedUtility(world, known, shop, item);
}
