/**
 * Orders alone say nothing of the visits and clicks that came to none. What stands before an order is opened, so that nearly
 * every visit simulated is one that can be compared, and the search begins where such visits are about as in the log.
 */

import type { Summary } from '../../datasets/summary-statistics.ts';
import { daysOf, type PartView } from '../../datasets/summary-view.ts';
import { exp, log } from '../../numerics/math.ts';
import { mean } from '../../numerics/stats.ts';
import { meanSlates, type Scenario } from '../../simulator/scenario/scenario.ts';

/** Logit of carting what is clicked and of ordering the cart: 95 %. */
const OPEN = 3;
/** Utility of the outside option at which, among shoppers like those of the presets, about so many items of a slate are clicked. */
const EAGER = 2;
const CLICKS_A_SLATE = 2;
/** Halvings of an interval. */
const STEPS = 60;

/** Whether the log has orders and no word of the visits that came to none. */
export const isOrdersAlone = ({ basis }: PartView, summary: Summary): boolean =>
  basis === 'order' && summary['clicks-per-session'].form === 'absent';

/** Scenario values by path. A funnel already wider open is left as it is. */
export function openedFunnel({ funnel }: Scenario): Record<string, number> {
  return {
    'funnel.cart.intercept': Math.max(OPEN, funnel.cart.intercept),
    'funnel.checkout.intercept': Math.max(OPEN, funnel.checkout.intercept),
  };
}

/**
 * Where to begin, by path: such that those with any order have as many as in the log, if shoppers leave at the scenario's rate
 * and carts at the steps of its checkout, the shock of shipping apart.
 */
export function orderStarts(
  { source, from, to }: PartView,
  { 'lines-per-order': lines, 'orders-per-shopper': orders }: Summary,
  { arrival, exposure, choice, life, checkout }: Scenario,
): Record<string, number> {
  const days = Math.min(to, daysOf(source)) - from;
  const stayed = life.churn.perDay > 0 ? (1 - exp(-life.churn.perDay * days)) / life.churn.perDay : days;
  const ordered = (1 - checkout.leaveAddress) * (1 - checkout.leavePayment);
  const placed = orders.form === 'sample' ? untruncatedMean(mean(orders.values), arrival.shape) : 0;
  return {
    ...(placed > 0 && { 'arrival.sessionsPerDay': placed / stayed / ordered }),
    ...(lines.form === 'sample' && {
      'choice.outside': Math.min(EAGER, choice.outside),
      'exposure.continue': continueFor(mean(lines.values) / CLICKS_A_SLATE, exposure),
    }),
  };
}

/**
 * Mean of a negative binomial (gamma-Poisson visits, rates of this shape) whose mean over those with any is `mean`; 0 unless
 * that is above 1.
 */
export function untruncatedMean(truncated: number, shape: number): number {
  if (!(truncated > 1)) return 0;
  const truncatedOf = (all: number): number => all / (1 - exp(-shape * log(1 + all / shape)));
  return halve(0, truncated, (all) => truncatedOf(all) > truncated);
}

/** Mean probability of looking on at which a visit has `slates` slates on average. */
function continueFor(slates: number, exposure: Scenario['exposure']): number {
  return halve(0, 0.98, (chance) => meanSlates({ ...exposure, continue: chance }) > slates);
}

/** Where `isAbove`, false below it, becomes true; an end where it never changes. */
function halve(low: number, high: number, isAbove: (x: number) => boolean): number {
  let [below, above] = [low, high];
  for (let step = 0; step < STEPS; step++) {
    const middle = (below + above) / 2;
    if (isAbove(middle)) above = middle;
    else below = middle;
  }
  return above;
}
