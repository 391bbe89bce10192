import type { GroupMetric, TruthMetric } from './definition.ts';
import { extremeGroups } from './user-group-gap.ts';

/** Of values that fall: in one order, so that lists of the same items have the same mean to the bit. */
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export const trueUtility: TruthMetric = {
  id: 'trueUtility.v1',
  name: 'trueUtility',
  kind: 'truth',
  task: 'rank',
  doc:
    'simulated data only: what the listed items are really worth to the shopper, on average, on the day of the cut (at the end of ' +
    'the log where no instant cuts): the expected utility of choosing them, without the mood of a visit; not defined for an empty list',
  formula: 'mean over the items listed at K of the expected utility',
  source: 'random-utility model of the scenario (simulator/world/oracle.ts)',
  unit: 'utility',
  direction: 'higher',
  cutoff: true,
  of: (listed) => mean(listed),
};

export const regret: TruthMetric = {
  id: 'regret.v1',
  name: 'regret',
  kind: 'truth',
  task: 'rank',
  doc:
    'simulated data only: how much less the listed items are worth to the shopper than the best that the list may hold, as many ' +
    'of them as it lists; 0 for the best list in any order, never below; not defined for an empty list',
  formula:
    'trueUtility of the best n items that the list may hold - trueUtility of the n listed, n at most K',
  source: 'distance to the ideal recommender (Chaney, Stewart and Engelhardt 2018)',
  unit: 'utility',
  direction: 'lower',
  cutoff: true,
  of: (listed, best) => mean(best) - mean(listed),
};

function gapOf(over: TruthMetric, doc: string): GroupMetric {
  return {
    id: `${over.name}Gap.v1`,
    name: `${over.name}Gap`,
    kind: 'group',
    task: 'rank',
    over: over.name,
    doc: `${doc}; groups and interval as for userGroupGap`,
    formula: `max - min over groups of the mean ${over.name}@K`,
    source:
      'Ekstrand et al. 2018 (utility by demographic group), with the truth of the simulator for utility',
    unit: 'utility',
    direction: 'zero',
    cutoff: true,
    of(means) {
      const { best, worst } = extremeGroups(means);
      return best === worst ? Number.NaN : means[best]! - means[worst]!;
    },
  };
}

export const trueUtilityGap = gapOf(
  trueUtility,
  'simulated data only: how far apart groups of shoppers are in what their lists are really worth to them; groups may like the ' +
    'whole shop less, whatever is listed, which regretGap leaves out',
);

export const regretGap = gapOf(
  regret,
  'simulated data only: how far apart groups of shoppers are in what they lose against the best lists they could have',
);
