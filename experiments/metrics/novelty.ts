import type { ListMetric } from './definition.ts';

export const novelty: ListMetric = {
  id: 'novelty.v1',
  name: 'novelty',
  kind: 'list',
  task: 'rank',
  doc: 'mean self-information of the listed items: how rare they are among training shoppers; NaN for an empty list',
  formula: 'mean over the list of -log2((shoppers who had the item + 1) / (shoppers + 1))',
  source: 'Zhou et al. 2010 (self-information), add-one so that an item nobody had stays finite',
  unit: 'bits',
  direction: 'higher',
  cutoff: true,
  of(items, from, listed, { selfInformation }) {
    let sum = 0;
    for (let at = from; at < from + listed; at++) sum += selfInformation[items[at]!]!;
    return sum / listed;
  },
};
