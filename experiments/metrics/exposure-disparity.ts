import type { ItemGroupMetric } from './definition.ts';

export const exposureDisparity: ItemGroupMetric = {
  id: 'exposureDisparity.v1',
  name: 'exposureDisparity',
  kind: 'item group',
  task: 'rank',
  doc:
    'how far exposure lies from merit between groups of items (sellers, categories ...): the share of all exposure that would ' +
    'have to change hands; 0 where every group is shown as its training purchases deserve; ratios stand in the breakdown',
  formula:
    'half the sum over groups of |exposure share - merit share|; exposure of an item: sum over lists of 1/log2(rank + 1), ' +
    'merit: training (shopper, item) pairs',
  source:
    'Singh and Joachims 2018 (disparate treatment), Biega, Gummadi and Weikum 2018 (distance of attention and merit)',
  unit: 'share',
  direction: 'zero',
  cutoff: true,
  of: (exposure, merit) =>
    exposure.reduce((sum, share, group) => sum + Math.abs(share - merit[group]!), 0) / 2,
  slope: (exposure, merit) => exposure.map((share, group) => Math.sign(share - merit[group]!) / 2),
};
