/** The till: what a deed's order comes to, how it is paid, and the order where it is. */

import { NO_DUE, PAYMENT_METHODS, PAYMENT_OUTCOMES } from '../../datasets/payment-tables.ts';
import { ACTION_KINDS } from '../../datasets/tables.ts';
import { reserve } from '../growing.ts';
import { payFor } from '../payment.ts';
import type { ShardLog } from '../shard-log.ts';
import type { Deed } from './deeds.ts';

const CART = ACTION_KINDS.indexOf('cart');
const CARD = PAYMENT_METHODS.indexOf('card');
const SETTLED = PAYMENT_OUTCOMES.indexOf('settled');

/**
 * Files every attempt of row `session` of the log to pay for its cart, and the order where the last one is settled. `shopper` is
 * the row of the shoppers table; `priceOf` gives the cents of a unit.
 */
export function payAndOrder(
  log: ShardLog,
  session: number,
  { steps, attempts, address, percentOff, door }: Deed,
  shopper: number,
  priceOf: (item: number) => number,
): void {
  if (attempts.length === 0) return;
  let value = 0;
  for (const { kind, item } of steps) if (kind === CART) value += priceOf(item);
  const discount = Math.floor((value * percentOff) / 100);
  for (const { time, card, outcome } of attempts) {
    const paid = outcome === SETTLED;
    const amount = value - discount;
    payFor(log, session, { time, shopper, method: CARD, card, address, amount, outcome, paid, due: NO_DUE });
  }
  if (door === 0) return;
  reserve(log.orders, 1);
  log.orders.columns.session[log.orders.length] = session;
  log.orders.columns.discount[log.orders.length++] = discount;
}
