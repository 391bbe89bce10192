import { describe, expect, it } from 'vitest';
import { checkChargebacks, checkFraudLabels } from '../../datasets/fraud-invariants.ts';
import {
  CHARGEBACK_REASONS,
  FRAUD_KINDS,
  FRAUD_OBJECTS,
  type FraudKind,
} from '../../datasets/fraud-tables.ts';
import { checkLog } from '../../datasets/log-invariants.ts';
import { PAYMENT_OUTCOMES } from '../../datasets/payment-tables.ts';
import { ACTION_KINDS, NO_ORDER, NO_SHOPPER, NO_SLATE } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { mean, variance } from '../../numerics/stats.ts';
import { DAY } from '../behaviour/arrival.ts';
import { taxOf } from '../behaviour/checkout.ts';
import { simulateInMemory } from '../rounds/in-memory.ts';
import { shopperAddress, shopperCard } from '../sale/tokens.ts';
import { smallScenario } from '../small-world.ts';
import { shopperKey } from '../world/world.ts';
import { BUSY_FRAUD } from './busy-fraud.ts';

const HONEST = 60;
const scenario = smallScenario({ days: 14, shoppers: { count: HONEST }, fraud: BUSY_FRAUD });
const simulated = simulateInMemory(scenario, seedWords('traces'));
const { log, filed, world } = simulated;
const { sessions, actions } = log;
const { orders, deliveries, returns } = log.afterSale;
const { payments, reviews, chargebacks, fraudLabels, fraudEvents, fraudCampaigns } = filed;
const SETTLED = PAYMENT_OUTCOMES.indexOf('settled');
const OPEN = PAYMENT_OUTCOMES.indexOf('open');
const [CLICK, ORDER] = (['click', 'order'] as const).map((kind) => ACTION_KINDS.indexOf(kind));

/** Ids of the events of a campaign that are such objects. */
function idsOf(campaign: number, object: (typeof FRAUD_OBJECTS)[number]): number[] {
  const code = FRAUD_OBJECTS.indexOf(object);
  return Array.from(fraudEvents.id).filter(
    (_, row) => fraudEvents.campaign[row] === campaign && fraudEvents.object[row] === code,
  );
}

function campaignsOf(kind: FraudKind): number[] {
  const code = FRAUD_KINDS.indexOf(kind);
  return Array.from(fraudCampaigns.campaign).filter((row) => fraudCampaigns.kind[row] === code);
}

const pick = <T>(column: ArrayLike<T>, rows: readonly number[]): T[] => rows.map((row) => column[row]!);
const different = (values: readonly unknown[]): number => new Set(values).size;
const span = (times: readonly number[]): number => Math.max(...times) - Math.min(...times);
const keyOf = (shopper: number): number => shopperKey(world, shopper);
const visitsOf = (shopper: number): number[] =>
  Array.from(sessions.session).filter((row) => sessions.shopper[row] === shopper);
const doorOf = new Map(Array.from(deliveries.order, (order, row) => [order, deliveries.time[row]!]));
const actionsOf = (session: number): number[] =>
  Array.from(actions.session.keys()).filter((row) => actions.session[row] === session);

it('a log with fraud of every kind keeps all rules', () => {
  expect(checkLog(log, simulated.catalog, simulated.shoppers)).toEqual([]);
  expect(checkChargebacks(chargebacks, payments)).toEqual([]);
  expect(checkFraudLabels(fraudLabels, filed)).toEqual([]);
  for (const kind of FRAUD_KINDS) expect(campaignsOf(kind).length).toBeGreaterThan(2);
});

/** What goods of this value come to at most, with shipping and tax. */
const total = (goods: number): number =>
  goods + scenario.checkout.shipping + taxOf(goods, scenario.checkout.tax);

it('keeps all rules where items that fraudsters want are not on sale', () => {
  const {
    log: other,
    catalog,
    shoppers,
  } = simulateInMemory(
    smallScenario({
      days: 8,
      catalog: { items: 120, launches: 0.4, retirements: 0.4 },
      fraud: BUSY_FRAUD,
    }),
    seedWords('off sale'),
  );
  const direct = other.actions.slate.filter((slate) => slate === NO_SLATE).length;
  expect(direct).toBeGreaterThan(20);
  expect(checkLog(other, catalog, shoppers)).toEqual([]);
});

