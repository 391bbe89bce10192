import { describe, expect, it } from 'vitest';
import { NO_CARD, NO_DUE, PAYMENT_METHODS, PAYMENT_OUTCOMES } from '../../datasets/payment-tables.ts';
import { CHECKOUT_STEPS } from '../../datasets/sale-tables.ts';
import { NO_ORDER } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { DAY } from '../behaviour/arrival.ts';
import { cardsHeld, creditChance, pickWeighted } from '../behaviour/instruments.ts';
import { type SimulatedWorld, simulateInMemory } from '../rounds/in-memory.ts';
import { smallScenario } from '../small-world.ts';
import { buildWorld } from '../world/world.ts';
import { instrumentsInTurn, paidChance, paymentDraws } from './instruments.ts';
import { MOST_KEY, shopperAddress, shopperCard } from './tokens.ts';

const seed = seedWords('payment');
const [CARD, WALLET, LATER, POINTS] = PAYMENT_METHODS.map((_, code) => code) as [
  number,
  number,
  number,
  number,
];
const DECLINED = PAYMENT_OUTCOMES.indexOf('declined');
const OPEN = PAYMENT_OUTCOMES.indexOf('open');
const PAYMENT = CHECKOUT_STEPS.indexOf('payment');
const ORDERED = CHECKOUT_STEPS.indexOf('ordered');
const BUSY = {
  days: 12,
  shoppers: { count: 300 },
  arrival: { sessionsPerDay: 1, shape: 5 },
  funnel: { cart: { intercept: 1 }, checkout: { intercept: 20, utility: 0 } },
  checkout: { leaveAddress: 0, leavePayment: 0 },
};
const world = (payment: object, changes: object = {}): SimulatedWorld =>
  simulateInMemory(smallScenario({ ...BUSY, fraud: TRUSTING, ...changes, payment }), seed);
/** The shop's own checks refuse nobody. */
const TRUSTING = { cardTesting: { campaigns: 0 }, checks: { honest: 0 } };
const EVERYBODY = { walletShare: 1, credit: 20, habit: 0, incomeEffect: 0 };

describe('tokens', () => {
  it('are one for each card and each address, never none, and tell no order', () => {
    const keys = [...Array(20_000).keys(), MOST_KEY];
    const cards = keys.flatMap((key) => [0, 1, 2, 3].map((nth) => shopperCard({ seed }, key, nth)));
    expect(new Set(cards).size).toBe(cards.length);
    expect(cards).not.toContain(NO_CARD);
    const rises = cards.filter((card, i) => i > 0 && card > cards[i - 1]!).length / cards.length;
    expect(Math.abs(rises - 0.5)).toBeLessThan(0.02);
    expect(shopperAddress({ seed }, 7)).not.toBe(shopperCard({ seed }, 7, 0));
    expect(shopperCard({ seed: seedWords('other') }, 7, 0)).not.toBe(shopperCard({ seed }, 7, 0));
    expect(() => shopperCard({ seed }, MOST_KEY + 1, 0)).toThrow('token: 0 of key');
  });
});

