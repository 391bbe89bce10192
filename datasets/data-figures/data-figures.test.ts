import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REVIEWS } from '../after-sale-tables.ts';
import type { Dataset } from '../dataset.ts';
import { createSampleLog } from '../sample-log.ts';
import { ACTIONS, CATALOG, createTable, IMPRESSIONS, NO_ORDER, SESSIONS, SHOPPERS } from '../tables.ts';
import { type Absent, isAbsent } from './absent.ts';
import { areSealed, dataFigures } from './data-figures.ts';
import { MOST_POINTS, momentFigures } from './moments.ts';
import { popularity } from './popularity.ts';
import { spreadOf } from './spreads.ts';

const provenance = { name: 'd', title: 'D', source: 's', licence: 'l', digest: 'abc' };
const account = { read: 0, steps: [], kept: 0 };

/** A part that is there. */
function known<T extends object>(part: T | Absent): T {
  if (isAbsent(part)) throw new Error(part.absent);
  return part;
}

function sample(): Dataset {
  const { log, catalog, shoppers } = createSampleLog();
  catalog.category.splice(0, 5, 'a > x', 'a > y', 'b > z', '', 'b > z');
  return { provenance, account, log, catalog, shoppers, timed: true };
}

/** Ratings alone: MovieLens and the like. */
function rated(times: readonly number[], timed = true): Dataset {
  const reviews = createTable(REVIEWS, times.length);
  reviews.time.set(times);
  reviews.rating.fill(4);
  reviews.order.fill(NO_ORDER);
  const empty = {
    sessions: createTable(SESSIONS, 0),
    impressions: createTable(IMPRESSIONS, 0),
    actions: createTable(ACTIONS, 0),
  };
  const log = { origin: '2024-02-28T23:00:00Z', ...empty, reviews };
  return {
    provenance,
    account,
    log,
    catalog: createTable(CATALOG, 1),
    shoppers: createTable(SHOPPERS, 1),
    timed,
  };
}

