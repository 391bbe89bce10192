import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../numerics/distributions.ts';
import { drawKey, uniform } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { periodMeans } from './period-means.ts';

describe('periodMeans', () => {
  it('are means of each period, with a spread that all lend: by hand', () => {
    const found = periodMeans([1, 3, 5, 0, 9], [0, 0, 0, 1, -1], [0, 5, 10, 12, 3], {
      period: 10,
      level: 0.95,
    });
    expect(found.map(({ group, period, n, mean }) => [group, period, n, mean])).toEqual([
      [0, 0, 2, 2],
      [0, 1, 1, 5],
      [1, 1, 1, 0],
    ]);
    // Within: (1 - 2)^2 + (3 - 2)^2 = 2, over 1 free.
    expect(found[0]!.high - 2).toBeCloseTo((1.959963985 * Math.SQRT2) / Math.SQRT2, 7);
    expect(found[1]!.high - 5).toBeCloseTo(1.959963985 * Math.SQRT2, 7);
  });

  it('have intervals that hold the true mean as often as they say', () => {
    const key = drawKey(seedWords('periods'), 'bootstrap');
    const n = 6000;
    const group = Array.from({ length: n }, (_, i) => i % 30);
    const time = Array.from({ length: n }, (_, i) => Math.floor(uniform(key, i, 1) * 50));
    const value = Array.from({ length: n }, (_, i) => group[i]! / 10 + normalQuantile(uniform(key, i)));
    const found = periodMeans(value, group, time, { period: 1, level: 0.9 });
    const held = found.filter(({ group: g, low, high }) => low <= g / 10 && g / 10 <= high).length;
    expect(Math.abs(held / found.length - 0.9)).toBeLessThan(4 * Math.sqrt(0.09 / found.length));
    expect(found.length).toBeGreaterThan(1000);
  });

  it('stay between the least and the most that a value can be: Wilson, by hand', () => {
    // Ten values of 1 and none else; another group of -1 and 1 in turn, so that phi is 1 but for what the cell of four falls short.
    const value = [...Array(10).fill(1), -1, 1, -1, 1];
    const group = value.map((_, i) => (i < 10 ? 0 : 1));
    const [sure, torn] = periodMeans(
      value,
      group,
      value.map(() => 0),
      { period: 10, level: 0.95, within: [-1, 1] },
    );
    // Wilson's interval of 10 of 10 begins at 10 / (10 + 1.96^2) = .7225 of the range.
    expect(sure!.mean).toBe(1);
    expect(sure!.high).toBe(1);
    expect(sure!.low).toBeCloseTo(-1 + (2 * 10) / (10 + 1.959963985 ** 2), 6);
    // Of 2 of 4: .5 +- .3500 (Wilson 1927; R's prop.test without correction: .1500 to .8500).
    expect(torn!.low).toBeCloseTo(-1 + 2 * 0.15004, 3);
    expect(torn!.high).toBeCloseTo(-1 + 2 * 0.84996, 3);
    expect(() => periodMeans([3], [0], [0], { period: 10, level: 0.95, within: [-1, 1] })).toThrow(
      'between -1 and 1',
    );
  });

  it('hold the true mean as often as they say, near the ends too', () => {
    const key = drawKey(seedWords('bounded'), 'bootstrap');
    const n = 12_000;
    // Groups from torn to all but sure: values near 1 with a chance, else anywhere.
    const group = Array.from({ length: n }, (_, i) => i % 12);
    const chance = (g: number): number => 0.4 + 0.05 * g;
    const time = Array.from({ length: n }, (_, i) => Math.floor(uniform(key, i, 1) * 60));
    const value = Array.from({ length: n }, (_, i) =>
      uniform(key, i, 2) < chance(group[i]!) ? 1 : 2 * uniform(key, i, 3) - 1,
    );
    const found = periodMeans(value, group, time, { period: 1, level: 0.9, within: [-1, 1] });
    const held = found.filter(({ group: g, low, high }) => low <= chance(g) && chance(g) <= high).length;
    expect(held / found.length).toBeGreaterThan(0.87);
    expect(held / found.length).toBeLessThan(0.93);
    for (const { low, high } of found) {
      expect(low).toBeGreaterThanOrEqual(-1);
      expect(high).toBeLessThanOrEqual(1);
    }
  });
});