describe('instruments', () => {
  it('are held as their probabilities say', () => {
    expect([0.01, 0.2, 0.5, 0.9].map((u) => cardsHeld(u, 0.4))).toEqual([3, 2, 1, 1]);
    expect(cardsHeld(0.001, 0)).toBe(1);
    expect(creditChance({ credit: -1, creditIncome: 0.5, creditAge: 0.25 }, 1, 2)).toBe(0.5);
    expect([0.1, 0.3, 0.9].map((u) => pickWeighted([1, 0, 3], u))).toEqual([0, 2, 2]);
    expect(pickWeighted([0, 0], 0.5)).toBe(-1);
  });

  it('are chosen in proportion to their weights', () => {
    const { payments } = world({
      ...EVERYBODY,
      card: 5,
      wallet: 3,
      later: 2,
      decline: 0,
      laterDefault: 0,
    }).filed;
    const n = payments.length;
    expect(n).toBeGreaterThan(1000);
    for (const [method, share] of [
      [CARD, 0.5],
      [WALLET, 0.3],
      [LATER, 0.2],
    ] as const) {
      const count = payments.method.filter((one) => one === method).length;
      expect(Math.abs(count - share * n)).toBeLessThan(4 * Math.sqrt(share * (1 - share) * n));
    }
  });

  it('are tried once each, until one cannot fail', () => {
    const { scenario, ...rest } = buildWorld(
      smallScenario({ payment: { ...EVERYBODY, moreCards: 1 } }),
      seed,
    );
    const draws = paymentDraws(seed);
    const turns = (credit: boolean, visit: number): string[] =>
      [
        ...instrumentsInTurn({ scenario, ...rest }, draws, {
          row: 0,
          key: 5,
          visit,
          mayOwe: credit,
          pull: 0,
        }),
      ].map(({ method, nth }) => `${method} ${nth}`);
    for (let visit = 0; visit < 20; visit++) {
      expect(turns(true, visit).sort()).toEqual(['0 0', '0 1', '0 2', '1 3', '2 3']);
      expect(turns(false, visit).sort()).toEqual(['0 0', '0 1', '0 2', '1 3']);
    }
  });
});

describe('declined payments', () => {
  it('are tried again with the next instrument; what fails in the end is not ordered and not sent', () => {
    const one = world({ ...EVERYBODY, later: 0, moreCards: 0, decline: 0.4, retry: 0.5 });
    const { payments, checkouts, orders, deliveries } = one.filed;
    const tries = new Map<number, number[]>();
    for (let row = 0; row < payments.length; row++) {
      const session = payments.session[row]!;
      tries.set(session, [...(tries.get(session) ?? []), row]);
    }
    let failed = 0;
    for (let row = 0; row < checkouts.length; row++) {
      const attempts = tries.get(checkouts.session[row]!)!;
      const last = attempts.at(-1)!;
      const isPaid = payments.outcome[last] !== DECLINED;
      expect(attempts.slice(0, -1).every((one) => payments.outcome[one] === DECLINED)).toBe(true);
      expect(new Set(attempts.map((one) => payments.card[one])).size).toBe(attempts.length);
      expect(checkouts.reached[row]).toBe(isPaid ? ORDERED : PAYMENT);
      expect(payments.order[last]).toBe(checkouts.order[row]);
      if (!isPaid) failed++;
    }
    expect(one.log.actions.order.filter((order) => order !== NO_ORDER).length).toBe(
      one.filed.orderLines.length,
    );
    expect(deliveries.order.every((order) => order < orders.length)).toBe(true);
    // 0.4 fail at once, of whom a half try the other instrument, of which 0.4 fail.
    const share = 0.4 * (1 - 0.5 * 0.6);
    const n = checkouts.length;
    expect(Math.abs(failed - share * n)).toBeLessThan(4 * Math.sqrt(share * (1 - share) * n));
    const draws = paymentDraws(seed);
    const payer = { row: 3, key: 3, visit: 1, mayOwe: true, pull: 0 };
    expect(paidChance(one.world, draws, payer)).toBeCloseTo(1 - share, 12);
  });
});

