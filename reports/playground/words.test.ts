import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../numerics/normal.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { LIGHT } from '../theme.ts';
import { CURVES, curveNumber, curveOf, plainNumber, plainPercent } from './curves.ts';
import type { GroupGap } from './group-gaps.ts';
import type { RoundSketch } from './protocol.ts';
import { curveSpec, curveTable, groupTable } from './run-tables.ts';
import { DEFAULT_SETTING, type Setting, SettingSchema } from './setting.ts';
import { NOTHING_YET, type Pair, type ShopRun, shopNames } from './shop-run.ts';
import {
  captionOf,
  curveAlt,
  curveFinding,
  groupFinding,
  headline,
  lastPage,
  nextSeed,
  pageWords,
  secondLine,
  worldLine,
} from './words.ts';

/** Days of one shop; a number a day for each measure. */
function shop(
  measures: Readonly<Record<string, readonly number[]>>,
  more: Partial<RoundSketch> = {},
): ShopRun {
  const days = Math.max(...Object.values(measures).map(({ length }) => length));
  const rounds = Array.from(
    { length: days },
    (_, i): RoundSketch => ({
      ...{ done: i + 1, tastes: new Float32Array(2), shown: new Uint32Array(1), groups: {}, seconds: 0 },
      measures: Object.fromEntries(
        Object.entries(measures).map(([name, values]) => [name, values[i] ?? null]),
      ),
      watched: { done: i + 1, shown: [], best: [], taste: [0, 0], satisfaction: 1 },
      ...more,
    }),
  );
  return { ...NOTHING_YET, rounds, watched: rounds.map(({ watched }) => watched) };
}

const pairOf = (a: ShopRun, b: ShopRun, setting: Setting = DEFAULT_SETTING): Pair => ({
  setting,
  runs: [a, b],
});

