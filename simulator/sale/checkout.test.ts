import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLog } from '../../datasets/log-invariants.ts';
import { checkSale } from '../../datasets/sale-invariants.ts';
import { CHECKOUT_STEPS } from '../../datasets/sale-tables.ts';
import { ACTION_KINDS, NO_ORDER } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { goOn, leftToPay, shareOut, shippingOf, taxOf } from '../behaviour/checkout.ts';
import { runPilot } from '../figures/pilot.ts';
import { type SimulatedWorld, simulateInMemory } from '../rounds/in-memory.ts';
import { smallScenario } from '../small-world.ts';

const seed = seedWords('checkout');
const ORDER = ACTION_KINDS.indexOf('order');
const BUSY = { days: 8, shoppers: { count: 300 }, arrival: { sessionsPerDay: 1, shape: 5 } };
const world = (changes: object = {}): SimulatedWorld =>
  simulateInMemory(smallScenario({ ...BUSY, ...changes }), seed);
const WITHOUT_CHANCE = { intercept: 20, utility: 0 };
const PATIENT = { leaveAddress: 0, leavePayment: 0 };

describe('steps of the checkout', () => {
  it('have the odds of leaving multiplied by exp of the shock', () => {
    expect(goOn(0.3, 0)).toBe(0.7);
    expect(goOn(0, 100)).toBe(1);
    const leave = 1 - goOn(0.2, 1.5);
    expect(leave / (1 - leave)).toBeCloseTo((0.2 / 0.8) * Math.exp(1.5), 12);
  });

  it('are left as often as they should be', () => {
    const { checkouts } = world({
      funnel: { cart: { intercept: 1 }, checkout: WITHOUT_CHANCE },
      checkout: { leaveAddress: 0.3, shippingShock: 0, leavePayment: 0.2 },
      payment: { decline: 0 },
    }).filed;
    const counts = CHECKOUT_STEPS.map((_, step) => checkouts.reached.filter((one) => one === step).length);
    expect(counts[0]).toBe(0);
    for (const [step, share] of [
      [1, 0.3],
      [2, 0.7 * 0.2],
      [3, 0.7 * 0.8],
    ] as const) {
      const n = checkouts.length;
      expect(Math.abs(counts[step]! - share * n)).toBeLessThan(4 * Math.sqrt(share * (1 - share) * n));
    }
  });

  it('are left more often when shipping is dear, and not when it is free', () => {
    const orders = (shipping: number, freeFrom: number): number =>
      world({ checkout: { shipping, freeFrom } }).log.afterSale.orders.length;
    const free = orders(5000, 0);
    expect(orders(0, 1e9)).toBe(free);
    expect(orders(5000, 1e9)).toBeLessThan(0.8 * free);
  });

  it('take no time and lose nobody when all knobs are off', () => {
    const one = world({
      funnel: { checkout: WITHOUT_CHANCE },
      checkout: { ...PATIENT, shipping: 0, tax: 0, stepSeconds: 0 },
      payment: { decline: 0 },
      fraud: { cardTesting: { campaigns: 0 }, checks: { honest: 0 } },
    });
    const { checkouts, orders } = one.filed;
    expect(checkouts.order.every((order) => order !== NO_ORDER)).toBe(true);
    for (let order = 0; order < orders.length; order++)
      expect(orders.total[order]).toBe(orders.value[order]! - orders.discount[order]!);
  });

  it('are expected by the pilot as they come out', () => {
    const scenario = smallScenario({ ...BUSY, payment: { decline: 0.3, retry: 0.5, laterDefault: 0 } });
    const { actions, expected } = runPilot(world().world, { start: 0, end: 300 });
    const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
    const check = (came: number, mean: number): void => {
      expect(came).toBeGreaterThan(200);
      // Lines of one cart come together: about two each.
      expect(Math.abs(came - mean)).toBeLessThan(4 * Math.sqrt(2 * mean));
    };
    check(sum(actions[ORDER]!), sum(expected[ORDER]!));
    const declining = runPilot(simulateInMemory(scenario, seed).world, { start: 0, end: 300 });
    check(sum(declining.actions[ORDER]!), sum(declining.expected[ORDER]!));
    expect(sum(declining.expected[ORDER]!)).toBeLessThan(0.95 * sum(expected[ORDER]!));
  });
});

describe('the bill', () => {
  it('adds up, to every rule between the tables of a sale', () => {
    const one = world({
      checkout: { tax: 19, shipping: 495, freeFrom: 5000 },
      life: { loyalty: { perHundred: 3, redeemAt: 80 } },
      promotions: [
        { kind: 'global', name: 'sale', from: 1, days: 5, percent: 15 },
        { kind: 'coupon', name: 'code', from: 0, days: 8, percent: 10, code: 'X', reach: 0.7, perAccount: 3 },
      ],
      payment: { decline: 0.2, laterDays: 3 },
    });
    const { filed, log } = one;
    expect(checkLog(log, one.catalog, one.shoppers)).toEqual([]);
    const sale = { ...filed, order_lines: filed.orderLines };
    expect(Object.values(checkSale(sale, filed)).flat()).toEqual([]);
    const { orders } = filed;
    expect(orders.length).toBeGreaterThan(200);
    for (let order = 0; order < orders.length; order++) {
      const goods = orders.value[order]! - orders.discount[order]! - orders.couponDiscount[order]!;
      expect(orders.shipping[order]).toBe(goods >= 5000 ? 0 : 495);
      expect(orders.tax[order]).toBe(Math.round(goods * 0.19));
    }
    for (const name of ['discount', 'couponDiscount', 'shipping'] as const)
      expect(orders[name].filter((cents: number) => cents > 0).length, name).toBeGreaterThan(10);
    expect(new Set(filed.checkouts.reached).size).toBe(4);
    expect(filed.settlements.length).toBeGreaterThan(5);
  });

  it('has parts that are whole and add up', () => {
    const values = fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), values, (whole, parts) => {
        const shares = shareOut(whole, parts);
        const total = parts.reduce((sum, part) => sum + part, 0);
        expect(shares.every((share) => Number.isInteger(share) && share >= 0)).toBe(true);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total > 0 ? whole : 0);
      }),
    );
    expect(shareOut(10, [1, 1, 1])).toEqual([3, 3, 4]);
    expect([shippingOf(3999, 390, 4000), shippingOf(4000, 390, 4000)]).toEqual([390, 0]);
    expect([taxOf(106, 8), taxOf(107, 8), taxOf(0, 8)]).toEqual([8, 9, 0]);
  });

  it('is paid later less what came back, but for the shipping', () => {
    // 1,000 cents of goods at 100 off, 8 % tax, 300 for the parcel.
    const bill = { value: 1000, shipping: 300, total: 900 + 72 + 300 };
    expect([0, 500, 1000].map((back) => leftToPay(bill, back))).toEqual([1272, 786, 300]);
    expect(leftToPay({ value: 3, shipping: 0, total: 3 }, 3)).toBe(0);
  });
});
