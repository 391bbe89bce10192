/** The shop's own checks of payments, as they meet the honest. */

import { type DrawKey, drawKey, type SeedWords, uniform } from '../../numerics/rng.ts';
import type { Fraud } from '../scenario/scenario-fraud.ts';

/** Of `isWronglyRefused`. */
export function checksKey(seed: SeedWords): DrawKey {
  return drawKey(seed, 'payment.check');
}

/** Whether the checks refuse attempt `attempt` of a visit to pay by a card or wallet of one's own; `shopper` is the lasting key. */
export function isWronglyRefused(
  key: DrawKey,
  { checks: { honest } }: Pick<Fraud, 'checks'>,
  shopper: number,
  visit: number,
  attempt: number,
): boolean {
  return honest > 0 && uniform(key, shopper, visit, attempt) < honest;
}