describe('bill-me-later', () => {
  const one = world({ ...EVERYBODY, wallet: 0, later: 200, laterDays: 4, laterDefault: 0.3, decline: 0 });
  const { payments, settlements } = one.filed;

  it('is open, falls due after its days, and is settled then', () => {
    const open = Array.from(payments.payment).filter((row) => payments.outcome[row] === OPEN);
    expect(open.length).toBeGreaterThan(300);
    for (const row of open) {
      expect(payments.due[row]).toBe(payments.time[row]! + 4 * DAY);
      expect([payments.method[row], payments.card[row]]).toEqual([LATER, NO_CARD]);
    }
    for (let row = 0; row < payments.length; row++)
      if (payments.outcome[row] !== OPEN) expect(payments.due[row]).toBe(NO_DUE);
    const settled = new Set(settlements.payment);
    expect(settled.size).toBe(settlements.length);
    for (const row of open) expect(settled.has(row)).toBe(payments.due[row]! < 12 * DAY);
  });

  it('is not paid with its probability, and then never offered again', () => {
    const defaulted = Array.from(settlements.payment.keys()).filter((row) => settlements.outcome[row] === 1);
    const n = settlements.length;
    expect(Math.abs(defaulted.length - 0.3 * n)).toBeLessThan(4 * Math.sqrt(0.21 * n));
    for (const row of defaulted) {
      const nextRound = (Math.floor(settlements.time[row]! / DAY) + 1) * DAY;
      const later = Array.from(payments.payment).filter(
        (at) => payments.shopper[at] === settlements.shopper[row] && payments.time[at]! >= nextRound + DAY,
      );
      expect(later.every((at) => payments.method[at] !== LATER)).toBe(true);
    }
  });

  it('asks for what is left after returns, and for nothing where all came back', () => {
    const { returns, orders } = one.filed;
    const { actions } = one.log;
    const isEarly = (row: number, settlement: number): boolean =>
      returns.order[row] === settlements.order[settlement] &&
      returns.time[row]! <= settlements.time[settlement]!;
    const priceOf = (order: number, item: number): number =>
      actions.price[actions.order.findIndex((of, at) => of === order && actions.item[at] === item)]!;
    let lowered = 0;
    let nothing = 0;
    for (let row = 0; row < settlements.length; row++) {
      const back = [...returns.order.keys()].filter((at) => isEarly(at, row));
      const refund = back.reduce(
        (sum, at) => sum + returns.units[at]! * priceOf(returns.order[at]!, returns.item[at]!),
        0,
      );
      const order = settlements.order[row]!;
      const goods = orders.total[order]! - orders.shipping[order]!;
      const left = orders.shipping[order]! + Math.round(goods * (1 - refund / orders.value[order]!));
      // One more or less where half a cent is rounded.
      expect(Math.abs(settlements.amount[row]! - left)).toBeLessThanOrEqual(1);
      if (back.length > 0) lowered++;
      if (left > 0) continue;
      nothing++;
      expect(settlements.outcome[row]).toBe(0);
    }
    expect(lowered).toBeGreaterThan(20);
    expect(nothing).toBeGreaterThan(5);
  });

  it('costs the content of those who are called upon', () => {
    const bills = { ...EVERYBODY, wallet: 0, card: 0, laterDays: 2, decline: 0, laterDefault: 1 };
    const satisfaction = (defaultContent: number): number =>
      world({ ...bills, defaultContent }).truth.shopperStates.satisfaction.reduce((sum, one) => sum + one, 0);
    expect(satisfaction(-5)).toBeLessThan(satisfaction(0));
  });
});

describe('what is left to pay', () => {
  it('may be nothing: points paid it all', () => {
    const loyalty = { perHundred: 50, redeemAt: 50, pointCents: 1e3 };
    const { payments, orders } = world(
      { decline: 0.5 },
      { checkout: { leaveAddress: 0, shipping: 0 }, life: { loyalty } },
    ).filed;
    const free = Array.from(payments.payment).filter((row) => payments.method[row] === POINTS);
    expect(free.length).toBeGreaterThan(20);
    for (const row of free) {
      expect([payments.amount[row], payments.card[row], payments.outcome[row]]).toEqual([0, NO_CARD, 0]);
      expect(orders.discount[payments.order[row]!]).toBe(orders.value[payments.order[row]!]);
    }
  });

  it('goes home or to few others, as often as it should', () => {
    const one = world({ elsewhere: 0.25, decline: 0 });
    const { payments } = one.filed;
    const home = (shopper: number): number => shopperAddress({ seed }, one.world.shoppers.keys[shopper]!);
    const away = Array.from(payments.payment).filter(
      (row) => payments.address[row] !== home(payments.shopper[row]!),
    );
    const n = payments.length;
    expect(Math.abs(away.length - 0.25 * n)).toBeLessThan(4 * Math.sqrt(0.1875 * n));
    const places = new Set(away.map((row) => `${payments.shopper[row]} ${payments.address[row]}`));
    expect(places.size).toBeLessThanOrEqual(3 * new Set(payments.shopper).size);
  });
});
