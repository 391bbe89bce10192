import { describe, expect, it } from 'vitest';
import { addRow, judge, newSums, solveArms } from './linear-arms.ts';

/**
 * numpy, the lines of algorithms 1 and 2 of Li et al. 2010 row by row, with ridge 1.5 in place of 1:
 * 60 rows, arm (5 t + floor(t / 4)) mod 3, x = [1, u(t, 1)], z = [u(t, 2), u(t, 3), u(t, 4) u(t, 1)], reward u(t, 5) < .2 + .5 x[1] (arm + 1) / 3;
 * mean and s at x = [1, .3], z = [.2, .7, .1].
 */
const HYBRID = [
  [0.21494734867917073, 0.05341795267976833],
  [0.167451236337125, 0.07563555019421787],
  [0.38225789751783273, 0.09503454193703864],
];
const DISJOINT = [
  [0.2641903488062912, 0.039871039841759506],
  [0.21898375235612838, 0.0625297804908289],
  [0.44298416921871375, 0.07433679764477322],
];
const u = (i: number, j: number): number => ((i * 37 + j * 101 + ((i * j) % 7) * 13) % 97) / 97;

describe('linear arms', () => {
  it.each([
    ['algorithm 2, hybrid', 3, HYBRID],
    ['algorithm 1, disjoint', 0, DISJOINT],
  ] as const)('%s: as numpy adds rows one by one', (_name, shared, expected) => {
    const sums = newSums(3, 2, shared);
    for (let t = 0; t < 60; t++) {
      const arm = (5 * t + Math.floor(t / 4)) % 3;
      const x = Float64Array.of(1, u(t, 1));
      const z = Float64Array.of(u(t, 2), u(t, 3), u(t, 4) * u(t, 1));
      addRow(sums, arm, x, z, u(t, 5) < 0.2 + (0.5 * x[1]! * (arm + 1)) / 3 ? 1 : 0);
    }
    const model = solveArms(sums, 1.5);
    const out = new Float64Array(2);
    for (let arm = 0; arm < 3; arm++) {
      judge(model, arm, Float64Array.of(1, 0.3), Float64Array.of(0.2, 0.7, 0.1), out);
      expect(out[0]).toBeCloseTo(expected[arm]![0]!, 10);
      expect(out[1]).toBeCloseTo(expected[arm]![1]!, 10);
    }
  });

  it('knows nothing before the first row: mean 0, s of the prior, by hand', () => {
    const out = new Float64Array(2);
    judge(solveArms(newSums(1, 2, 1), 2), 0, Float64Array.of(1, 3), Float64Array.of(2), out);
    expect(out[0]).toBe(0);
    expect(out[1]).toBeCloseTo((1 + 9) / 2 + 4 / 2, 12);
  });
});
