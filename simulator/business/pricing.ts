/**
 * Prices through time. Every few rounds the shop sets the price of each item on sale: list price times what demand, stock and
 * an end that is near make of it, within bounds. Shocks move the price on top of it, on their own days.
 */

import { PRICE_REASONS } from '../../datasets/shop-tables.ts';
import { NO_MOMENT } from '../../datasets/tables.ts';
import { pow } from '../../numerics/math.ts';
import { DAY } from '../behaviour/arrival.ts';
import { MOST_CENTS } from '../behaviour/price.ts';
import { priceShocks } from '../world/calendar.ts';
import { isOnSale } from './assortment.ts';
import { buyUpTo, expectedSales, type Shop, type StockState } from './stock.ts';
import type { Tally } from './tally.ts';

export interface PriceState {
  /** (items) price in cents as last set, without shocks. */
  readonly setPrice: Uint32Array;
  /** (items) price of the round in cents, before offers. */
  readonly price: Uint32Array;
  /** (items) clicks since prices were set; no rows where they never are. */
  readonly recentClicks: Uint32Array;
}

const LIST = PRICE_REASONS.indexOf('list');
const DEMAND = PRICE_REASONS.indexOf('demand');
const STOCK = PRICE_REASONS.indexOf('stock');
const CLEARANCE = PRICE_REASONS.indexOf('clearance');
export const SHOCK = PRICE_REASONS.indexOf('shock');

export function openingPrices({ scenario, items }: Shop): PriceState {
  return {
    setPrice: items.price,
    price: shockedPrices({ scenario, items }, items.price, 0),
    recentClicks: new Uint32Array(scenario.pricing.everyDays > 0 ? items.length : 0),
  };
}

/** What moves an item's price: each a factor of the list price. */
export interface PriceFactors {
  readonly demand: number;
  readonly stock: number;
  readonly clearance: number;
}

/** Cents within [floor, ceiling] of the list price, at least 1. */
export function ruledPrice(
  list: number,
  { demand, stock, clearance }: PriceFactors,
  { floor, ceiling }: { readonly floor: number; readonly ceiling: number },
): number {
  return toCents(list * Math.min(ceiling, Math.max(floor, demand * stock * clearance)));
}

function toCents(price: number): number {
  return Math.min(MOST_CENTS, Math.max(1, Math.round(price)));
}

/** The factor that is furthest from 1 either way. */
export function mainReason({ demand, stock, clearance }: PriceFactors): number {
  const away = (factor: number): number => Math.max(factor, 1 / Math.max(factor, 1e-9)) - 1;
  let reason = LIST;
  let most = 0;
  for (const [code, factor] of [
    [DEMAND, demand],
    [STOCK, stock],
    [CLEARANCE, clearance],
  ] as const) {
    if (away(factor) <= most) continue;
    most = away(factor);
    reason = code;
  }
  return reason;
}

/** Prices of the round after `round`, with the reason of each item whose price changes; `stock` is that when `round` ends. */
export function movePrices(
  shop: Shop,
  state: PriceState,
  stock: StockState,
  round: number,
  { clicks }: Tally,
): { readonly next: PriceState; readonly reasons: Uint8Array } {
  const { items, scenario } = shop;
  const { everyDays } = scenario.pricing;
  const reasons = new Uint8Array(items.length).fill(SHOCK);
  let { setPrice, recentClicks } = state;
  if (everyDays > 0) {
    recentClicks = recentClicks.map((count, item) => count + clicks[item]!);
    if ((round + 1) % everyDays === 0) {
      setPrice = setPrices(shop, setPrice, stock, round + 1, recentClicks, reasons);
      recentClicks = new Uint32Array(items.length);
    }
  }
  return { next: { setPrice, recentClicks, price: shockedPrices(shop, setPrice, round + 1) }, reasons };
}

function setPrices(
  shop: Shop,
  before: Uint32Array,
  stock: StockState,
  round: number,
  recentClicks: Uint32Array,
  reasons: Uint8Array,
): Uint32Array {
  const { items, scenario } = shop;
  let sum = 0;
  let onSale = 0;
  for (let item = 0; item < items.length; item++) {
    if (!isOnSale(items, item, round)) continue;
    sum += recentClicks[item]!;
    onSale++;
  }
  const expected = expectedSales(stock);
  return before.map((price, item) => {
    if (!isOnSale(items, item, round)) return price;
    const level = stock.onHand.length > 0 ? fillOf(shop, stock, item, expected.of(item)) : 1;
    const factors = factorsOf(shop, round, item, recentClicks[item]! / (sum / onSale), level);
    reasons[item] = mainReason(factors);
    return ruledPrice(items.price[item]!, factors, scenario.pricing);
  });
}

/** Stock over what it is after a purchase, one added to both. */
function fillOf(
  { items, scenario, suppliers }: Shop,
  { onHand }: StockState,
  item: number,
  sales: number,
): number {
  const full = buyUpTo(scenario.stock, suppliers.leadDays[items.supplier[item]!]!, sales);
  return (Math.max(0, onHand[item]!) + 1) / (full + 1);
}

/** `attention`: clicks over mean clicks, NaN where there were none at all. */
function factorsOf(
  { items, scenario }: Shop,
  round: number,
  item: number,
  attention: number,
  fill: number,
): PriceFactors {
  const { demand, stock, clearance, clearanceDays } = scenario.pricing;
  const retired = items.retired[item]!;
  const isEnding = retired !== NO_MOMENT && retired - round * DAY <= clearanceDays * DAY;
  return {
    demand: demand > 0 && attention >= 0 ? pow((attention + 1) / 2, demand) : 1,
    stock: stock > 0 ? pow(fill, -stock) : 1,
    clearance: isEnding ? 1 - clearance : 1,
  };
}

/** Prices in a round, whatever shocks are in force. */
function shockedPrices(
  { scenario, items }: Pick<Shop, 'scenario' | 'items'>,
  setPrice: Uint32Array,
  round: number,
): Uint32Array {
  const factors = priceShocks(scenario, round, items.tree.departments);
  if (factors.every((factor) => factor === 1)) return setPrice;
  return setPrice.map((cents, item) => toCents(cents * factors[items.department[item]!]!));
}
