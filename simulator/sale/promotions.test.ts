import { describe, expect, it } from 'vitest';
import { ACTION_KINDS, NO_PROMOTION } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { type SimulatedWorld, simulateInMemory } from '../rounds/in-memory.ts';
import { ScenarioSchema } from '../scenario/scenario.ts';
import { smallScenario } from '../small-world.ts';
import { offeredPrice } from './offers.ts';
import { isInForce, promotionRules } from './promotions.ts';

const seed = seedWords('promotions');
const CLICK = ACTION_KINDS.indexOf('click');
const BUSY = { days: 8, shoppers: { count: 200 }, arrival: { sessionsPerDay: 1, shape: 5 } };
const world = (promotions: readonly object[], changes: object = {}): SimulatedWorld =>
  simulateInMemory(smallScenario({ ...BUSY, promotions: [...promotions], ...changes }), seed);

const YOUNG = {
  kind: 'segment',
  name: 'young kitchens',
  from: 2,
  days: 3,
  percent: 20,
  departments: ['Kitchen'],
  segment: { ageBand: '25-34' },
} as const;
const COUPON = {
  kind: 'coupon',
  name: 'welcome',
  code: 'HI',
  from: 0,
  days: 8,
  percent: 10,
  reach: 1,
} as const;

/** Of each action: its round, the shopper's age band and region, and the department. */
function contextOf({ log, truth, world: { shoppers, items } }: SimulatedWorld, row: number) {
  const session = log.actions.session[row]!;
  const shopper = truth.sessions.shopper[session]!;
  return {
    round: log.sessions.round[session]!,
    ageBand: shoppers.ageBand[shopper]!,
    region: shoppers.region[shopper]!,
    department: items.department[log.actions.item[row]!]!,
    list: items.price[log.actions.item[row]!]!,
  };
}