describe('headline', () => {
  it('says who shows people more of the same, with the numbers of that day', () => {
    const pair = pairOf(
      shop({ 'shown.interJaccard': [0.3, 0.2, 0.17, 0.16, 0.15] }),
      shop({ 'shown.interJaccard': [0.34, 0.245, 0.215, 0.205, 0.195] }),
    );
    // Distances 4, 4.5, 4.5, 4.5, 4.5 points; mean square of changes 0.0625, so s = 0.177. Freedom 2 x 16 / 11 = 2.91; t(1 - 0.025 / 5) = 5.9:
    // chance reaches 1.05 points.
    expect(headline(pair)).toBe(
      'After 5 days als shows two people more of the same than item-knn: 19.5 % of their items in common, against 15.0 %.',
    );
    // The same gap, were it to swing by a point a day: s = 0.71, 4.2 points; by two: 8.4.
    const swinging = (by: number): Pair =>
      pairOf(
        shop({ 'shown.interJaccard': [0.2, 0.2, 0.2, 0.2, 0.2] }),
        shop({ 'shown.interJaccard': [0.25, 0.25 - by, 0.25, 0.25 - by, 0.25] }),
      );
    expect(headline(swinging(0.01))).toContain('als shows two people more of the same');
    expect(headline(swinging(0.02))).toContain('no difference between the two shops stands out');
    expect(headline(pair, 0)).toBe('Two shops open their doors to the same people.');
  });

  it('finds nothing on the first day, and on the next ones nothing that is small', () => {
    const pair = pairOf(
      shop({ 'shown.interJaccard': [0.3, 0.2, 0.17, 0.17] }),
      shop({ 'shown.interJaccard': [0.35, 0.23, 0.21, 0.18] }),
    );
    expect([1, 2, 3].map((day) => headline(pair, day))).toEqual([
      'After 1 day it is too early to tell the two shops apart: two people have 30.0 and 35.0 % of their items in common.',
      'After 2 days it is too early to tell the two shops apart: two people have 20.0 and 23.0 % of their items in common.',
      'After 3 days it is too early to tell the two shops apart: two people have 17.0 and 21.0 % of their items in common.',
    ]);
    expect(headline(pair, 4)).toBe(
      'After 4 days no difference between the two shops stands out: two people have 17.0 and 18.0 % of their items in common.',
    );
    expect(secondLine(pair, 1)).toBe('');
    // But for what hardly changes: 30 points apart on both days.
    const apart = pairOf(
      shop({ 'shown.interJaccard': [0.6, 0.601] }),
      shop({ 'shown.interJaccard': [0.3, 0.3] }),
    );
    expect(headline(apart)).toMatch(/^After 2 days item-knn shows two people more of the same than als/);
  });

  it('calls chance a finding about one time in twenty, on whatever day', () => {
    const key = drawKey(seedWords('words'), 'loop.pairs');
    for (const day of [2, 3, 5, 10]) {
      let found = 0;
      const worlds = 2000;
      for (let world = 0; world < worlds; world++) {
        const noise = (side: number) =>
          Array.from(
            { length: day },
            (_, i) => 0.3 + 0.01 * normalQuantile(uniform(key, world, i, day, side)),
          );
        const pair = pairOf(shop({ slotRegret: noise(0) }), shop({ slotRegret: noise(1) }));
        if (!/^(No clear|Too early)/.test(curveFinding(pair, curveOf('regret'), day))) found++;
      }
      expect(found / worlds, `day ${day}`).toBeGreaterThan(0.01);
      expect(found / worlds, `day ${day}`).toBeLessThan(0.07);
    }
  });

  it('is not outdone by the line under it: what does not stand out there is not told here', () => {
    const key = drawKey(seedWords('words'), 'loop.pairs');
    let silent = 0;
    for (let world = 0; world < 2000; world++) {
      // From nothing to a plain difference.
      const apart = 0.00003 * world;
      const varieties = (side: number) =>
        Array.from(
          { length: 6 },
          (_, i) => 0.7 + apart * side + 0.01 * normalQuantile(uniform(key, world, i, 6, side)),
        );
      const pair = pairOf(
        shop({ 'shown.interJaccard': [0.2, 0.2, 0.2, 0.2, 0.2, 0.2], 'shown.intraDiversity': varieties(0) }),
        shop({ 'shown.interJaccard': [0.2, 0.2, 0.2, 0.2, 0.2, 0.2], 'shown.intraDiversity': varieties(1) }),
      );
      if (!headline(pair).includes('stands out')) continue;
      silent++;
      expect(secondLine(pair)).toBe('In variety no difference stands out.');
    }
    expect(silent).toBeGreaterThan(500);
    expect(silent).toBeLessThan(1900);
  });

  it('speaks of variety where pages cannot be told apart, and never of what swings as far as it differs', () => {
    const same = [0.2, 0.2, 0.2, 0.2, 0.2];
    const pair = pairOf(
      shop({ 'shown.interJaccard': same, 'shown.intraDiversity': [0.7, 0.68, 0.67, 0.66, 0.65] }),
      shop({
        'shown.interJaccard': [0.25, 0.15, 0.21, 0.2, 0.22],
        'shown.intraDiversity': [0.77, 0.76, 0.75, 0.74, 0.73],
      }),
    );
    expect(headline(pair)).toBe(
      'After 5 days item-knn shows each person a narrower mix than als: a variety of 0.65, against 0.73.',
    );
  });

  it('tells two shops of one algorithm apart', () => {
    const [shopA] = DEFAULT_SETTING.shops;
    const shops = (b: Partial<typeof shopA>): Setting['shops'] => [shopA, { ...shopA, ...b }];
    expect(shopNames({ shops: shops({ exploration: 0.5 }) })).toEqual([
      'item-knn (10 % exploring)',
      'item-knn (50 % exploring)',
    ]);
    expect(shopNames({ shops: shops({ diversity: 0.5 }) })).toEqual([
      'item-knn (diversity 0)',
      'item-knn (diversity 0.5)',
    ]);
    expect(shopNames({ shops: shops({ kept: 3 }) })).toEqual([
      'item-knn (all history)',
      'item-knn (last 3 actions)',
    ]);
    expect(shopNames({ shops: shops({}) })).toEqual(['item-knn A', 'item-knn B']);
  });
});

