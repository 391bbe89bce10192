import { describe, expect, it } from 'vitest';
import { adjustedSignificance, failureOf, fairTable } from './fair-table.ts';

describe('the table of FA*IR', () => {
  // Table 2 of the paper, significance 0.1, k = 1 ... 12; scipy.stats.binom.ppf(0.1, k, p) gives the same.
  it.each([
    [0.1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    [0.2, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]],
    [0.3, [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2]],
    [0.4, [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3]],
    [0.5, [0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4]],
    [0.6, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]],
    [0.7, [0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6]],
  ])('has the published numbers for a share of %d', (share, published) => {
    expect([...fairTable(12, share, 0.1)]).toEqual([0, ...published]);
  });

  // Exact rationals (Python's fractions over the same tables). fairsearchcore 1.0.4 says the same but for the second: .2742667687.
  it.each([
    [20, 0.5, 0.1, 0.18935203552246094],
    [50, 0.4, 0.1, 0.27990665715835544],
    [100, 0.25, 0.05, 0.1726893898435985],
    [20, 0.2, 0.15, 0.1975495977598976],
    [40, 0.7, 0.1, 0.2949240918145433],
  ])(
    'of %d places at %d fails fair draws as often as exact arithmetic says',
    (length, share, significance, chance) => {
      expect(failureOf(fairTable(length, share, significance), share)).toBeCloseTo(chance, 12);
    },
  );

  it('is that of fairsearchcore where its chance of failing stays below what was asked for', () => {
    // fairsearchcore 1.0.4, Fair(20, 0.5, 0.1).create_adjusted_mtable(): fails with .0986785888.
    const each = adjustedSignificance(20, 0.5, 0.1);
    const table = fairTable(20, 0.5, each);
    expect([...table]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 6, 6]);
    expect(failureOf(table, 0.5)).toBeCloseTo(0.09867858886718717, 12);
    // Fair(10, 0.3, 0.1) needs no adjustment.
    expect(adjustedSignificance(10, 0.3, 0.1)).toBe(0.1);
  });

  it.each([
    [40, 0.7, 0.1],
    [100, 0.25, 0.05],
    [10, 0.9, 0.01],
  ])('of %d places at %d is adjusted as far as needed and no further', (length, share, significance) => {
    const each = adjustedSignificance(length, share, significance);
    expect(failureOf(fairTable(length, share, each), share)).toBeLessThanOrEqual(significance);
    expect(failureOf(fairTable(length, share, each + 1e-9), share)).toBeGreaterThan(significance);
  });

  it('asks for nothing at a share of 0', () => {
    expect([...fairTable(5, 0, adjustedSignificance(5, 0, 0.1))]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
