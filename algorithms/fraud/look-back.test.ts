import { describe, expect, it } from 'vitest';
import { REVIEWS } from '../../datasets/after-sale-tables.ts';
import { FRAUD_KINDS, FRAUD_OBJECTS } from '../../datasets/fraud-tables.ts';
import { PAYMENT_OUTCOMES, PAYMENTS, type Payments } from '../../datasets/payment-tables.ts';
import { gatherRows, sliceTable } from '../../datasets/table-rows.ts';
import { ACTIONS, createTable, NO_ORDER, NO_SHOPPER, SESSIONS } from '../../datasets/tables.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { BUSY_FRAUD } from '../../simulator/fraud/busy-fraud.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { smallScenario } from '../../simulator/small-world.ts';
import { createEventStream, type EventTables } from './event-stream.ts';
import { createEvent, EVENT_KINDS, SESSION_SECONDS } from './events.ts';
import { featureTables } from './feature-tables.ts';
import { createLookBack, JUDGED, type Judged, LOOK_BACK_FEATURES } from './look-back.ts';

const DAY = 86_400;
const ALL = Object.keys(JUDGED) as Judged[];
const { filed, log } = simulateInMemory(
  smallScenario({ days: 14, shoppers: { count: 60 }, fraud: BUSY_FRAUD }),
  seedWords('looking back'),
);
const TABLES: Required<EventTables> = {
  sessions: log.sessions,
  actions: log.actions,
  payments: filed.payments,
  orders: log.afterSale.orders,
  deliveries: log.afterSale.deliveries,
  reviews: log.reviews,
  returns: log.afterSale.returns,
  chargebacks: filed.chargebacks,
};
const whole = featureTables(TABLES, ALL);

/** One payment of the hand-worked log: seconds, session, account, card, address, cents, outcome. */
type Paid = readonly [number, number, number, number, number, number, (typeof PAYMENT_OUTCOMES)[number]];

function paymentTable(rows: readonly Paid[]): Payments {
  const table = createTable(PAYMENTS, rows.length);
  rows.forEach(([time, session, shopper, card, address, amount, outcome], row) => {
    table.payment[row] = row;
    table.time[row] = time;
    table.session[row] = session;
    table.shopper[row] = shopper;
    table.card[row] = card;
    table.address[row] = address;
    table.amount[row] = amount;
    table.outcome[row] = PAYMENT_OUTCOMES.indexOf(outcome);
    table.order[row] = NO_ORDER;
  });
  return table;
}

describe('payments, by hand', () => {
  const sessions = createTable(SESSIONS, 2);
  sessions.session.set([0, 1]);
  sessions.start.set([900, 100_000]);
  sessions.visitor.set([71, 72]);
  sessions.shopper.set([5, NO_SHOPPER]);
  const payments = paymentTable([
    [1000, 0, 5, 11, 21, 500, 'declined'],
    [1300, 0, 5, 11, 21, 700, 'settled'],
    [1600, 0, 5, 12, 21, 20_000, 'settled'],
    // 600 s after the second: no longer within its ten minutes.
    [1900, 0, 5, 11, 22, 900, 'settled'],
    [100_100, 1, 6, 13, 21, 4000, 'settled'],
  ]);
  const { names, values } = featureTables({ sessions, payments }, ['payments']).payments;
  const of = (row: number, name: string): number => {
    expect(names).toContain(name);
    return values[row * names.length + names.indexOf(name)]!;
  };

  it('counts what came before, not the payment itself', () => {
    expect([0, 1, 2, 3, 4].map((row) => of(row, 'cardCount10m'))).toEqual([0, 1, 0, 0, 0]);
    expect([0, 1, 2, 3, 4].map((row) => of(row, 'cardCount1h'))).toEqual([0, 1, 0, 2, 0]);
    expect([0, 1, 2, 3, 4].map((row) => of(row, 'accountSum1d'))).toEqual([0, 500, 1200, 21_200, 0]);
    expect([0, 1, 2, 3, 4].map((row) => of(row, 'addressCount30d'))).toEqual([0, 1, 2, 0, 3]);
    expect(of(4, 'addressCount1d')).toBe(0);
    expect([1, 2, 3].map((row) => of(row, 'accountFailed1h'))).toEqual([1, 1, 1]);
    expect([1, 2, 3].map((row) => of(row, 'deviceSmall1h'))).toEqual([1, 2, 2]);
  });

  it('counts different cards, accounts and addresses', () => {
    expect([0, 1, 2, 3, 4].map((row) => of(row, 'addressCards30d'))).toEqual([0, 1, 1, 0, 2]);
    expect([0, 1, 2, 3, 4].map((row) => of(row, 'accountCards1d'))).toEqual([0, 1, 1, 2, 0]);
    expect([0, 1, 2, 3, 4].map((row) => of(row, 'cardAddresses7d'))).toEqual([0, 1, 0, 1, 0]);
    expect(of(4, 'groupAccounts')).toBe(1);
    expect(of(4, 'groupCards')).toBe(2);
    expect(of(2, 'groupCards')).toBe(1);
  });

  it('knows how old an account, its device and address are, and its habits', () => {
    expect(of(0, 'accountAge')).toBe(100);
    expect(of(3, 'accountAddressAge')).toBe(0);
    expect(of(3, 'newAddressOnOldAccount')).toBe(1000);
    expect(of(2, 'accountCardAge')).toBe(0);
    expect(of(3, 'cardSince')).toBe(600);
    expect(of(0, 'amountOverHabit')).toBeNaN();
    expect(of(2, 'amountOverHabit')).toBeCloseTo(Math.log(20_001 / 701), 5);
    expect(of(2, 'dayPartShare')).toBe(1);
    expect(of(3, 'sessionPayments')).toBe(3);
    expect(of(3, 'sessionFailed')).toBe(1);
    expect(of(4, 'sessionSeconds')).toBe(100);
  });
});

