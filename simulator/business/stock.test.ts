import { describe, expect, it } from 'vitest';
import { checkShop } from '../../datasets/shop-invariants.ts';
import { ACTION_KINDS } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { DAY } from '../behaviour/arrival.ts';
import { BUSY_FRAUD } from '../fraud/busy-fraud.ts';
import { type SimulatedWorld, simulateInMemory } from '../rounds/in-memory.ts';
import { digestWorld, smallScenario } from '../small-world.ts';
import { buildWorld } from '../world/world.ts';
import { buyUpTo, expectedSales, moveStock, openingStock, reorderLevel, type StockState } from './stock.ts';
import { buildSuppliers, leadRounds, supplyDraws } from './supply.ts';

const seed = seedWords('stock');
const CLICK = ACTION_KINDS.indexOf('click');
const CART = ACTION_KINDS.indexOf('cart');
/** Few on the shelf, and long until more come. */
const SCARCE = {
  stock: { coverDays: 3, unitsPerSession: 0.5, safety: 0 },
  suppliers: { count: 4, leadDays: 2, reliability: 0.7 },
};

const shopOf = ({ filed }: SimulatedWorld) => ({ ...filed, daily_finance: filed.finance });
const soldOf = ({ log, catalog, filed }: SimulatedWorld) => ({
  ...log,
  catalog,
  orders: filed.orders,
  returns: filed.returns,
  settlements: filed.settlements,
  chargebacks: filed.chargebacks,
});

describe('the levels of (s, S)', () => {
  const rules = { coverDays: 10, reviewDays: 1, safety: 2, unitsPerSession: 1, memoryDays: 10 };

  it('are the sales of lead time and review, safety in Poisson deviations, and the cover', () => {
    expect(reorderLevel(rules, 3, 1)).toBe(4 + 2 * 2);
    expect(buyUpTo(rules, 3, 1)).toBe(18);
    expect([reorderLevel(rules, 3, 0), buyUpTo(rules, 3, 0)]).toEqual([0, 1]);
  });

  it('share expected sales by clicks, halfway to equal shares', () => {
    const shares = expectedSales({ attention: Float32Array.of(3, 1, 0, 0), salesADay: 8 });
    expect([0, 1, 2, 3].map((item) => shares.of(item))).toEqual([4, 2, 1, 1]);
    const none = expectedSales({ attention: new Float32Array(4), salesADay: 8 });
    expect(none.of(2)).toBe(2);
  });
});

describe('moveStock', () => {
  const scenario = smallScenario({
    catalog: { items: 6 },
    stock: { coverDays: 4, safety: 0, reviewDays: 2, memoryDays: 1 },
    suppliers: { count: 1, leadDays: 3, leadSpread: 0, orderSpread: 0, reliability: 1 },
  });
  const world = buildWorld(scenario, seed);
  const column = (...values: number[]) => Uint32Array.from({ length: 6 }, (_, i) => values[i] ?? 0);
  const state: StockState = {
    onHand: Int32Array.of(2, 9, 0, 50, 50, 50),
    attention: new Float32Array(6),
    salesADay: 6,
    purchases: column(4, 1),
    comingItem: Uint32Array.of(0, 1, 0),
    comingUnits: Uint32Array.of(5, 7, 3),
    comingNth: Uint32Array.of(2, 0, 3),
    comingOrdered: Uint32Array.of(1, 2, 2),
    comingDue: Uint32Array.of(3, 3, 5),
  };
  const tally = {
    clicks: column(2, 2, 2, 2, 2, 2),
    sold: column(9, 3),
    returned: column(0, 1),
    refused: column(),
  };

  it('adds what came and came back to what was there, less what was sold, and buys up to the level', () => {
    const { next, received, ordered } = moveStock(world, state, 3, tally);
    // 12 units were wanted: 2 of each item a day, so s = 2 (3 + 2) = 10 and S = 10 + 8.
    expect([...received]).toEqual([5, 7, 0, 0, 0, 0]);
    expect([...next.onHand]).toEqual([-2, 14, 0, 50, 50, 50]);
    expect([...ordered]).toEqual([18 - (-2 + 3), 0, 18, 0, 0, 0]);
    expect([...next.purchases]).toEqual([5, 1, 1, 0, 0, 0]);
    expect([...next.comingItem]).toEqual([0, 0, 2]);
    expect([...next.comingNth]).toEqual([3, 4, 0]);
    expect([...next.comingUnits]).toEqual([3, 17, 18]);
    expect([...next.comingDue]).toEqual([5, 6, 6]);
  });

  it('buys on days of review only', () => {
    const { ordered, next } = moveStock(world, state, 4, tally);
    expect([...ordered]).toEqual(Array(6).fill(0));
    expect([...next.comingItem]).toEqual([0, 1, 0]);
  });
});

