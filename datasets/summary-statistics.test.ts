import { describe, expect, it } from 'vitest';
import { gini, mean, quantile } from '../numerics/stats.ts';
import { REVIEWS } from './after-sale-tables.ts';
import { loadData } from './public/registry.node.ts';
import { distanceBetween, type Measured, summarise } from './summary-statistics.ts';
import { activeShoppers, basisOf, daysOf, type SummarySource, viewPart } from './summary-view.ts';
import { ACTION_KINDS, ACTIONS, createTable, IMPRESSIONS, NO_SHOPPER, SESSIONS, SHOPPERS } from './tables.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

interface Line {
  readonly session: number;
  readonly kind: (typeof ACTION_KINDS)[number];
  readonly item: number;
  readonly price?: number;
}

/** A log by hand: sessions as [start, shopper]; the order of a line is its session. */
function logOf(sessions: readonly (readonly [number, number])[], lines: readonly Line[]): SummarySource {
  const log = {
    origin: '2024-01-03T06:00:00Z', // a Wednesday
    sessions: createTable(SESSIONS, sessions.length),
    impressions: createTable(IMPRESSIONS, 0),
    actions: createTable(ACTIONS, lines.length),
    reviews: createTable(REVIEWS, 0),
  };
  sessions.forEach(([start, shopper], i) => {
    log.sessions.start[i] = start;
    log.sessions.shopper[i] = shopper;
  });
  lines.forEach(({ session, kind, item, price = 0 }, row) => {
    log.actions.session[row] = session;
    log.actions.kind[row] = ACTION_KINDS.indexOf(kind);
    log.actions.item[row] = item;
    log.actions.price[row] = price;
    log.actions.time[row] = sessions[session]![0];
    log.actions.order[row] = session;
  });
  return { log, timed: true };
}

const SHOP = logOf(
  [
    [0, 0],
    [HOUR, 1],
    [2 * DAY, 0],
    [4 * DAY + 18 * HOUR, 1],
  ],
  [
    { session: 0, kind: 'click', item: 1 },
    { session: 0, kind: 'order', item: 1, price: 500 },
    { session: 0, kind: 'order', item: 2, price: 0 },
    { session: 1, kind: 'click', item: 3 },
    { session: 1, kind: 'click', item: 4 },
    { session: 2, kind: 'order', item: 1, price: 700 },
    { session: 3, kind: 'order', item: 1, price: 100 },
  ],
);
const values = (measured: Measured): unknown =>
  measured.form === 'sample'
    ? [...measured.values]
    : measured.form === 'classes'
      ? [...measured.counts]
      : measured.form === 'items'
        ? [...measured.items]
        : measured.form === 'labels'
          ? Object.fromEntries(measured.counts)
          : measured.reason;

