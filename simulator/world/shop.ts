/** The shop as all shoppers of a round find it: counts frozen at the last barrier, and the rankings made of them. */

import { NO_MOMENT } from '../../datasets/tables.ts';
import { countingOrder } from '../../numerics/csr.ts';
import { itemsOnSale } from '../business/assortment.ts';
import { openingPrices, type PriceState } from '../business/pricing.ts';
import { openingStock, type StockState } from '../business/stock.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Items } from './items.ts';
import type { World } from './world.ts';

/** The state that shards share: what barriers make of whole numbers, so that merging in any order gives the same. */
export interface ShopState extends StockState, PriceState {
  /** Round that begins from this state. */
  readonly round: number;
  /** (items) clicks before this round. */
  readonly popularity: Uint32Array;
  /** (age bands x items) clicks before this round within each; empty where groups have no influence. */
  readonly groupClicks: Uint32Array;
  /** Sessions before this round: the first session id of the round. */
  readonly sessions: number;
  /** Orders before this round: the first order number of the round. */
  readonly orders: number;
  /** Attempts to pay before this round. */
  readonly payments: number;
}

/** A state of these parts; all have one shape, and an object spread from several others is of a new one every time. */
export function shopState(
  round: number,
  counts: Pick<ShopState, 'popularity' | 'groupClicks' | 'sessions' | 'orders' | 'payments'>,
  prices: PriceState,
  stock: StockState,
): ShopState {
  return {
    round,
    popularity: counts.popularity,
    groupClicks: counts.groupClicks,
    sessions: counts.sessions,
    orders: counts.orders,
    payments: counts.payments,
    setPrice: prices.setPrice,
    price: prices.price,
    recentClicks: prices.recentClicks,
    onHand: stock.onHand,
    attention: stock.attention,
    salesADay: stock.salesADay,
    purchases: stock.purchases,
    comingItem: stock.comingItem,
    comingUnits: stock.comingUnits,
    comingNth: stock.comingNth,
    comingOrdered: stock.comingOrdered,
    comingDue: stock.comingDue,
  };
}

/** What a policy and a listing may know. The lists hold the items that are on sale in the round, no others. */
export interface Shop {
  readonly state: ShopState;
  /** Items of the catalog, on sale or not. */
  readonly items: number;
  /** Ascending. */
  readonly onSale: Uint32Array;
  /** The last launched first; of those that stood there before, the last of the catalog. */
  readonly byNewness: Uint32Array;
  /** Items by clicks, most first; equals by the items' tie words. */
  readonly byPopularity: Uint32Array;
  /** Items by category, and within it as in `byPopularity`. */
  readonly listing: Uint32Array;
  /** (categories + 1) first row of each category in `listing`. */
  readonly listingStart: Uint32Array;
}

/** The shop before the first round. `shoppers`: how many it expects. */
export function newShop(
  world: Pick<World, 'scenario' | 'seed' | 'items' | 'suppliers'>,
  shoppers: number = world.scenario.shoppers.count,
): ShopState {
  const { length } = world.items;
  const counts = {
    popularity: new Uint32Array(length),
    groupClicks: new Uint32Array(groupsOf(world.scenario) * length),
    sessions: 0,
    orders: 0,
    payments: 0,
  };
  return shopState(0, counts, openingPrices(world), openingStock(world, shoppers));
}

/** Groups whose clicks are counted apart. */
function groupsOf({ harms, shoppers }: Pick<Scenario, 'harms' | 'shoppers'>): number {
  return harms.groupInfluence.weight > 0 ? shoppers.ageBands.length : 0;
}

export function openShop(items: Items, state: ShopState): Shop {
  const { popularity, round } = state;
  let most = 0;
  for (let item = 0; item < popularity.length; item++) most = Math.max(most, popularity[item]!);
  const fromMost = new Uint32Array(popularity.length);
  for (let item = 0; item < popularity.length; item++) fromMost[item] = most - popularity[item]!;
  const onSale = itemsOnSale(items, round);
  const byPopularity = countingOrder(fromMost, most + 1, itemsOnSale(items, round, items.byTie));
  const category = Uint32Array.from(items.category);
  const listing = countingOrder(category, items.tree.count, byPopularity);
  const listingStart = new Uint32Array(items.tree.count + 1);
  for (let nth = 0; nth < onSale.length; nth++) listingStart[category[onSale[nth]!]! + 1]!++;
  for (let c = 0; c < items.tree.count; c++) listingStart[c + 1]! += listingStart[c]!;
  return {
    state,
    items: items.length,
    onSale,
    byNewness: newestFirst(items, onSale),
    byPopularity,
    listing,
    listingStart,
  };
}

/** Of ascending rows: those launched in the log, the latest first; then all others, the last first. */
function newestFirst({ launched }: Items, rows: Uint32Array): Uint32Array {
  const order = new Uint32Array(rows.length);
  let fromLast = rows.length;
  let latest = 0;
  for (let nth = 0; nth < rows.length; nth++)
    if (launched[rows[nth]!] === NO_MOMENT) order[--fromLast] = rows[nth]!;
  for (let nth = 0; nth < rows.length; nth++)
    if (launched[rows[nth]!] !== NO_MOMENT) order[latest++] = rows[nth]!;
  order.subarray(0, latest).sort((a, b) => launched[b]! - launched[a]! || b - a);
  return order;
}
