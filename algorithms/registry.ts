import type { Algorithm } from './algorithm.ts';
import { epsilonGreedy } from './bandits/epsilon-greedy.ts';
import { linThompson } from './bandits/lin-thompson.ts';
import { linUcb } from './bandits/lin-ucb.ts';
import { rankedSlates } from './bandits/ranked-slates.ts';
import { thompson } from './bandits/thompson.ts';
import { ucb } from './bandits/ucb.ts';
import { biasBaseline } from './baselines/bias-baseline.ts';
import { classPrior } from './baselines/class-prior.ts';
import { ownMostBought } from './baselines/own-most-bought.ts';
import { popularity } from './baselines/popularity.ts';
import { popularityCategory } from './baselines/popularity-category.ts';
import { popularityRecent } from './baselines/popularity-recent.ts';
import { popularityRegion } from './baselines/popularity-region.ts';
import { random } from './baselines/random.ts';
import { contentBased } from './content/content-based.ts';
import { deepfm } from './deep/deepfm.ts';
import { gru4rec } from './deep/gru4rec.ts';
import { multVae } from './deep/mult-vae.ts';
import { neumf } from './deep/neumf.ts';
import { sasrec } from './deep/sasrec.ts';
import { twoTower } from './deep/two-tower.ts';
import { bgNbd } from './demand/bg-nbd.ts';
import { intermittent } from './demand/intermittent.ts';
import { propensity } from './demand/propensity.ts';
import { seasonalNaive } from './demand/seasonal-naive.ts';
import { seasonalSmoothing } from './demand/seasonal-smoothing.ts';
import { als } from './factors/als.ts';
import { bpr } from './factors/bpr.ts';
import { factorisationMachine } from './factors/factorisation-machine.ts';
import { nmf } from './factors/nmf.ts';
import { pureSvd } from './factors/pure-svd.ts';
import { svd } from './factors/svd.ts';
import { svdpp } from './factors/svdpp.ts';
import { timeSvd } from './factors/time-svd.ts';
import { warp } from './factors/warp.ts';
import { autoencoder } from './fraud/autoencoder.ts';
import { boostedTrees } from './fraud/boosted-trees.ts';
import { fraudLogistic } from './fraud/fraud-logistic.ts';
import { fraudRules } from './fraud/fraud-rules.ts';
import { isolationForest } from './fraud/isolation-forest.ts';
import { reviewRings } from './fraud/review-rings.ts';
import { shilling } from './fraud/shilling.ts';
import { lightgcn } from './graph/lightgcn.ts';
import { simplex } from './graph/simplex.ts';
import { ultragcn } from './graph/ultragcn.ts';
import { cascade } from './hybrid/cascade.ts';
import { fallback } from './hybrid/fallback.ts';
import { minimised } from './hybrid/minimised.ts';
import { reviewAware } from './hybrid/review-aware.ts';
import { stacked } from './hybrid/stacked.ts';
import { switching } from './hybrid/switching.ts';
import { weighted } from './hybrid/weighted.ts';
import { ease } from './linear/ease.ts';
import { slim } from './linear/slim.ts';
import { associationRules } from './neighbours/association-rules.ts';
import { itemKnn } from './neighbours/item-knn.ts';
import { ratingKnn } from './neighbours/rating-knn.ts';
import { rp3beta } from './neighbours/rp3beta.ts';
import { slopeOne } from './neighbours/slope-one.ts';
import { userKnn } from './neighbours/user-knn.ts';
import { calibrated } from './rerank/calibrated.ts';
import { explorationSlots } from './rerank/exploration-slots.ts';
import { fairExposure } from './rerank/fair-exposure.ts';
import { mmr } from './rerank/mmr.ts';
import { popularityDiscounted } from './rerank/popularity-discounted.ts';
import { xquad } from './rerank/xquad.ts';
import { fpmc } from './sequence/fpmc.ts';
import { markov } from './sequence/markov.ts';
import { sessionKnn } from './sequence/session-knn.ts';
import { lexiconAfinn } from './text/lexicon-afinn.ts';
import { lexiconVader } from './text/lexicon-vader.ts';
import { logisticText } from './text/logistic-text.ts';
import { naiveBayes } from './text/naive-bayes.ts';
import { textCnn } from './text/text-cnn.ts';

/** The only list of algorithms; names in studies, schemas, documentation and the contract test come from here. */
export const ALGORITHMS = {
  random,
  popularity,
  'popularity-recent': popularityRecent,
  'popularity-category': popularityCategory,
  'popularity-region': popularityRegion,
  'own-most-bought': ownMostBought,
  'user-knn': userKnn,
  'item-knn': itemKnn,
  rp3beta,
  'association-rules': associationRules,
  slim,
  ease,
  'content-based': contentBased,
  'pure-svd': pureSvd,
  als,
  markov,
  fpmc,
  'session-knn': sessionKnn,
  bpr,
  warp,
  'factorisation-machine': factorisationMachine,
  neumf,
  deepfm,
  'two-tower': twoTower,
  'mult-vae': multVae,
  sasrec,
  gru4rec,
  ultragcn,
  simplex,
  lightgcn,
  weighted,
  stacked,
  switching,
  fallback,
  minimised,
  cascade,
  'review-aware': reviewAware,
  mmr,
  xquad,
  calibrated,
  'popularity-discounted': popularityDiscounted,
  'fair-exposure': fairExposure,
  'exploration-slots': explorationSlots,
  'bias-baseline': biasBaseline,
  'rating-knn': ratingKnn,
  'slope-one': slopeOne,
  svd,
  svdpp,
  'time-svd': timeSvd,
  nmf,
  'epsilon-greedy': epsilonGreedy,
  ucb,
  'lin-ucb': linUcb,
  'lin-thompson': linThompson,
  thompson,
  'ranked-slates': rankedSlates,
  'seasonal-naive': seasonalNaive,
  'seasonal-smoothing': seasonalSmoothing,
  intermittent,
  propensity,
  'bg-nbd': bgNbd,
  'class-prior': classPrior,
  'lexicon-vader': lexiconVader,
  'lexicon-afinn': lexiconAfinn,
  'naive-bayes': naiveBayes,
  'logistic-text': logisticText,
  'text-cnn': textCnn,
  'fraud-rules': fraudRules,
  'fraud-logistic': fraudLogistic,
  'boosted-trees': boostedTrees,
  'isolation-forest': isolationForest,
  autoencoder,
  'review-rings': reviewRings,
  shilling,
} as const satisfies Record<string, Algorithm>;

export type AlgorithmName = keyof typeof ALGORITHMS;
