import type { ListMetric } from './definition.ts';

export const popularityLift: ListMetric = {
  id: 'popularityLift.v1',
  name: 'popularityLift',
  kind: 'list',
  task: 'rank',
  doc:
    'how much more popular the lists are than what the same shoppers had: 0 keeps their taste for popular items, 1 doubles ' +
    'it; the interval takes the profiles as given',
  formula:
    '(mean popularity of lists - mean popularity of profiles) / mean popularity of profiles, means of shopper means',
  source: 'Abdollahpouri et al. 2019 (delta GAP) and 2020 (popularity lift)',
  unit: 'ratio',
  direction: 'zero',
  cutoff: true,
  of(items, from, listed, { popularity }) {
    let sum = 0;
    for (let at = from; at < from + listed; at++) sum += popularity[items[at]!]!;
    return sum / listed;
  },
  baseline: (shopper, { profilePopularity }) => profilePopularity[shopper]!,
};
