/**
 * The algorithms of the playground. When it is bundled this list stands in the place of `algorithms/registry.ts`, so that what no shop of
 * the playground can have (deep models, texts, frauds) does not have to be loaded.
 */

import { linUcb } from '../../algorithms/bandits/lin-ucb.ts';
import { rankedSlates } from '../../algorithms/bandits/ranked-slates.ts';
import { popularity } from '../../algorithms/baselines/popularity.ts';
import { contentBased } from '../../algorithms/content/content-based.ts';
import { als } from '../../algorithms/factors/als.ts';
import { bpr } from '../../algorithms/factors/bpr.ts';
import { minimised } from '../../algorithms/hybrid/minimised.ts';
import { ease } from '../../algorithms/linear/ease.ts';
import { itemKnn } from '../../algorithms/neighbours/item-knn.ts';
import { userKnn } from '../../algorithms/neighbours/user-knn.ts';
import { mmr } from '../../algorithms/rerank/mmr.ts';

export const ALGORITHMS = {
  popularity,
  'content-based': contentBased,
  'item-knn': itemKnn,
  'user-knn': userKnn,
  als,
  bpr,
  ease,
  'lin-ucb': linUcb,
  mmr,
  minimised,
  'ranked-slates': rankedSlates,
} as const;
