/** The shop as all shoppers of a round find it: counts frozen at the last barrier, and the rankings made of them. */

import { countingOrder } from '../numerics/csr.ts';
import type { Items } from './items.ts';
import type { Scenario } from './scenario.ts';

/** The state that shards share: integers only, so that merging in any order gives the same. */
export interface ShopState {
  /** Round that begins from this state. */
  readonly round: number;
  /** (items) clicks before this round. */
  readonly popularity: Uint32Array;
  /** (age bands x items) clicks before this round within each; empty where groups have no influence. */
  readonly groupClicks: Uint32Array;
  /** (items) price of the round in cents, before the factors of arms. */
  readonly price: Uint32Array;
  /** Sessions before this round: the first session id of the round. */
  readonly sessions: number;
  /** Orders before this round: the first order number of the round. */
  readonly orders: number;
  /** Attempts to pay before this round. */
  readonly payments: number;
}

/** What a policy and a listing may know. */
export interface Shop {
  readonly state: ShopState;
  readonly items: number;
  /** Items by clicks, most first; equals by the items' tie words. */
  readonly byPopularity: Uint32Array;
  /** Items by category, and within it as in `byPopularity`. */
  readonly listing: Uint32Array;
  /** (categories + 1) first row of each category in `listing`. */
  readonly listingStart: Uint32Array;
}

export function newShop(items: Items, scenario: Pick<Scenario, 'shoppers' | 'harms'>): ShopState {
  const groups = scenario.harms.groupInfluence.weight > 0 ? scenario.shoppers.ageBands.length : 0;
  return {
    round: 0,
    popularity: new Uint32Array(items.length),
    groupClicks: new Uint32Array(groups * items.length),
    price: items.price,
    sessions: 0,
    orders: 0,
    payments: 0,
  };
}

export function openShop(items: Items, state: ShopState): Shop {
  const { popularity } = state;
  let most = 0;
  for (const count of popularity) most = Math.max(most, count);
  const fromMost = popularity.map((count) => most - count);
  const byPopularity = countingOrder(fromMost, most + 1, items.byTie);
  const category = Uint32Array.from(items.category);
  const listing = countingOrder(category, items.tree.count, byPopularity);
  const listingStart = new Uint32Array(items.tree.count + 1);
  for (const c of category) listingStart[c + 1]!++;
  for (let c = 0; c < items.tree.count; c++) listingStart[c + 1]! += listingStart[c]!;
  return { state, items: items.length, byPopularity, listing, listingStart };
}
