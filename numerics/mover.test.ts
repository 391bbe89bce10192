import { describe, expect, it } from 'vitest';
import { independentDifference, standApart } from './mover.ts';
import { normalQuantile } from './normal.ts';
import { wilsonInterval } from './proportion.ts';

describe('the difference of two independent means', () => {
  it('is that of Newcombe for two proportions (Statist. Med. 17 (1998) 873, example a: 56/70 less 48/80, method 10)', () => {
    const told = (hits: number, n: number) => ({ mean: hits / n, ...wilsonInterval(hits, n) });
    const { mean, low, high } = independentDifference(told(56, 70), told(48, 80), { level: 0.95 });
    expect(mean).toBeCloseTo(0.2, 12);
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.3339, 4);
  });

  it('is the normal interval where both are, and wider over several pairs at once', () => {
    const z = normalQuantile(0.975);
    const of = (mean: number, error: number) => ({ mean, low: mean - z * error, high: mean + z * error });
    const [first, second] = [of(0.5, 0.03), of(0.4, 0.04)];
    const one = independentDifference(first, second, { level: 0.95 });
    expect(one.low).toBeCloseTo(0.1 - z * 0.05, 12);
    expect(one.high).toBeCloseTo(0.1 + z * 0.05, 12);
    const six = independentDifference(first, second, { level: 0.95, pairs: 6 });
    expect(six.low).toBeCloseTo(0.1 - normalQuantile(1 - 0.05 / 12) * 0.05, 10);
    expect(six.mean).toBe(one.mean);
  });

  it('can leave zero out though the two intervals meet', () => {
    const women = { mean: 0.416, low: 0.387, high: 0.446 };
    const men = { mean: 0.462, low: 0.442, high: 0.482 };
    expect(women.high).toBeGreaterThan(men.low);
    expect(independentDifference(women, men, { level: 0.95 }).high).toBeLessThan(0);
  });

  it('that stand apart of two alone need not of the many of which they are the extremes', () => {
    const [low, high] = [
      { mean: 0.4, low: 0.36, high: 0.44 },
      { mean: 0.46, low: 0.42, high: 0.5 },
    ];
    expect(standApart(high, low, { level: 0.95 })).toBe(true);
    expect(standApart(low, high, { level: 0.95 })).toBe(true);
    expect(standApart(high, low, { level: 0.95, among: 5 })).toBe(false);
  });
});
