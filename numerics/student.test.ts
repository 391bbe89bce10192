import { describe, expect, it } from 'vitest';
import { studentCdf, studentQuantile } from './student.ts';

describe('student', () => {
  // Table of critical values, NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
  it.each([
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 4, 2.776],
    [0.95, 9, 1.833],
    [0.995, 19, 2.861],
    [0.975, 100, 1.984],
  ])('quantile %d with %i degrees of freedom is %d', (p, freedom, value) => {
    expect(studentQuantile(p, freedom)).toBeCloseTo(value, 3);
    expect(studentQuantile(1 - p, freedom)).toBeCloseTo(-value, 3);
    expect(studentCdf(studentQuantile(p, freedom), freedom)).toBeCloseTo(p, 10);
  });

  it('with one degree of freedom is Cauchy, about 0 even', () => {
    for (const x of [-3, -0.5, 0, 0.5, 3])
      expect(studentCdf(x, 1)).toBeCloseTo(0.5 + Math.atan(x) / Math.PI, 12);
    expect(studentQuantile(0.5, 7)).toBeCloseTo(0, 10);
  });

  it('refuses a p that is no probability', () => {
    expect(() => studentQuantile(1, 3)).toThrow('student: p is 1; it must be in (0, 1)');
  });
});
