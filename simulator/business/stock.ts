/**
 * Stock: what is on hand, what is under way, and when more is bought: an (s, S) policy (Scarf 1960) over sales that the shop
 * expects from those it has seen. It moves at the barrier only, by sums that any order of shards gives.
 */

import { poissonQuantile } from '../../numerics/distributions.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { smooth } from '../behaviour/life.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { supplyFactor } from '../world/calendar.ts';
import type { World } from '../world/world.ts';
import { isOnSale } from './assortment.ts';
import { leadRounds, supplyDraws } from './supply.ts';
import type { Tally } from './tally.ts';

/** Columns have no rows where stock has no end. */
export interface StockState {
  /** (items) units; below 0: owed to customers. */
  readonly onHand: Int32Array;
  /** (items) clicks a day of late. */
  readonly attention: Float32Array;
  /** Units a day, of all items, that customers wanted of late. */
  readonly salesADay: number;
  /** (items) purchases so far. */
  readonly purchases: Uint32Array;
  /** Purchases under way, in the order in which they were made: item, units, which of the item's, rounds. */
  readonly comingItem: Uint32Array;
  readonly comingUnits: Uint32Array;
  readonly comingNth: Uint32Array;
  readonly comingOrdered: Uint32Array;
  readonly comingDue: Uint32Array;
}

/** Stock at the end of a round, and what it did in it. */
export interface StockMove {
  readonly next: StockState;
  /** (items) units. */
  readonly received: Uint32Array;
  readonly ordered: Uint32Array;
}

export type Shop = Pick<World, 'scenario' | 'seed' | 'items' | 'suppliers'>;

export function hasStock({ stock }: Pick<Scenario, 'stock'>): boolean {
  return stock.coverDays > 0;
}

/** Least units on hand and under way at which none are bought. */
export function reorderLevel(
  { safety, reviewDays }: Scenario['stock'],
  leadDays: number,
  salesADay: number,
): number {
  const mean = salesADay * (leadDays + reviewDays);
  return Math.round(mean + safety * Math.sqrt(mean));
}

/** Units on hand and under way after a purchase. */
export function buyUpTo(stock: Scenario['stock'], leadDays: number, salesADay: number): number {
  return reorderLevel(stock, leadDays, salesADay) + Math.max(1, Math.round(salesADay * stock.coverDays));
}

/**
 * Stock in the middle of its life: level by level as likely as any other between two purchases, less what a lead time sells.
 * `shoppers`: how many the shop expects.
 */
export function openingStock({ scenario, seed, items, suppliers }: Shop, shoppers: number): StockState {
  const rows = hasStock(scenario) ? items.length : 0;
  const { stock, arrival } = scenario;
  const salesADay = stock.unitsPerSession * arrival.sessionsPerDay * shoppers;
  const expected = salesADay / items.length;
  const key = drawKey(seed, 'world.item.stock');
  const onHand = new Int32Array(rows);
  for (let item = 0; item < rows; item++) {
    const itemKey = items.keys[item]!;
    const lead = suppliers.leadDays[items.supplier[item]!]!;
    const least = reorderLevel(stock, lead, expected);
    const most = buyUpTo(stock, lead, expected);
    const level = least + 1 + Math.floor(uniform(key, itemKey, 0) * (most - least));
    const sold = expected * lead > 0 ? poissonQuantile(uniform(key, itemKey, 1), expected * lead) : 0;
    onHand[item] = Math.max(0, level - sold);
  }
  const none = new Uint32Array(0);
  return {
    onHand,
    attention: new Float32Array(rows),
    salesADay,
    purchases: new Uint32Array(rows),
    comingItem: none,
    comingUnits: none,
    comingNth: none,
    comingOrdered: none,
    comingDue: none,
  };
}

/**
 * Units a day that the shop expects to sell of each item: its sales by the item's share of clicks, halfway to equal shares,
 * for few clicks say little.
 */
