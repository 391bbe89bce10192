import { describe, expect, it } from 'vitest';
import { betaCdf } from './beta.ts';

describe('betaCdf', () => {
  // scipy 1.x, special.betainc(a, b, x).
  it.each([
    [0.5, 1, 1, 0.5],
    [0.1, 2, 5, 0.11426500000000002],
    [0.3, 0.5, 0.5, 0.36901011956554536],
    [0.05, 30, 700, 0.8836131858279007],
    [0.045, 30, 700, 0.7165452065782563],
    [0.9, 120, 10, 0.15868553372824384],
    [1e-6, 1, 300, 0.0002999551544547692],
    [0.02, 2000, 100000, 0.8171911280292498],
    [0.999, 3, 0.2, 0.6685414839010846],
    [0.25, 0.01, 4, 0.997838729484552],
  ])('at %d with shapes %d and %d is what scipy gives', (x, a, b, expected) => {
    expect(Math.abs(betaCdf(x, a, b) / expected - 1)).toBeLessThan(1e-12 * (1 + a + b));
  });

  it('is 0 up to 0 and 1 from 1 on', () => {
    expect([betaCdf(-1, 2, 3), betaCdf(0, 2, 3), betaCdf(1, 2, 3), betaCdf(2, 2, 3)]).toEqual([0, 0, 1, 1]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a shape of %d', (shape) => {
    expect(() => betaCdf(0.5, shape, 1)).toThrow('both must be above 0');
  });
});