describe('reviews and sessions, by hand', () => {
  it('tells bursts, deviations and what no order stands behind', () => {
    const reviews = createTable(REVIEWS, 4);
    reviews.time.set([0, 100, 200, 2 * DAY]);
    reviews.shopper.set([1, 2, 3, 3]);
    reviews.item.set([9, 9, 9, 9]);
    reviews.rating.set([4, 5, 5, 1]);
    reviews.order.set([7, NO_ORDER, NO_ORDER, 8]);
    reviews.text.push('', '', '', '');
    const { names, values } = featureTables({ reviews }, ['reviews']).reviews;
    const of = (name: string) => [0, 1, 2, 3].map((row) => values[row * names.length + names.indexOf(name)]!);
    expect(of('itemReviews1h')).toEqual([0, 1, 2, 0]);
    expect(of('itemFives7d')).toEqual([0, 0, 1, 2]);
    expect(of('itemUnbacked7d')).toEqual([0, 0, 1, 2]);
    expect(of('hasOrder')).toEqual([1, 0, 0, 1]);
    expect(of('accountAge')).toEqual([0, 0, 0, 2 * DAY - 200]);
    // Three ratings at the mean of all so far stand in: 3 at first, then 4, 4.5, 14 / 3.
    const deviations = [4 - 3, 5 - 16 / 4, 5 - (9 + 13.5) / 5, 1 - (14 + 14) / 6];
    of('deviation').forEach((found, row) => {
      expect(found).toBeCloseTo(deviations[row]!, 5);
    });
  });

  it('looks back on a session half an hour after its start', () => {
    const sessions = createTable(SESSIONS, 1);
    sessions.start[0] = 50;
    sessions.visitor[0] = 4;
    sessions.shopper[0] = NO_SHOPPER;
    const actions = createTable(ACTIONS, 5);
    actions.time.set([52, 54, 58, 60, 50 + SESSION_SECONDS + 1]);
    actions.item.set([3, 3, 2, 3, 3]);
    actions.seq.set([0, 1, 2, 3, 4]);
    const { names, values } = featureTables({ sessions, actions }, ['sessions']).sessions;
    const of = (name: string): number => values[names.indexOf(name)]!;
    expect([of('clicks'), of('items'), of('topClicks'), of('topShare')]).toEqual([4, 2, 3, 0.75]);
    expect([of('seconds'), of('gapMean')]).toEqual([10, 2.5]);
    expect(of('gapSpread')).toBeCloseTo(Math.sqrt(0.75), 6);
    expect([of('itemClicks1h'), of('itemDevices1d'), of('itemNewDeviceShare1d')]).toEqual([3, 1, 1]);
  });
});

/** The same tables with rows changed. */
const changed = (
  change: (tables: { -readonly [K in keyof EventTables]: EventTables[K] }) => void,
): EventTables => {
  const copy = structuredClone(TABLES);
  change(copy);
  return copy;
};

/** Rows of each judged table that are decided before `end`. */
const before = (end: number) =>
  ALL.map((of) => {
    const rows = TABLES[of];
    const times =
      of === 'sessions'
        ? TABLES.sessions.start.map((start) => start + SESSION_SECONDS)
        : 'time' in rows
          ? rows.time
          : [];
    return [of, Array.from(times.keys()).filter((row) => times[row]! < end)] as const;
  });

