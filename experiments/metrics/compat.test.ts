/** Numbers that the libraries themselves told of these lists. */

import { describe, expect, it } from 'vitest';
import { COMPAT, type CompatName } from './compat.ts';
import type { HitList } from './definition.ts';
import { fiftyLists } from './fifty-lists.fixture.ts';

const hitList = (list: readonly number[], relevant: readonly number[], cutoff: number): HitList => {
  const places = list.slice(0, cutoff);
  const ranks = Uint32Array.from(places.flatMap((item, i) => (relevant.includes(item) ? [i + 1] : [])));
  return { ranks, hits: ranks.length, listed: places.length, relevant: relevant.length, cutoff };
};

/**
 * At 3 and at 10. implicit 0.7.3: evaluation.ranking_metrics_at_k of a model that gives these lists. RecBole 1.2.1: metric_info of its
 * evaluator's metrics, mean over users. LensKit 2025.8.1: measure_list of its ranking metrics, mean of what is not NaN. Microsoft
 * Recommenders 1.2.1: python_evaluation on data frames of the same.
 */
const MEASURED: readonly (readonly [CompatName, string, number, number])[] = [
  ['implicit', 'precision', 0.1597222222222222, 0.21081081081081082],
  ['implicit', 'map', 0.11666666666666664, 0.08941468253968253],
  ['implicit', 'ndcg', 0.1565360636988622, 0.17313214773340516],
  ['recbole', 'hit', 0.32, 0.58],
  ['recbole', 'mrr', 0.23, 0.2833571428571428],
  ['recbole', 'map', 0.11666666666666665, 0.08941468253968253],
  ['recbole', 'recall', 0.04697519147519147, 0.14872755022755021],
  ['recbole', 'ndcg', 0.15653606369886217, 0.17313214773340513],
  ['recbole', 'precision', 0.15333333333333332, 0.156],
  ['lenskit', 'Precision', 0.17999999999999997 / 0.9, 0.21085714285714277 / 0.9],
  ['lenskit', 'Recall', 0.1533333333333333, 0.17548412698412696],
  ['lenskit', 'Hit', 0.32, 0.58],
  ['lenskit', 'RecipRank', 0.23, 0.28335714285714286],
  ['lenskit', 'AveragePrecision', 0.1433333333333333 / 0.9, 0.13215696334089191 / 0.9],
  ['lenskit', 'NDCG', 0.15800937667159345, 0.17345625851809224],
  ['microsoft', 'precision_at_k', 0.17037037037037037, 0.17333333333333334],
  ['microsoft', 'recall_at_k', 0.052194657194657185, 0.1652528335861669],
  ['microsoft', 'ndcg_at_k', 0.15653606369886217, 0.17313214773340507],
  ['microsoft', 'map', 0.040645619812286475, 0.08366548516151691],
  ['microsoft', 'map_at_k', 0.1296296296296296, 0.09934964726631393],
];

const told = (library: CompatName, name: string, lists: readonly HitList[]): number =>
  COMPAT[library].find((measure) => measure.name === name)!.of(lists);

describe('fifty lists', () => {
  const lists = fiftyLists();
  it.each(MEASURED)('%s tells %s %f at 3 and %f at 10', (library, name, at3, at10) => {
    for (const [k, wanted] of [
      [3, at3],
      [10, at10],
    ] as const) {
      const found = told(
        library,
        name,
        lists.map(({ list, relevant }) => hitList(list, relevant, k)),
      );
      expect(found).toBeCloseTo(wanted, 12);
    }
  });

  it('were told by the libraries for every name but those of Elliot, which PyPI does not have', () => {
    for (const library of ['recbole', 'implicit', 'lenskit', 'microsoft'] as const)
      expect(COMPAT[library].map(({ name }) => name).sort()).toEqual(
        MEASURED.filter(([own]) => own === library)
          .map(([, name]) => name)
          .sort(),
      );
  });
});

describe('the three lists of the golden table, at 2 and 5', () => {
  const golden = [
    { list: [3, 7, 10, 11, 2], relevant: [5, 6, 7, 8, 9, 10] },
    { list: [5, 8, 11, 1, 3], relevant: [4, 6, 7, 10, 11] },
    { list: [4, 9, 2], relevant: [1, 2, 3, 4, 5] },
  ];
  it.each([
    ['recbole', 'precision', 0.3333, 0.3333],
    ['lenskit', 'Precision', 0.3333, 0.4222],
    ['recbole', 'recall', 0.1222, 0.3111],
    ['lenskit', 'Recall', 0.3333, 0.3333],
    ['implicit', 'map', 0.25, 0.2111],
    ['recbole', 'map', 0.25, 0.2111],
    ['lenskit', 'AveragePrecision', 0.25, 0.2852],
    ['microsoft', 'map', 0.0944, 0.1981],
    ['elliot', 'MAP', 0.3333, 0.3944],
    ['elliot', 'nDCG', 0.3333, 0.354],
    ['microsoft', 'ndcg_at_k', 0.3333, 0.354],
  ] as const)('%s tells %s %f and %f', (library, name, at2, at5) => {
    const at = (k: number): number =>
      told(
        library,
        name,
        golden.map(({ list, relevant }) => hitList(list, relevant, k)),
      );
    expect(Math.abs(at(2) - at2)).toBeLessThanOrEqual(0.00005);
    expect(Math.abs(at(5) - at5)).toBeLessThanOrEqual(0.00005);
  });
});
