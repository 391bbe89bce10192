/** All measures of closed loops, the only list of their names. */

import { catalogueCoverage, catalogueEntropy, catalogueGini } from './concentration.ts';
import type { BagMetric, LoopDefinition, OutcomeMetric, SellerMetric } from './definition.ts';
import { intraDiversity } from './diversity.ts';
import {
  churn,
  clicks,
  orders,
  realisedUtility,
  revenue,
  satisfaction,
  slotRegret,
  slotUtility,
} from './outcomes.ts';
import { sellerDisparity, sellerExposureGini, sellerSalesGini, sellersSelling } from './sellers.ts';
import { interCosine, interJaccard, nearestJaccard } from './similarity.ts';

/** What is looked at: what was shown on any page, what was clicked, the best items by expected utility. */
export const SERIES = ['shown', 'engaged', 'latent'] as const;
export type SeriesName = (typeof SERIES)[number];

export const BAG_METRICS = {
  intraDiversity,
  interJaccard,
  interCosine,
  nearestJaccard,
  catalogueGini,
  catalogueEntropy,
  catalogueCoverage,
} as const satisfies Record<string, BagMetric>;

export const OUTCOME_METRICS = {
  realisedUtility,
  slotUtility,
  slotRegret,
  clicks,
  orders,
  revenue,
  satisfaction,
  churn,
} as const satisfies Record<string, OutcomeMetric>;

export type OutcomeName = keyof typeof OUTCOME_METRICS;

export const SELLER_METRICS = {
  sellersSelling,
  sellerSalesGini,
  sellerExposureGini,
  sellerDisparity,
} as const satisfies Record<string, SellerMetric>;

export const LOOP_METRICS: Readonly<Record<string, LoopDefinition>> = {
  ...BAG_METRICS,
  ...OUTCOME_METRICS,
  ...SELLER_METRICS,
};
