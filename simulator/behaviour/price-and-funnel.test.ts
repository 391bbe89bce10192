import { describe, expect, it } from 'vitest';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { mean } from '../../numerics/stats.ts';
import { logistic, stepProbability, unitsOrdered } from './funnel.ts';
import { duration } from './pace.ts';
import { categoryMedian, listPrice, MOST_CENTS, priceSensitivity, relativePrice } from './price.ts';

const seed = seedWords('price');

describe('price', () => {
  it('has the category’s median at z = 0 and rises with quality', () => {
    expect(categoryMedian(2500, 0.7, 0)).toBe(2500);
    expect(listPrice(2500, 0.5, 0, 0.15, 0)).toBe(2500);
    expect(listPrice(2500, 0.5, 0, 0.15, 2)).toBe(Math.round(2500 * Math.exp(0.3)));
  });

  it('stays between 1 cent and the largest price', () => {
    expect(listPrice(1, 2, -9, 0, 0)).toBe(1);
    expect(listPrice(1e9, 2, 9, 1, 9)).toBe(MOST_CENTS);
  });

  it('says e times the median as 1', () => {
    expect(relativePrice(Math.E * 400, 400)).toBeCloseTo(1, 12);
  });

  it('matters less to higher incomes', () => {
    expect(priceSensitivity(0.4, 0, 0.3, 0)).toBe(1);
    expect(priceSensitivity(0.4, 0, 0.3, 2)).toBeCloseTo(Math.exp(-0.6), 12);
  });
});

describe('funnel', () => {
  it('is a logit', () => {
    expect(logistic(0)).toBe(0.5);
    expect(stepProbability(-1, 0.5, 2)).toBe(0.5);
    expect(stepProbability(-3, 0.4, 1)).toBeCloseTo(1 / (1 + Math.exp(2.6)), 12);
    expect(logistic(-1000)).toBe(0);
    expect(logistic(1000)).toBe(1);
  });

  it('orders 1 unit and Poisson many more', () => {
    const key = drawKey(seed, 'funnel.quantity');
    const units = Float64Array.from({ length: 20_000 }, (_, i) => unitsOrdered(key, i, 3, 0, 0, 0.4));
    expect(Math.min(...units.subarray(0, 100))).toBe(1);
    expect(Math.abs(mean(units) - 1.4)).toBeLessThan(4 * Math.sqrt(0.4 / units.length));
    expect(unitsOrdered(key, 1, 1, 1, 1, 0)).toBe(1);
  });
});

describe('duration', () => {
  it('is exponential: mean, and share beyond twice the mean', () => {
    const key = drawKey(seed, 'pace.dwell');
    const n = 20_000;
    const seconds = Float64Array.from({ length: n }, (_, i) => duration(key, 30, i, 1, 2));
    expect(Math.abs(mean(seconds) - 30)).toBeLessThan((4 * 30) / Math.sqrt(n));
    const p = Math.exp(-2);
    const beyond = seconds.filter((value) => value > 60).length;
    expect(Math.abs(beyond - n * p)).toBeLessThan(4 * Math.sqrt(n * p * (1 - p)));
    expect(duration(key, 0, 1, 1, 1)).toBe(0);
  });
});