describe('suppliers', () => {
  const { suppliers: rules } = smallScenario({
    suppliers: { count: 2000, leadDays: 5, leadSpread: 0.5, orderSpread: 0, reliability: 0.8, delay: 3 },
  });
  const suppliers = buildSuppliers({ suppliers: rules }, seed);

  it('have the median lead time and the mean reliability that are asked for', () => {
    const leads = [...suppliers.leadDays].sort((a, b) => a - b);
    // Standard error of a median of 2,000 lognormal draws: 0.5 x 5 x sqrt(pi / 2 / 2000).
    expect(Math.abs(leads[1000]! - 5)).toBeLessThan(4 * 0.5 * 5 * Math.sqrt(Math.PI / 4000));
    const mean = suppliers.reliability.reduce((sum, one) => sum + one, 0) / 2000;
    expect(Math.abs(mean - 0.8)).toBeLessThan(4 * Math.sqrt(0.0267 / 2000));
  });

  it('take their time, or `delay` as long as often as they are unreliable, and longer in a shock', () => {
    const draws = supplyDraws(seed);
    const one = { length: 1, leadDays: Float64Array.of(2), reliability: Float64Array.of(0.75) };
    const roundsOf = (factor: number) =>
      Array.from({ length: 4000 }, (_, nth) => leadRounds(draws, one, rules, 0, 7, nth, factor));
    const rounds = roundsOf(1);
    expect(new Set(rounds)).toEqual(new Set([2, 6]));
    const late = rounds.filter((days) => days === 6).length;
    expect(Math.abs(late - 1000)).toBeLessThan(4 * Math.sqrt(4000 * 0.1875));
    expect(roundsOf(2)).toEqual(rounds.map((days) => 2 * days));
  });
});

describe('a shop with stock', () => {
  const scarce = simulateInMemory(smallScenario(SCARCE), seed);

  it('keeps every invariant: chains of stock, purchases, prices and figures that say what the log says', () => {
    expect(scarce.filed.purchases.length).toBeGreaterThan(10);
    expect(scarce.filed.inventory.backorders.some((units) => units > 0)).toBe(true);
    expect(Object.values(checkShop(shopOf(scarce), soldOf(scarce))).flat()).toEqual([]);
  });

  it.each([2, 7])('is the same in %i shards', (shards) => {
    expect(digestWorld(simulateInMemory(smallScenario(SCARCE), seed, { shards }))).toBe(digestWorld(scarce));
  });

  it('carts nothing whose shelf was empty when the day began, and counts each cart that it refused', () => {
    const { actions, sessions } = scarce.log;
    const soldOut = scarce.shops.map(({ onHand }) => [...onHand].map((units) => units <= 0));
    let clicks = 0;
    for (let row = 0; row < actions.length; row++) {
      if (!soldOut[sessions.round[actions.session[row]!]!]![actions.item[row]!]) continue;
      expect(actions.kind[row]).not.toBe(CART);
      if (actions.kind[row] === CLICK) clicks++;
    }
    const refused = scarce.filed.inventory.refused.reduce((sum, one) => sum + one, 0);
    expect(refused).toBeGreaterThan(5);
    expect(refused).toBeLessThan(clicks);
  });

  it('sells as a shop without end where nothing ever runs out', () => {
    const plenty = { stock: { coverDays: 3000, unitsPerSession: 100 }, suppliers: SCARCE.suppliers };
    const endless = simulateInMemory(smallScenario(), seed);
    const full = simulateInMemory(smallScenario(plenty), seed);
    expect(full.filed.inventory.length).toBeGreaterThan(100);
    for (const table of ['sessions', 'impressions', 'actions'] as const)
      expect(full.log[table]).toEqual(endless.log[table]);
    expect(
      endless.filed.inventory.length + endless.filed.purchases.length + endless.filed.suppliers.length,
    ).toBe(0);
  });

  it('does nothing with any other knob of stock while stock has no end', () => {
    const knobs = { coverDays: 0, unitsPerSession: 9, safety: 3, memoryDays: 2, reviewDays: 3 };
    const other = simulateInMemory(
      smallScenario({ stock: knobs, choice: { outside: 2, stockOut: 9 } }),
      seed,
    );
    expect(digestWorld(other)).toBe(digestWorld(simulateInMemory(smallScenario(), seed)));
  });

  it('files purchases that come in the round that suppliers take, from the item’s supplier', () => {
    const { purchases, inventory } = scarce.filed;
    const ordered = new Map(
      [...inventory.item.keys()].map((row) => [
        `${inventory.round[row]} ${inventory.item[row]}`,
        inventory.ordered[row],
      ]),
    );
    for (let row = 0; row < purchases.length; row++) {
      const item = purchases.item[row]!;
      expect(ordered.get(`${purchases.ordered[row]} ${item}`)).toBe(purchases.units[row]);
      expect(purchases.supplier[row]).toBe(scarce.catalog.supplier[item]);
      expect(purchases.cost[row]).toBe(purchases.units[row]! * scarce.catalog.cost[item]!);
    }
  });

  it('opens with the same stock of an item whatever other items there are', () => {
    const scenario = smallScenario({ ...SCARCE, catalog: { items: 80 } });
    const whole = openingStock(buildWorld(scenario, seed), 60).onHand;
    const keys = Uint32Array.from({ length: 80 }, (_, i) => i + (i < 40 ? 0 : 1));
    const moved = openingStock(buildWorld(scenario, seed, { itemKeys: keys }), 60).onHand;
    expect([...moved.subarray(0, 40), ...moved.subarray(40, 79)]).toEqual([
      ...whole.subarray(0, 40),
      ...whole.subarray(41),
    ]);
    expect(new Set(whole).size).toBeGreaterThan(1);
  });
});

