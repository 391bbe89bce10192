import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../numerics/distributions.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { mean, quantile } from '../../numerics/stats.ts';
import {
  contentOf,
  experienceOf,
  mainReason,
  starsOf,
  stepTime,
  surveyOf,
  waitingTime,
} from './after-sale.ts';

const RULES = { base: 0.5, quality: 2, taste: 3, luck: 0.5, late: 0.25, defects: 0.1, defectLoss: 4 };
const STARS = { five: 1, fourWidth: 0.5, threeWidth: 0.25, twoWidth: 0.25 };
const key = drawKey(seedWords('after sale'), 'sale.delivery');

describe('experienceOf', () => {
  it('adds its parts', () => {
    const felt = experienceOf(RULES, 0.5, -1, 2, 1, 0.1);
    expect(felt).toEqual({ quality: 1, taste: -3, delay: -0.5, luck: 0.5, total: -1.5 });
    expect(experienceOf(RULES, 0.5, -1, 0, 1, 0.0999).total).toBe(0.5 + 1 - 4 - 3 + 0.5);
  });

  it('gives the part that weighs most against it as the reason', () => {
    const felt = { quality: 0, taste: 0, delay: 0, luck: 0, total: 0 };
    expect(mainReason({ ...felt, delay: -1 })).toBe(0);
    expect(mainReason({ ...felt, quality: -1, delay: -0.5 })).toBe(1);
    expect(mainReason({ ...felt, luck: -1 })).toBe(2);
    expect(mainReason({ ...felt, taste: -1 })).toBe(3);
  });
});

describe('starsOf', () => {
  it('cuts the response at the bounds', () => {
    const responses = [-9, -0.01, 0, 0.24, 0.25, 0.49, 0.5, 0.99, 1, 9];
    expect(responses.map((response) => starsOf(STARS, response))).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  });

  it('never gives fewer stars to a better response', () => {
    const response = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(response, response, (a, b) => {
        expect(starsOf(STARS, Math.max(a, b))).toBeGreaterThanOrEqual(starsOf(STARS, Math.min(a, b)));
      }),
    );
  });
});

describe('times of steps', () => {
  const u = Float64Array.from({ length: 20_000 }, (_, i) => uniform(key, i));

  it('are lognormal with this median, and exponential with this mean, cut at the most', () => {
    const lognormal = u.map((one) => stepTime(3, 0.5, normalQuantile(one), 100));
    expect(quantile(lognormal, 0.5)).toBeCloseTo(3, 1);
    const aboveE = lognormal.filter((time) => time > 3 * Math.exp(0.5)).length / u.length;
    expect(Math.abs(aboveE - 0.158_655)).toBeLessThan(4 * Math.sqrt((0.1587 * 0.8413) / u.length));
    expect(Math.abs(mean(u.map((one) => waitingTime(2, one, 100))) - 2)).toBeLessThan(
      8 / Math.sqrt(u.length),
    );
    expect(Math.max(...u.map((one) => waitingTime(50, one, 60)))).toBe(60);
    expect(stepTime(5, 2, 9, 60)).toBe(60);
    expect([stepTime(0, 1, 1, 60), waitingTime(0, 0.5, 60)]).toEqual([0, 0]);
  });
});

describe('support', () => {
  it('pleases less the longer it takes', () => {
    const rules = { care: 0.5, speed: 2, spread: 0.5, noise: 0.25 };
    expect(contentOf(rules, 0, 0)).toBe(0.5);
    expect(contentOf(rules, 1.5, 2)).toBe(0.5 - 1.5 + 0.5);
  });

  it('answers surveys on their scales', () => {
    expect(surveyOf(0, 0)).toEqual({ csat: 3, nps: 6, effort: 4 });
    expect(surveyOf(9, 9)).toEqual({ csat: 5, nps: 10, effort: 1 });
    expect(surveyOf(-9, -9)).toEqual({ csat: 1, nps: 0, effort: 7 });
  });
});