describe('a promotion on prices', () => {
  it('is seen by those it is meant for, on its days, in its departments, and by nobody else', () => {
    const after = world([YOUNG]);
    let onOffer = 0;
    for (let row = 0; row < after.log.actions.length; row++) {
      const { round, ageBand, department, list } = contextOf(after, row);
      const isMeant = round >= 2 && round < 5 && ageBand === 1 && department === 0;
      expect(after.log.actions.price[row]).toBe(offeredPrice(list, isMeant ? 0.8 : 1));
      if (isMeant) onOffer++;
    }
    expect(onOffer).toBeGreaterThan(100);
  });

  it('leaves the days before it as they were, and on its first day all whom it is not meant for', () => {
    const sessionsOf = (one: SimulatedWorld): Map<string, string> => {
      const rows = new Map<string, string>();
      const { sessions, actions } = one.log;
      for (let row = 0; row < actions.length; row++) {
        const session = actions.session[row]!;
        const { round, ageBand } = contextOf(one, row);
        if (round > 2 || (round === 2 && ageBand === 1)) continue;
        const key = `${sessions.visitor[session]} ${sessions.visit[session]}`;
        const { time, kind, item, price, quantity } = actions;
        const said = [time, kind, item, price, quantity].map((column) => column[row]).join(' ');
        rows.set(key, `${rows.get(key) ?? ''}${said};`);
      }
      return rows;
    };
    const before = sessionsOf(world([]));
    expect(before.size).toBeGreaterThan(200);
    expect(sessionsOf(world([YOUNG]))).toEqual(before);
  });

  it('brings more clicks to what is on offer, by its price and by being on offer', () => {
    const clicks = (promotions: readonly object[], promotion = 0): number => {
      const one = world(promotions, { choice: { outside: 2, promotion } });
      let count = 0;
      for (let row = 0; row < one.log.actions.length; row++) {
        const { round, department } = contextOf(one, row);
        if (one.log.actions.kind[row] === CLICK && round < 3 && department === 0) count++;
      }
      return count;
    };
    const sale = { kind: 'global', name: 'sale', from: 0, days: 3, percent: 50, departments: ['Kitchen'] };
    const plain = clicks([]);
    const cheaper = clicks([sale]);
    expect(cheaper).toBeGreaterThan(plain);
    expect(clicks([sale], 1)).toBeGreaterThan(cheaper);
  });

  it('does not add to others: the largest holds alone, and lines say which', () => {
    const all = [
      { kind: 'global', name: 'all', from: 0, days: 6, percent: 10 },
      { kind: 'localised', name: 'north', from: 0, days: 8, percent: 30, regions: ['north'] },
      { kind: 'segment', name: 'rich', from: 0, days: 8, percent: 10, segment: { income: 'high' } },
    ];
    const one = world(all);
    const { orderLines } = one.filed;
    const { shoppers } = one.world;
    const seen = new Set<number>();
    for (let row = 0; row < orderLines.length; row++) {
      const session = orderLines.session[row]!;
      const shopper = one.truth.sessions.shopper[session]!;
      const isEarly = one.log.sessions.round[session]! < 6;
      const other = isEarly ? 1 : shoppers.income[shopper] === 2 ? 3 : NO_PROMOTION;
      const promotion = shoppers.region[shopper] === 0 ? 2 : other;
      const price = offeredPrice(orderLines.listPrice[row]!, [1, 0.9, 0.7, 0.9][promotion]!);
      expect(orderLines.promotion[row]).toBe(promotion);
      expect(orderLines.price[row]).toBe(price);
      expect(orderLines.discount[row]).toBe(orderLines.units[row]! * (orderLines.listPrice[row]! - price));
      seen.add(promotion);
    }
    expect(seen.size).toBe(4);
  });

  it('for a tier is seen by accounts while they are of that tier, and by no others', () => {
    const silver = {
      kind: 'segment',
      name: 'silver',
      from: 0,
      days: 8,
      percent: 20,
      segment: { tier: 'silver' },
    };
    const { filed, log, truth } = world([silver], { life: { loyalty: { silver: 100, gold: 300 } } });
    const { orderLines, tierChanges } = filed;
    const lines = [0, 0, 0];
    for (let row = 0; row < orderLines.length; row++) {
      const session = orderLines.session[row]!;
      const shopper = truth.sessions.shopper[session]!;
      const isBefore = (change: number): boolean =>
        tierChanges.shopper[change] === shopper && tierChanges.time[change]! < log.sessions.start[session]!;
      const tier = Math.max(
        0,
        ...[...tierChanges.time.keys()].filter(isBefore).map((at) => tierChanges.tier[at]!),
      );
      expect(orderLines.promotion[row]).toBe(tier === 1 ? 1 : NO_PROMOTION);
      lines[tier]!++;
    }
    expect(Math.min(...lines)).toBeGreaterThan(20);
  });

  it('of no days or of nothing off changes the table of promotions alone', () => {
    const { promotions: _, ...plain } = world([]).filed;
    for (const nothing of [{ days: 0 }, { percent: 0 }]) {
      const { promotions, ...filed } = world([{ ...YOUNG, ...nothing }], {
        choice: { outside: 2, promotion: 3 },
      }).filed;
      expect(promotions.length).toBe(1);
      expect(filed).toEqual(plain);
    }
  });

  it('is told to whoever asks what is in force', () => {
    const scenario = smallScenario({ promotions: [YOUNG, COUPON] });
    const groups = { ageBand: [0, 1], region: [0, 0], gender: [0, 0], income: [0, 0] };
    const columns = Object.fromEntries(
      Object.entries(groups).map(([name, codes]) => [name, Uint8Array.from(codes)]),
    ) as Record<keyof typeof groups, Uint8Array>;
    const { sales, coupons } = promotionRules(scenario);
    expect([sales.length, coupons.length]).toEqual([1, 1]);
    const inForce = (row: number, day: number): number[] =>
      sales.filter((sale) => isInForce(sale, columns, row, 0, day)).map(({ id }) => id);
    expect([inForce(0, 2), inForce(1, 1), inForce(1, 2), inForce(1, 4), inForce(1, 5)]).toEqual([
      [],
      [],
      [1],
      [1],
      [],
    ]);
  });
});

