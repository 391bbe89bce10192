/** Average precision, as four families of libraries normalise it. Only `map` is this project's own. */

import type { HitList, RankMetric } from './definition.ts';

/** Sum, over the hits, of the precision at each hit. */
function sumOfPrecisions({ ranks, hits }: HitList): number {
  let sum = 0;
  for (let i = 0; i < hits; i++) sum += (i + 1) / ranks[i]!;
  return sum;
}

const SHARED = { kind: 'rank', task: 'rank', unit: 'share', direction: 'higher', cutoff: true } as const;

export const map: RankMetric = {
  ...SHARED,
  id: 'map.v1',
  name: 'map',
  doc: 'mean precision at the hits; 1 when every place that could hit does',
  formula: 'sum of precision at each hit / min(K, |relevant|)',
  source: 'RecBole, RePlay, implicit',
  of: (list) => sumOfPrecisions(list) / Math.min(list.cutoff, list.relevant),
};

export const mapListed: RankMetric = {
  ...SHARED,
  id: 'map.listed.v1',
  name: 'mapListed',
  doc: 'mean precision at the hits, over what the list as given could hit; 0 for an empty list',
  formula: 'sum of precision at each hit / min(|relevant|, list length, K)',
  source: 'LensKit (lkpy) AveragePrecision',
  of: (list) => (list.listed === 0 ? 0 : sumOfPrecisions(list) / Math.min(list.relevant, list.listed)),
};

export const mapTrec: RankMetric = {
  ...SHARED,
  id: 'map.trec.v1',
  name: 'mapTrec',
  doc: 'mean precision at the relevant items, those not listed counting 0; below 1 where more than K are relevant',
  formula: 'sum of precision at each hit / |relevant|',
  source: 'trec_eval map_cut_K, ranx, Microsoft Recommenders `map`',
  of: (list) => sumOfPrecisions(list) / list.relevant,
};

export const mapElliot: RankMetric = {
  ...SHARED,
  id: 'map.elliot.v1',
  name: 'mapElliot',
  doc: 'mean of the precision at every cut-off from 1 to K, hit or not; a short list counts as misses',
  formula: '1/K * sum over k = 1..K of precision@k',
  source: 'Elliot MAP (Anelli et al. 2021)',
  of({ ranks, hits, cutoff }) {
    let found = 0;
    let sum = 0;
    for (let rank = 1; rank <= cutoff; rank++) {
      if (found < hits && ranks[found] === rank) found++;
      sum += found / rank;
    }
    return sum / cutoff;
  },
};
