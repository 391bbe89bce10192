import { describe, expect, it } from 'vitest';
import { checkShop } from '../../datasets/shop-invariants.ts';
import { PRICE_REASONS } from '../../datasets/shop-tables.ts';
import { NO_MOMENT } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { DAY } from '../behaviour/arrival.ts';
import { type SimulatedWorld, simulateInMemory } from '../rounds/in-memory.ts';
import { digestWorld, smallScenario } from '../small-world.ts';
import { mainReason, ruledPrice } from './pricing.ts';

const seed = seedWords('pricing');
const RULES = {
  everyDays: 2,
  demand: 0.4,
  stock: 0.2,
  clearance: 0.3,
  clearanceDays: 3,
  floor: 0.6,
  ceiling: 1.25,
};
const STOCKED = { coverDays: 3, unitsPerSession: 0.5 };
const reason = (code: number) => PRICE_REASONS[code];

/** The shop's price of every item when `round` begins, from the catalog and the price history. */
function replay({ catalog, filed }: SimulatedWorld, round: number): Uint32Array {
  const price = catalog.price.slice();
  const { prices } = filed;
  for (let row = 0; row < prices.length; row++)
    if (prices.time[row]! <= round * DAY) price[prices.item[row]!] = prices.price[row]!;
  return price;
}

describe('ruledPrice', () => {
  const bounds = { floor: 0.7, ceiling: 1.3 };
  const factors = (demand: number, stock = 1, clearance = 1) => ({ demand, stock, clearance });

  it('is list price times its factors, in whole cents, within its bounds', () => {
    expect(ruledPrice(999, factors(1.1, 1.1, 0.9), bounds)).toBe(1088);
    expect(ruledPrice(1000, factors(2), bounds)).toBe(1300);
    expect(ruledPrice(1000, factors(0.1), bounds)).toBe(700);
    expect(ruledPrice(1, factors(0.1), bounds)).toBe(1);
  });

  it('is explained by the factor furthest from 1', () => {
    expect(reason(mainReason(factors(1.1, 0.95, 1)))).toBe('demand');
    expect(reason(mainReason(factors(1.04, 0.95, 1)))).toBe('stock');
    expect(reason(mainReason(factors(1.1, 0.95, 0.8)))).toBe('clearance');
    expect(reason(mainReason(factors(1)))).toBe('list');
  });
});