export function expectedSales({ attention, salesADay }: Pick<StockState, 'attention' | 'salesADay'>): {
  of(item: number): number;
} {
  let clicks = 0;
  for (const some of attention) clicks += some;
  const equal = 1 / attention.length;
  return {
    of: (item) => (clicks > 0 ? 0.5 * salesADay * (attention[item]! / clicks + equal) : salesADay * equal),
  };
}

/** The stock when `round` ends: what came, was sold and sent back; then, on days of review, what is bought. */
export function moveStock(shop: Shop, state: StockState, round: number, tally: Tally): StockMove {
  const { scenario } = shop;
  const { memoryDays, reviewDays } = scenario.stock;
  const rows = state.onHand.length;
  const received = new Uint32Array(rows);
  const ordered = new Uint32Array(rows);
  if (rows === 0) return { next: state, received, ordered };
  const underWay = new Uint32Array(rows);
  state.comingItem.forEach((item, nth) => {
    const to = state.comingDue[nth] === round ? received : underWay;
    to[item]! += state.comingUnits[nth]!;
  });
  const onHand = new Int32Array(rows);
  const attention = new Float32Array(rows);
  let wanted = 0;
  for (let item = 0; item < rows; item++) {
    onHand[item] = state.onHand[item]! + received[item]! + tally.returned[item]! - tally.sold[item]!;
    wanted += tally.sold[item]! + tally.refused[item]!;
    attention[item] = smooth(state.attention[item]!, tally.clicks[item]!, 1 / memoryDays);
  }
  const salesADay = smooth(state.salesADay, wanted, 1 / memoryDays);
  const expected = { attention, salesADay };
  if ((round + 1) % reviewDays === 0) decide(shop, round, onHand, underWay, expected, ordered);
  return { next: { onHand, ...expected, ...purchase(shop, state, round, ordered) }, received, ordered };
}

/** Writes to `ordered` what is bought of each item; only of what is on sale in the next round. */
function decide(
  { scenario, items, suppliers }: Shop,
  round: number,
  onHand: Int32Array,
  underWay: Uint32Array,
  state: Pick<StockState, 'attention' | 'salesADay'>,
  ordered: Uint32Array,
): void {
  const expected = expectedSales(state);
  for (let item = 0; item < ordered.length; item++) {
    const level = onHand[item]! + underWay[item]!;
    const lead = suppliers.leadDays[items.supplier[item]!]!;
    const sales = expected.of(item);
    if (level > reorderLevel(scenario.stock, lead, sales)) continue;
    if (!isOnSale(items, item, round + 1)) continue;
    ordered[item] = buyUpTo(scenario.stock, lead, sales) - level;
  }
}

/** What is under way when the round ends: what was and did not come, then what is `ordered`, by item. */
function purchase(
  { scenario, seed, items, suppliers }: Shop,
  state: StockState,
  round: number,
  ordered: Uint32Array,
): Omit<StockState, 'onHand' | 'attention' | 'salesADay'> {
  const draws = supplyDraws(seed);
  const factor = supplyFactor(scenario, round);
  const bought: number[] = [];
  for (let item = 0; item < ordered.length; item++) if (ordered[item]! > 0) bought.push(item);
  const purchases = state.purchases.slice();
  const still = [...state.comingDue.keys()].filter((nth) => state.comingDue[nth] !== round);
  const join = (old: Uint32Array, added: (item: number) => number): Uint32Array =>
    Uint32Array.from([...still.map((nth) => old[nth]!), ...bought.map(added)]);
  const columns = {
    comingItem: join(state.comingItem, (item) => item),
    comingUnits: join(state.comingUnits, (item) => ordered[item]!),
    comingNth: join(state.comingNth, (item) => state.purchases[item]!),
    comingOrdered: join(state.comingOrdered, () => round),
    comingDue: join(state.comingDue, (item) => {
      const supplier = items.supplier[item]!;
      const nth = state.purchases[item]!;
      const key = items.keys[item]!;
      return round + leadRounds(draws, suppliers, scenario.suppliers, supplier, key, nth, factor);
    }),
  };
  for (const item of bought) purchases[item]!++;
  return { purchases, ...columns };
}
