/** Average precision, as four families of libraries normalise it. Only `map` is this project's own. */

import type { RankMetric } from './definition.ts';

/** Sum, over the hits, of the precision at each hit. */
function sumOfPrecisions(hits: Uint8Array, listed: number): number {
  let found = 0;
  let sum = 0;
  for (let i = 0; i < listed; i++) {
    if (hits[i] === 0) continue;
    found++;
    sum += found / (i + 1);
  }
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
  of: (hits, listed, relevant, k) => sumOfPrecisions(hits, listed) / Math.min(k, relevant),
};

export const mapListed: RankMetric = {
  ...SHARED,
  id: 'map.listed.v1',
  name: 'mapListed',
  doc: 'mean precision at the hits, over what the list as given could hit; 0 for an empty list',
  formula: 'sum of precision at each hit / min(|relevant|, list length, K)',
  source: 'LensKit (lkpy) AveragePrecision',
  of: (hits, listed, relevant) =>
    listed === 0 ? 0 : sumOfPrecisions(hits, listed) / Math.min(relevant, listed),
};

export const mapTrec: RankMetric = {
  ...SHARED,
  id: 'map.trec.v1',
  name: 'mapTrec',
  doc: 'mean precision at the relevant items, those not listed counting 0; below 1 where more than K are relevant',
  formula: 'sum of precision at each hit / |relevant|',
  source: 'trec_eval map_cut_K, ranx, Microsoft Recommenders `map`',
  of: (hits, listed, relevant) => sumOfPrecisions(hits, listed) / relevant,
};

export const mapElliot: RankMetric = {
  ...SHARED,
  id: 'map.elliot.v1',
  name: 'mapElliot',
  doc: 'mean of the precision at every cut-off from 1 to K, hit or not; a short list counts as misses',
  formula: '1/K * sum over k = 1..K of precision@k',
  source: 'Elliot MAP (Anelli et al. 2021)',
  of(hits, listed, _relevant, k) {
    let found = 0;
    let sum = 0;
    for (let i = 0; i < k; i++) {
      if (i < listed) found += hits[i]!;
      sum += found / (i + 1);
    }
    return sum / k;
  },
};
