import { describe, expect, it } from 'vitest';
import { LIGHT } from '../theme.ts';
import { CURVES, curveNumber, curveOf, plainNumber, plainPercent } from './curves.ts';
import type { RoundSketch } from './protocol.ts';
import { curveSpec, curveTable, groupTable } from './run-tables.ts';
import { DEFAULT_SETTING, type Setting } from './setting.ts';
import { NOTHING_YET, type Pair, type ShopRun, shopNames } from './shop-run.ts';
import {
  captionOf,
  curveAlt,
  curveFinding,
  groupFinding,
  headline,
  lastPage,
  pageWords,
  secondLine,
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
      shop({ 'shown.interJaccard': [0.3, 0.2, 0.17] }),
      shop({ 'shown.interJaccard': [0.3, 0.23, 0.21] }),
    );
    expect(headline(pair)).toBe(
      'After 3 days als shows two people more of the same than item-knn: 21.0 % of their items in common, against 17.0 %.',
    );
    expect(headline(pair, 2)).toBe(
      'After 2 days the two shops are level: two people have 20.0 and 23.0 % of their items in common.',
    );
    expect(headline(pair, 0)).toBe('Two shops open their doors to the same people.');
  });

  it('speaks of variety where pages are level, and never of what swings as far as it differs', () => {
    const same = [0.2, 0.2, 0.2];
    const pair = pairOf(
      shop({ 'shown.interJaccard': same, 'shown.intraDiversity': [0.8, 0.7, 0.6] }),
      shop({ 'shown.interJaccard': [0.25, 0.15, 0.21], 'shown.intraDiversity': [0.8, 0.76, 0.72] }),
    );
    // Distances -0.05, 0.05, -0.01: they swing by 0.08 a day. Of variety 0, 0.06, 0.12: they swing by 0.06.
    expect(headline(pair)).toBe(
      'After 3 days item-knn shows each person a narrower mix than als: 0.60 against 0.72.',
    );
  });

  it('tells two shops of one algorithm apart', () => {
    const [shopA] = DEFAULT_SETTING.shops;
    const shops = (b: Partial<typeof shopA>): Setting['shops'] => [shopA, { ...shopA, ...b }];
    expect(shopNames({ shops: shops({ exploration: 0.5 }) })).toEqual([
      'item-knn, 10 % exploring',
      'item-knn, 50 % exploring',
    ]);
    expect(shopNames({ shops: shops({ diversity: 0.5 }) })).toEqual([
      'item-knn, diversity 0',
      'item-knn, diversity 0.5',
    ]);
    expect(shopNames({ shops: shops({}) })).toEqual(['item-knn A', 'item-knn B']);
  });
});

describe('the second line', () => {
  it('compares sales over all days, what is missed and variety on the last', () => {
    const pair = pairOf(
      shop({ 'shown.interJaccard': [0.2, 0.2], revenue: [1000, 1000], slotRegret: [4, 2] }),
      shop({ 'shown.interJaccard': [0.2, 0.2], revenue: [1100, 1100], slotRegret: [4, 3.5] }),
    );
    // Regret speaks in the headline: 0 apart, then 1.5, a swing of 1.5: level. Sales: 0 apart from day to day, 9 % less.
    expect(headline(pair)).toContain('level');
    expect(secondLine(pair)).toBe('Against als, item-knn sells less (−9.1 % over all days).');
  });

  it('says nothing before the first day', () => {
    expect(secondLine(pairOf(NOTHING_YET, NOTHING_YET))).toBe('');
  });
});

describe('curves', () => {
  it('say what they show to who cannot see them', () => {
    const pair = pairOf(shop({ slotRegret: [4, 2, 2.5] }), shop({ slotRegret: [4] }));
    expect(curveAlt(pair, curveOf('regret'))).toBe(
      'Line chart over days. What shoppers miss, regret, utility a slot. item-knn: 4.00 on day 1, 2.50 on day 3, between 2.00 and 4.00. als: 4.00 on day 1.',
    );
    expect(curveFinding(pair, curveOf('regret'), 1)).toBe('Level: 4.00 and 4.00.');
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

describe('groups', () => {
  const row = (group: string, slotRegret: number | null) => ({
    ...{ group, n: 10, realisedUtility: 0, slotUtility: 0, clicks: 1, orders: 1, revenue: 5 },
    slotRegret,
  });
  const pair = pairOf(
    shop({ slotRegret: [1] }, { groups: { income: [row('low', 3), row('high', 2)] } }),
    shop({ slotRegret: [1] }, { groups: { income: [row('low', 1), row('high', 2.5)] } }),
  );

  it('says who misses most in each shop', () => {
    expect(groupFinding(pair, 'income', 1)).toBe(
      'In item-knn those who miss most are low (3.00, against 2.00 for high); in als high (2.50, against 1.00 for low).',
    );
    expect(groupFinding(pair, 'region', 1)).toBe('');
  });

  it('has a table of both', () => {
    expect(groupTable(pair, 'income', 1).rows).toEqual([
      ['low', 'item-knn', 10, 3, 1, 5],
      ['high', 'item-knn', 10, 2, 1, 5],
      ['low', 'als', 10, 1, 1, 5],
      ['high', 'als', 10, 2.5, 1, 5],
    ]);
  });
});

describe('what to look at', () => {
  it('changes as days pass, and ends with something to do', () => {
    const pair = pairOf(shop({ revenue: [1] }), shop({ revenue: [1] }));
    const told = [0, 1, 4, 8].map((day) => captionOf(pair, day, false));
    expect(new Set(told).size).toBe(4);
    expect(told[0]).toContain('item-knn fills the page in one, als in the other');
    expect(captionOf(pair, 10, true)).toBe('');
    const over = { ...pair.runs[0], outcome: { result: {} as never, resultDigest: '', seconds: 1 } };
    expect(captionOf(pairOf(over, over), 10, true)).toContain('move one slider');
  });
});
