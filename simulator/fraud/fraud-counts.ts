/** How much of a round is fraud: what figures of it are counted from. */

import { FRAUD_OBJECTS } from '../../datasets/fraud-tables.ts';
import { PAYMENT_OUTCOMES } from '../../datasets/payment-tables.ts';
import { addPayments, addReviewOrigins, type Tally } from '../figures/figure-tally.ts';
import type { RoundLog } from '../filing/filed-tables.ts';
import type { Scenario } from '../scenario/scenario.ts';

const PAYMENT = FRAUD_OBJECTS.indexOf('payment');
const REVIEW = FRAUD_OBJECTS.indexOf('review');
const SETTLED = PAYMENT_OUTCOMES.indexOf('settled');

/** Counts the payments and reviews of a round, and the fraudulent ones; nothing where no truth is filed to know them by. */
export function addFraud(
  tally: Tally,
  { payments, reviews, fraudEvents }: Pick<RoundLog, 'payments' | 'reviews' | 'fraudEvents'>,
  truth: Scenario['truth'],
): void {
  if (truth === 'none') return;
  const { object, id } = fraudEvents;
  const settledCents = (row: number): number =>
    payments.outcome[row] === SETTLED ? payments.amount[row]! : 0;
  let settled = 0;
  for (let row = 0; row < payments.length; row++) settled += settledCents(row);
  const first = payments.payment[0] ?? 0;
  let fraudAttempts = 0;
  let fraudSettled = 0;
  let fake = 0;
  for (let event = 0; event < fraudEvents.length; event++) {
    if (object[event] === REVIEW) fake++;
    if (object[event] !== PAYMENT) continue;
    fraudAttempts++;
    fraudSettled += settledCents(id[event]! - first);
  }
  addPayments(tally, { attempts: payments.length, fraudAttempts, settled, fraudSettled });
  addReviewOrigins(tally, { reviews: reviews.length, fake });
}
