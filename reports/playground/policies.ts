/** Policies in plain words. */

import type { ShopPolicy } from './setting.ts';

export const POLICY_WORDS: Readonly<Record<ShopPolicy, { readonly name: string; readonly does: string }>> = {
  popularity: { name: 'popularity', does: 'What most people clicked, the same for everyone.' },
  random: { name: 'random', does: 'Chance. It learns nothing.' },
  'content-based': { name: 'content-based', does: 'More of the kind that this person clicked.' },
  'item-knn': { name: 'item-knn', does: 'Items liked by the same people as what you clicked.' },
  'user-knn': { name: 'user-knn', does: 'What people with clicks like yours clicked.' },
  als: { name: 'als', does: 'Hidden tastes, found by matrix factorisation.' },
  bpr: { name: 'bpr', does: 'Hidden tastes, learnt from pairs of clicked and not.' },
  ease: { name: 'ease', does: 'Which items go together: a linear model of all pairs.' },
  'lin-ucb': { name: 'lin-ucb', does: 'A bandit: it tries what it is not yet sure of.' },
  oracle: { name: 'oracle', does: 'It knows the truth, as no real shop can.' },
};

export const policyName = (policy: ShopPolicy): string => POLICY_WORDS[policy].name;
