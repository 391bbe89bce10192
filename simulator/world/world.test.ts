import { describe, expect, it } from 'vitest';
import { seedWords } from '../../numerics/seed.ts';
import { mean, variance } from '../../numerics/stats.ts';
import { smallScenario } from '../small-world.ts';
import { brandName, catalogTable, sellerName, shoppersTable } from './catalog-text.ts';
import { labelOf } from './labels.ts';
import { ATTRIBUTES, BRAND_ENDS, BRAND_STARTS, DEPARTMENTS, SELLER_ENDS, SELLER_STARTS } from './pools.ts';
import { buildWorld, splitShoppers } from './world.ts';

const seed = seedWords('world');
const large = (changes: Parameters<typeof smallScenario>[0] = {}) =>
  buildWorld(
    smallScenario({
      shoppers: { count: 4000 },
      catalog: { items: 4000, departments: 4, categories: 4 },
      ...changes,
    }),
    seed,
  );

describe('buildWorld', () => {
  const scenario = smallScenario();
  const whole = buildWorld(scenario, seed);

  it('draws by lasting key: with an entity fewer, all others are as they were', () => {
    const without = (count: number, key: number) =>
      Uint32Array.from({ length: count - 1 }, (_, i) => (i < key ? i : i + 1));
    const itemKeys = without(80, 11);
    const shopperKeys = without(60, 0);
    const less = buildWorld(scenario, seed, { itemKeys, shopperKeys });
    const rowsOf = (table: object, drop: number) =>
      Object.entries(table).map(([name, values]) =>
        Array.isArray(values) || ArrayBuffer.isView(values)
          ? [name, Array.from(values as ArrayLike<unknown>).filter((_, row) => row !== drop)]
          : [name],
      );
    const named = (table: object, own: string) => rowsOf(table, -1).filter(([name]) => name !== own);
    expect(named(catalogTable(less), 'item')).toEqual(
      rowsOf(catalogTable(whole), 11).filter(([name]) => name !== 'item'),
    );
    expect(named(shoppersTable(less), 'shopper')).toEqual(
      rowsOf(shoppersTable(whole), 0).filter(([name]) => name !== 'shopper'),
    );
    expect([...less.shoppers.rate]).toEqual([...whole.shoppers.rate.subarray(1)]);
    expect([...less.shoppers.taste]).toEqual([...whole.shoppers.taste.subarray(4)]);
    expect([...less.items.quality]).toEqual([...whole.items.quality].filter((_, item) => item !== 11));
  });

  it('builds a shard as it stands in the whole', () => {
    const part = buildWorld(scenario, seed, { shard: { start: 20, end: 45 } });
    expect(part.shoppers.first).toBe(20);
    expect([...part.shoppers.taste]).toEqual([...whole.shoppers.taste.subarray(80, 180)]);
    expect([...part.shoppers.rate]).toEqual([...whole.shoppers.rate.subarray(20, 45)]);
  });

  it('gives taste, quality and attributes mean 0 and variance 1', () => {
    const world = large({ taste: { dimensions: 4, groupProxy: 0 } });
    for (const values of [world.shoppers.taste, world.items.quality]) {
      expect(Math.abs(mean(values))).toBeLessThan(4 / Math.sqrt(4000));
      expect(Math.abs(variance(values) - 1)).toBeLessThan(0.1);
    }
    // 16 categories share much of their attributes: their mean is far from 0, the variance within is theirs.
    expect(variance(world.items.attributes)).toBeGreaterThan(0.7);
    expect(variance(world.items.attributes)).toBeLessThan(1.4);
  });

  it('sets the tastes of a group apart by the distance asked for, and moves nobody else’s away from theirs', () => {
    const taste = { dimensions: 4, groupProxy: 0 };
    const before = large({ taste }).shoppers;
    const after = large({
      taste: { ...taste, apart: { by: 'region', group: 'west', distance: 3 } },
    }).shoppers;
    const moves = [...before.region.keys()].map((row) =>
      Array.from({ length: 4 }, (_, d) => after.taste[row * 4 + d]! - before.taste[row * 4 + d]!),
    );
    const [west, east] = [3, 2].map((code) => moves[before.region.indexOf(code)]!);
    const length = (move: number[]): number => Math.sqrt(move.reduce((sum, one) => sum + one ** 2, 0));
    expect(length(west!.map((one, d) => one - east![d]!))).toBeCloseTo(3, 5);
    expect(length(west!)).toBeCloseTo(1.5, 5);
    moves.forEach((move, row) => {
      const expected = before.region[row] === 3 ? west! : east!;
      move.forEach((one, d) => {
        expect(one).toBeCloseTo(expected[d]!, 5);
      });
    });
    expect({ ...after, taste: before.taste }).toEqual(before);
    expect(large({ taste: { ...taste, apart: { distance: 0 } } }).shoppers).toEqual(before);
    expect(() => large({ taste: { ...taste, apart: { group: 'nobody' } } })).toThrow(
      "no gender 'nobody'; there are",
    );
  });
  it.each([0, 0.6, 1])('correlates taste with the groups’ part by groupProxy %d', (groupProxy) => {
    const group = large({ taste: { dimensions: 4, groupProxy: 1 } }).shoppers.taste;
    const { taste } = large({ taste: { dimensions: 4, groupProxy } }).shoppers;
    const own = large({ taste: { dimensions: 4, groupProxy: 0 } }).shoppers.taste;
    const expected = taste.map(
      (_, at) => Math.sqrt(1 - groupProxy ** 2) * own[at]! + groupProxy * group[at]!,
    );
    expect(taste.every((value, at) => Math.abs(value - expected[at]!) < 1e-5)).toBe(true);
  });

  it('lets prices follow the category, the spread and quality', () => {
    const { items, scenario: used } = large();
    const z = items.relativePrice.map(
      (value, item) => value - used.price.qualityPremium * items.quality[item]!,
    );
    expect(Math.abs(mean(z))).toBeLessThan((4 * 0.5) / Math.sqrt(4000) + 1e-3);
    expect(Math.sqrt(variance(z))).toBeCloseTo(0.5, 1);
    expect(Math.min(...items.price)).toBeGreaterThan(0);
  });

  it('leaves prices alike when all spreads are 0', () => {
    const flat = { price: { categorySpread: 0, itemSpread: 0, qualityPremium: 0, median: 1999 } };
    expect(new Set(large(flat).items.price)).toEqual(new Set([1999]));
  });
});

