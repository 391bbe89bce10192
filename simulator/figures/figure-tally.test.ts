import { describe, expect, it } from 'vitest';
import { REVIEWS } from '../../datasets/after-sale-tables.ts';
import { summarise } from '../../datasets/summary-statistics.ts';
import {
  ACTION_KINDS,
  ACTIONS,
  type ActionKind,
  createTable,
  NO_ORDER,
  NO_SHOPPER,
  ORDERS,
  SESSIONS,
} from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { mean, quantile } from '../../numerics/stats.ts';
import { addFraud } from '../fraud/fraud-counts.ts';
import { simulateInMemory } from '../rounds/in-memory.ts';
import { loadScenario } from '../scenario/load-scenario.node.ts';
import { smallScenario } from '../small-world.ts';
import {
  addChunk,
  addPayments,
  addReviewOrigins,
  createTally,
  type Tally,
  type TallyChunk,
  type TallySize,
} from './figure-tally.ts';
import { type FigureName, measureFigures } from './figures.ts';
import { judgeTally, openTally } from './targets.ts';

const DAY = 86_400;

/** Day, hour, shopper, and what they did: kind, item, quantity. */
type Visit = readonly [number, number, number, readonly (readonly [ActionKind, number, number?])[]];

function chunkOf(visits: readonly Visit[], impressions: number, ratings: readonly number[] = []): TallyChunk {
  const sessions = createTable(SESSIONS, visits.length);
  const done = visits.flatMap(([, , , actions], session) => actions.map((action) => ({ session, action })));
  const actions = createTable(ACTIONS, done.length);
  const buying = visits.flatMap(([, , , acts], session) => {
    const lines = acts.filter(([kind]) => kind === 'order').length;
    return lines > 0 ? [{ session, lines }] : [];
  });
  const orders = createTable(ORDERS, buying.length);
  const reviews = createTable(REVIEWS, ratings.length);
  visits.forEach(([day, hour, shopper], row) => {
    sessions.session[row] = 100 + row;
    sessions.start[row] = day * DAY + hour * 3600;
    sessions.shopper[row] = shopper;
  });
  done.forEach(({ session, action: [kind, item, quantity = 0] }, row) => {
    actions.session[row] = 100 + session;
    actions.kind[row] = ACTION_KINDS.indexOf(kind);
    actions.item[row] = item;
    actions.quantity[row] = quantity;
    actions.order[row] = kind === 'order' ? 0 : NO_ORDER;
  });
  buying.forEach(({ session, lines }, row) => {
    orders.shopper[row] = sessions.shopper[session]!;
    orders.time[row] = sessions.start[session]! + 60;
    orders.lines[row] = lines;
  });
  reviews.rating.set(ratings);
  return { sessions, impressions: { length: impressions }, actions, orders, reviews };
}

/** A Wednesday. */
const SIZE = { shoppers: 4, items: 5, days: 28, origin: '2024-01-03T00:00:00Z' };
const VISITS: readonly Visit[] = [
  [
    0,
    3,
    0,
    [
      ['click', 0],
      ['click', 1],
      ['cart', 1],
      ['order', 1, 2],
    ],
  ],
  [1, 20, 1, [['click', 0]]],
  [
    1,
    20,
    NO_SHOPPER,
    [
      ['click', 0],
      ['click', 0],
      ['click', 2],
    ],
  ],
  [
    7,
    20,
    0,
    [
      ['click', 1],
      ['cart', 1],
      ['cart', 0],
      ['order', 1, 1],
      ['order', 0, 3],
    ],
  ],
  [8, 5, 2, []],
  [
    27,
    20,
    1,
    [
      ['click', 3],
      ['cart', 3],
    ],
  ],
];

function tallyOf(visits: readonly Visit[], size: TallySize = SIZE, ratings: readonly number[] = []): Tally {
  const tally = createTally(size);
  addChunk(tally, chunkOf(visits, 40, ratings));
  return tally;
}

