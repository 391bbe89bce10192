/** The shop's own checks of payments, as they meet the honest. */

import { drawKey, type SeedWords, uniform } from '../../numerics/rng.ts';
import type { Fraud } from '../scenario-fraud.ts';

/** Whether the checks refuse attempt `attempt` of a visit to pay with a card of one's own; `key` is the shopper's lasting key. */
export function isWronglyRefused(
  { seed, fraud }: { readonly seed: SeedWords; readonly fraud: Pick<Fraud, 'checks'> },
  key: number,
  visit: number,
  attempt: number,
): boolean {
  const { honest } = fraud.checks;
  return honest > 0 && uniform(drawKey(seed, 'payment.check'), key, visit, attempt) < honest;
}
