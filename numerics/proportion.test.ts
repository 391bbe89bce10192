import { expect, it } from 'vitest';
import { logLogSlope } from './log-slope.ts';
import { wilsonInterval } from './proportion.ts';

it.each([
  // statsmodels.stats.proportion.proportion_confint(method='wilson'), 0.15.0
  [8, 10, 0.95, 0.49016247153664183, 0.9433178485456247],
  [0, 40, 0.95, 0, 0.08762160119728668],
  [33, 40, 0.9, 0.7065807014695693, 0.9022395569108828],
])('the interval of %i in %i at %f is that of statsmodels', (right, of, level, low, high) => {
  const interval = wilsonInterval(right, of, level);
  expect(interval.low).toBeCloseTo(low, 12);
  expect(interval.high).toBeCloseTo(high, 12);
});

it('exponents are found, through noise that is even on both sides', () => {
  expect(logLogSlope([1, 10, 100], [7, 70, 700])).toBeCloseTo(1, 12);
  expect(logLogSlope([1, 4, 16, 64], [1, 0.5, 0.25, 0.125])).toBeCloseTo(-0.5, 12);
  expect(logLogSlope([1, 2, 4, 8], [2, 1, 1, 2])).toBeCloseTo(0, 12);
  expect(logLogSlope([3, 3], [1, 2])).toBeNaN();
});
