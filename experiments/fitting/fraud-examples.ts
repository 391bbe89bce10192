/**
 * What is judged in a log, as examples: their features just before the decision, whether they were fraud, and what of that the shop came
 * to know, and when.
 */

import { SESSION_SECONDS } from '../../algorithms/fraud/events.ts';
import { featureTables } from '../../algorithms/fraud/feature-tables.ts';
import type { Judged } from '../../algorithms/fraud/look-back.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { type ExampleGroups, type Examples, type KnownLabels, NO_CLASS } from '../../datasets/examples.ts';
import { FRAUD_KINDS, FRAUD_OBJECTS, FRAUD_VERDICTS, type FraudObject } from '../../datasets/fraud-tables.ts';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import type { FraudEvents } from '../../simulator/fraud/fraud-truth.ts';

/** A data set whose log tells of payments, and of what became known of fraud. */
export type JudgedDataset = Pick<Dataset, 'log'>;

const OBJECT_OF: { readonly [J in Judged]: FraudObject } = {
  payments: 'payment',
  reviews: 'review',
  sessions: 'session',
  orders: 'order',
  returns: 'return',
};

const FRAUD = FRAUD_VERDICTS.indexOf('fraud');

/** One example for every row of the table `of`, in its order; class 1 is fraud. `truth`: what the simulator did. */
export function fraudExamples({ log }: JudgedDataset, truth: FraudEvents, { of }: { of: Judged }): Examples {
  const { fraud, afterSale, sessions, actions, reviews } = log;
  if (!fraud || !afterSale)
    throw new ConfigError(['frauds: the data tells of no payments; they are in simulated logs']);
  const { payments, chargebacks } = fraud;
  const { orders, deliveries, returns } = afterSale;
  const tables = { sessions, actions, payments, orders, deliveries, reviews, returns, chargebacks };
  const { length } = tables[of];
  const { label, kind } = guilt(truth, of, length);
  const time =
    of === 'sessions'
      ? sessions.start.map((start) => start + SESSION_SECONDS)
      : tables[of as Exclude<Judged, 'sessions'>].time.slice();
  const holder = {
    payments: () => payments.card.slice(),
    reviews: () => numbered(reviews.shopper),
    sessions: () => numbered(sessions.visitor),
    orders: () => numbered(orders.shopper),
    returns: () => numbered(returns.shopper),
  }[of]();
  const amount = { payments: payments.amount, orders: orders.total }[of as 'payments' | 'orders'];
  return {
    length,
    classes: ['legitimate', 'fraud'],
    label,
    time,
    known: knownLabels(fraud, of, length),
    features: featureTables(tables, [of])[of],
    ...(of === 'reviews' && {
      ratings: {
        shopper: reviews.shopper.slice(),
        item: reviews.item.slice(),
        value: reviews.rating.slice(),
      },
    }),
    ...(amount && { amount: amount.slice() }),
    holder,
    groups: [kind, weeks(time)],
  };
}

const WEEK = 604_800;

/** Weeks from the origin on, so that drift is seen. */
function weeks(time: Uint32Array): ExampleGroups {
  const of = Uint8Array.from(time, (second) => Math.min(NO_CLASS - 1, Math.floor(second / WEEK)));
  const last = of.reduce((most, week) => Math.max(most, week), 0);
  return { name: 'week', values: Array.from({ length: last + 1 }, (_, week) => `week ${week + 1}`), of };
}

/** 0 is nobody's. */
const numbered = (column: Uint32Array): Uint32Array =>
  column.map((one) => (one === NO_SHOPPER ? 0 : one + 1));

function guilt(
  truth: FraudEvents,
  of: Judged,
  length: number,
): { readonly label: Uint8Array; readonly kind: ExampleGroups } {
  const object = FRAUD_OBJECTS.indexOf(OBJECT_OF[of]);
  const label = new Uint8Array(length);
  const kinds = new Uint8Array(length).fill(NO_CLASS);
  for (let event = 0; event < truth.length; event++) {
    if (truth.object[event] !== object) continue;
    label[truth.id[event]!] = 1;
    kinds[truth.id[event]!] = truth.kind[event]!;
  }
  return { label, kind: { name: 'kind', values: FRAUD_KINDS, of: kinds, besideFirst: true } };
}

/** Labels, and chargebacks of payments that no label tells of: money that was taken back counts as fraud. */
function knownLabels(
  { chargebacks, fraudLabels }: NonNullable<Dataset['log']['fraud']>,
  of: Judged,
  length: number,
): KnownLabels {
  const object = FRAUD_OBJECTS.indexOf(OBJECT_OF[of]);
  const label = new Uint8Array(length).fill(NO_CLASS);
  const time = new Uint32Array(length);
  for (let row = 0; row < fraudLabels.length; row++) {
    if (fraudLabels.object[row] !== object) continue;
    label[fraudLabels.id[row]!] = fraudLabels.label[row] === FRAUD ? 1 : 0;
    time[fraudLabels.id[row]!] = fraudLabels.time[row]!;
  }
  if (of !== 'payments') return { label, time };
  for (let row = 0; row < chargebacks.length; row++) {
    const payment = chargebacks.payment[row]!;
    if (label[payment] !== NO_CLASS) continue;
    label[payment] = 1;
    time[payment] = chargebacks.time[row]!;
  }
  return { label, time };
}
