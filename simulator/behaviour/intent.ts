/** Intent: what brings a visitor, and what they mean to spend. */

import { exp, log } from '../../numerics/math.ts';
import { MOST_CENTS } from './price.ts';

/** Codes of missions. */
export const MISSIONS = ['browse', 'search', 'replenish', 'gift'] as const;
export const SEARCHING = MISSIONS.indexOf('search');
export const REPLENISHING = MISSIONS.indexOf('replenish');
export const GIVING = MISSIONS.indexOf('gift');

/** No budget. */
export const NO_BUDGET = 0;

export interface BudgetRules {
  readonly median: number;
  readonly spread: number;
  readonly incomeEffect: number;
  readonly weight: number;
}

/**
 * Budget in whole cents, at least 1, or NO_BUDGET: lognormal, rising with income (band 0 is the lowest) and with the price
 * that the shopper is used to, a logarithm over the category's median; `z` is standard normal.
 */
export function budgetOf(rules: BudgetRules, z: number, incomeBand: number, usedPrice: number): number {
  if (rules.median === 0) return NO_BUDGET;
  const budget = rules.median * exp(rules.spread * z + rules.incomeEffect * incomeBand + usedPrice);
  return Math.min(MOST_CENTS, Math.max(1, Math.round(budget)));
}

/** Fall of the logit of carting when the cart would then be worth `cents`: 0 within the budget. */
export function beyondBudget(weight: number, budget: number, cents: number): number {
  return budget === NO_BUDGET || weight === 0 || cents <= budget ? 0 : weight * log(cents / budget);
}