describe('summarise by hand', () => {
  const whole = summarise({ source: SHOP, basis: 'order', from: 0, to: Number.POSITIVE_INFINITY });

  it('measures order lines, orders, gaps and prices', () => {
    expect([basisOf(SHOP), daysOf(SHOP)]).toEqual(['order', 6]);
    expect(values(whole['item-popularity'])).toEqual([1, 2, 1, 1]);
    expect(values(whole['lines-per-order'])).toEqual([1, 1, 2]);
    expect(values(whole['orders-per-shopper'])).toEqual([1, 2]);
    expect(values(whole['days-between-orders'])).toEqual([2]);
    expect(values(whole.price)).toEqual([100, 500, 700]);
    expect(values(whole['clicks-per-session'])).toEqual([1, 2]);
    expect(whole['lines-per-order'].n).toBe(3);
  });

  it('counts hours and weekdays of sessions with an order, from the local origin', () => {
    const hours = values(whole['hour-of-day']) as number[];
    expect(hours.map((n, hour) => [hour, n]).filter(([, n]) => n! > 0)).toEqual([
      [0, 1],
      [6, 2],
    ]);
    // Wednesday 06:00, Friday 06:00, Monday 00:00.
    expect(values(whole.weekday)).toEqual([1, 0, 1, 0, 1, 0, 0]);
  });

  it('keeps to its part: days from the midnight before the origin, sessions whole', () => {
    const first = summarise({ source: SHOP, basis: 'order', from: 0, to: 2 });
    expect(values(first['lines-per-order'])).toEqual([2]);
    expect(values(first['days-between-orders'])).toBe(
      'no shopper ordered on two days in this part of the log',
    );
    const last = summarise({ source: SHOP, basis: 'order', from: 5, to: 6 });
    expect(values(last['item-popularity'])).toEqual([1]);
    expect(viewPart({ source: SHOP, basis: 'order', from: 3, to: 4 }).rows).toHaveLength(0);
  });

  it('takes several orders of one day for one purchase, by the days of the shop', () => {
    const twice = logOf(
      [
        [0, 0],
        [17 * HOUR, 0], // 23:00 of the same day
        [19 * HOUR, 0], // past midnight
        [5 * DAY, 0],
      ],
      [0, 1, 2, 3].map((session) => ({ session, kind: 'order', item: 1 })),
    );
    const gaps = summarise({ source: twice, basis: 'order', from: 0, to: 9 })['days-between-orders'];
    expect(values(gaps)).toEqual([19 / 24, 5 - 19 / 24]);
  });

  it('counts age bands and regions of the known shoppers who have a row', () => {
    const shoppers = createTable(SHOPPERS, 3);
    shoppers.region.splice(0, 3, 'north', 'south', 'north');
    const source = { ...SHOP, shoppers };
    const part = { source, basis: 'order', from: 0, to: 9 } as const;
    expect(values(summarise(part).region)).toEqual({ north: 1, south: 1 });
    expect(values(summarise(part)['age-band'])).toBe('the log knows no age bands');
    expect(values(summarise({ ...part, includes: (shopper) => shopper === 0 }).region)).toEqual({ north: 1 });
  });

  it('keeps to the shoppers of its part, with all that they did', () => {
    const part = {
      source: SHOP,
      basis: 'order',
      from: 0,
      to: 9,
      includes: (shopper: number) => shopper === 0,
    } as const;
    expect([...activeShoppers(viewPart(part))]).toEqual([0]);
    expect(values(summarise(part)['orders-per-shopper'])).toEqual([2]);
    expect(values(summarise(part)['clicks-per-session'])).toEqual([1]);
    expect(values(summarise(part)['item-popularity'])).toEqual([1, 2, 1]);
  });

  it('says what a log cannot give, and why', () => {
    const clicks = logOf([[0, 0]], [{ session: 0, kind: 'click', item: 0 }]);
    const days = summarise({ source: { ...clicks, timeStep: DAY }, basis: 'click', from: 0, to: 9 });
    expect(values(days['hour-of-day'])).toBe('the log knows days, not times of day');
    expect(values(days['lines-per-order'])).toBe('the log has no orders');
    expect(values(days.price)).toBe('no row has a price');
    expect(values(days.rating)).toBe('the log has no ratings');
    expect(days.weekday.form).toBe('classes');
    const untimed = summarise({ source: { ...clicks, timed: false }, basis: 'click', from: 0, to: 9 });
    expect(values(untimed.weekday)).toBe('the log has no times');
    expect(untimed['clicks-per-session'].form).toBe('absent');
    expect(distanceBetween(untimed.weekday, days.weekday)).toBeNaN();
    expect(basisOf(logOf([], []))).toBeUndefined();
  });
});

