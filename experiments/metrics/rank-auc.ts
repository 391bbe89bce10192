import type { OrderMetric } from './definition.ts';

export const rankAuc: OrderMetric = {
  id: 'auc.rank.v1',
  name: 'rankAuc',
  kind: 'order',
  task: 'rank',
  doc:
    'chance that a relevant item stands above another one that may be listed, in the ranking of all of them; equal scores, ' +
    'and items without an answer among each other, count half; relevant items outside the catalogue count none',
  formula:
    'mean over pairs (relevant r, other o) of [score(r) > score(o)] + [score(r) = score(o)] / 2; NaN where there is no other',
  source: 'Rendle et al. 2009 (BPR), equation of AUC; Mann and Whitney 1947 for ties',
  unit: 'share',
  direction: 'higher',
  cutoff: false,
  of({ relevant, others, levels }) {
    let below = 0;
    let all = 0;
    for (let level = 0; level < levels; level++) {
      below += others[level]!;
      all += relevant[level]!;
    }
    const pairs = all * below;
    let won = 0;
    for (let level = 0; level < levels; level++) {
      below -= others[level]!;
      won += relevant[level]! * (below + others[level]! / 2);
    }
    return won / pairs;
  },
};
