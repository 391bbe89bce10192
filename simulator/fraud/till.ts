/** The till: what a deed's order comes to, how it is paid, and the order where it is. */

import { NO_DUE, PAYMENT_OUTCOMES } from '../../datasets/payment-tables.ts';
import { CHECKOUT_STEPS } from '../../datasets/sale-tables.ts';
import { ACTION_KINDS, PAYMENT_METHODS } from '../../datasets/tables.ts';
import { shippingOf, taxOf } from '../behaviour/checkout.ts';
import { reserve } from '../filing/growing.ts';
import type { ShardLog } from '../filing/shard-log.ts';
import { payFor } from '../sale/payment.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Deed } from './deeds.ts';

const CART = ACTION_KINDS.indexOf('cart');
const CARD = PAYMENT_METHODS.indexOf('card');
const SETTLED = PAYMENT_OUTCOMES.indexOf('settled');
const PAYMENT = CHECKOUT_STEPS.indexOf('payment');
const ORDERED = CHECKOUT_STEPS.indexOf('ordered');

/**
 * Files every attempt of row `session` of the log to pay for its cart, the checkout, and the order where the last attempt is
 * settled. `shopper` is the row of the shoppers table; `priceOf` gives the cents of a unit.
 */
export function payAndOrder(
  { checkout }: Scenario,
  log: ShardLog,
  session: number,
  { steps, attempts, address, percentOff, door }: Deed,
  shopper: number,
  priceOf: (item: number) => number,
): void {
  if (attempts.length === 0) return;
  const cart = steps.filter(({ kind }) => kind === CART);
  const value = cart.reduce((sum, { item }) => sum + priceOf(item), 0);
  const discount = Math.floor((value * percentOff) / 100);
  const goods = value - discount;
  const shipping = shippingOf(goods, checkout.shipping, checkout.freeFrom);
  const tax = taxOf(goods, checkout.tax);
  const amount = goods + shipping + tax;
  for (const { time, card, outcome } of attempts) {
    const paid = outcome === SETTLED;
    payFor(log, session, { time, shopper, method: CARD, card, address, amount, outcome, paid, due: NO_DUE });
  }
  const isOrdered = door !== 0;
  fileCheckout(log, {
    session,
    time: attempts.at(-1)!.time,
    lines: cart.length,
    units: cart.length,
    value,
    shipping,
    reached: isOrdered ? ORDERED : PAYMENT,
  });
  if (!isOrdered) return;
  reserve(log.orders, 1);
  const { columns } = log.orders;
  const at = log.orders.length++;
  columns.session[at] = session;
  columns.method[at] = CARD;
  columns.discount[at] = discount;
  columns.shipping[at] = shipping;
  columns.tax[at] = tax;
}

type Checkout = Readonly<
  Record<'session' | 'time' | 'lines' | 'units' | 'value' | 'shipping' | 'reached', number>
>;

function fileCheckout(log: ShardLog, row: Checkout): void {
  reserve(log.checkouts, 1);
  const at = log.checkouts.length++;
  for (const name of Object.keys(row) as (keyof Checkout)[]) log.checkouts.columns[name][at] = row[name];
}
