import { describe, expect, it } from 'vitest';
import { beyondBudget, budgetOf, NO_BUDGET } from './intent.ts';

describe('budgetOf', () => {
  const rules = { median: 8000, spread: 0.5, incomeEffect: Math.log(2), weight: 2 };

  it('is the median at usual prices in the lowest income band, and doubles by the band', () => {
    expect([0, 1, 2].map((band) => budgetOf(rules, 0, band, 0))).toEqual([8000, 16_000, 32_000]);
    expect(budgetOf(rules, 2, 0, 0)).toBe(Math.round(8000 * Math.E));
    expect(budgetOf(rules, 0, 0, Math.log(1.5))).toBe(12_000);
    expect(budgetOf({ ...rules, median: 0 }, 3, 2, 1)).toBe(NO_BUDGET);
  });

  it('weighs what goes beyond it by its logarithm, and nothing within it', () => {
    expect([1, 8000].map((cents) => beyondBudget(2, 8000, cents))).toEqual([0, 0]);
    expect(beyondBudget(2, 8000, 16_000)).toBeCloseTo(2 * Math.log(2), 12);
    expect(beyondBudget(2, NO_BUDGET, 16_000)).toBe(0);
  });
});
