import type { GroupMetric } from './definition.ts';
import { extremeGroups } from './user-group-gap.ts';

export const equalOpportunityGap: GroupMetric = {
  id: 'equalOpportunityGap.v1',
  name: 'equalOpportunityGap',
  kind: 'group',
  task: 'rank',
  over: 'recall',
  weigh: 'relevant',
  doc:
    'share of the relevant items that is recommended, of the group served best minus that of the group served worst; groups ' +
    'as for userGroupGap, but every relevant item counts alike, not every shopper',
  formula: 'max - min over groups of hits / |relevant|, both summed over the shoppers of the group',
  source: 'Hardt, Price and Srebro 2016 (equality of opportunity: equal true positive rates)',
  unit: 'share',
  direction: 'zero',
  cutoff: true,
  of(shares) {
    const { best, worst } = extremeGroups(shares);
    return best === worst ? Number.NaN : shares[best]! - shares[worst]!;
  },
};
