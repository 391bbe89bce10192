/** Files the attempts to pay of a shard's log. */

import { NO_DUE, type Payments } from '../../datasets/payment-tables.ts';
import { NO_ORDER } from '../../datasets/tables.ts';
import type { OrderBook } from './sale-filing.ts';
import type { ShardLog } from './shard-log.ts';

/** Whether attempt `payment` of the shard is one of the session's. */
export function isPaying({ payments }: ShardLog, session: number, payment: number): boolean {
  return payment < payments.length && payments.columns.session[payment] === session;
}

const COPIED = ['time', 'shopper', 'method', 'card', 'address', 'amount', 'outcome', 'due'] as const;

/** Files attempt `from` as row `to`; one that paid did so for `order`, and what is owed stands in the book. */
export function filePayment(
  payments: Payments,
  to: number,
  { log, from }: { readonly log: ShardLog; readonly from: number },
  ids: { readonly payment: number; readonly session: number; readonly order: number },
  book: OrderBook,
): void {
  const { columns } = log.payments;
  const isPaid = columns.paid[from] === 1;
  payments.payment[to] = ids.payment;
  payments.session[to] = ids.session;
  payments.order[to] = isPaid ? ids.order : NO_ORDER;
  if (isPaid && columns.due[from] !== NO_DUE) book.owe(ids.order, ids.payment);
  for (const name of COPIED) payments[name][to] = columns[name][from]!;
}
