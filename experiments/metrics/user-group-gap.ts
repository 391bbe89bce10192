import type { GroupMetric } from './definition.ts';

/** A group of fewer evaluated shoppers has no mean of its own: it is listed with its n and left out of the gap. */
export const LEAST_GROUP = 10;

export const userGroupGap: GroupMetric = {
  id: 'userGroupGap.v1',
  name: 'userGroupGap',
  kind: 'group',
  task: 'rank',
  over: 'ndcg',
  doc:
    'nDCG of the group served best minus that of the group served worst; groups below 10 shoppers and shoppers whose group ' +
    'is not known are left out, NaN with fewer than two groups; the interval is of the difference between these two groups',
  formula: 'max - min over groups of the mean ndcg@K',
  source: 'Ekstrand et al. 2018 (accuracy by demographic group)',
  unit: 'share',
  direction: 'zero',
  cutoff: true,
  of(means) {
    const { best, worst } = extremeGroups(means);
    return best === worst ? Number.NaN : means[best]! - means[worst]!;
  },
};

/** Indices of the largest mean (the first of equals) and the smallest (the last), NaN left out; -1 when all are NaN. */
export function extremeGroups(means: Float64Array): { best: number; worst: number } {
  let best = -1;
  let worst = -1;
  means.forEach((mean, group) => {
    if (Number.isNaN(mean)) return;
    if (best < 0 || mean > means[best]!) best = group;
    if (worst < 0 || mean <= means[worst]!) worst = group;
  });
  return { best, worst };
}
