/** What belongs to the order of the sample log: promotion, checkout, line, payment. A fresh copy at each call. */

import { PAYMENTS, type Payments, SETTLEMENTS, type Settlements } from './payment-tables.ts';
import {
  CHECKOUTS,
  type Checkouts,
  ORDER_LINES,
  type OrderLines,
  PROMOTIONS,
  type Promotions,
} from './sale-tables.ts';
import { createTable, NO_ORDER } from './tables.ts';

export interface SampleSale {
  readonly promotions: Promotions;
  readonly checkouts: Checkouts;
  readonly order_lines: OrderLines;
  readonly payments: Payments;
  readonly settlements: Settlements;
}

/** One item in the cart at a tenth off, a card that is declined, then bill-me-later, paid when it is due. */
export function createSampleSale(): SampleSale {
  const promotions = createTable(PROMOTIONS, 1);
  promotions.promotion.set([1]);
  promotions.name.splice(0, 1, 'sale');
  promotions.end.set([86_400]);
  promotions.percent.set([10]);

  const checkouts = createTable(CHECKOUTS, 1);
  checkouts.time.set([130]);
  checkouts.lines.set([1]);
  checkouts.units.set([1]);
  checkouts.value.set([899]);
  checkouts.shipping.set([300]);
  checkouts.reached.set([3]);

  const order_lines = createTable(ORDER_LINES, 1);
  order_lines.item.set([2]);
  order_lines.units.set([1]);
  order_lines.price.set([899]);
  order_lines.listPrice.set([999]);
  order_lines.promotion.set([1]);
  order_lines.discount.set([100]);
  order_lines.seq.set([2]);

  const payments = createTable(PAYMENTS, 2);
  payments.payment.set([0, 1]);
  payments.time.set([120, 130]);
  payments.order.set([NO_ORDER, 0]);
  payments.method.set([0, 2]);
  payments.card.set([77, 0]);
  payments.address.fill(88);
  payments.amount.fill(1180);
  payments.outcome.set([1, 3]);
  payments.due.set([0, 90_000]);

  const settlements = createTable(SETTLEMENTS, 1);
  settlements.time.set([90_000]);
  settlements.payment.set([1]);
  settlements.amount.set([1180]);
  return { promotions, checkouts, order_lines, payments, settlements };
}
