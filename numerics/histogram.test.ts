import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToHistogram, createHistogram, type Histogram, histogramQuantile } from './histogram.ts';
import { mean, quantile } from './stats.ts';

function histogramOf(values: readonly number[]): Histogram {
  const histogram = createHistogram();
  for (const value of values) addToHistogram(histogram, value);
  return histogram;
}

describe('histogramQuantile', () => {
  it.each([
    [[3], 0.7, 3],
    [[0, 0, 0, 10], 0.5, 0],
    [[1, 2, 3, 4], 0.5, 2.5],
    [[0, 100], 0.25, 25],
    [[5, 1, 5, 1], 0.5, 3],
  ] as const)('of %j at %f is %f', (values, p, expected) => {
    expect(histogramQuantile(histogramOf(values), p)).toBeCloseTo(expected, 12);
  });

  it('and mean are those of the values themselves', () => {
    const values = fc.array(fc.nat(200), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, p) => {
        const histogram = histogramOf(list);
        expect(histogramQuantile(histogram, p)).toBe(quantile(list, p));
        expect(histogram.sum / histogram.n).toBe(mean(list));
      }),
    );
  });

  it('is NaN of nothing, and refuses what is no share', () => {
    expect(histogramQuantile(createHistogram(), 0.5)).toBeNaN();
    expect(() => histogramQuantile(histogramOf([1]), 1.5)).toThrow(RangeError);
  });
});
