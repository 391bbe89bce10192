import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapMean, bootstrapMeans, bootstrapMeansAndRatios, bootstrapPaired } from './bootstrap.ts';
import { normalQuantile } from './distributions.ts';
import { drawKey, subKey, uniform } from './rng.ts';
import { seedWords } from './seed.ts';
import { entropyBits, gini, mean, quantile, sortedQuantile, variance } from './stats.ts';

const KEY = drawKey(seedWords('stats test'), 'bootstrap');
const normals = (n: number, series: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => normalQuantile(uniform(KEY, i, series, 1)));

describe('mean, variance', () => {
  it('worked: 2 4 4 4 5 5 7 9 has mean 5 and sum of squares 32', () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(values)).toBe(5);
    expect(variance(values)).toBeCloseTo(32 / 7, 14);
  });

  it('is NaN where not defined', () => {
    expect([mean([]), variance([]), variance([3])]).toEqual([NaN, NaN, NaN]);
  });

  it('variance does not cancel far from 0', () => {
    expect(variance([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toBe(30);
  });
});

describe('quantile', () => {
  it('type 7, as R: quantile(c(1, 2, 4, 8, 16), c(0, .1, .25, .5, .9, 1))', () => {
    const values = [16, 1, 8, 2, 4];
    expect([0, 0.1, 0.25, 0.5, 0.9, 1].map((p) => quantile(values, p))).toEqual([1, 1.4, 2, 4, 12.8, 16]);
    expect(values).toEqual([16, 1, 8, 2, 4]);
  });

  it('handles nothing, one, and p out of range', () => {
    expect(quantile([], 0.5)).toBe(NaN);
    expect([quantile([3], 0), quantile([3], 1)]).toEqual([3, 3]);
    expect(() => sortedQuantile([1], 1.5)).toThrow('quantile: p is 1.5; it must be in [0, 1]');
    expect(() => sortedQuantile([1], NaN)).toThrow(RangeError);
  });
});

describe('gini', () => {
  it('worked: equal 0, one of four has all 3/4, 1 2 3 4 is 1/4', () => {
    expect(gini([5, 5, 5])).toBe(0);
    expect(gini([0, 0, 9, 0])).toBe(0.75);
    expect(gini([4, 1, 3, 2])).toBe(0.25);
    expect([gini([]), gini([0, 0])]).toEqual([NaN, NaN]);
  });

  it('is half the mean absolute difference over the mean', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 }), (counts) => {
        const total = counts.reduce((sum, x) => sum + x, 0);
        fc.pre(total > 0);
        let differences = 0;
        for (const a of counts) for (const b of counts) differences += Math.abs(a - b);
        expect(gini(counts)).toBeCloseTo(differences / (2 * counts.length * total), 12);
      }),
    );
  });
});

describe('entropyBits', () => {
  it('worked: even over 8 is 3 bits, halves and quarters 1.5, one 0', () => {
    expect(entropyBits([2, 2, 2, 2, 2, 2, 2, 2])).toBeCloseTo(3, 14);
    expect(entropyBits([2, 0, 1, 1])).toBeCloseTo(1.5, 14);
    expect(entropyBits([7, 0])).toBe(0);
    expect([entropyBits([]), entropyBits([0])]).toEqual([NaN, NaN]);
  });
});