const rowOf = (tables: typeof whole, of: Judged, row: number): Float32Array => {
  const { names, values } = tables[of];
  return values.subarray(row * names.length, (row + 1) * names.length);
};

describe('no feature reads the future', () => {
  const CUT = 9 * DAY + 12_345;
  const early = before(CUT);

  it('has enough before the cut to be told by', () => {
    for (const [of, rows] of early) expect(rows.length, of).toBeGreaterThan(20);
  });

  it.each<[string, EventTables]>([
    [
      'everything from the cut on is deleted',
      changed((tables) => {
        const upTo = <T extends { time: Uint32Array }>(rows: T) =>
          [...rows.time.keys()].filter((row) => rows.time[row]! < CUT);
        // Sessions and orders stay whole tables: their numbers are rows.
        tables.actions = gatherRows(ACTIONS, TABLES.actions, upTo(TABLES.actions));
        tables.payments = gatherRows(PAYMENTS, TABLES.payments, upTo(TABLES.payments));
        tables.reviews = sliceTable(REVIEWS, TABLES.reviews, 0, upTo(TABLES.reviews).length);
        delete tables.chargebacks;
        const known = [...TABLES.chargebacks.time.keys()].filter(
          (row) => TABLES.chargebacks.time[row]! < CUT,
        ).length;
        tables.chargebacks = { ...TABLES.chargebacks, length: known };
      }),
    ],
    [
      'the future comes two days later',
      changed((tables) => {
        for (const name of [
          'actions',
          'payments',
          'reviews',
          'returns',
          'orders',
          'deliveries',
          'chargebacks',
        ] as const) {
          const { time } = tables[name]!;
          for (let row = 0; row < time.length; row++) if (time[row]! >= CUT) time[row]! += 2 * DAY;
        }
        const { start } = tables.sessions!;
        for (let row = 0; row < start.length; row++) if (start[row]! >= CUT) start[row]! += 2 * DAY;
      }),
    ],
    [
      'all that happens later is something else',
      changed((tables) => {
        const { time, amount, card, address, outcome } = tables.payments!;
        for (let row = 0; row < time.length; row++) {
          if (time[row]! < CUT) continue;
          amount[row]! *= 3;
          card[row] = 77;
          address[row] = 78;
          outcome[row] = 1;
        }
        const { reviews } = tables;
        for (let row = 0; row < reviews!.length; row++)
          if (reviews!.time[row]! >= CUT) reviews!.rating[row] = 1;
      }),
    ],
  ])('%s, and nothing changes', (_, tables) => {
    const found = featureTables(tables, ALL);
    for (const [of, rows] of early)
      for (const row of rows) expect(rowOf(found, of, row), `${of} ${row}`).toEqual(rowOf(whole, of, row));
  });

  it('what comes of a payment is not told by its own features', () => {
    const { payments } = TABLES;
    for (const last of [100, 200, 300]) {
      const tables = changed((copy) => {
        copy.payments!.outcome[last] = (payments.outcome[last]! + 1) % 3;
        copy.payments!.order[last] = payments.order[last] === NO_ORDER ? 3 : NO_ORDER;
      });
      const found = featureTables(tables, ['payments']).payments;
      const { length } = found.names;
      expect(found.values.subarray(last * length, (last + 1) * length)).toEqual(
        rowOf(whole, 'payments', last),
      );
    }
  });
});

it('numbers of shoppers, cards, devices, items and sessions are no features', () => {
  const other = (n: number): number => (n * 2_654_435_761 + 12_345) % 2 ** 32;
  const tables = changed((copy) => {
    const rename = (column: Uint32Array, ...kept: number[]) => {
      for (let row = 0; row < column.length; row++)
        if (!kept.includes(column[row]!)) column[row] = other(column[row]!);
    };
    rename(copy.sessions!.visitor);
    rename(copy.sessions!.shopper, NO_SHOPPER);
    for (const name of ['payments', 'orders', 'reviews', 'returns', 'deliveries'] as const)
      rename(copy[name]!.shopper);
    for (const name of ['actions', 'reviews', 'returns'] as const) rename(copy[name]!.item);
    rename(copy.payments!.card, 0);
    rename(copy.payments!.address);
  });
  const found = featureTables(tables, ALL);
  for (const of of ALL) expect(found[of].values, of).toEqual(whole[of].values);
});