it('card testing: many small payments on one card in minutes, one of them settled at most', () => {
  for (const campaign of campaignsOf('card testing')) {
    const tried = idsOf(campaign, 'payment');
    const cards = new Set(pick(payments.card, tried));
    expect(cards.size).toBe(3);
    for (const card of cards) {
      const own = tried.filter((row) => payments.card[row] === card);
      expect(own.length).toBe(12);
      expect(span(pick(payments.time, own))).toBeLessThan(600);
      expect(Math.max(...pick(payments.amount, own))).toBeLessThanOrEqual(total(1500));
      expect(own.filter((row) => payments.outcome[row] === SETTLED).length).toBeLessThanOrEqual(1);
    }
  }
});

it('stolen cards: many cards from one address', () => {
  const addresses = campaignsOf('stolen cards').map((campaign) => {
    const tried = idsOf(campaign, 'payment');
    expect(different(pick(payments.card, tried))).toBe(9);
    expect(different(pick(payments.address, tried))).toBe(1);
    expect(different(pick(payments.shopper, tried))).toBe(2);
    return payments.address[tried[0]!]!;
  });
  expect(different(addresses)).toBe(3);
});

it('account takeover: an honest account and its own card, a device never seen on it, another address', () => {
  for (const campaign of campaignsOf('account takeover')) {
    const robbed = idsOf(campaign, 'session');
    expect(different(pick(sessions.shopper, robbed))).toBe(4);
    expect(different(pick(sessions.visitor, robbed))).toBe(1);
    for (const session of robbed) {
      const shopper = sessions.shopper[session]!;
      expect(shopper).toBeLessThan(HONEST);
      const others = visitsOf(shopper).filter((row) => !robbed.includes(row));
      expect(pick(sessions.visitor, others)).not.toContain(sessions.visitor[session]);
    }
    for (const payment of idsOf(campaign, 'payment')) {
      const key = keyOf(payments.shopper[payment]!);
      expect(payments.card[payment]).toBe(shopperCard(world, key, 0));
      expect(payments.address[payment]).not.toBe(shopperAddress(world, key));
    }
    for (const order of idsOf(campaign, 'order')) expect(orders.shopper[order]).toBeLessThan(HONEST);
  }
});

it('friendly fraud: from the usual device, with one’s own card and address; it came, and is charged back as if not', () => {
  const disputed = campaignsOf('friendly fraud').flatMap((campaign) => idsOf(campaign, 'payment'));
  expect(disputed.length).toBeGreaterThan(10);
  for (const payment of disputed) {
    const shopper = payments.shopper[payment]!;
    expect(payments.card[payment]).toBe(shopperCard(world, keyOf(shopper), 0));
    expect(payments.address[payment]).toBe(shopperAddress(world, keyOf(shopper)));
    expect(different(pick(sessions.visitor, visitsOf(shopper)))).toBe(1);
  }
  const rows = Array.from(chargebacks.payment.keys()).filter((row) =>
    disputed.includes(chargebacks.payment[row]!),
  );
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) {
    expect(CHARGEBACK_REASONS[chargebacks.reason[row]!]).toBe('not received');
    expect(chargebacks.time[row]).toBeGreaterThan(doorOf.get(chargebacks.order[row]!)!);
  }
});

it('promotion abuse: a first order each of many accounts with one device, card and address', () => {
  for (const campaign of campaignsOf('promotion abuse')) {
    const placed = idsOf(campaign, 'order');
    const accounts = pick(orders.shopper, placed);
    expect(placed.length).toBeGreaterThanOrEqual(5);
    expect(different(accounts)).toBe(placed.length);
    const paid = Array.from(payments.order.keys()).filter((row) => placed.includes(payments.order[row]!));
    for (const column of [payments.card, payments.address]) expect(different(pick(column, paid))).toBe(1);
    expect(different(pick(sessions.visitor, pick(orders.session, placed)))).toBe(1);
    for (const order of placed) {
      expect(orders.discount[order]).toBe(Math.floor(orders.value[order]! * 0.2));
      expect(orders.shopper.filter((shopper) => shopper === orders.shopper[order]).length).toBe(1);
    }
  }
});

