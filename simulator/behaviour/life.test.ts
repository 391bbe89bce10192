import { describe, expect, it } from 'vitest';
import {
  churnChance,
  driftToward,
  keptADay,
  MOST_VISIT_FACTOR,
  pointsEarned,
  smooth,
  visitFactor,
} from './life.ts';

describe('keptADay', () => {
  it('halves in a half-life', () => {
    expect(keptADay(7) ** 7).toBeCloseTo(0.5, 12);
    expect(keptADay(1)).toBe(0.5);
    expect(keptADay(0)).toBe(0);
  });
});

describe('smooth', () => {
  it('leaves (1 - rate)^n of the distance after n times', () => {
    let level = 2;
    for (let n = 0; n < 9; n++) level = smooth(level, -1, 0.2);
    expect(level).toBeCloseTo(-1 + 3 * 0.8 ** 9, 12);
    expect(smooth(0.7, 5, 0)).toBe(0.7);
    expect(smooth(0.7, 5, 1)).toBe(5);
  });
});

describe('driftToward', () => {
  const born = Float32Array.of(9, 9, 1, -2);
  const attributes = Float32Array.of(7, 7, 7, 7, 0.5, 3);

  it('leaves (1 - rate)^n of the distance of taste to the item after n times', () => {
    const drift = new Float32Array(6);
    for (let n = 0; n < 12; n++) driftToward(born, 1, drift, 2, attributes, 2, 2, 0.1);
    const left = 0.9 ** 12;
    expect(born[2]! + drift[4]!).toBeCloseTo(0.5 + left * (1 - 0.5), 5);
    expect(born[3]! + drift[5]!).toBeCloseTo(3 + left * (-2 - 3), 5);
    expect([...drift.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    expect([...born]).toEqual([9, 9, 1, -2]);
  });

  it('does nothing at rate 0 and arrives at rate 1', () => {
    const drift = Float32Array.of(0.25, -0.125);
    driftToward(born, 1, drift, 0, attributes, 2, 2, 0);
    expect([...drift]).toEqual([0.25, -0.125]);
    driftToward(born, 1, drift, 0, attributes, 2, 2, 1);
    expect([...drift]).toEqual([-0.5, 5]);
  });
});

describe('satisfaction', () => {
  it('moves visits and leaving by exponentials, in opposite directions, and not at weight 0', () => {
    expect(visitFactor(0.5, 2)).toBeCloseTo(Math.E, 12);
    expect(visitFactor(-0.5, 2)).toBeCloseTo(1 / Math.E, 12);
    expect([visitFactor(3, 0), visitFactor(0, 3)]).toEqual([1, 1]);
    expect([visitFactor(30, 10), visitFactor(-300, 10)]).toEqual([MOST_VISIT_FACTOR, 0]);
    expect(churnChance(0.1, 0, 5)).toBeCloseTo(1 - Math.exp(-0.1), 14);
    expect(churnChance(0.1, 0.5, 2)).toBeCloseTo(1 - Math.exp(-0.1 / Math.E), 14);
    expect(churnChance(0.1, 9, 0)).toBe(churnChance(0.1, 0, 0));
    expect(churnChance(0, -9, 3)).toBe(0);
  });
});

describe('pointsEarned', () => {
  it('counts whole points', () => {
    expect([pointsEarned(199, 1), pointsEarned(250, 2), pointsEarned(5000, 0)]).toEqual([1, 5, 0]);
  });
});
