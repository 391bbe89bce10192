/** What all shoppers of a round, or of a group, think of items. */

import { NO_MOMENT } from '../../datasets/tables.ts';
import { DAY } from '../behaviour/arrival.ts';
import { conformityAppeal, newnessAppeal } from '../behaviour/choice.ts';
import { isOnSale } from '../business/assortment.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { demandShifts } from '../world/calendar.ts';
import type { ShopState } from '../world/shop.ts';
import type { World } from '../world/world.ts';

/** Utility that puts an item out of reach of any draw, and is still a number: of items that are not on sale. */
const OUT_OF_REACH = -1e6;

/** The part of utility that is the same for all shoppers of a round: quality, conformity, newness, season, stock-out. */
export function commonAppeal({ scenario, items }: World, state: ShopState): Float64Array {
  const { quality, conformity, stockOut } = scenario.choice;
  const { popularity, onHand, round } = state;
  const demand = demandShifts(scenario, round, items.tree.departments);
  const likedBy = appealByClicks(popularity, conformity);
  const appeal = new Float64Array(items.length);
  for (let item = 0; item < appeal.length; item++) {
    const liked = quality * items.quality[item]! + likedBy(popularity[item]!);
    const moment = demand[items.department[item]!]! + newnessOf(scenario, items.launched[item]!, round);
    const shown = liked + moment - (onHand[item]! <= 0 ? stockOut : 0);
    appeal[item] = isOnSale(items, item, round) ? shown : OUT_OF_REACH;
  }
  return appeal;
}

/** By group: log(1 + clicks over mean clicks an item) among its own. */
export function groupAppeal(items: number, groupClicks: Uint32Array): Float64Array[] {
  return Array.from({ length: groupClicks.length / items }, (_, group) => {
    const own = groupClicks.subarray(group * items, (group + 1) * items);
    const likedBy = appealByClicks(own, 1);
    const appeal = new Float64Array(items);
    for (let item = 0; item < items; item++) appeal[item] = likedBy(own[item]!);
    return appeal;
  });
}

/** Counts of clicks that many items share. */
const COMMON_COUNTS = 1024;

/** `conformityAppeal` of counts of clicks among those of all items (items); each common count is worked out once. */
function appealByClicks(counts: Uint32Array, weight: number): (clicks: number) => number {
  let sum = 0;
  for (let item = 0; item < counts.length; item++) sum += counts[item]!;
  const mean = sum / counts.length;
  const known = new Float64Array(COMMON_COUNTS).fill(Number.NaN);
  return (clicks) => {
    if (clicks >= COMMON_COUNTS) return conformityAppeal(clicks, mean, weight);
    if (Number.isNaN(known[clicks]!)) known[clicks] = conformityAppeal(clicks, mean, weight);
    return known[clicks]!;
  };
}

function newnessOf({ choice }: Scenario, launched: number, round: number): number {
  if (launched === NO_MOMENT || choice.newness === 0) return 0;
  return newnessAppeal(round - launched / DAY, choice.newness, choice.newnessDays);
}
