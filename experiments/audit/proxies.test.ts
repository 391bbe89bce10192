import { describe, expect, it } from 'vitest';
import { createLists } from '../../algorithms/algorithm.ts';
import { fromTriplets } from '../../numerics/csr.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { variance } from '../../numerics/stats.ts';
import type { TestSet } from '../evaluation/test-set.ts';
import { addList, aucOf, openProxies, proxyEstimates, tellApart } from './proxies.ts';

const key = drawKey(seedWords('proxies'), 'audit.parts');
const bootstrap = { key: drawKey(seedWords('proxies'), 'bootstrap'), resamples: 500, level: 0.95 };

describe('the area under the curve', () => {
  it('counts pairs, ties half, worked by hand', () => {
    // Members 3, 2; others 1, 2, 3: of six pairs 3>1, 3>2, 2>1 are right, 3=3 and 2=2 are ties.
    const { auc, influence } = aucOf(Float64Array.of(3, 2, 1, 2, 3), Uint8Array.of(1, 1, 0, 0, 0));
    expect(auc).toBeCloseTo(4 / 6, 12);
    expect(influence.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    expect(aucOf(Float64Array.of(2, 3, 1), Uint8Array.of(1, 1, 0)).auc).toBe(1);
    expect(aucOf(Float64Array.of(0, 0, 0), Uint8Array.of(1, 1, 0)).auc).toBe(0.5);
  });
  it('has the variance of DeLong: that of the placements of each class over its size', () => {
    const label = Uint8Array.from({ length: 300 }, (_, i) => (i < 90 ? 1 : 0));
    const scores = Float64Array.from(label, (one, i) => one * 0.3 + uniform(key, i));
    const { auc, influence } = aucOf(scores, label);
    const placements = (of: number) =>
      [...scores.keys()]
        .filter((i) => label[i] === of)
        .map((i) => {
          const others = [...scores.keys()].filter((j) => label[j] !== of);
          return (
            others.filter((j) => (of === 1 ? scores[i]! > scores[j]! : scores[i]! < scores[j]!)).length /
            others.length
          );
        });
    const delong = variance(placements(1)) / 90 + variance(placements(0)) / 210;
    expect(auc).toBeGreaterThan(0.6);
    expect(variance(influence) / 300 / delong).toBeCloseTo(1, 1);
  });
});

describe('telling groups apart', () => {
  const count = 200;
  const label = Uint8Array.from({ length: count }, (_, i) => i % 2);
  const part = Uint8Array.from({ length: count }, (_, i) => Math.floor(5 * uniform(key, i)));
  it('is by fits that nobody judged took part in: noise is told by chance, however many features', async () => {
    const noise = Float32Array.from({ length: count * 60 }, (_, i) => uniform(key, i, 1) - 0.5);
    const { auc } = aucOf(await tellApart(noise, 60, label, part), label);
    expect(Math.abs(auc - 0.5)).toBeLessThan(0.12);
    const told = noise.map((value, i) => (i % 60 === 0 ? value + label[i / 60]! : value));
    expect(aucOf(await tellApart(told, 60, label, part), label).auc).toBeGreaterThan(0.8);
  });

  it('holds what lists say of the group against what shoppers had', async () => {
    // Two categories of five items; a shopper of the first group had one more item of category 0 in one case of two.
    const category = Uint32Array.from({ length: 10 }, (_, item) => (item < 5 ? 0 : 1));
    const features = { category } as never;
    const had: [number, number][] = [];
    for (let shopper = 0; shopper < count; shopper++) {
      had.push([shopper, uniform(key, shopper, 2) < 0.5 + 0.25 * label[shopper]! ? 0 : 5]);
      had.push([shopper, 6]);
    }
    const train = fromTriplets(
      count,
      10,
      Uint32Array.from(had, ([shopper]) => shopper),
      Uint32Array.from(had, ([, item]) => item),
      new Float32Array(had.length).fill(1),
    );
    const shoppers = Uint32Array.from({ length: count }, (_, i) => i);
    const groups = [{ name: 'gender', labels: ['b', 'a'], codes: Uint32Array.from(label) }];
    const pairs = [{ by: 'gender', first: 'a', second: 'b' }];
    const told = async (itemFor: (shopper: number) => number) => {
      const found = openProxies(features, { shoppers, train } as unknown as TestSet, 1);
      const lists = createLists(count, 2);
      for (let q = 0; q < count; q++) {
        lists.items.set([itemFor(q), 0], q * 2);
        lists.lengths[q] = 2;
        addList(found, lists, q, q);
      }
      return (await proxyEstimates(found, { pairs, key }, groups, shoppers, bootstrap))[0]!;
    };
    const loud = await told((shopper) => (label[shopper] === 1 ? 0 : 5));
    expect(loud.n).toEqual([100, 100]);
    expect(loud.lists.mean).toBe(1);
    expect(loud.history.mean).toBeGreaterThan(0.55);
    expect(loud.history.mean).toBeLessThan(0.72);
    expect(loud.gain.low).toBeGreaterThan(0.2);
    const silent = await told(() => 3);
    expect(silent.lists).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
    expect(silent.gain.high).toBeLessThan(0);
    const few = [{ by: 'gender', first: 'a', second: 'nobody' }];
    const found = openProxies(features, { shoppers, train } as unknown as TestSet, 1);
    expect(await proxyEstimates(found, { pairs: few, key }, groups, shoppers, bootstrap)).toEqual([]);
  });
});
