/** Assortment: which items are on sale when. Launches and retirements fall on the first second of a round. */

import { ConfigError } from '../../datasets/config-error.ts';
import { NO_MOMENT } from '../../datasets/tables.ts';
import { drawKey, type SeedWords, uniform } from '../../numerics/rng.ts';
import { DAY } from '../behaviour/arrival.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** (items) seconds since the origin; NO_MOMENT where it is outside the log. */
export interface Assortment {
  readonly launched: Uint32Array;
  readonly retired: Uint32Array;
}

/** Launches evenly over rounds 1 .. days - 1; retirements evenly over the rounds after the launch. */
export function drawAssortment(
  { catalog, days }: Pick<Scenario, 'catalog' | 'days'>,
  seed: SeedWords,
  keys: Uint32Array,
): Assortment {
  const launchKey = drawKey(seed, 'world.item.launch');
  const retirementKey = drawKey(seed, 'world.item.retirement');
  const launched = new Uint32Array(keys.length);
  const retired = new Uint32Array(keys.length);
  const roundFrom = (first: number, u: number): number => first + Math.floor(u * (days - first));
  keys.forEach((key, item) => {
    let first = 1;
    if (days > 1 && uniform(launchKey, key, 0) < catalog.launches) {
      const round = roundFrom(1, uniform(launchKey, key, 1));
      launched[item] = round * DAY;
      first = round + 1;
    }
    if (days > first && uniform(retirementKey, key, 0) < catalog.retirements)
      retired[item] = roundFrom(first, uniform(retirementKey, key, 1)) * DAY;
  });
  return { launched, retired };
}

export function isOnSale({ launched, retired }: Assortment, item: number, round: number): boolean {
  const second = round * DAY;
  return launched[item]! <= second && (retired[item] === NO_MOMENT || retired[item]! > second);
}

/** Rows of the items on sale in a round, in this `order` of all items; ascending without. */
export function itemsOnSale(assortment: Assortment, round: number, order?: Uint32Array): Uint32Array {
  const { length } = assortment.launched;
  const rows = new Uint32Array(length);
  let onSale = 0;
  for (let nth = 0; nth < length; nth++) {
    const item = order ? order[nth]! : nth;
    if (isOnSale(assortment, item, round)) rows[onSale++] = item;
  }
  return rows.slice(0, onSale);
}

/** Raises where launches and retirements leave fewer items on some day than a slate has slots. */
export function checkAssortment(
  { days, exposure }: Pick<Scenario, 'days' | 'exposure'>,
  { launched, retired }: Assortment,
): void {
  const change = new Int32Array(days + 1);
  for (let item = 0; item < launched.length; item++) {
    change[launched[item]! / DAY]!++;
    if (retired[item] !== NO_MOMENT) change[retired[item]! / DAY]!--;
  }
  let onSale = 0;
  const isMoved = change.some((by, round) => round > 0 && by !== 0);
  for (let round = 0; isMoved && round < days; round++) {
    onSale += change[round]!;
    if (onSale >= exposure.slateSize) continue;
    const why = `on day ${round} only ${onSale} of ${launched.length} items are on sale`;
    throw new ConfigError([
      `catalog.launches: ${why}; slates have ${exposure.slateSize} slots: lower catalog.launches or catalog.retirements, or raise catalog.items`,
    ]);
  }
}
