import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RankMetric } from './definition.ts';
import { fiftyLists } from './fifty-lists.fixture.ts';
import { METRICS } from './registry.ts';

/** Value of one list, by item numbers. */
function measure(metric: RankMetric, list: number[], relevant: number[], cutoff: number): number {
  const places = list.slice(0, cutoff);
  const ranks = Uint32Array.from(places.flatMap((item, i) => (relevant.includes(item) ? [i + 1] : [])));
  const counts = { hits: ranks.length, listed: places.length, relevant: relevant.length, cutoff };
  return metric.of({ ranks, ...counts });
}

const RANK_METRICS = Object.values(METRICS).filter((metric): metric is RankMetric => metric.kind === 'rank');

describe('golden table: three lists, one of them short, under ten definitions', () => {
  const lists = [
    { list: [3, 7, 10, 11, 2], relevant: [5, 6, 7, 8, 9, 10] },
    { list: [5, 8, 11, 1, 3], relevant: [4, 6, 7, 10, 11] },
    { list: [4, 9, 2], relevant: [1, 2, 3, 4, 5] },
  ];
  const GOLDEN: [keyof typeof METRICS, number, number][] = [
    ['precision', 0.3333, 0.3333],
    ['precisionListed', 0.3333, 0.4222],
    ['recall', 0.1222, 0.3111],
    ['recallCapped', 0.3333, 0.3333],
    ['map', 0.25, 0.2111],
    ['mapListed', 0.25, 0.2852],
    ['mapTrec', 0.0944, 0.1981],
    ['mapElliot', 0.3333, 0.3944],
    ['ndcg', 0.3333, 0.354],
    ['ndcgFound', 0.5436, 0.7044],
  ];
  it.each(GOLDEN)('%s is %f at 2 and %f at 5', (name, at2, at5) => {
    const metric = METRICS[name] as RankMetric;
    const meanAt = (k: number): number =>
      lists.reduce((sum, { list, relevant }) => sum + measure(metric, list, relevant, k), 0) / lists.length;
    expect(Math.abs(meanAt(2) - at2)).toBeLessThanOrEqual(0.00005);
    expect(Math.abs(meanAt(5) - at5)).toBeLessThanOrEqual(0.00005);
  });
});

describe('hand-worked values', () => {
  const log2 = Math.log2;
  it('hitRate and mrr: first hit at rank 3', () => {
    expect(measure(METRICS.hitRate, [9, 8, 1], [1, 2], 3)).toBe(1);
    expect(measure(METRICS.mrr, [9, 8, 1], [1, 2], 3)).toBeCloseTo(1 / 3, 15);
  });
  it('hitRate and mrr: the first hit lies past the cut-off', () => {
    expect(measure(METRICS.hitRate, [9, 8, 1], [1, 2], 2)).toBe(0);
    expect(measure(METRICS.mrr, [9, 8, 1], [1, 2], 2)).toBe(0);
  });
  it('map: hits at ranks 1 and 3 of 4 relevant, K = 3', () => {
    expect(measure(METRICS.map, [1, 9, 2], [1, 2, 3, 4], 3)).toBeCloseTo((1 + 2 / 3) / 3, 15);
    expect(measure(METRICS.mapTrec, [1, 9, 2], [1, 2, 3, 4], 3)).toBeCloseTo((1 + 2 / 3) / 4, 15);
  });
  it('ndcg: hits at ranks 1 and 3 of 2 relevant', () => {
    const expected = (1 + 1 / log2(4)) / (1 + 1 / log2(3));
    expect(measure(METRICS.ndcg, [1, 9, 2], [1, 2], 3)).toBeCloseTo(expected, 14);
  });
  it('ndcg: a hit at rank 1100, past the table of discounts', () => {
    const list = Array.from({ length: 1200 }, (_, i) => i + 1);
    const ideal = Array.from({ length: 1200 }, (_, i) => 1 / log2(i + 2)).reduce((a, b) => a + b);
    expect(measure(METRICS.ndcg, list, [1100], 1200)).toBeCloseTo(1 / log2(1101), 12);
    expect(measure(METRICS.ndcg, list, list, 1200)).toBeCloseTo(1, 12);
    const missed = list.map((item) => (item === 1100 ? 0 : item));
    expect(measure(METRICS.ndcg, missed, list, 1200)).toBeCloseTo(1 - 1 / log2(1101) / ideal, 10);
  });
});

describe('fifty random lists, five of them empty, as measured by ranx 0.3.21 and ir_measures 0.4.3 (pytrec_eval)', () => {
  const queries = fiftyLists();
  const MEASURED: [keyof typeof METRICS, string, number, number][] = [
    ['precision', 'P', 0.15333333333333332, 0.15600000000000003],
    ['recall', 'recall', 0.046975191475191476, 0.14872755022755021],
    ['hitRate', 'success', 0.32, 0.58],
    ['mrr', 'recip_rank', 0.23, 0.28335714285714286],
    ['mapTrec', 'map_cut', 0.03658105783105783, 0.07529893664536522],
    ['ndcg', 'ndcg_cut', 0.15653606369886214, 0.17313214773340513],
  ];
  it.each(MEASURED)('%s is their %s: %f at 3, %f at 10', (name, _theirs, at3, at10) => {
    const meanAt = (k: number): number =>
      queries.reduce(
        (sum, { list, relevant }) => sum + measure(METRICS[name] as RankMetric, list, relevant, k),
        0,
      ) / 50;
    expect(meanAt(3)).toBeCloseTo(at3, 12);
    expect(meanAt(10)).toBeCloseTo(at10, 12);
  });
});

