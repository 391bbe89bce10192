import { describe, expect, it } from 'vitest';
import { aliasTable } from '../../numerics/distributions.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { mean, variance } from '../../numerics/stats.ts';
import { gammaRate, sessionCount, startSecond, weekdayOf } from './arrival.ts';

const seed = seedWords('arrival');
const key = drawKey(seed, 'arrival.count');

describe('sessionCount', () => {
  it('is Poisson: frequencies of 0 .. 4 within 4 standard errors of e^-m m^k / k!', () => {
    const m = 0.7;
    const n = 40_000;
    const counts = new Float64Array(20);
    for (let shopper = 0; shopper < n; shopper++) counts[sessionCount(key, shopper, 3, m)]!++;
    let p = Math.exp(-m);
    for (let k = 0; k <= 4; k++) {
      expect(Math.abs(counts[k]! - n * p)).toBeLessThan(4 * Math.sqrt(n * p * (1 - p)));
      p *= m / (k + 1);
    }
  });

  it('is 0 where nothing is expected', () => {
    expect(sessionCount(key, 1, 1, 0)).toBe(0);
  });
});

describe('gammaRate', () => {
  it('has the mean asked for and variance mean^2 / shape', () => {
    const rates = Float64Array.from({ length: 40_000 }, (_, shopper) =>
      gammaRate(drawKey(seed, 'world.shopper.activity'), shopper, 0.5, 0.2),
    );
    expect(Math.abs(mean(rates) - 0.2)).toBeLessThan(4 * Math.sqrt(0.08 / rates.length));
    expect(variance(rates) / 0.08).toBeGreaterThan(0.93);
    expect(variance(rates) / 0.08).toBeLessThan(1.07);
  });
});

describe('weekdayOf', () => {
  it.each([
    ['2024-01-01T00:00:00Z', 0],
    ['2024-02-29T00:00:00Z', 3],
    ['2023-12-31T00:00:00+14:00', 6],
    ['1969-12-31T00:00:00-05:00', 2],
    ['1970-01-01T00:00:00Z', 3],
  ])('%s is weekday %i from Monday, in its own zone', (origin, weekday) => {
    expect(weekdayOf(origin)).toBe(weekday);
  });
});

describe('startSecond', () => {
  it('follows the hour curve and lies in the day', () => {
    const weights = Array.from({ length: 24 }, (_, hour) => (hour < 6 ? 0 : hour));
    const total = weights.reduce((a, b) => a + b, 0);
    const hours = aliasTable(weights);
    const n = 40_000;
    const seen = new Float64Array(24);
    for (let i = 0; i < n; i++) {
      const second = startSecond(drawKey(seed, 'arrival.start'), hours, i, 2, 1);
      expect(second >= 0 && second < 86_400).toBe(true);
      seen[Math.floor(second / 3600)]!++;
    }
    weights.forEach((weight, hour) => {
      const p = weight / total;
      expect(Math.abs(seen[hour]! - n * p)).toBeLessThanOrEqual(4 * Math.sqrt(n * p * (1 - p)));
    });
  });
});
