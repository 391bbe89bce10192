import { describe, expect, it } from 'vitest';
import {
  chiSquare,
  kolmogorovDistance,
  kolmogorovTwoSample,
  lorenzDistance,
  totalVariation,
  wasserstein,
} from './goodness-of-fit.ts';

describe('chiSquare', () => {
  it('worked: 44 heads and 56 tails of a fair coin give 1.44', () => {
    expect(chiSquare([44, 56], [50, 50])).toBeCloseTo(1.44, 14);
  });
});

describe('kolmogorovDistance', () => {
  const even = (x: number): number => x;

  it('worked: the sample 0.1, 0.2, 0.9 is 2/3 - 0.2 from the uniform', () => {
    expect(kolmogorovDistance([0.9, 0.1, 0.2], even)).toBeCloseTo(2 / 3 - 0.2, 14);
  });

  it('sees a step on either side: one point at 0.9 is 0.9 away, at 0.1 as well', () => {
    expect(kolmogorovDistance([0.9], even)).toBeCloseTo(0.9, 14);
    expect(kolmogorovDistance([0.1], even)).toBeCloseTo(0.9, 14);
    expect(kolmogorovDistance([], even)).toBe(NaN);
  });
});

describe('kolmogorovTwoSample', () => {
  it('worked: 1 2 3 against 2 3 4 differ by a third, ties stepped over together', () => {
    expect(kolmogorovTwoSample([1, 2, 3], [2, 3, 4])).toBeCloseTo(1 / 3, 14);
    expect(kolmogorovTwoSample([1, 1, 1], [1, 1])).toBe(0);
    expect(kolmogorovTwoSample([1, 2], [3])).toBe(1);
    expect(kolmogorovTwoSample([], [3])).toBe(NaN);
  });

  it('is the one-sample distance when the other sample is fine enough', () => {
    const sample = [0.1, 0.2, 0.9];
    const even = Array.from({ length: 100_000 }, (_, i) => (i + 0.5) / 100_000);
    expect(kolmogorovTwoSample(sample, even)).toBeCloseTo(
      kolmogorovDistance(sample, (x) => x),
      4,
    );
  });
});

describe('wasserstein', () => {
  it('by hand, and as scipy.stats.wasserstein_distance has it', () => {
    // |1/4| 1 + |2/4 - 2/3| 1 + |3/4 - 2/3| 1 + |1 - 2/3| 6
    expect(wasserstein([1, 2, 3, 4], [2, 2, 10])).toBeCloseTo(2.5, 14);
    expect(wasserstein([2, 2, 10], [1, 2, 3, 4])).toBeCloseTo(2.5, 14);
    // Both of scipy's documentation.
    expect(wasserstein([0, 1, 3], [5, 6, 8])).toBeCloseTo(5, 14);
    expect(wasserstein([0, 0.25], [0.25, 0.5])).toBeCloseTo(0.25, 14);
    expect(wasserstein([1, 2], [1, 1, 2, 2])).toBe(0);
    expect(wasserstein([], [1])).toBeNaN();
  });
});

describe('totalVariation', () => {
  it('worked: shares .5 .5 0 and .25 .25 .5 differ by .5; scale does not matter', () => {
    expect(totalVariation([1, 1, 0], [10, 10, 20])).toBeCloseTo(0.5, 14);
    expect(totalVariation([1, 0], [0, 3])).toBe(1);
    expect(totalVariation([0, 0], [0, 3])).toBe(NaN);
    expect(() => totalVariation([1], [1, 2])).toThrow('1 and 2 classes');
  });
});

describe('lorenzDistance', () => {
  it('worked: all equal against one of two having all is .5, against 1 and 3 a quarter', () => {
    expect(lorenzDistance([1, 1], [0, 5])).toBeCloseTo(0.5, 14);
    expect(lorenzDistance([7, 7, 7, 7], [1, 3])).toBeCloseTo(0.25, 14);
    expect(lorenzDistance([1, 3], [1, 1, 3, 3])).toBeCloseTo(0, 14);
    expect(lorenzDistance([], [1])).toBe(NaN);
    expect(lorenzDistance([0, 0], [1])).toBe(NaN);
  });

  it('is symmetric, and finds a corner of either curve', () => {
    const [a, b] = [
      [1, 2, 9],
      [1, 1, 1, 1, 20],
    ];
    expect(lorenzDistance(a!, b!)).toBe(lorenzDistance(b!, a!));
    // At p = 2/3 the first has .25; the second, between its corners at .6 and .8, has 3/24 + (1/3)(1/24).
    expect(lorenzDistance(a!, b!)).toBeGreaterThanOrEqual(0.25 - (3 + 1 / 3) / 24 - 1e-12);
  });
});
