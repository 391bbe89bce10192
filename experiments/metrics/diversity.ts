import type { ListMetric } from './definition.ts';

export const diversity: ListMetric = {
  id: 'diversity.v1',
  name: 'diversity',
  kind: 'list',
  task: 'rank',
  doc:
    'mean pairwise unlikeness of the listed items, by category path, brand and attributes, no text; pairs with a ' +
    'featureless item are left out, NaN without a pair',
  formula: 'mean over pairs of 1 - cosine of the 0/1 feature vectors',
  source: 'Smyth and McClave 2001; Ziegler et al. 2005 (intra-list similarity)',
  unit: 'share',
  direction: 'higher',
  cutoff: true,
  // With unit vectors v, the cosines of all pairs sum to (|sum v|^2 - n) / 2: one pass over the features, not over pairs.
  of(items, from, listed, { features, featureSums: sums }) {
    if (features === null) return Number.NaN;
    const { rowPtr, colIdx, weight } = features;
    let count = 0;
    let squared = 0;
    for (let at = from; at < from + listed; at++) {
      const item = items[at]!;
      if (rowPtr[item] === rowPtr[item + 1]) continue;
      count++;
      for (let p = rowPtr[item]!; p < rowPtr[item + 1]!; p++) {
        const before = sums[colIdx[p]!]!;
        const after = before + weight[item]!;
        sums[colIdx[p]!] = after;
        squared += after * after - before * before;
      }
    }
    for (let at = from; at < from + listed; at++) {
      const item = items[at]!;
      for (let p = rowPtr[item]!; p < rowPtr[item + 1]!; p++) sums[colIdx[p]!] = 0;
    }
    const cosine = (squared - count) / (count * (count - 1));
    return count < 2 ? Number.NaN : Math.min(1, Math.max(0, 1 - cosine));
  },
};
