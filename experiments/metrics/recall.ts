import type { RankMetric } from './definition.ts';

export const recall: RankMetric = {
  id: 'recall.v1',
  name: 'recall',
  kind: 'rank',
  task: 'rank',
  doc: 'share of the relevant items that are listed; below 1 by construction where more than K are relevant',
  formula: 'hits / |relevant|',
  source: 'RecBole, implicit, Elliot, Microsoft Recommenders, trec_eval recall_K',
  unit: 'share',
  direction: 'higher',
  cutoff: true,
  of: ({ hits, relevant }) => hits / relevant,
};

export const recallCapped: RankMetric = {
  id: 'recall.capped.v1',
  name: 'recallCapped',
  kind: 'rank',
  task: 'rank',
  doc: 'share of the relevant items that K places could list which are listed',
  formula: 'hits / min(K, |relevant|)',
  source: 'Liang et al. 2018 (Mult-VAE) Recall@K; LensKit since 2025; RecPack CalibratedRecallK',
  unit: 'share',
  direction: 'higher',
  cutoff: true,
  of: ({ hits, relevant, cutoff }) => hits / Math.min(cutoff, relevant),
};
