import { describe, expect, it } from 'vitest';
import { chiSquare, kolmogorovDistance } from './goodness-of-fit.ts';

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