describe('distanceBetween', () => {
  const items = (list: readonly number[]): Measured => ({
    form: 'items',
    items: Uint32Array.from(list),
    n: list.length,
  });

  it('is 0 between a log and itself, whatever the items are called', () => {
    expect(distanceBetween(items([1, 1, 2]), items([7, 9, 7]))).toBe(0);
  });

  it('of groups is half the sum of the differences of their shares, by name', () => {
    const groups = (counts: Record<string, number>): Measured => ({
      form: 'labels',
      counts: new Map(Object.entries(counts)),
      n: 4,
    });
    expect(distanceBetween(groups({ a: 1, b: 3 }), groups({ b: 2, c: 2 }))).toBe(0.5);
    expect(distanceBetween(groups({ a: 1, b: 1 }), groups({ b: 5, a: 5 }))).toBe(0);
  });

  it('thins the longer to the rows of the shorter', () => {
    // Rows 1, 3, 5, 7 of the eight: 1 1 1 2, which is spread like the other.
    expect(distanceBetween(items([1, 1, 1, 1, 1, 1, 2, 2]), items([5, 5, 5, 6]))).toBe(0);
  });
});

const root = process.env['SHOPLAB_DATA'];

describe.skipIf(!root)('real logs (needs SHOPLAB_DATA)', () => {
  const all = { from: 0, to: Number.POSITIVE_INFINITY };
  const numbers = (measured: Measured): Float64Array => {
    if (measured.form !== 'sample') throw new Error('not a sample');
    return measured.values;
  };

  it('Online Retail, as measured apart: baskets 15 lines, invoices 2 and 4.25, 35 % one, gaps 22 and 40 days, hour 12', async () => {
    const source = await loadData('online-retail');
    expect(basisOf(source)).toBe('order');
    const summary = summarise({ source, basis: 'order', ...all });
    expect(quantile(numbers(summary['lines-per-order']), 0.5)).toBe(15);
    const invoices = numbers(summary['orders-per-shopper']);
    expect(quantile(invoices, 0.5)).toBe(2);
    // 18,402 invoices of 4,334 customers; 4.27 before lines that are no product were dropped.
    expect(mean(invoices)).toBeCloseTo(18_402 / 4334, 12);
    expect(invoices.filter((n) => n === 1).length / invoices.length).toBeCloseTo(0.35, 2);
    const { orders } = viewPart({ source, basis: 'order', ...all });
    const last = new Map<number, number>();
    const gaps = orders.flatMap(({ shopper, time }) => {
      const before = last.get(shopper);
      if (shopper !== NO_SHOPPER) last.set(shopper, time);
      return before === undefined ? [] : [(time - before) / DAY];
    });
    expect(quantile(gaps, 0.5)).toBeCloseTo(22.019, 3);
    expect(mean(gaps)).toBeCloseTo(40.237, 3);
    // An eighth of them are within the day: one purchase in several invoices.
    expect(gaps.length - numbers(summary['days-between-orders']).length).toBe(1724);
    const hours = values(summary['hour-of-day']) as number[];
    expect(hours.indexOf(Math.max(...hours))).toBe(12);
    expect((values(summary.weekday) as number[])[5]).toBe(0);
    const perItem = new Map<number, number>();
    for (const item of values(summary['item-popularity']) as number[])
      perItem.set(item, (perItem.get(item) ?? 0) + 1);
    expect(gini([...perItem.values()])).toBeCloseTo(0.64, 2);
    expect(summary['clicks-per-session']).toEqual({ form: 'absent', reason: 'the log has no clicks', n: 0 });
  });

  it('ML-100K gives ratings, no orders; e-shop clothing clicks, no hours', async () => {
    const films = await loadData('ml-100k');
    expect(basisOf(films)).toBe('rating');
    const rated = summarise({ source: films, basis: 'rating', ...all });
    const stars = values(rated.rating) as number[];
    expect(stars.reduce((sum, n, i) => sum + n * (i + 1), 0) / rated.rating.n).toBeCloseTo(3.52986, 5);
    expect(values(rated['lines-per-order'])).toBe('the log has no orders');
    const clothing = await loadData('e-shop-clothing');
    expect(basisOf(clothing)).toBe('click');
    const clicked = summarise({ source: clothing, basis: 'click', ...all });
    expect(quantile(numbers(clicked['clicks-per-session']), 0.9)).toBe(16);
    expect(values(clicked['hour-of-day'])).toBe('the log knows days, not times of day');
  });
});
