import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branchAppeal, pageStart, pagesSkipped, pickBranch } from './exposure.ts';

describe('pickBranch', () => {
  it('cuts (0, 1) in proportion to the appeals of the range', () => {
    const appeal = Float64Array.of(9, 1, 0, 3, 9);
    const picked = [0.1, 0.24, 0.26, 0.5, 0.999999].map((u) => pickBranch(appeal, 1, 4, u));
    expect(picked).toEqual([1, 1, 3, 3, 3]);
  });

  it('never picks a branch without appeal', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e9, noNaN: true })), { minLength: 1 }),
        fc.double({ min: 1e-16, max: 1 - 1e-16, noNaN: true }),
        (values, u) => {
          fc.pre(values.some((value) => value > 0));
          const appeal = Float64Array.from(values);
          expect(appeal[pickBranch(appeal, 0, appeal.length, u)]!).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('branchAppeal', () => {
  it('is the size alone at weight 0, and nothing for an empty branch', () => {
    expect(branchAppeal(12, 3, 0)).toBe(12);
    expect(branchAppeal(0, 3, 1)).toBe(0);
    expect(branchAppeal(2, 1, 2)).toBeCloseTo(2 * Math.E ** 2, 12);
  });
});

describe('pageStart', () => {
  it('goes through 45 items in pages of 20, the last one full, and starts again', () => {
    expect([0, 1, 2, 3, 4].map((page) => pageStart(page, 45, 20))).toEqual([0, 20, 25, 0, 20]);
  });

  it('stays inside the listing', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 200 }),
        (page, size, slots) => {
          const start = pageStart(page, size, slots);
          expect(start).toBeGreaterThanOrEqual(0);
          expect(start + Math.min(slots, size)).toBeLessThanOrEqual(size);
        },
      ),
    );
  });
});

describe('pagesSkipped', () => {
  it('is geometric: passes k pages with probability skip^k', () => {
    expect([0.9, 0.51, 0.49, 0.26, 0.24, 0.1].map((u) => pagesSkipped(0.5, u))).toEqual([0, 0, 1, 1, 2, 3]);
    expect(pagesSkipped(0, 1e-9)).toBe(0);
  });
});