describe('the figures', () => {
  const figures = measureFigures(tallyOf(VISITS, SIZE, [5, 5, 1, 3]));

  it.each([
    ['clicksPerImpression', 8 / 40],
    ['cartsPerClick', 4 / 8],
    ['orderLinesPerClick', 3 / 8],
    ['orderLinesPerCart', 3 / 4],
    // 9 and 3 actions; the unknown visitor belongs to nobody, and who did nothing is not active.
    ['actionsPerShopperMedian', 6],
    ['actionsPerShopperP90', 8.4],
    ['actionsPerShopperP95', 8.7],
    // 6, 6, 1, 2 and 0 actions.
    ['actionsPerItemGini', 34 / 75],
    ['actionsPerItemMeanOverMedian', 1.5],
    ['lowestHour', 0],
    ['highestHour', 20],
    ['highestHourOverMean', 16],
    ['busiestWeekday', 4],
    ['quietestWeekday', 1],
    ['fiveStarShare', 0.5],
    ['meanRating', 3.5],
    ['clicksPerSessionMedian', 1],
    ['clicksPerSessionMean', 1.6],
    ['clicksPerSessionP90', 2.6],
    ['clicksPerSessionP99', 2.96],
    ['singleClickSessionShare', 0.6],
    ['orderGapMedian', 7 + 17 / 24],
    ['orderGapMean', 7 + 17 / 24],
    ['ordersPerCustomerMedian', 2],
    ['ordersPerCustomerMean', 2],
    ['singleOrderShare', 0],
    ['linesPerOrderMedian', 1.5],
    // 4, 2, 1 and 1 clicks; 2 and 1 lines; 3 and 3 units.
    ['itemGiniByClicks', 10 / 32],
    ['itemGiniByLines', 1 / 6],
    ['itemGiniByUnits', 0],
  ] as const)('%s of the log worked by hand is %f', (name, expected) => {
    expect(figures[name]).toBeCloseTo(expected, 12);
  });

  it.each([
    ['largestWeekdayOverSmallest', 'on one weekday there is no session'],
    ['onesOverTwos', 'no review has two stars'],
    ['ordersPerBuyerIn78Weeks', 'the log has 28 days, not 546'],
    ['peakMonth', 'the log has 28 days, not a year'],
    ['peakMonthOverJanuary', 'the log has 28 days, not a year'],
    ['fakeReviewShare', 'nobody counted fake reviews'],
    ['paymentFraudByValue', 'nobody counted payments'],
    ['paymentFraudByCount', 'nobody counted payments'],
  ] as const)('%s of it cannot be measured: %s', (name, why) => {
    expect(figures[name]).toEqual({ why });
  });

  it('of an empty log have a reason each, never NaN and never 0', () => {
    const empty = measureFigures(createTally({ ...SIZE, days: 600 }));
    expect(Object.values(empty).filter((figure) => typeof figure === 'number')).toEqual([]);
  });

  it('count weekdays in whole weeks: the days left over change nothing', () => {
    const week: Visit[] = [0, 0, 1, 2, 3, 4, 5, 6].map((day) => [day, 1, 0, []]);
    const more: Visit[] = [...week, ...Array.from({ length: 9 }, (): Visit => [8, 1, 0, []])];
    for (const [visits, days] of [
      [week, 7],
      [more, 10],
    ] as const) {
      const { largestWeekdayOverSmallest, busiestWeekday } = measureFigures(
        tallyOf(visits, { ...SIZE, days }),
      );
      expect([largestWeekdayOverSmallest, busiestWeekday]).toEqual([2, 3]);
    }
  });

  it('compare months by the day: a December that comes twice is not the peak', () => {
    const size = { ...SIZE, days: 397, origin: '2023-12-01T00:00:00Z' };
    const november = [336, 337, 338, 364].map((day): Visit => [day, 1, 1, [['order', 0, 1]]]);
    const daily = Array.from({ length: 397 }, (_, day): Visit => [day, 1, 0, [['order', 0, 1]]]);
    const figures = measureFigures(tallyOf([...daily, ...november], size));
    expect(figures.peakMonth).toBe(11);
    expect(figures.peakMonthOverJanuary).toBeCloseTo(34 / 30, 12);
  });

  it('count the buyers of 78 weeks in a longer log too, and the actions of four weeks', () => {
    const buy = (day: number, shopper: number): Visit => [
      day,
      1,
      shopper,
      [
        ['click', 0],
        ['order', 0, 1],
      ],
    ];
    const visits = [buy(0, 0), buy(27, 0), buy(28, 0), buy(545, 1), buy(546, 1), buy(547, 2)];
    const figures = measureFigures(tallyOf(visits, { ...SIZE, days: 548 }));
    expect(figures.ordersPerBuyerIn78Weeks).toBe(2);
    expect(figures.ordersPerCustomerMean).toBe(2);
    expect(figures.actionsPerShopperMedian).toBe(4);
  });

  it('add up payments and the origins of reviews', () => {
    const tally = tallyOf(VISITS);
    addPayments(tally, { attempts: 90, fraudAttempts: 1, settled: 50_000, fraudSettled: 0 });
    addPayments(tally, { attempts: 110, fraudAttempts: 1, settled: 30_000, fraudSettled: 40 });
    addReviewOrigins(tally, { reviews: 8, fake: 2 });
    addReviewOrigins(tally, { reviews: 2, fake: 0 });
    expect(measureFigures(tally)).toMatchObject({
      paymentFraudByCount: 0.01,
      paymentFraudByValue: 0.0005,
      fakeReviewShare: 0.2,
    });
    const nothing = createTally(SIZE);
    addPayments(nothing, { attempts: 0, fraudAttempts: 0, settled: 0, fraudSettled: 0 });
    expect(measureFigures(nothing)).toMatchObject({
      paymentFraudByCount: { why: 'nobody tried to pay' },
      paymentFraudByValue: { why: 'no payment was settled' },
    });
  });
});