describe('the second line', () => {
  it('compares sales over all days, what is missed and variety on the last', () => {
    const flat = [0.2, 0.2, 0.2, 0.2];
    const pair = pairOf(
      shop({ 'shown.interJaccard': flat, revenue: [1000, 1010, 990, 1000], slotRegret: [4, 2, 4, 2] }),
      shop({ 'shown.interJaccard': flat, revenue: [1100, 1100, 1100, 1100], slotRegret: [4, 3.5, 4, 3.5] }),
    );
    expect(headline(pair)).toContain('no difference between the two shops stands out');
    expect(secondLine(pair)).toBe('Against als, item-knn sells less (−9.1 % over all days).');
    const level = (variety: number): Pair =>
      pairOf(
        shop({
          ...{ revenue: [10, 12, 9, 11], slotRegret: [4, 3, 4, 3] },
          'shown.intraDiversity': [variety, variety, variety, variety + 0.001],
        }),
        shop({
          ...{ revenue: [11, 10, 12, 9], slotRegret: [3, 4, 3, 4] },
          'shown.intraDiversity': [0.75, 0.75, 0.75, 0.75],
        }),
      );
    expect(secondLine(level(0.75))).toBe('In sales, variety and what people miss no difference stands out.');
    // What the headline says is not taken back under it, and what is not measured is not spoken of.
    expect(headline(level(0.72))).toContain('narrower mix');
    expect(secondLine(level(0.72))).toBe('In sales and what people miss no difference stands out.');
    const sales = pairOf(shop({ revenue: [10, 12, 9, 11] }), shop({ revenue: [11, 10, 12, 9] }));
    expect(secondLine(sales)).toBe('In sales no difference stands out.');
  });

  it('says nothing before the first day', () => {
    expect(secondLine(pairOf(NOTHING_YET, NOTHING_YET))).toBe('');
  });
});

describe('curves', () => {
  it('say what they show to who cannot see them', () => {
    const pair = pairOf(shop({ slotRegret: [4, 2, 2.5] }), shop({ slotRegret: [4] }));
    expect(curveAlt(pair, curveOf('regret'))).toBe(
      'Line chart over days. What shoppers miss, regret, utility a place. item-knn: 4.00 on day 1, 2.50 on day 3, between 2.00 and 4.00. als: 4.00 on day 1.',
    );
    expect(curveFinding(pair, curveOf('regret'), 1)).toBe('Too early to tell: 4.00 and 4.00.');
    expect(curveFinding(pair, curveOf('regret'), 3)).toBe('');
  });

  it('give values as they are in tables, and in the unit of the axis', () => {
    const pair = pairOf(shop({ revenue: [1234.5, 100] }), shop({ revenue: [50] }));
    expect(curveTable(pair, curveOf('sales'))).toEqual({
      columns: ['day', 'item-knn', 'als'],
      rows: [
        [1, 12.345, 0.5],
        [2, 1, null],
      ],
    });
    const { data } = curveSpec(pair, curveOf('sales'), LIGHT) as unknown as { data: { values: unknown[] } };
    expect(data.values).toHaveLength(3);
  });

  it('have ids and measures of their own', () => {
    expect(new Set(CURVES.map(({ id }) => id)).size).toBe(CURVES.length);
    expect(new Set(CURVES.map(({ measure }) => measure)).size).toBe(CURVES.length);
  });
});

describe('numbers', () => {
  it.each([
    [0, '0.00'],
    [0.0734, '0.073'],
    [0.21, '0.21'],
    [-1.5, '−1.50'],
    [12.34, '12.3'],
    [1234.5, '1235'],
    [-0.0001, '0.000'],
  ])('%d is %s', (value, text) => {
    expect(plainNumber(value)).toBe(text);
  });

  it('are percents where they are', () => {
    expect([0.073, 0.5, -0.021, 0].map(plainPercent)).toEqual(['7.3 %', '50 %', '−2.1 %', '0 %']);
    expect(curveNumber(curveOf('alike'), 8.46)).toBe('8.5');
  });
});

describe('the page of one shopper', () => {
  const slot = (item: number) => ({ item, clicked: false, bought: false });
  it('is the last of the day, and its hits are those among the best', () => {
    const watched = {
      done: 1,
      shown: [1, 2, 3, 4, 5, 6].map(slot),
      best: [4, 9, 6],
      taste: [0, 0] as const,
      satisfaction: 1,
    };
    expect(lastPage(watched.shown, 3).map(({ item }) => item)).toEqual([4, 5, 6]);
    expect(pageWords({ ...NOTHING_YET, watched: [watched] }, 1)).toEqual({
      text: '2 of 3 are among the 3 this shopper would like best',
      hits: 2,
    });
    expect(pageWords(NOTHING_YET, 1)).toEqual({ text: '', hits: 0 });
  });
});