describe('edge cases', () => {
  it.each(RANK_METRICS.map((metric) => [metric.name, metric] as const))(
    '%s of an empty list is 0',
    (_, metric) => {
      expect(measure(metric, [], [1, 2], 10)).toBe(0);
    },
  );
  it.each(RANK_METRICS.map((metric) => [metric.name, metric] as const))(
    '%s without a hit is 0',
    (_, metric) => {
      expect(measure(metric, [7, 8, 9], [1, 2], 3)).toBe(0);
    },
  );
  it('a short list of hits: precision counts the empty places as misses, precisionListed does not', () => {
    expect(measure(METRICS.precision, [1], [1, 2], 10)).toBe(0.1);
    expect(measure(METRICS.precisionListed, [1], [1, 2], 10)).toBe(1);
    expect(measure(METRICS.recallCapped, [1], [1, 2], 10)).toBe(0.5);
    expect(measure(METRICS.map, [1], [1, 2], 10)).toBe(0.5);
    expect(measure(METRICS.mapListed, [1], [1, 2], 10)).toBe(1);
  });
  it('K larger than the catalogue: every relevant item listed is a perfect list', () => {
    for (const name of [
      'recall',
      'recallCapped',
      'hitRate',
      'mrr',
      'map',
      'mapListed',
      'mapTrec',
      'ndcg',
    ] as const)
      expect(measure(METRICS[name], [1, 2, 3], [1, 2, 3], 1000)).toBeCloseTo(1, 12);
    expect(measure(METRICS.precision, [1, 2, 3], [1, 2, 3], 1000)).toBe(0.003);
  });
  it('more relevant items than K: recall stays below 1 for a perfect list, recallCapped does not', () => {
    expect(measure(METRICS.recall, [1, 2], [1, 2, 3, 4], 2)).toBe(0.5);
    expect(measure(METRICS.recallCapped, [1, 2], [1, 2, 3, 4], 2)).toBe(1);
    expect(measure(METRICS.ndcg, [1, 2], [1, 2, 3, 4], 2)).toBe(1);
  });
  it('reads no rank past the hits', () => {
    const dirty = { ranks: Uint32Array.of(1, 2, 3), hits: 0, listed: 3, relevant: 3, cutoff: 5 };
    for (const metric of RANK_METRICS) expect(metric.of(dirty)).toBe(0);
  });
});

describe('properties', () => {
  const cases = fc.record({
    list: fc.uniqueArray(fc.nat(30), { maxLength: 20 }),
    relevant: fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 20 }),
    k: fc.integer({ min: 1, max: 25 }),
  });
  it('every rank metric lies in [0, 1]', () => {
    fc.assert(
      fc.property(cases, ({ list, relevant, k }) => {
        for (const metric of RANK_METRICS) {
          const value = measure(metric, list, relevant, k);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });
  it('recall, hitRate, mrr and mapTrec never fall as K grows', () => {
    fc.assert(
      fc.property(cases, ({ list, relevant, k }) => {
        for (const name of ['recall', 'hitRate', 'mrr', 'mapTrec'] as const)
          expect(measure(METRICS[name], list, relevant, k + 1)).toBeGreaterThanOrEqual(
            measure(METRICS[name], list, relevant, k),
          );
      }),
    );
  });
  it('precision and recall do not see the order of the first K; ndcg and map rise when a hit moves up', () => {
    fc.assert(
      fc.property(cases, fc.nat(18), ({ list, relevant }, at) => {
        fc.pre(list.length >= at + 2);
        const k = list.length;
        const [upper, lower] = [list[at]!, list[at + 1]!];
        fc.pre(!relevant.includes(upper) && relevant.includes(lower));
        const swapped = list.with(at, lower).with(at + 1, upper);
        for (const name of ['precision', 'recall', 'recallCapped', 'hitRate'] as const)
          expect(measure(METRICS[name], swapped, relevant, k)).toBe(
            measure(METRICS[name], list, relevant, k),
          );
        for (const name of ['map', 'mapListed', 'mapTrec', 'mapElliot', 'ndcg', 'ndcgFound'] as const)
          expect(measure(METRICS[name], swapped, relevant, k)).toBeGreaterThan(
            measure(METRICS[name], list, relevant, k),
          );
      }),
    );
  });
  it('renaming the items changes nothing', () => {
    fc.assert(
      fc.property(cases, ({ list, relevant, k }) => {
        const rename = (item: number): number => 1000 - 7 * item;
        for (const metric of RANK_METRICS)
          expect(measure(metric, list.map(rename), relevant.map(rename), k)).toBe(
            measure(metric, list, relevant, k),
          );
      }),
    );
  });
});