describe('a coupon', () => {
  const usesOf = ({ log: { afterSale } }: SimulatedWorld): Map<number, number> => {
    const uses = new Map<number, number>();
    afterSale.orders.coupon.forEach((coupon, order) => {
      const shopper = afterSale.orders.shopper[order]!;
      if (coupon !== NO_PROMOTION) uses.set(shopper, (uses.get(shopper) ?? 0) + 1);
    });
    return uses;
  };

  it.each([1, 2])(
    'is used %i times an account at most, and that often by those who order more',
    (perAccount) => {
      const one = world([{ ...COUPON, perAccount }]);
      const uses = usesOf(one);
      const orders = new Map<number, number>();
      for (const shopper of one.log.afterSale.orders.shopper)
        orders.set(shopper, (orders.get(shopper) ?? 0) + 1);
      expect(uses.size).toBeGreaterThan(50);
      for (const [shopper, count] of orders) expect(uses.get(shopper)).toBe(Math.min(count, perAccount));
    },
  );

  it('is known to its reach alone, among those it is meant for', () => {
    const one = world([{ ...COUPON, reach: 0.4, regions: ['north'], perAccount: 255 }]);
    const uses = usesOf(one);
    const { region } = one.world.shoppers;
    const buyers = [...new Set(one.log.afterSale.orders.shopper)].filter((shopper) => region[shopper] === 0);
    expect([...uses.keys()].every((shopper) => region[shopper] === 0)).toBe(true);
    expect(Math.abs(uses.size - 0.4 * buyers.length)).toBeLessThan(4 * Math.sqrt(0.24 * buyers.length));
    // Who knows it uses it each time.
    const { orders } = one.log.afterSale;
    for (let order = 0; order < orders.length; order++)
      expect(orders.coupon[order] !== NO_PROMOTION).toBe(uses.has(orders.shopper[order]!));
  });

  it('takes its percent off its departments, and nothing off a cart below its minimum', () => {
    const { filed } = world([{ ...COUPON, perAccount: 255, minimumCents: 4000, departments: ['Kitchen'] }]);
    const { orders, orderLines, checkouts, catalog } = filed;
    const kitchen = new Float64Array(orders.length);
    for (let row = 0; row < orderLines.length; row++) {
      if (!catalog.category[orderLines.item[row]!]!.startsWith('Kitchen')) continue;
      kitchen[orderLines.order[row]!]! += orderLines.units[row]! * orderLines.price[row]!;
    }
    for (let order = 0; order < orders.length; order++) {
      const isEnough = orders.value[order]! >= 4000;
      const off = isEnough ? Math.floor(0.1 * kitchen[order]!) : 0;
      expect(orders.couponDiscount[order]).toBe(
        Math.min(off, orders.value[order]! - orders.discount[order]!),
      );
    }
    const tried = Array.from(checkouts.coupon.keys()).filter((row) => checkouts.coupon[row] !== NO_PROMOTION);
    const refused = tried.filter((row) => checkouts.value[row]! < 4000);
    expect(refused.length).toBeGreaterThan(20);
    for (const row of refused) expect(checkouts.couponDiscount[row]).toBe(0);
  });
});

describe('names in promotions', () => {
  it.each([
    [{ ...YOUNG, departments: ['Kichen'] }, "no department 'Kichen'; did you mean 'Kitchen'?"],
    [{ ...YOUNG, departments: ['Travel'] }, "no department 'Travel'; known: Kitchen, Living Room, Clothing"],
    [{ ...YOUNG, segment: { ageBand: '25-35' } }, "no ageBand '25-35'; did you mean '25-34'?"],
    [{ ...YOUNG, segment: { tier: 'silber' } }, 'Invalid option: expected one of "basic"|"silver"|"gold"'],
    [{ ...YOUNG, segment: { income: 'hihg' } }, "no income 'hihg'; did you mean 'high'?"],
    [{ ...COUPON, regions: ['nort'] }, "no region 'nort'; did you mean 'north'?"],
  ])('are checked: %o', (promotion, message) => {
    const issues = ScenarioSchema.safeParse({ catalog: { departments: 3 }, promotions: [promotion] }).error
      ?.issues;
    expect(issues?.map((issue) => issue.message)).toEqual([message]);
  });
});