describe('daily_finance', () => {
  it('adds up by hand from orders, returns, the catalog and the inventory', () => {
    const scenario = smallScenario({
      ...SCARCE,
      finance: { shipping: 300 },
      payment: { later: 60, credit: 20, laterDays: 2, laterDefault: 0.5 },
      promotions: [{ kind: 'coupon', name: 'half', from: 0, days: 8, percent: 50, code: 'HALF', reach: 1 }],
      fraud: { ...BUSY_FRAUD, returnAbuse: { campaigns: 0 } },
    });
    const { filed, log, catalog, shops } = simulateInMemory(scenario, seed);
    const { finance, orders, returns, inventory, settlements, chargebacks } = filed;
    const { sessions, actions } = log;
    const ORDER = ACTION_KINDS.indexOf('order');
    const lines = [...actions.kind.keys()].filter((row) => actions.kind[row] === ORDER);
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    for (let round = 0; round < 8; round++) {
      const today = lines.filter((row) => sessions.round[actions.session[row]!] === round);
      const back = [...returns.item.keys()].filter((row) => Math.floor(returns.time[row]! / DAY) === round);
      const placed = [...orders.order.keys()].filter((row) => sessions.round[orders.session[row]!] === round);
      const paid = (row: number) =>
        lines.find(
          (line) => actions.order[line] === returns.order[row] && actions.item[line] === returns.item[row],
        )!;
      const costOf = (units: number, item: number) => units * catalog.cost[item]!;
      const revenue = sum(today.map((row) => actions.quantity[row]! * actions.price[row]!));
      const refunds = sum(back.map((row) => returns.units[row]! * actions.price[paid(row)]!));
      const goods =
        sum(today.map((row) => costOf(actions.quantity[row]!, actions.item[row]!))) -
        sum(back.map((row) => costOf(returns.units[row]!, returns.item[row]!)));
      const discounts = sum(placed.map((row) => orders.discount[row]! + orders.couponDiscount[row]!));
      const unpaid = [...settlements.outcome.keys()].filter(
        (row) => settlements.outcome[row] === 1 && Math.floor(settlements.time[row]! / DAY) === round,
      );
      const known = [...chargebacks.time.keys()].filter(
        (row) => Math.floor(chargebacks.time[row]! / DAY) === round,
      );
      const lostLater =
        sum(unpaid.map((row) => settlements.amount[row]!)) +
        sum(known.map((row) => chargebacks.amount[row]!));
      expect(finance.orders[round]).toBe(placed.length);
      expect(finance.revenue[round]).toBe(revenue);
      expect(finance.refunds[round]).toBe(refunds);
      expect(finance.costOfGoods[round]).toBe(goods);
      expect(finance.margin[round]).toBe(
        revenue - discounts - refunds - goods - 300 * placed.length - lostLater,
      );
      const refused = [...inventory.item.keys()].filter((row) => inventory.round[row] === round);
      const lost = sum(refused.map((row) => inventory.refused[row]! * catalog.price[inventory.item[row]!]!));
      expect(finance.lostSales[round]).toBe(lost);
      const next = shops[round + 1];
      if (next)
        expect(finance.stockValue[round]).toBe(
          sum([...next.onHand].map((units, item) => costOf(Math.max(0, units), item))),
        );
      expect(finance.soldOut[round]).toBe([...shops[round]!.onHand].filter((units) => units <= 0).length);
    }
    expect(sum([...finance.refunds])).toBeGreaterThan(0);
    expect(sum([...finance.lostSales])).toBeGreaterThan(0);
    for (const name of ['discounts', 'chargebacks', 'badDebts'] as const)
      expect(sum([...finance[name]]), name).toBeGreaterThan(0);
  });
});
