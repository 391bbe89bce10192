import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METRICS } from './registry.ts';
import { extremeGroups } from './user-group-gap.ts';

const { coverage, gini, entropy, userGroupGap, rmse, mae } = METRICS;
const exposure = (...counts: number[]): Uint32Array => Uint32Array.from(counts);

describe('coverage', () => {
  it('is the share of the catalogue that is listed', () =>
    expect(coverage.of(exposure(4, 0, 1, 0))).toBe(0.5));
  it('is 0 when nothing is listed', () => expect(coverage.of(exposure(0, 0))).toBe(0));
});

describe('gini', () => {
  it('is 0 when all items are listed equally', () => expect(gini.of(exposure(3, 3, 3))).toBeCloseTo(0, 15));
  it('is (n - 1) / n when one item has all', () =>
    expect(gini.of(exposure(0, 9, 0, 0))).toBeCloseTo(3 / 4, 15));
  it('of 1, 2, 3, 4 is a quarter', () => expect(gini.of(exposure(4, 2, 3, 1))).toBeCloseTo(0.25, 15));
  it('counts items never listed: the catalogue is the denominator', () => {
    expect(gini.of(exposure(1, 1, 0, 0))).toBeCloseTo(0.5, 15);
  });
  it('is not defined when nothing is listed', () => expect(gini.of(exposure(0, 0))).toBeNaN());
});

describe('entropy', () => {
  it('is log2 of the items listed equally often', () =>
    expect(entropy.of(exposure(5, 5, 5, 5, 0))).toBeCloseTo(2, 12));
  it('is 0 bits when one item has all', () => expect(entropy.of(exposure(0, 7))).toBeCloseTo(0, 15));
  it('is not defined when nothing is listed', () => expect(entropy.of(exposure(0, 0))).toBeNaN());
});

describe('concentration, as properties', () => {
  const counts = fc
    .array(fc.nat(50), { minLength: 1, maxLength: 40 })
    .filter((list) => list.some((count) => count > 0));
  it('lies in its range and does not see the order of the items', () => {
    fc.assert(
      fc.property(counts, (list) => {
        const forward = Uint32Array.from(list);
        const backward = forward.slice().reverse();
        for (const metric of [coverage, gini, entropy])
          expect(metric.of(backward)).toBeCloseTo(metric.of(forward), 10);
        expect(gini.of(forward)).toBeGreaterThanOrEqual(-1e-12);
        expect(gini.of(forward)).toBeLessThan(1);
        expect(entropy.of(forward)).toBeLessThanOrEqual(Math.log2(list.length) + 1e-9);
      }),
    );
  });
});

describe('userGroupGap', () => {
  it('is the best group minus the worst', () => {
    expect(userGroupGap.of(Float64Array.of(0.2, 0.5, 0.3))).toBeCloseTo(0.3, 15);
  });
  it('leaves groups without a mean out', () => {
    expect(userGroupGap.of(Float64Array.of(Number.NaN, 0.5, 0.3))).toBeCloseTo(0.2, 15);
    expect(extremeGroups(Float64Array.of(Number.NaN, 0.5, 0.3))).toEqual({ best: 1, worst: 2 });
  });
  it('is 0 between groups served alike', () => expect(userGroupGap.of(Float64Array.of(0.4, 0.4))).toBe(0));
  it('is not defined with fewer than two groups', () => {
    expect(userGroupGap.of(Float64Array.of(0.4, Number.NaN))).toBeNaN();
    expect(userGroupGap.of(Float64Array.of())).toBeNaN();
  });
});

describe('rating errors', () => {
  it('of 1, -1, 2 and -2', () => {
    const errors = Float64Array.of(1, -1, 2, -2);
    expect(rmse.of(errors)).toBeCloseTo(Math.sqrt(2.5), 15);
    expect(mae.of(errors)).toBe(1.5);
  });
  it('are not defined without a rating', () => {
    expect(rmse.of(new Float64Array(0))).toBeNaN();
    expect(mae.of(new Float64Array(0))).toBeNaN();
  });
  it('mae is never above rmse', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1 }), (list) => {
        const errors = Float64Array.from(list);
        expect(mae.of(errors)).toBeLessThanOrEqual(rmse.of(errors) + 1e-12);
      }),
    );
  });
});
