import { describe, expect, it } from 'vitest';
import { midRanks, normalisedMutualInformation, rankCorrelation } from './agreement.ts';

describe('normalisedMutualInformation', () => {
  it('is 1 whatever labels are called, 0 where they are independent', () => {
    expect(normalisedMutualInformation([0, 0, 1, 1], [5, 5, 2, 2])).toBe(1);
    expect(normalisedMutualInformation([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(0, 12);
    expect(normalisedMutualInformation([3, 3], [1, 1])).toBe(1);
    expect(normalisedMutualInformation([], [])).toBeNaN();
  });

  it('is by hand what it says', () => {
    // a splits evenly, b is 3 to 1: H(a) = ln 2, H(b) = .5623351, H(a, b) = 1.0397208.
    const value =
      (Math.LN2 + 0.5623351446188083 - 1.0397207708399179) / ((Math.LN2 + 0.5623351446188083) / 2);
    expect(normalisedMutualInformation([0, 0, 1, 1], [0, 0, 0, 1])).toBeCloseTo(value, 12);
  });

  // sklearn.metrics.normalized_mutual_info_score (1.x) of these labels.
  it.each([
    [[0, 0, 1, 1, 2, 2, 2, 0], [1, 1, 0, 0, 3, 3, 0, 1], 0.7794365191085162],
    [[0, 1, 2, 0, 1, 2, 0, 1, 2, 2], [0, 1, 1, 0, 1, 1, 1, 0, 1, 2], 0.2930304713675273],
  ] as const)('is what scikit-learn has: %j, %j', (a, b, value) => {
    expect(normalisedMutualInformation(a, b)).toBeCloseTo(value, 10);
  });
});

describe('rankCorrelation', () => {
  it('shares ranks among equals', () => {
    expect([...midRanks([10, 30, 10, 20])]).toEqual([1.5, 4, 1.5, 3]);
  });

  // scipy.stats.spearmanr of these values.
  it.each([
    [[1, 2, 3, 4, 5], [5, 6, 7, 8, 7], 0.8207826816681233],
    [[0, 0, 1, 3, 0, 2], [0.2, 0.1, 0.9, 0.3, 0.3, 0.4], 0.5852390484520126],
  ] as const)('is what scipy has: %j, %j', (a, b, value) => {
    expect(rankCorrelation(a, b)).toBeCloseTo(value, 10);
  });

  it('is not defined where nothing varies', () => {
    expect(rankCorrelation([1, 1], [1, 2])).toBeNaN();
  });
});