describe('bootstrap', () => {
  it('agrees with mean +- z s / sqrt(n) on a large sample', () => {
    const values = normals(20_000, 0).map((x) => 3 + 2 * x);
    const { mean: centre, low, high, n } = bootstrapMean(values, { key: KEY, resamples: 2000 });
    const margin = 1.959964 * Math.sqrt(variance(values) / values.length);
    expect(n).toBe(20_000);
    expect(centre).toBe(mean(values));
    expect((centre - low) / margin).toBeGreaterThan(0.93);
    expect((centre - low) / margin).toBeLessThan(1.07);
    expect((high - centre) / margin).toBeGreaterThan(0.93);
    expect((high - centre) / margin).toBeLessThan(1.07);
  });

  it('95 % intervals of 40 normals hold the mean in 90 to 98 % of 600 trials', () => {
    let held = 0;
    for (let trial = 0; trial < 600; trial++) {
      const { low, high } = bootstrapMean(normals(40, trial + 1), {
        key: subKey(KEY, trial),
        resamples: 400,
      });
      if (low <= 0 && high >= 0) held++;
    }
    expect(held / 600).toBeGreaterThan(0.9);
    expect(held / 600).toBeLessThan(0.98);
  });

  it('a higher level gives a wider interval', () => {
    const values = normals(200, 5);
    const [narrow, wide] = [0.5, 0.99].map((level) => bootstrapMean(values, { key: KEY, level }));
    expect(wide!.low).toBeLessThan(narrow!.low);
    expect(wide!.high).toBeGreaterThan(narrow!.high);
  });

  it('several columns at once equal each alone', () => {
    const [a, b] = [normals(300, 7), normals(300, 8)];
    expect(bootstrapMeans([a, b], { key: KEY })).toEqual([
      bootstrapMean(a, { key: KEY }),
      bootstrapMean(b, { key: KEY }),
    ]);
  });

  it('depends on the key alone', () => {
    const values = normals(50, 9);
    expect(bootstrapMean(values, { key: KEY })).toEqual(bootstrapMean(values, { key: KEY }));
    expect(bootstrapMean(values, { key: subKey(KEY, 1) }).low).not.toBe(
      bootstrapMean(values, { key: KEY }).low,
    );
  });

  it('paired: the difference of a constant shift is exact, and far narrower than unpaired', () => {
    const a = normals(100, 10);
    const shifted = a.map((x) => x + 0.25);
    const paired = bootstrapPaired(shifted, a, { key: KEY });
    expect(paired.difference).toBeCloseTo(0.25, 12);
    expect(paired.high - paired.low).toBeLessThan(1e-12);
    expect(bootstrapPaired(a, shifted, { key: KEY }).difference).toBeCloseTo(-0.25, 12);
  });

  it('drops NaN: from its own column, and pairwise', () => {
    const a = [1, NaN, 3, 5];
    const b = [0, 2, NaN, 1];
    const means = bootstrapMeans([a, b], { key: KEY });
    expect(means.map(({ mean: centre, n }) => [centre, n])).toEqual([
      [3, 3],
      [1, 3],
    ]);
    expect(means[0]!.low).toBeGreaterThanOrEqual(1);
    expect(means[0]!.high).toBeLessThanOrEqual(5);
    expect(bootstrapPaired(a, b, { key: KEY })).toMatchObject({ difference: 2.5, n: 2 });
  });

  it('a column with gaps has the interval width of its defined values', () => {
    const full = normals(4000, 11);
    const gaps = full.map((x, i) => (i % 2 ? NaN : x));
    const [wide, narrow] = bootstrapMeans([gaps, full], { key: KEY });
    expect((wide!.high - wide!.low) / (narrow!.high - narrow!.low)).toBeGreaterThan(1.3);
    expect((wide!.high - wide!.low) / (narrow!.high - narrow!.low)).toBeLessThan(1.55);
  });

  it('nothing, only NaN, and one', () => {
    const nothing = { mean: NaN, low: NaN, high: NaN, n: 0 };
    expect(bootstrapMean([], { key: KEY })).toEqual(nothing);
    expect(bootstrapMean([NaN, NaN], { key: KEY })).toEqual(nothing);
    expect(bootstrapMean([4], { key: KEY })).toEqual({ mean: 4, low: 4, high: 4, n: 1 });
    expect(bootstrapMeans([], { key: KEY })).toEqual([]);
  });

  it('refuses columns of different lengths and options out of range', () => {
    expect(() => bootstrapMeans([[1], [1, 2]], { key: KEY })).toThrow('columns of 1 and 2 shoppers');
    expect(() => bootstrapPaired([1], [], { key: KEY })).toThrow('1 and 0 paired values');
    expect(() => bootstrapMean([1], { key: KEY, resamples: 0 })).toThrow('resamples is 0');
    expect(() => bootstrapMean([1], { key: KEY, level: 1 })).toThrow('level is 1; it must be in (0, 1)');
  });
});

describe('ratios of means', () => {
  const below = Float64Array.from(normals(4000, 31), (value) => 2 + value);
  const ratioOf = (above: ArrayLike<number>, under: ArrayLike<number>, options = {}) =>
    bootstrapMeansAndRatios([above, under], [[0, 1]], { key: KEY, ...options }).ratios[0]!;

  it('of what is three times as much are 3 in every resample', () => {
    const { ratio, low, high } = ratioOf(
      below.map((value) => 3 * value),
      below,
    );
    for (const value of [ratio, low, high]) expect(value).toBeCloseTo(3, 12);
  });

  it('have the width of the delta method, which knows that pairs vary together', () => {
    const own = normals(4000, 32);
    const above = below.map((value, i) => 0.8 * value + 0.3 * own[i]!);
    const { ratio, low, high } = ratioOf(above, below, { resamples: 4000 });
    expect(ratio).toBe(mean(above) / mean(below));
    // Var(a / b) = Var(a - ratio b) / (n mean(b)^2)
    const residuals = above.map((value, i) => value - ratio * below[i]!);
    const error = Math.sqrt(variance(residuals) / 4000) / mean(below);
    expect((high - low) / (2 * 1.96 * error)).toBeGreaterThan(0.94);
    expect((high - low) / (2 * 1.96 * error)).toBeLessThan(1.06);
    // Intervals of both apart would be several times as wide.
    const [a, b] = bootstrapMeans([above, below], { key: KEY });
    expect(ratio - a!.low / b!.high).toBeGreaterThan(2 * (ratio - low));
  });

  it('leave out whoever is defined in neither, and refuse columns that differ in that', () => {
    expect(ratioOf([1, NaN, 1], [2, NaN, 2])).toEqual({ ratio: 0.5, low: 0.5, high: 0.5 });
    expect(() => ratioOf([1, NaN, 1], [2, 2, 2])).toThrow('not defined for the same shoppers');
    expect(() => ratioOf([1, 1, 1], [2, NaN, 2])).toThrow(RangeError);
  });

  it('are not defined to what may be zero or less, or to nothing', () => {
    const none = { ratio: NaN, low: NaN, high: NaN };
    expect(ratioOf([1, 1, 1], [0, 0, 0])).toEqual(none);
    expect(ratioOf([1, 1, 1, 1], [0, 0, 0, 5])).toEqual(none);
    expect(ratioOf([1, 1], [-2, -2])).toEqual(none);
    expect(ratioOf([NaN], [NaN])).toEqual(none);
  });

  it('change nothing of the means beside them', () => {
    const columns = [normals(50, 33), normals(50, 34).map((value) => value + 9)];
    expect(bootstrapMeansAndRatios(columns, [[0, 1]], { key: KEY }).means).toEqual(
      bootstrapMeans(columns, { key: KEY }),
    );
  });
});