it('a stream that comes in parts, and is stopped and restored, gives the same bits as the whole log', () => {
  const made = Object.fromEntries(
    ALL.map((of) => [of, { ...whole[of], values: new Float32Array(whole[of].values.length) }]),
  ) as typeof whole;
  const stream = createEventStream();
  const event = createEvent();
  let lookBack = createLookBack();
  const done: Record<string, number> = {};
  let events = 0;
  for (let day = 1; day <= 40; day++) {
    const until = day === 40 ? Number.POSITIVE_INFINITY : day * DAY;
    // Rows of a day come when it is over, in the order of the log: sessions by their start, what was done in them with them.
    const sessionsTo = TABLES.sessions.start.findIndex((start) => start >= until);
    const lastSession = sessionsTo < 0 ? TABLES.sessions.length : sessionsTo;
    const part: Record<string, unknown> = {};
    for (const name of Object.keys(TABLES) as (keyof EventTables)[]) {
      const rows = TABLES[name];
      const from = done[name] ?? 0;
      let to = from;
      const isIn = (row: number): boolean =>
        'session' in rows
          ? rows.session[row]! < lastSession
          : (rows as { time: Uint32Array }).time[row]! < until;
      while (to < rows.length && isIn(to)) to++;
      const columns = Object.entries(rows).filter(([key]) => key !== 'length');
      part[name] = {
        length: to - from,
        ...Object.fromEntries(columns.map(([key, column]) => [key, (column as Uint32Array).slice(from, to)])),
      };
      done[name] = to;
    }
    stream.push(part as EventTables);
    while (stream.next(event, until)) {
      const of = ALL.find((one) => JUDGED[one] === EVENT_KINDS[event.kind]);
      if (of) lookBack.features(event, rowOf(made, of, event.id));
      lookBack.observe(event);
      events++;
    }
    const saved = structuredClone(lookBack.save());
    lookBack = createLookBack();
    lookBack.restore(saved);
  }
  const rows = Object.values(TABLES).reduce((sum, { length }) => sum + length, TABLES.sessions.length);
  expect([events, stream.waiting()]).toEqual([rows, 0]);
  for (const of of ALL) expect(made[of].values, of).toEqual(whole[of].values);
});

it('memory is bounded by what is recent, not by how long the log is', () => {
  const key = drawKey(seedWords('years'), 'split');
  const lookBack = createLookBack();
  const event = createEvent();
  event.kind = EVENT_KINDS.indexOf('payment');
  const sizes: number[] = [];
  for (let n = 0; n < 60_000; n++) {
    event.time = 600 * n;
    event.id = n;
    // Other people, cards and addresses all the time.
    event.shopper = n >> 1;
    event.card = 1 + (n >> 1);
    event.address = 1 + (n >> 2);
    event.amount = 1 + Math.floor(10_000 * uniform(key, n));
    lookBack.observe(event);
    if (n % 10_000 === 9999) sizes.push(lookBack.size());
  }
  // After the first seventy days.
  expect(Math.max(...sizes.slice(1)) / Math.min(...sizes.slice(1))).toBeLessThan(1.03);
});

it('windows forget early where more happens than may be remembered', () => {
  const few = createLookBack({ mostEvents: 4 });
  const event = createEvent();
  event.kind = EVENT_KINDS.indexOf('payment');
  event.shopper = 1;
  const out = new Float32Array(LOOK_BACK_FEATURES.payments.length);
  for (let n = 0; n < 10; n++) {
    event.time = 1000 * n;
    event.id = n;
    few.observe(event);
  }
  few.features(event, out);
  expect(out[LOOK_BACK_FEATURES.payments.indexOf('accountCount30d')]).toBe(4);
  expect(out[LOOK_BACK_FEATURES.payments.indexOf('accountCount1h')]).toBe(4);
});

it('every feature has a value of its own somewhere', () => {
  for (const of of ALL) {
    const { names, values } = whole[of];
    expect(new Set(names).size, of).toBe(names.length);
    names.forEach((name, column) => {
      const rows = Array.from(
        { length: values.length / names.length },
        (_, row) => values[row * names.length + column]!,
      );
      const isConstant = rows.every((value) => Object.is(value, rows[0]));
      // What this small world has none of; small payments are counted by hand above.
      const absent =
        /Small|^by |^from |^on |^because of |later|hasCoupon|accountCoupons|discountShare|shares|videos|favourites|accountChargebacks|cardChargebacks|letters/;
      if (!absent.test(name)) expect(isConstant, `${of} ${name}`).toBe(false);
    });
  }
});

it('the log that tests run on has fraud of every kind', () => {
  const { kind, object } = filed.fraudEvents;
  expect(new Set(kind).size).toBe(FRAUD_KINDS.length);
  expect(new Set(object).size).toBe(FRAUD_OBJECTS.length);
});