describe('the figures of a simulated log', () => {
  it('are the same day by day and all at once, at any number of shards', () => {
    const scenario = smallScenario({ days: 29 });
    const whole = simulateInMemory(scenario, seedWords('chunks'), { shards: 3 });
    const tally = openTally(whole.world);
    addChunk(tally, { ...whole.log, orders: whole.log.afterSale.orders });
    addFraud(tally, whole.filed, scenario.truth);
    expect(judgeTally(tally, null)).toEqual(whole.figures);
    expect(simulateInMemory(scenario, seedWords('chunks')).figures).toEqual(whole.figures);
  });

  it('agree with the statistics that calibration measures', async () => {
    const { scenario, seedWords: seed } = await loadScenario('tiny', { set: ['arrival.anonymous=0.2'] });
    const { log, figures } = simulateInMemory({ ...scenario, truth: 'none' }, seed);
    const part = { source: { log, timed: true }, basis: 'order', from: 0, to: Infinity } as const;
    const statistics = summarise(part);
    const valuesOf = (name: keyof typeof statistics): Float64Array => {
      const measured = statistics[name];
      if (measured.form !== 'sample') throw new Error(`${name} is no sample`);
      return measured.values;
    };
    const figure = (name: FigureName) => figures.find((one) => one.name === name)!.value;
    expect(figure('linesPerOrderMedian')).toBe(quantile(valuesOf('lines-per-order'), 0.5));
    expect(figure('clicksPerSessionMedian')).toBe(quantile(valuesOf('clicks-per-session'), 0.5));
    expect(figure('clicksPerSessionP90')).toBe(quantile(valuesOf('clicks-per-session'), 0.9));
    expect(figure('clicksPerSessionMean')).toBeCloseTo(mean(valuesOf('clicks-per-session')), 12);
    expect(figure('meanRating')).toBeCloseTo(mean(Float64Array.from(log.reviews.rating)), 12);
  });
});
