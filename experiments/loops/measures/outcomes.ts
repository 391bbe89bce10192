/** Welfare, sales, satisfaction and churn of the shoppers of a world. */

import { mean } from '../../../numerics/stats.ts';
import type { Measured, OutcomeMetric, Outcomes } from './definition.ts';

const overShoppers = (values: Float64Array): Measured => ({
  value: values.length === 0 ? Number.NaN : mean(values),
  n: values.length,
});

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

function overSlots({ homeSlots }: Outcomes, of: (shopper: number) => number): Measured {
  const slots = sumOf(homeSlots);
  let sum = 0;
  for (let shopper = 0; shopper < homeSlots.length; shopper++) sum += of(shopper);
  return { value: slots === 0 ? Number.NaN : sum / slots, n: slots };
}

export const realisedUtility: OutcomeMetric = {
  id: 'realisedUtility.v1',
  name: 'realisedUtility',
  doc: 'what all that was seen was worth to a shopper, those who never came among them',
  formula:
    'mean over shoppers of the sum over slates of log(1 + sum of exp(utility - outside)); of choices, their true utility',
  source: 'Small and Rosen 1981 (inclusive value)',
  unit: 'utility a shopper',
  direction: 'higher',
  of: ({ utility }) => overShoppers(utility),
};

export const slotUtility: OutcomeMetric = {
  id: 'slotUtility.v1',
  name: 'slotUtility',
  doc: 'expected utility of a slot that the policy filled, to the shopper it was filled for',
  formula: 'mean over slots of the expected utility, without mood and chance',
  source: 'trueUtility@K of the metrics of lists, over slots',
  unit: 'utility a slot',
  direction: 'higher',
  of: (outcomes) => overSlots(outcomes, (shopper) => outcomes.homeUtility[shopper]!),
};

export const slotRegret: OutcomeMetric = {
  id: 'slotRegret.v1',
  name: 'slotRegret',
  doc: 'how much better the best slate would have been, slot for slot, for the same shopper in the same state',
  formula: 'mean over slots of the expected utility of the best slate less that of what was shown',
  source: 'regret@K of the metrics of lists, over slots',
  unit: 'utility a slot',
  direction: 'lower',
  of: (outcomes) =>
    overSlots(outcomes, (shopper) => outcomes.bestUtility[shopper]! - outcomes.homeUtility[shopper]!),
};

export const clicks: OutcomeMetric = {
  id: 'clicks.v1',
  name: 'clicks',
  doc: 'items that a shopper clicked',
  formula: 'mean over shoppers',
  source: 'count',
  unit: 'clicks a shopper',
  direction: 'none',
  of: (outcomes) => overShoppers(outcomes.clicks),
};

export const orders: OutcomeMetric = {
  id: 'orders.v1',
  name: 'orders',
  doc: 'orders that a shopper placed',
  formula: 'mean over shoppers',
  source: 'count',
  unit: 'orders a shopper',
  direction: 'higher',
  of: (outcomes) => overShoppers(outcomes.orders),
};

export const revenue: OutcomeMetric = {
  id: 'revenue.v1',
  name: 'revenue',
  doc: 'price times quantity of all order lines of a shopper',
  formula: 'mean over shoppers',
  source: 'count',
  unit: 'cents a shopper',
  direction: 'higher',
  of: (outcomes) => overShoppers(outcomes.revenue),
};

export const satisfaction: OutcomeMetric = {
  id: 'satisfaction.v1',
  name: 'satisfaction',
  doc: 'satisfaction at the moment of the measure, of those who have not left',
  formula: 'mean over shoppers who have not left',
  source: 'state of the simulator',
  unit: 'satisfaction',
  direction: 'higher',
  of({ satisfaction: values, left }) {
    return overShoppers(values.filter((_, shopper) => left[shopper] === 0));
  },
};

export const churn: OutcomeMetric = {
  id: 'churn.v1',
  name: 'churn',
  doc: 'share of shoppers who have left for good since the start',
  formula: 'shoppers who left / shoppers',
  source: 'count',
  unit: 'share',
  direction: 'lower',
  of: ({ left }) => overShoppers(Float64Array.from(left)),
};
