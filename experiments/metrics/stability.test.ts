import { describe, expect, it } from 'vitest';
import { populationStability, tenthEdges } from './stability.ts';

const times = (count: number, value: number): number[] => new Array<number>(count).fill(value);

describe('the population stability index', () => {
  it('is what Siddiqi has: worked by hand for three bins', () => {
    // then .5, .3, .2; now .4, .3, .3: (-.1)(ln .8) + 0 + .1 ln 1.5 = .022314 + .040547
    const then = [...times(5, 1), ...times(3, 2), ...times(2, 3)];
    const now = [...times(4, 1), ...times(3, 2), ...times(3, 3)];
    expect([...tenthEdges(then)]).toEqual([1, 2, 3]);
    expect(populationStability(then, now)).toBeCloseTo(0.0628609, 6);
    expect(populationStability(now, then)).toBeCloseTo(0.0628609, 6);
  });

  it('is 0 where nothing moved, and does not depend on the scale or on the order', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1000);
    expect(populationStability(values, values)).toBe(0);
    expect(populationStability(values, values.toReversed())).toBe(0);
    const later = values.map((value) => value / 2);
    const scaled = (list: readonly number[]) => list.map((value) => 3 * value - 100);
    expect(populationStability(scaled(values), scaled(later))).toBeCloseTo(
      populationStability(values, later),
      12,
    );
  });

  it('has ten bins of a tenth each of values that differ: all in the lowest is .9 ln 10 and nine empty bins', () => {
    const then = Array.from({ length: 100 }, (_, i) => i);
    const expected = 0.9 * Math.log(10) + 9 * (0.1 - 1e-4) * Math.log(0.1 / 1e-4);
    expect(populationStability(then, times(50, -5))).toBeCloseTo(expected, 9);
  });

  it('tells a rare value that becomes frequent, and one that is missing more often', () => {
    const rare = [...times(95, 0), ...times(5, 1)];
    const frequent = [...times(50, 0), ...times(50, 1)];
    expect(populationStability(rare, frequent)).toBeCloseTo(
      0.45 * Math.log(10) + 0.45 * Math.log(0.95 / 0.5),
      9,
    );
    const missing = [...times(50, 0), ...times(50, Number.NaN)];
    expect(populationStability(times(100, 0), missing)).toBeCloseTo(
      0.5 * Math.log(2) + (0.5 - 1e-4) * Math.log(0.5 / 1e-4),
      9,
    );
  });

  it('is not defined beside nothing', () => {
    expect(populationStability([], [1])).toBeNaN();
    expect(populationStability([1], [])).toBeNaN();
  });
});