it('return abuse: nearly everything goes back, late in the window', () => {
  const code = FRAUD_KINDS.indexOf('return abuse');
  const abused = campaignsOf('return abuse').flatMap((campaign) => idsOf(campaign, 'return'));
  const abusers = new Set(pick(returns.shopper, abused));
  const lines = Array.from(actions.order.keys()).filter((row) => {
    const order = actions.order[row]!;
    const door = order === NO_ORDER ? undefined : doorOf.get(order);
    return door !== undefined && door < 9 * DAY && abusers.has(orders.shopper[order]!);
  });
  const known = abused.filter((row) => doorOf.get(returns.order[row]!)! < 9 * DAY);
  expect(known.length / lines.length).toBeGreaterThan(0.75);
  const waits = abused.map((row) => (returns.time[row]! - doorOf.get(returns.order[row]!)!) / DAY);
  expect(Math.min(...waits)).toBeGreaterThan(2.99);
  expect(Math.max(...waits)).toBeLessThan(4.01);
  expect(fraudEvents.kind.filter((kind) => kind === code).length).toBe(abused.length);
});

it('a fake-review ring: the same members praise the same items in a burst; some are shoppers, some buy first', () => {
  let bought = 0;
  let given = 0;
  let hired = 0;
  for (const campaign of campaignsOf('fake reviews')) {
    const rows = idsOf(campaign, 'review');
    const items = new Set(pick(reviews.item, rows));
    const members = new Set(pick(reviews.shopper, rows));
    expect(items.size).toBeLessThanOrEqual(3);
    expect(members.size).toBeGreaterThan(3);
    expect(members.size).toBeLessThanOrEqual(6);
    expect(pick(reviews.rating, rows).every((stars) => stars === 5)).toBe(true);
    expect(span(pick(reviews.time, rows))).toBeLessThan(6 * DAY);
    const shoppers = [...members].filter((member) => member < HONEST);
    hired += shoppers.length;
    // Accounts that were opened for it came once before, for nothing in particular.
    for (const member of members) {
      const visits = visitsOf(member).filter((row) => !idsOf(campaign, 'session').includes(row));
      if (member >= HONEST) expect(visits.length).toBe(1);
    }
    given += rows.length;
    for (const row of rows) {
      const order = reviews.order[row]!;
      if (order === NO_ORDER) continue;
      bought++;
      expect(orders.shopper[order]).toBe(reviews.shopper[row]);
      const lines = Array.from(actions.order.keys()).filter((at) => actions.order[at] === order);
      expect(pick(actions.item, lines)).toContain(reviews.item[row]);
      expect(reviews.time[row]).toBeGreaterThan(doorOf.get(order)!);
    }
  }
  expect(hired).toBeGreaterThanOrEqual(3 * 2 - 1);
  expect(bought / given).toBeGreaterThan(0.2);
  expect(bought / given).toBeLessThan(0.8);
});

it('honest ratings of things bought elsewhere have no order, and an experience like others', () => {
  const { log: plain, filed: told } = simulateInMemory(
    smallScenario({
      days: 12,
      shoppers: { count: 150 },
      arrival: { anonymous: 0 },
      reviews: { elsewhere: 0.1, intercept: 1 },
    }),
    seedWords('elsewhere'),
  );
  const { reviews: all } = plain;
  const rows = [...all.order.keys()];
  const elsewhere = rows.filter((row) => all.order[row] === NO_ORDER);
  const here = rows.filter((row) => all.order[row] !== NO_ORDER);
  expect(elsewhere.length).toBeGreaterThan(60);
  expect(here.length).toBeGreaterThan(60);
  expect(told.fraudEvents.length).toBe(0);
  const clicked = new Set(
    Array.from(
      plain.actions.item,
      (item, row) => `${plain.sessions.shopper[plain.actions.session[row]!]} ${item}`,
    ),
  );
  for (const row of elsewhere) expect(clicked.has(`${all.shopper[row]} ${all.item[row]}`)).toBe(true);
  const [a, b] = [elsewhere, here].map((some) => Float64Array.from(pick(all.rating, some)));
  const error = Math.sqrt(variance(a!) / a!.length + variance(b!) / b!.length);
  expect(Math.abs(mean(a!) - mean(b!))).toBeLessThan(4 * error + 0.2);
  const said = told.reviewAspects.order.filter((order) => order === NO_ORDER).length;
  expect(said).toBeGreaterThan(30);
});

