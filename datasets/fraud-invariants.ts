/** What must hold of chargebacks and of labels of fraud: they are about something that is there, and known after it happened. */

import type { Returns, Reviews } from './after-sale-tables.ts';
import { checkLabels as checkCodes, createFaults, createOrderCheck, type Faults } from './faults.ts';
import {
  CHARGEBACKS,
  type Chargebacks,
  FRAUD_LABELS,
  FRAUD_OBJECTS,
  type FraudLabels,
  type FraudObject,
} from './fraud-tables.ts';
import { PAYMENT_OUTCOMES, type Payments } from './payment-tables.ts';
import type { Orders, Sessions } from './tables.ts';

const SETTLED = PAYMENT_OUTCOMES.indexOf('settled');

export function checkChargebacks(chargebacks: Chargebacks, payments: Payments): string[] {
  const faults = createFaults(CHARGEBACKS.name);
  createOrderCheck(CHARGEBACKS, faults, true).update(chargebacks);
  checkCodes(CHARGEBACKS, chargebacks, faults, 0);
  const seen = new Set<number>();
  for (let row = 0; row < chargebacks.length; row++) {
    const payment = chargebacks.payment[row]!;
    if (payment >= payments.length) {
      faults.add('payment', row, () => `payment ${payment} is not among the ${payments.length} payments`);
      continue;
    }
    if (seen.has(payment)) faults.add('twice', row, () => `payment ${payment} is charged back twice`);
    seen.add(payment);
    checkChargeback(chargebacks, row, payments, payment, faults);
  }
  return faults.problems();
}

function checkChargeback(
  { time, order, amount }: Chargebacks,
  row: number,
  payments: Payments,
  payment: number,
  faults: Faults,
): void {
  const paid = payments.time[payment]!;
  if (payments.outcome[payment] !== SETTLED)
    faults.add('settled', row, () => `payment ${payment} was never settled`);
  if (time[row]! <= paid)
    faults.add('time', row, () => `time ${time[row]} s, not after the payment at ${paid} s`);
  if (order[row] !== payments.order[payment])
    faults.add(
      'order',
      row,
      () => `order ${order[row]}; payment ${payment} was for ${payments.order[payment]}`,
    );
  if (amount[row]! > payments.amount[payment]!)
    faults.add('amount', row, () => `${amount[row]} cents of a payment of ${payments.amount[payment]}`);
}

/** The tables that labels are about. */
export interface Labelled {
  readonly sessions: Sessions;
  readonly payments: Payments;
  readonly orders: Orders;
  readonly reviews: Reviews;
  readonly returns: Returns;
}

export function checkFraudLabels(labels: FraudLabels, about: Labelled): string[] {
  const faults = createFaults(FRAUD_LABELS.name);
  createOrderCheck(FRAUD_LABELS, faults, true).update(labels);
  checkCodes(FRAUD_LABELS, labels, faults, 0);
  const times: Readonly<Record<FraudObject, Uint32Array>> = {
    session: about.sessions.start,
    payment: about.payments.time,
    order: about.orders.time,
    review: about.reviews.time,
    return: about.returns.time,
  };
  const seen = FRAUD_OBJECTS.map(() => new Set<number>());
  for (let row = 0; row < labels.length; row++) {
    const code = labels.object[row]!;
    const object = FRAUD_OBJECTS[code];
    const id = labels.id[row]!;
    if (object === undefined) continue;
    const happened = times[object][id];
    if (happened === undefined) {
      faults.add(object, row, () => `${object} ${id} is not among the ${times[object].length} of them`);
    } else if (labels.time[row]! <= happened) {
      faults.add('time', row, () => `time ${labels.time[row]} s, not after ${object} ${id} at ${happened} s`);
    }
    if (seen[code]!.has(id)) faults.add('twice', row, () => `${object} ${id} is labelled twice`);
    seen[code]!.add(id);
  }
  return faults.problems();
}
