/** Metrics of the first hit alone. */

import type { RankMetric } from './definition.ts';

export const hitRate: RankMetric = {
  id: 'hitRate.v1',
  name: 'hitRate',
  kind: 'rank',
  task: 'rank',
  doc: 'share of shoppers with at least one relevant item listed',
  formula: '1 if hits > 0 else 0',
  source: 'Deshpande and Karypis 2004 (hit rate); RecBole Hit, Elliot HR',
  unit: 'share',
  direction: 'higher',
  cutoff: true,
  of: ({ hits }) => (hits > 0 ? 1 : 0),
};

export const mrr: RankMetric = {
  id: 'mrr.v1',
  name: 'mrr',
  kind: 'rank',
  task: 'rank',
  doc: 'one over the rank of the first relevant item; 0 when none is among the first K',
  formula: '1 / rank of the first hit, 0 if none',
  source: 'Voorhees 1999 (TREC-8 question answering), cut at K',
  unit: 'share',
  direction: 'higher',
  cutoff: true,
  of: ({ ranks, hits }) => (hits === 0 ? 0 : 1 / ranks[0]!),
};