describe('figures of a log that was worked by hand', () => {
  const figures = dataFigures(sample());

  it('have a funnel by visits, slots by position, and places of clicks', () => {
    expect(figures.visits).toMatchObject({
      visits: 3,
      known: 2,
      orders: 1,
      stages: [
        { stage: 'impression', events: 6, visits: 3 },
        { stage: 'click', events: 2, visits: 2 },
        { stage: 'cart', events: 1, visits: 1 },
        { stage: 'order', events: 1, visits: 1 },
      ],
      devices: [
        { device: 'desktop', visits: 1, reach: [1, 1, 1, 1].map((visits) => ({ visits })) },
        { device: 'phone', visits: 2, reach: [2, 1, 0, 0].map((visits) => ({ visits })) },
      ],
    });
    // Wilson's interval of 2 of 3, worked with z = 1.959964.
    expect(known(figures.visits).stages[1]!.low).toBeCloseTo(0.20766, 5);
    expect(figures.slots).toMatchObject({
      slots: [
        { surface: 'home', position: 1, shown: 3, clicked: 1 },
        { surface: 'home', position: 2, shown: 1, clicked: 0 },
        { surface: 'category', position: 1, shown: 1, clicked: 1 },
        { surface: 'category', position: 2, shown: 1, clicked: 0 },
      ],
      elsewhere: 0,
    });
    expect(figures.places).toEqual([]);
  });

  it('have hours and days: 2024-01-01 was a Monday', () => {
    const moments = known(figures.moments);
    expect(moments).toMatchObject({
      first: '2024-01-01',
      days: 2,
      step: 1,
      daysOfWeekday: [1, 1, 0, 0, 0, 0, 0],
    });
    const course = (of: string) => moments.courses.find((one) => one.of === of)!;
    expect(course('visits').days).toEqual([2, 1]);
    expect([course('visits').hours![0], course('visits').hours![24 + 1]]).toEqual([2, 1]);
    expect(course('clicks').weekdays).toEqual([1, 1, 0, 0, 0, 0, 0]);
    expect(course('orders').days).toEqual([1, 0]);
    // 95,000 s and 99,000 s: Tuesday at 2 and at 3.
    expect([course('ratings').hours![24 + 2], course('ratings').hours![24 + 3]]).toEqual([1, 1]);
  });

  it('have popularity, spreads, prices, ratings and categories', () => {
    expect(figures.popularity.map(({ of, rows, having }) => [of, rows, having])).toEqual([
      ['slots', 6, 5],
      ['clicks', 2, 2],
      ['order lines', 1, 1],
      ['ratings', 2, 2],
    ]);
    expect(figures.spreads).toMatchObject({
      basis: 'order',
      items: { n: 1, most: 1 },
      shoppers: { n: 1 },
      lines: { n: 1, classes: [{ from: 1, to: 1, n: 1 }] },
    });
    expect(figures.prices).toMatchObject({
      from: [5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700],
      to: 1000,
      spreads: [
        { of: 'items', n: 5, counts: [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 0, 0] },
        { of: 'order lines', n: 1, counts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
      ],
    });
    expect(figures.ratings).toMatchObject({
      n: 2,
      mean: 3.75,
      values: [
        { stars: 2.5, n: 1 },
        { stars: 5, n: 1 },
      ],
      verified: { n: 1, mean: 2.5 },
      words: { n: 1, most: 4 },
    });
    expect(figures.categories).toMatchObject({
      levels: 1,
      largest: [
        { name: 'b', items: 2, rows: 1 },
        { name: 'a', items: 2, rows: 0 },
      ],
      others: { categories: 0 },
      items: 4,
      rows: 1,
    });
  });

  it('are sealed, and of this data', () => {
    expect(areSealed(figures)).toBe(true);
    expect(areSealed({ ...figures, level: 0.9 })).toBe(false);
    expect(figures.data).toBe('abc');
  });
});

describe('figures of data that tells less', () => {
  it('of ratings alone are of ratings, and say what is not known', () => {
    const {
      visits,
      slots,
      moments,
      spreads,
      prices,
      categories,
      popularity: own,
    } = dataFigures(rated([0, 3600, 7200]));
    for (const part of [visits, slots, prices, categories, spreads.lines, spreads.orders])
      expect(part).toHaveProperty('absent');
    // 23:00 on 28 February of a leap year, then midnight and 1:00 on the 29th, a Thursday.
    expect(moments).toMatchObject({
      first: '2024-02-28',
      days: 2,
      courses: [{ of: 'ratings', days: [1, 2] }],
    });
    const [course] = known(moments).courses;
    expect(course!.weekdays).toEqual([0, 0, 1, 2, 0, 0, 0]);
    expect(own.map(({ of, gini }) => [of, gini])).toEqual([['ratings', 0]]);
    expect(spreads).toMatchObject({ basis: 'rating', items: { n: 1, most: 3 } });
  });

  it('of nothing, of no times, of one moment, and of days alone, are there all the same', () => {
    const nothing = dataFigures(rated([]));
    expect(nothing.moments).toEqual({ absent: 'the data tells of nothing that happened' });
    expect(nothing.ratings).toEqual({ absent: 'the data tells of no ratings' });
    expect(nothing.popularity).toEqual([]);
    expect(dataFigures(rated([1], false)).moments).toEqual({ absent: 'the data has no times' });
    expect(dataFigures(rated([1])).moments).toMatchObject({ days: 1, step: 1 });
    const days = momentFigures({ ...rated([0, 86_400]), timeStep: 86_400 });
    expect(days).toMatchObject({ courses: [{ hours: null, weekdays: [0, 0, 1, 1, 0, 0, 0] }] });
  });

  it('keep what comes after the last visit with it', () => {
    const dataset = sample();
    dataset.log.actions.time[3] = 3 * 86_400;
    expect(momentFigures(dataset)).toMatchObject({ days: 2 });
    expect(known(momentFigures(dataset)).courses[1]!.days).toEqual([1, 1]);
  });
});

describe('spreads and popularity', () => {
  it('have classes that double and quantiles of what is there', () => {
    expect(spreadOf(Uint32Array.of(0, 1, 1, 2, 3, 4, 9), 'none')).toEqual({
      ...{ n: 6, mean: 20 / 6, median: 2.5, p90: 6.5, most: 9 },
      classes: [
        { from: 1, to: 1, n: 2 },
        { from: 2, to: 2, n: 1 },
        { from: 3, to: 4, n: 2 },
        { from: 5, to: 8, n: 0 },
        { from: 9, to: 16, n: 1 },
      ],
    });
    expect(spreadOf(Uint32Array.of(0, 0), 'none')).toEqual({ absent: 'none' });
  });

  it('find the exponent of a power law, and its Lorenz curve ends at all', () => {
    // Item i has 1000 / (i + 1) ratings, rounded.
    const counts = Array.from({ length: 100 }, (_, i) => Math.round(1000 / (i + 1)));
    const dataset = rated(new Array<number>(counts.reduce((a, b) => a + b, 0)).fill(0));
    dataset.log.reviews.item.set(counts.flatMap((n, item) => new Array<number>(n).fill(item)));
    const [own] = popularity({ ...dataset, catalog: createTable(CATALOG, 100) });
    expect(own!.exponent).toBeCloseTo(1, 2);
    // 1 2 3 4 5 6 8, ten of 10 to 80, and 100.
    expect(own!.fitted).toBe(18);
    expect([own!.lorenz[0], own!.lorenz[50]]).toEqual([0, 1]);
    // The upper half of the items, by hand.
    const upper = counts.slice(0, 50).reduce((a, b) => a + b, 0) / own!.rows;
    expect(own!.lorenz[25]).toBeCloseTo(1 - upper, 12);
  });
});

it('are of bounded size, whatever the data', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 30 }), fc.integer({ min: 1, max: 400 }), (seed, names) => {
      const rows = 3000;
      const at = (i: number, most: number): number => (Math.imul(i + seed, 2_654_435_761) % most) >>> 0;
      const times = Array.from({ length: rows }, (_, i) => at(i, 2 ** 31));
      const dataset = rated(times.sort((a, b) => a - b));
      const catalog = createTable(CATALOG, 2000);
      catalog.category.forEach((_, i) => {
        catalog.category[i] = `${'\u{1f600}"<'.repeat(200)}${i % names}`;
        catalog.price[i] = at(i, 2 ** 31);
      });
      dataset.log.reviews.item.forEach((_, i) => {
        dataset.log.reviews.item[i] = at(i, 2000);
      });
      const figures = dataFigures({ ...dataset, catalog });
      expect(JSON.stringify(figures).length).toBeLessThan(60_000);
      const { courses } = known(figures.moments);
      expect(courses[0]!.days.length).toBeLessThanOrEqual(MOST_POINTS);
      expect(courses[0]!.days.reduce((a, b) => a + b, 0)).toBe(rows);
    }),
    { numRuns: 5 },
  );
});
