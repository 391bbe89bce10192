import type { HitMetric } from './definition.ts';

export const serendipity: HitMetric = {
  id: 'serendipity.v1',
  name: 'serendipity',
  kind: 'hit',
  task: 'rank',
  doc:
    'share of the K places that hold a relevant item which is not one of the K most popular in training: what a list of ' +
    'bestsellers would not have told; items of equal popularity count by their place in the data',
  formula: 'hits not among the K most popular / K',
  source: 'Ge, Delgado-Battenfeld and Jannach 2010, with popularity as the primitive recommender',
  unit: 'share',
  direction: 'higher',
  cutoff: true,
  of({ hits, cutoff }, { items }, { popularityRank }) {
    let unexpected = 0;
    for (let i = 0; i < hits; i++) if (popularityRank[items[i]!]! >= cutoff) unexpected++;
    return unexpected / cutoff;
  },
};