describe('one world', () => {
  it('is said to be one, and what another seed said stands beside it', () => {
    const of = (seed: string, measures: Readonly<Record<string, readonly number[]>>): Pair =>
      pairOf(shop(measures), shop(measures), { ...DEFAULT_SETTING, seed });
    const now = of('b', { 'shown.interJaccard': [0.3, 0.3, 0.3, 0.3] });
    expect(worldLine(now, null)).toMatch(
      /^This is one world, of seed “b”\. Another seed makes other shoppers/,
    );
    expect(worldLine(now, of('a', { 'shown.interJaccard': [0.2, 0.2, 0.2, 0.2] }))).toBe(
      'One world, of seed “b”. With seed “a” it was: After 4 days no difference between the two shops stands out: two people have 20.0 and 20.0 % of their items in common.',
    );
    const other = pairOf(shop({}), shop({}), { ...DEFAULT_SETTING, seed: 'a', rounds: 20 });
    expect(worldLine(now, other)).toMatch(/^This is one world/);
  });

  it.each([
    ['playground', 'playground 2'],
    ['playground 2', 'playground 3'],
    ['9', '9 2'],
    ['price 10', 'price 11'],
    ['x'.repeat(60), `${'x'.repeat(50)} 2`],
  ])('comes after %s as %s', (seed, next) => {
    expect(nextSeed(seed)).toBe(next);
    expect(SettingSchema.parse({ seed: next }).seed).toBe(next);
  });
});

describe('groups', () => {
  const row = (group: string, slotRegret: number | null, beyond: GroupGap['beyond'] = null): GroupGap => ({
    ...{ group, n: 10, realisedUtility: 0, slotUtility: 0, clicks: 1, orders: 1, revenue: 5 },
    ...{ slotRegret, margin: 0.1, beyond },
  });
  const worse = { difference: 1, low: 0.5, others: 2 };
  const pair = pairOf(
    shop({ slotRegret: [1] }, { groups: { income: [row('low', 3, worse), row('high', 2)] } }),
    shop(
      { slotRegret: [1] },
      { groups: { income: [row('low', 2.6, { ...worse, low: -0.1 }), row('high', 2.5)] } },
    ),
  );

  it('names who is clearly served worse in each shop, and nobody else', () => {
    expect(groupFinding(pair, 'income', 1)).toBe(
      'In item-knn low (3.00 a place, all others 2.00) is clearly served worse. In als no group is clearly served worse.',
    );
    expect(groupFinding(pair, 'region', 1)).toBe('');
    const [, b] = pair.runs;
    expect(groupFinding(pairOf(b, b), 'income', 1)).toMatch(
      /^No group is clearly served worse in either shop/,
    );
  });

  it('has a table of both', () => {
    expect(groupTable(pair, 'income', 1).rows).toEqual([
      ['low', 'item-knn', 10, 3, 0.1, 1, 0.5, 1, 5],
      ['high', 'item-knn', 10, 2, 0.1, null, null, 1, 5],
      ['low', 'als', 10, 2.6, 0.1, 1, -0.1, 1, 5],
      ['high', 'als', 10, 2.5, 0.1, null, null, 1, 5],
    ]);
  });
});

describe('what to look at', () => {
  it('changes as days pass, and ends with something to do', () => {
    const pair = pairOf(shop({ revenue: [1] }), shop({ revenue: [1] }));
    const runs = { mode: 'running', untouched: false, movable: true } as const;
    const told = [0, 1, 4, 8].map((day) => captionOf(pair, day, runs));
    expect(new Set(told).size).toBe(4);
    expect(told[0]).toMatch(/item-knn fills the page in one, als in the other\.$/);
    // What a teacher hides is not pointed at.
    expect(told[3]).toContain('Look at the map');
    const mapless = pairOf(...pair.runs, { ...DEFAULT_SETTING, hide: ['map'] });
    expect(captionOf(mapless, 8, runs)).toBe(told[2]);
    const over = { ...runs, mode: 'done' } as const;
    expect(captionOf(pair, 10, over)).toContain('move one slider');
    expect(captionOf(pair, 10, { ...over, movable: false })).toBe('');
  });

  it('says how shops are opened where they wait', () => {
    const pair = pairOf(NOTHING_YET, NOTHING_YET);
    const lesson = pairOf(NOTHING_YET, NOTHING_YET, { ...DEFAULT_SETTING, lesson: 'privacy' });
    const waits = { mode: 'paused', untouched: true, movable: true } as const;
    expect(captionOf(pair, 0, waits)).toMatch(/ They open with Start\.$/);
    expect(captionOf(lesson, 0, waits)).toContain('They open when you have guessed above, or with Start.');
    // Guessed, run and reset.
    expect(captionOf(lesson, 0, { ...waits, untouched: false })).toMatch(/other\. They open with Start\.$/);
    expect(captionOf(lesson, 0, { ...waits, mode: 'running' })).toMatch(/other\.$/);
  });
});