it('a click farm: devices of nobody, sessions of nothing but clicks on one item, which becomes popular', () => {
  for (const campaign of campaignsOf('click farm')) {
    const target = fraudCampaigns.item[campaign]!;
    const farmed = idsOf(campaign, 'session');
    expect(different(pick(sessions.visitor, farmed))).toBe(5);
    for (const session of farmed) {
      const done = actionsOf(session);
      expect(sessions.shopper[session]).toBe(NO_SHOPPER);
      expect(done.length).toBe(15);
      expect(done.every((row) => actions.kind[row] === CLICK && actions.item[row] === target)).toBe(true);
    }
  }
  const targets = campaignsOf('click farm').map((campaign) => fraudCampaigns.item[campaign]!);
  const { popularity } = simulated.shops.at(-1)!;
  const usual = [...popularity].sort((a, b) => a - b)[Math.floor(popularity.length / 2)]!;
  for (const target of targets) expect(popularity[target]!).toBeGreaterThan(5 * usual);
});

describe('shilling', () => {
  const campaigns = campaignsOf('shilling');
  const directionOf = (campaign: number) => ['none', 'push', 'nuke'][fraudCampaigns.direction[campaign]!];

  it('pushes or nukes one item, with other ratings like everyone’s', () => {
    expect(new Set(campaigns.map(directionOf))).toEqual(new Set(['push', 'nuke']));
    const filler: number[] = [];
    for (const campaign of campaigns) {
      const rows = idsOf(campaign, 'review');
      const target = fraudCampaigns.item[campaign]!;
      const aimed = rows.filter((row) => reviews.item[row] === target);
      expect(different(pick(reviews.shopper, aimed))).toBe(6);
      const stars = directionOf(campaign) === 'push' ? 5 : 1;
      expect(pick(reviews.rating, aimed).every((rating) => rating === stars)).toBe(true);
      filler.push(...rows.filter((row) => !aimed.includes(row)).map((row) => reviews.rating[row]!));
    }
    expect(Math.abs(mean(filler) - 4)).toBeLessThan(0.15 + 4 * Math.sqrt(variance(filler) / filler.length));
    expect(different(filler)).toBeGreaterThan(2);
  });

  it('clicks what it pushes, not what it nukes', () => {
    for (const campaign of campaigns) {
      const target = fraudCampaigns.item[campaign]!;
      const clicked = idsOf(campaign, 'session').flatMap((session) => pick(actions.item, actionsOf(session)));
      expect(clicked.filter((item) => item === target).length).toBe(directionOf(campaign) === 'push' ? 6 : 0);
    }
  });
});

it('says who acted and sold only to whom paid', () => {
  const paidFor = new Set(payments.order);
  const opened = orders.order.filter((order) => orders.shopper[order]! >= HONEST);
  expect(opened.length).toBeGreaterThan(30);
  for (const order of opened) expect(paidFor.has(order)).toBe(true);
  for (let row = 0; row < payments.length; row++) {
    expect(payments.order[row] !== NO_ORDER).toBe([SETTLED, OPEN].includes(payments.outcome[row]!));
    const order = payments.order[row]!;
    if (order !== NO_ORDER) expect(payments.amount[row]).toBe(orders.total[order]!);
  }
  expect(actions.kind.filter((kind) => kind === ORDER).length).toBeGreaterThan(100);
});
