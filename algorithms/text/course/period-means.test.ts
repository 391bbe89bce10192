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
});
