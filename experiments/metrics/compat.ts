/**
 * What other libraries would tell of the same lists, under their own names. Each is one of the definitions here, taken over the lists that
 * the library counts: most count every shopper with a relevant item, some leave out those with an empty list, one pools.
 */

import { map, mapElliot, mapListed, mapTrec } from './average-precision.ts';
import type { HitList, RankMetric } from './definition.ts';
import { hitRate, mrr } from './first-hit.ts';
import { ndcg, ndcgClipped } from './ndcg.ts';
import { precision, precisionListed } from './precision.ts';
import { recall, recallCapped } from './recall.ts';

export interface CompatMeasure {
  /** As the library calls it. */
  readonly name: string;
  /** Which definition here, over which lists. */
  readonly doc: string;
  /** Of one list for every shopper with a relevant item, empty ones among them. */
  of(lists: readonly HitList[]): number;
}

const meanOf = (lists: readonly HitList[], metric: RankMetric): number =>
  lists.reduce((sum, list) => sum + metric.of(list), 0) / lists.length;

const overAll = (name: string, metric: RankMetric): CompatMeasure => ({
  name,
  doc: `${metric.name}, mean over all shoppers`,
  of: (lists) => meanOf(lists, metric),
});

/** Shoppers without a list are not counted. */
const overListed = (name: string, metric: RankMetric): CompatMeasure => ({
  name,
  doc: `${metric.name}, mean over shoppers whose list is not empty`,
  of: (lists) =>
    meanOf(
      lists.filter(({ listed }) => listed > 0),
      metric,
    ),
});

const pooledPrecision: CompatMeasure = {
  name: 'precision',
  doc: 'hits of all shoppers over the sum of min(K, |relevant|)',
  of(lists) {
    const hits = lists.reduce((sum, list) => sum + list.hits, 0);
    return hits / lists.reduce((sum, { cutoff, relevant }) => sum + Math.min(cutoff, relevant), 0);
  },
};

/** RecBole 1.2, Elliot 0.3, implicit 0.7, LensKit 2025.8, Microsoft Recommenders 1.2 (its functions with relevancy_method='top_k'). */
export const COMPAT = {
  recbole: [
    overAll('hit', hitRate),
    overAll('mrr', mrr),
    overAll('map', map),
    overAll('recall', recall),
    overAll('ndcg', ndcg),
    overAll('precision', precision),
  ],
  elliot: [
    overAll('HR', hitRate),
    overAll('MRR', mrr),
    overAll('MAP', mapElliot),
    overAll('Recall', recall),
    overAll('nDCG', ndcg),
    overAll('Precision', precision),
  ],
  implicit: [pooledPrecision, overAll('map', map), overAll('ndcg', ndcg)],
  lenskit: [
    overListed('Precision', precisionListed),
    overAll('Recall', recallCapped),
    overAll('Hit', hitRate),
    overAll('RecipRank', mrr),
    overListed('AveragePrecision', mapListed),
    overAll('NDCG', ndcgClipped),
  ],
  microsoft: [
    overListed('precision_at_k', precision),
    overListed('recall_at_k', recall),
    overAll('ndcg_at_k', ndcg),
    overListed('map', mapTrec),
    overListed('map_at_k', map),
  ],
} as const satisfies Record<string, readonly CompatMeasure[]>;
export type CompatName = keyof typeof COMPAT;
