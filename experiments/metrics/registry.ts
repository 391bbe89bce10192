/** All metrics, by the name that a study writes. */

import { alertPrecision, alertRecall, cardPrecision, moneySaved } from './alert-scores.ts';
import { map, mapElliot, mapListed, mapTrec } from './average-precision.ts';
import { calibration } from './calibration.ts';
import { auc, averagePrecision, brier, calibrationError, logLoss } from './class-scores.ts';
import { coverage, entropy, gini } from './concentration.ts';
import type { Metric } from './definition.ts';
import { diversity } from './diversity.ts';
import { equalOpportunityGap } from './equal-opportunity-gap.ts';
import { exposureDisparity } from './exposure-disparity.ts';
import { hitRate, mrr } from './first-hit.ts';
import { forecastMae, forecastRmse, mase, wape } from './forecast-error.ts';
import { accuracy, f1, macroF1 } from './label-scores.ts';
import { ndcg, ndcgClipped, ndcgFound, ndcgGraded } from './ndcg.ts';
import { novelty } from './novelty.ts';
import { popularityLift } from './popularity-lift.ts';
import { precision, precisionListed } from './precision.ts';
import { priceLift, priceShown } from './price-shown.ts';
import { rankAuc } from './rank-auc.ts';
import { mae, rmse } from './rating-error.ts';
import { recall, recallCapped } from './recall.ts';
import { serendipity } from './serendipity.ts';
import { regret, regretGap, trueUtility, trueUtilityGap } from './true-utility.ts';
import { userGroupGap } from './user-group-gap.ts';

export const METRICS = {
  precision,
  precisionListed,
  recall,
  recallCapped,
  hitRate,
  mrr,
  map,
  mapListed,
  mapTrec,
  mapElliot,
  ndcg,
  ndcgClipped,
  ndcgFound,
  ndcgGraded,
  rankAuc,
  coverage,
  gini,
  entropy,
  novelty,
  diversity,
  serendipity,
  calibration,
  popularityLift,
  priceShown,
  priceLift,
  userGroupGap,
  equalOpportunityGap,
  trueUtility,
  regret,
  trueUtilityGap,
  regretGap,
  exposureDisparity,
  rmse,
  mae,
  forecastMae,
  forecastRmse,
  wape,
  mase,
  auc,
  averagePrecision,
  logLoss,
  brier,
  calibrationError,
  accuracy,
  macroF1,
  f1,
  alertPrecision,
  alertRecall,
  cardPrecision,
  moneySaved,
} as const satisfies Record<string, Metric>;
