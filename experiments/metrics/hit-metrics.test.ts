import { describe, expect, it } from 'vitest';
import { fromTriplets } from '../../numerics/csr.ts';
import type { HitMetric, ScoreLevels } from './definition.ts';
import { listContext } from './list-context.ts';
import { METRICS } from './registry.ts';

/** Popularity falls with the index: item 0 had by five shoppers, 1 by four ... */
const POPULAR = listContext(
  fromTriplets(
    5,
    6,
    Uint32Array.from([0, 1, 2, 3, 4, 0, 1, 2, 3, 0, 1, 2, 0, 1, 0]),
    Uint32Array.from([0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4]),
    new Float32Array(15).fill(1),
  ),
  null,
);

/** @param grades of the relevant items, by item */
function measure(metric: HitMetric, list: number[], grades: Record<number, number>, cutoff: number): number {
  const places = list.slice(0, cutoff);
  const ranks = places.flatMap((item, i) => (item in grades ? [i + 1] : []));
  const items = Uint32Array.from(ranks, (rank) => places[rank - 1]!);
  const ideal = Float32Array.from(Object.values(grades)).sort().reverse();
  return metric.of(
    {
      ranks: Uint32Array.from(ranks),
      hits: ranks.length,
      listed: places.length,
      relevant: ideal.length,
      cutoff,
    },
    { items, grades: Float32Array.from(items, (item) => grades[item]!), ideal },
    POPULAR,
  );
}

describe('serendipity', () => {
  const { serendipity } = METRICS;
  it('counts hits that are not among the K most popular, of K places', () => {
    // K = 2: items 0 and 1 are bestsellers, so of the hits 1 and 3 only 3 counts.
    expect(measure(serendipity, [1, 3], { 1: 1, 3: 1 }, 2)).toBe(1 / 2);
    expect(measure(serendipity, [5, 4, 0], { 4: 1, 0: 1, 5: 1 }, 3)).toBe(2 / 3);
  });
  it('is 0 without a hit, for an empty list, and for a list of bestsellers', () => {
    expect(measure(serendipity, [3, 4], { 5: 1 }, 2)).toBe(0);
    expect(measure(serendipity, [], { 5: 1 }, 2)).toBe(0);
    expect(measure(serendipity, [0, 1], { 0: 1, 1: 1 }, 2)).toBe(0);
  });
  it('counts items of equal popularity by their index', () => {
    // Item 5 had nobody; with K = 5 it is the only one outside.
    expect(measure(serendipity, [4, 5], { 4: 1, 5: 1 }, 5)).toBe(1 / 5);
  });
});

describe('ndcgGraded', () => {
  const { ndcgGraded } = METRICS;
  it('is the worked case of grades 3 2 3 0 1 2', () => {
    // DCG with gain 2^g - 1 of the order 3 2 3 0 1 2 over its ideal 3 3 2 2 1 (the 0 is worth nothing):
    // 7 + 3/log2(3) + 7/2 + 0 + 1/log2(6) + 3/log2(7) against 7 + 7/log2(3) + 3/2 + 3/log2(5) + 1/log2(6).
    const log2 = Math.log2;
    const gained = 7 + 3 / log2(3) + 7 / 2 + 1 / log2(6) + 3 / log2(7);
    const ideal = 7 + 7 / log2(3) + 3 / 2 + 3 / log2(5) + 1 / log2(6);
    const grades = { 0: 3, 1: 2, 2: 3, 3: 0, 4: 1, 5: 2 };
    expect(measure(ndcgGraded, [0, 1, 2, 3, 4, 5], grades, 6)).toBeCloseTo(gained / ideal, 14);
    // scikit-learn 1.9.1: ndcg_score([[7, 3, 7, 0, 1, 3]], [[6, 5, 4, 3, 2, 1]], k=6), gains given as they are.
    expect(measure(ndcgGraded, [0, 1, 2, 3, 4, 5], grades, 6)).toBeCloseTo(0.9488107485678983, 12);
    // ... and k=3
    expect(measure(ndcgGraded, [0, 1, 2, 3, 4, 5], grades, 3)).toBeCloseTo(0.9594535145926795, 12);
  });
  it('of grades that are all 1 is ndcg', () => {
    const list = [9, 4, 2, 8];
    const ranks = Uint32Array.of(2, 3);
    const binary = METRICS.ndcg.of({ ranks, hits: 2, listed: 4, relevant: 3, cutoff: 4 });
    expect(measure(ndcgGraded, list, { 4: 1, 2: 1, 5: 1 }, 4)).toBeCloseTo(binary, 14);
  });
  it('is 0 where nothing relevant is worth anything, and refuses counts and negative weights', () => {
    expect(measure(ndcgGraded, [1], { 1: 0 }, 1)).toBe(0);
    expect(() => measure(ndcgGraded, [1], { 1: 412 }, 1)).toThrow('ndcgGraded: grade 412 of a relevant item');
    expect(() => measure(ndcgGraded, [1], { 1: -1 }, 1)).toThrow('grades lie in [0, 30]');
  });
});

describe('rankAuc', () => {
  const auc = (relevant: number[], others: number[]): number => {
    const levels: ScoreLevels = {
      relevant: Uint32Array.from(relevant),
      others: Uint32Array.from(others),
      levels: relevant.length,
    };
    return METRICS.rankAuc.of(levels);
  };
  it('is the share of pairs in order, ties half', () => {
    // Scores: relevant 3, other 2 twice, relevant 2, other 1: pairs (3: 3 won), (2: 1 won, 2 tied) = 5 of 6.
    expect(auc([1, 1, 0], [0, 2, 1])).toBeCloseTo(5 / 6, 15);
  });
  it('is 1 at the top, 0 at the bottom, a half among equals', () => {
    expect(auc([2, 0], [0, 7])).toBe(1);
    expect(auc([0, 2], [7, 0])).toBe(0);
    expect(auc([2], [7])).toBe(0.5);
  });
  it('counts none for a relevant item that cannot be listed, and is not defined without others', () => {
    expect(auc([1, 0, 1], [0, 4, 0])).toBe(0.5);
    expect(auc([2], [0])).toBeNaN();
  });
});

describe('exposureDisparity', () => {
  const { exposureDisparity } = METRICS;
  it('is the share of exposure that would have to change hands', () => {
    expect(exposureDisparity.of(Float64Array.of(0.7, 0.2, 0.1), Float64Array.of(0.5, 0.3, 0.2))).toBeCloseTo(
      0.2,
      15,
    );
    expect(exposureDisparity.of(Float64Array.of(0.5, 0.5), Float64Array.of(0.5, 0.5))).toBe(0);
    expect(exposureDisparity.of(Float64Array.of(1, 0), Float64Array.of(0, 1))).toBe(1);
  });
});
