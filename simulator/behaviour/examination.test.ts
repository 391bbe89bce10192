import { describe, expect, it } from 'vitest';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { examinationCurve, examinationThresholds, examine } from './examination.ts';

const key = drawKey(seedWords('examination'), 'examination');

describe('examinationCurve', () => {
  it('is 1 at the top and falls to the floor', () => {
    const curve = examinationCurve(5, 1, 0.2);
    [1, 0.6, 0.2 + 0.8 / 3, 0.4, 0.36].forEach((expected, position) => {
      expect(curve[position]).toBeCloseTo(expected, 12);
    });
    expect([...examinationCurve(3, 0, 0)]).toEqual([1, 1, 1]);
  });
});

describe('examine', () => {
  it('sees each position as often as the curve says, ascending', () => {
    const curve = examinationCurve(11, 0.7, 0.05);
    const below = examinationThresholds(curve);
    const seen = new Uint8Array(11);
    const times = new Float64Array(11);
    const n = 40_000;
    for (let visit = 0; visit < n; visit++) {
      const count = examine(key, 7, visit, 3, 11, below, seen);
      for (let i = 0; i < count; i++) {
        times[seen[i]!]!++;
        if (i > 0) expect(seen[i]!).toBeGreaterThan(seen[i - 1]!);
      }
    }
    curve.forEach((p, position) => {
      expect(Math.abs(times[position]! - n * p)).toBeLessThanOrEqual(4 * Math.sqrt(n * p * (1 - p)));
    });
  });

  it('looks at no slot beyond those shown, and the slots above decide alike for any number of them', () => {
    const below = examinationThresholds(examinationCurve(12, 0.3, 0.5));
    const short = new Uint8Array(12);
    const long = new Uint8Array(12);
    for (let visit = 0; visit < 200; visit++) {
      const a = examine(key, 1, visit, 0, 5, below, short);
      const b = examine(key, 1, visit, 0, 12, below, long);
      expect([...short.subarray(0, a)]).toEqual([...long.subarray(0, b)].filter((position) => position < 5));
    }
  });
});
