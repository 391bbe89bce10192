/** Which metrics are read together. */

const FAMILIES = {
  accuracy: [
    'Accuracy',
    'precision precisionListed recall recallCapped hitRate mrr map mapListed mapTrec mapElliot ndcg ndcgClipped ndcgFound ndcgGraded rankAuc',
  ],
  errors: ['Errors of predictions', 'rmse mae forecastMae forecastRmse wape mase'],
  classes: [
    'Classes and probabilities',
    'accuracy macroF1 f1 auc averagePrecision logLoss brier calibrationError',
  ],
  alerts: ['Alerts', 'alertPrecision alertRecall cardPrecision moneySaved'],
  worth: ['What lists are worth', 'trueUtility regret'],
  variety: ['Variety and novelty', 'diversity novelty serendipity calibration popularityLift'],
  catalogue: ['Spread over the catalogue', 'coverage gini entropy'],
  prices: ['Prices', 'priceShown priceLift'],
  fairness: ['Between groups', 'userGroupGap equalOpportunityGap trueUtilityGap regretGap exposureDisparity'],
  others: ['Other metrics', ''],
} as const satisfies Record<string, readonly [heading: string, metrics: string]>;

export type Family = keyof typeof FAMILIES;

export const FAMILY_NAMES = Object.keys(FAMILIES) as Family[];
export const familyHeading = (family: Family): string => FAMILIES[family][0];

/** The family of a metric by its name; `others` of one that is in none. */
export const familyOf = (metric: string): Family =>
  FAMILY_NAMES.find((family) => FAMILIES[family][1].split(' ').includes(metric)) ?? 'others';
