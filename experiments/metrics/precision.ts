import type { RankMetric } from './definition.ts';

export const precision: RankMetric = {
  id: 'precision.v1',
  name: 'precision',
  kind: 'rank',
  task: 'rank',
  doc: 'share of the K places that hold a relevant item; a short list counts as misses',
  formula: 'hits / K',
  source: 'RecBole, implicit, Elliot, Microsoft Recommenders, trec_eval P_K',
  unit: 'share',
  direction: 'higher',
  cutoff: true,
  of: ({ hits, cutoff }) => hits / cutoff,
};

export const precisionListed: RankMetric = {
  id: 'precision.listed.v1',
  name: 'precisionListed',
  kind: 'rank',
  task: 'rank',
  doc: 'share of the places filled that hold a relevant item; 0 for an empty list',
  formula: 'hits / min(K, list length)',
  source: 'LensKit (lkpy) Precision',
  unit: 'share',
  direction: 'higher',
  cutoff: true,
  of: ({ hits, listed }) => (listed === 0 ? 0 : hits / listed),
};
