/** Instruments of payment: which a shopper has, and in which order they are tried. */

import { exp } from '../../numerics/math.ts';
import { logistic } from './funnel.ts';

export const MOST_CARDS = 3;

/** One card, and a second and a third with probability `more` each time; `u` in (0, 1). */
export function cardsHeld(u: number, more: number): number {
  return u >= more ? 1 : u >= more * more ? 2 : MOST_CARDS;
}

/** Probability that a shop offers bill-me-later; bands are counted from 0. */
export function creditChance(
  rules: { readonly credit: number; readonly creditIncome: number; readonly creditAge: number },
  income: number,
  ageBand: number,
): number {
  return logistic(rules.credit + rules.creditIncome * income + rules.creditAge * ageBand);
}

/** Weight of a method: a multinomial logit with intercepts log(weight). */
export function methodWeight(weight: number, utility: number): number {
  return utility === 0 ? weight : weight * exp(utility);
}

/** Index drawn by `u` in (0, 1) in proportion to weights; -1 when all are 0. */
export function pickWeighted(weights: readonly number[], u: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) return -1;
  let left = u * total;
  let last = -1;
  for (const [index, weight] of weights.entries()) {
    if (weight === 0) continue;
    last = index;
    left -= weight;
    if (left < 0) return index;
  }
  return last;
}

/** The card that comes first: lower ones more often, the first of n with probability sqrt(1 / n). */
export function firstCard(u: number, cards: number): number {
  return Math.floor(u * u * cards);
}