describe('splitShoppers', () => {
  it('covers everyone once, sizes within one', () => {
    for (const [count, shards] of [
      [10, 3],
      [7, 7],
      [1, 1],
      [1000, 13],
    ] as const) {
      const parts = splitShoppers(count, shards);
      expect(parts[0]!.start).toBe(0);
      expect(parts.at(-1)!.end).toBe(count);
      expect(parts.slice(1).map(({ start }) => start)).toEqual(parts.slice(0, -1).map(({ end }) => end));
      const sizes = parts.map(({ start, end }) => end - start);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
  });
});

describe('catalogTable', () => {
  it('names the attributes that it files, in the order of the latent ones', () => {
    const world = buildWorld(smallScenario({ catalog: { labelNoise: 0 } }), seed);
    const { items } = world;
    const rows = catalogTable(world);
    for (let item = 0; item < rows.length; item++) {
      const expected = [0, 1, 2, 3].map((d) => {
        const { name, values } = ATTRIBUTES[d]!;
        return `${name}=${values[labelOf(items.attributes[item * 4 + d]!)]}`;
      });
      expect(rows.attributes[item]).toBe(expected.join('|'));
      expect(rows.title[item]).toContain(rows.brand[item]);
      expect(rows.description[item]).toContain(expected[0]!.replace('=', ' '));
    }
  });

  it('draws filed values at random with labelNoise 1', () => {
    const world = large({ catalog: { items: 4000, departments: 1, categories: 1, labelNoise: 1 } });
    const first = catalogTable(world).attributes.map((text) => text.split('|')[0]!.split('=')[1]!);
    const counts = ATTRIBUTES[0]!.values.map((value) => first.filter((one) => one === value).length);
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(4 * Math.sqrt(500));
  });

  it('cuts a standard normal into eight equal parts', () => {
    expect([-9, -1.1504, -1.1503, -0.0001, 0, 1.1503, 1.1504, 9].map(labelOf)).toEqual([
      0, 0, 1, 3, 4, 6, 7, 7,
    ]);
  });
});

describe('pools', () => {
  it('have the sizes that the schema promises, no name twice and no separator in a value', () => {
    expect(DEPARTMENTS.map(({ categories }) => categories.length)).toEqual(Array(12).fill(12));
    expect(DEPARTMENTS.flatMap(({ categories }) => categories).every((pair) => pair.length === 2)).toBe(true);
    expect(ATTRIBUTES.map(({ values }) => new Set(values).size)).toEqual(Array(16).fill(8));
    expect(BRAND_STARTS.length * BRAND_ENDS.length).toBe(2400);
    expect(SELLER_STARTS.length * SELLER_ENDS.length).toBe(2400);
    const all = (name: (n: number) => string) => new Set(Array.from({ length: 2400 }, (_, n) => name(n)));
    expect(all(sellerName).size).toBe(2400);
    expect(all(brandName).size).toBe(2400);
    expect(ATTRIBUTES.flatMap(({ values }) => values).filter((value) => /[|=]/.test(value))).toEqual([]);
  });
});