describe('a shop that sets prices', () => {
  const scenario = smallScenario({ pricing: RULES, stock: STOCKED, catalog: { retirements: 0.3 } });
  const world = simulateInMemory(scenario, seed);
  const { filed, log, catalog, shops } = world;

  it('files a history from which follows the price of every action', () => {
    const { actions, sessions } = log;
    expect(filed.prices.length).toBeGreaterThan(50);
    const prices = Array.from({ length: 8 }, (_, round) => replay(world, round));
    for (let row = 0; row < actions.length; row++)
      expect(actions.price[row]).toBe(prices[sessions.round[actions.session[row]!]!]![actions.item[row]!]);
    prices.forEach((price, round) => {
      expect(price).toEqual(shops[round]!.price);
    });
    const shop = { ...filed, daily_finance: filed.finance };
    expect(checkShop(shop, { ...log, catalog, orders: filed.orders, returns: filed.returns }).prices).toEqual(
      [],
    );
  });

  it('sets them on its days only, within bounds, dearer what is clicked more', () => {
    const { prices } = filed;
    for (let row = 0; row < prices.length; row++) {
      expect(prices.time[row]! % (2 * DAY)).toBe(0);
      const relative = prices.price[row]! / catalog.price[prices.item[row]!]!;
      expect(relative).toBeGreaterThan(0.59);
      expect(relative).toBeLessThan(1.26);
    }
    const plain = simulateInMemory(smallScenario({ pricing: { ...RULES, stock: 0 } }), seed);
    const clicks = plain.shops[2]!.popularity;
    const relative = [...plain.shops[2]!.price].map((price, item) => price / plain.catalog.price[item]!);
    const byClicks = [...clicks.keys()].sort((a, b) => clicks[a]! - clicks[b]!);
    for (let nth = 1; nth < byClicks.length; nth++) {
      // Two cents' rounding of the cheapest item.
      expect(relative[byClicks[nth]!]! - relative[byClicks[nth - 1]!]!).toBeGreaterThan(-0.02);
    }
    expect(relative[byClicks.at(-1)!]).toBeGreaterThan(1.1);
  });

  it('takes the clearance off what will soon be retired', () => {
    const only = { ...RULES, demand: 0, stock: 0 };
    const { filed: own, catalog: items } = simulateInMemory(
      smallScenario({ pricing: only, catalog: { retirements: 0.4 } }),
      seed,
    );
    expect(own.prices.length).toBeGreaterThan(5);
    for (let row = 0; row < own.prices.length; row++) {
      const item = own.prices.item[row]!;
      const left = items.retired[item]! - own.prices.time[row]!;
      expect(items.retired[item]).not.toBe(NO_MOMENT);
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(3 * DAY);
      expect(own.prices.price[row]).toBe(Math.max(1, Math.round(0.7 * items.price[item]!)));
      expect(reason(own.prices.reason[row]!)).toBe('clearance');
    }
  });

  it('is the same in any number of shards', () => {
    expect(digestWorld(simulateInMemory(scenario, seed, { shards: 5 }))).toBe(digestWorld(world));
  });

  it('never moves a price with strengths of 0, or on no days', () => {
    const still = { demand: 0, stock: 0, clearance: 0 };
    const list = simulateInMemory(smallScenario({ stock: STOCKED }), seed);
    for (const pricing of [
      { everyDays: 2, ...still },
      { ...RULES, everyDays: 0 },
    ]) {
      const other = simulateInMemory(smallScenario({ pricing, stock: STOCKED }), seed);
      expect(other.filed.prices.length).toBe(0);
      expect(digestWorld(other)).toBe(digestWorld(list));
    }
  });
});

describe('prices of some', () => {
  it('are the shop’s times the factors of all segments that a shopper is in', () => {
    const segments = [
      { region: 'north', factor: 0.5 },
      { region: 'north', income: 'low', factor: 3 },
      { income: 'high', factor: 2 },
    ];
    const { log, truth, shoppers, catalog } = simulateInMemory(
      smallScenario({ pricing: { everyDays: 0, segments } }),
      seed,
    );
    const { actions } = log;
    const seen = new Set<number>();
    for (let row = 0; row < actions.length; row++) {
      const shopper = truth.sessions.shopper[actions.session[row]!]!;
      const isNorth = shoppers.region[shopper] === 'north';
      const income = shoppers.income[shopper];
      const factor =
        (isNorth ? 0.5 : 1) * (isNorth && income === 'low' ? 3 : 1) * (income === 'high' ? 2 : 1);
      expect(actions.price[row]).toBe(Math.round(catalog.price[actions.item[row]!]! * factor));
      seen.add(factor);
    }
    expect([...seen].sort()).toEqual([0.5, 1, 1.5, 2]);
  });

  it('move with a shock of their department while it lasts', () => {
    const shocks = [{ name: 'frost', from: 0, days: 3, department: 1, price: 1.5 }];
    const world = simulateInMemory(smallScenario({ shocks }), seed);
    const { prices } = world.filed;
    const { department } = world.world.items;
    const count = department.filter((one) => one === 1).length;
    expect(prices.length).toBe(2 * count);
    for (let row = 0; row < prices.length; row++) {
      const item = prices.item[row]!;
      expect(department[item]).toBe(1);
      expect(reason(prices.reason[row]!)).toBe('shock');
      const factor = prices.time[row] === 0 ? 1.5 : 1;
      expect(prices.time[row]).toBe(factor === 1 ? 3 * DAY : 0);
      expect(prices.price[row]).toBe(Math.round(world.catalog.price[item]! * factor));
    }
    expect(replay(world, 2)).toEqual(world.shops[2]!.price);
  });
});
