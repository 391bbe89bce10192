import type { Algorithm } from './algorithm.ts';
import { als } from './als.ts';
import { biasBaseline } from './bias-baseline.ts';
import { bpr } from './bpr.ts';
import { contentBased } from './content-based.ts';
import { ease } from './ease.ts';
import { itemKnn } from './item-knn.ts';
import { nmf } from './nmf.ts';
import { ownMostBought } from './own-most-bought.ts';
import { popularity } from './popularity.ts';
import { random } from './random.ts';
import { ratingKnn } from './rating-knn.ts';
import { rp3beta } from './rp3beta.ts';
import { slim } from './slim.ts';
import { slopeOne } from './slope-one.ts';
import { svd } from './svd.ts';
import { svdpp } from './svdpp.ts';
import { userKnn } from './user-knn.ts';
import { warp } from './warp.ts';

/** The only list of algorithms; names in studies, schemas, documentation and the contract test come from here. */
export const ALGORITHMS = {
  random,
  popularity,
  'own-most-bought': ownMostBought,
  'user-knn': userKnn,
  'item-knn': itemKnn,
  rp3beta,
  slim,
  ease,
  'content-based': contentBased,
  als,
  bpr,
  warp,
  'bias-baseline': biasBaseline,
  'rating-knn': ratingKnn,
  'slope-one': slopeOne,
  svd,
  svdpp,
  nmf,
} as const satisfies Record<string, Algorithm>;

export type AlgorithmName = keyof typeof ALGORITHMS;
