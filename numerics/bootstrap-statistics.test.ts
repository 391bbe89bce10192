import { expect, it } from 'vitest';
import { bootstrapMeans } from './bootstrap.ts';
import { bootstrapStatistics } from './bootstrap-statistics.ts';
import { normalQuantile } from './distributions.ts';
import { drawKey, uniform } from './rng.ts';
import { seedWords } from './seed.ts';

const key = drawKey(seedWords('bootstrap'), 'bootstrap');
const draws = (n: number, column: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => uniform(key, i, column));
const meanOf = (values: Float64Array, rows: Uint32Array): number =>
  rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;

it('of means it has the intervals of bootstrapMeans: the resamples are the same', () => {
  const columns = [draws(157, 1), draws(157, 2)];
  const options = { key, resamples: 300, level: 0.9 };
  const found = bootstrapStatistics(157, (rows) => columns.map((values) => meanOf(values, rows)), options);
  bootstrapMeans(columns, options).forEach(({ low, high }, c) => {
    expect(found[c]!.low).toBeCloseTo(low, 12);
    expect(found[c]!.high).toBeCloseTo(high, 12);
  });
});

it('the interval of a ratio of means is as wide as the delta method says, within a tenth', () => {
  const n = 2000;
  const [a, b] = [draws(n, 3), draws(n, 4).map((value) => 1 + value)];
  const all = Uint32Array.from({ length: n }, (_, i) => i);
  const ratio = (rows: Uint32Array): number => meanOf(a, rows) / meanOf(b, rows);
  const [interval] = bootstrapStatistics(n, (rows) => [ratio(rows)], { key, resamples: 2000, level: 0.9 });
  const scale = meanOf(b, all);
  const influence = a.map((value, i) => (value - ratio(all) * b[i]!) / scale);
  const deviation = Math.sqrt(influence.reduce((sum, value) => sum + value * value, 0)) / n;
  const width = 2 * normalQuantile(0.95) * deviation;
  expect((interval!.high - interval!.low) / width).toBeGreaterThan(0.9);
  expect((interval!.high - interval!.low) / width).toBeLessThan(1.1);
  expect(interval!.low).toBeLessThan(ratio(all));
  expect(interval!.high).toBeGreaterThan(ratio(all));
});

it('leaves out resamples in which a statistic is not defined, and knows nothing of nobody', () => {
  const values = Float64Array.of(1, 5);
  const onlyBoth = (rows: Uint32Array): number[] => [rows[0] === rows[1] ? Number.NaN : meanOf(values, rows)];
  expect(bootstrapStatistics(2, onlyBoth, { key, resamples: 50 })).toEqual([{ low: 3, high: 3 }]);
  expect(bootstrapStatistics(0, () => [1], { key })).toEqual([]);
});
