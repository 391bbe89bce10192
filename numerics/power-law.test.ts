import { describe, expect, it } from 'vitest';
import { fitExponent } from './power-law.ts';

describe('fitExponent', () => {
  it('finds a law that holds, with no interval to speak of', () => {
    const points = [1, 2, 4, 8].map((size) => ({ size: 1000 * size, cost: 3e-6 * (1000 * size) ** 1.5 }));
    const { exponent, low, high, scale } = fitExponent(points)!;
    expect(exponent).toBeCloseTo(1.5, 12);
    expect(scale / 3e-6).toBeCloseTo(1, 10);
    expect(high! - low!).toBeLessThan(1e-6);
  });
  it('has the slope and interval of scipy 1.17.1 (stats.linregress of logarithms, t.ppf(.975, 3))', () => {
    const costs = [0.021, 0.045, 0.083, 0.19, 0.35];
    const { exponent, low, high, scale } = fitExponent(
      costs.map((cost, i) => ({ size: 100 * 2 ** i, cost })),
    )!;
    expect(exponent).toBeCloseTo(1.019578989010841, 12);
    // Quantiles of t are tabled to three places.
    expect(low!).toBeCloseTo(0.9352828436858546, 4);
    expect(high!).toBeCloseTo(1.1038751343358277, 4);
    expect(scale).toBeCloseTo(0.00019519137074138756, 14);
  });
  it('has no interval with two points, and is nothing with one size', () => {
    expect(
      fitExponent([
        { size: 1, cost: 1 },
        { size: 2, cost: 4 },
      ]),
    ).toMatchObject({ low: null, high: null, points: 2 });
    expect(fitExponent([{ size: 1, cost: 1 }])).toBeNull();
    expect(
      fitExponent([
        { size: 2, cost: 1 },
        { size: 2, cost: 3 },
      ]),
    ).toBeNull();
  });
});
