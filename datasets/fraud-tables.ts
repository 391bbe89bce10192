/** Fraud as a shop comes to know of it: chargebacks, and labels that come late and are not always right. */

import { NO_ORDER, type Table, type TableSpec } from './tables.ts';

/** By the names of their sections in a scenario. */
export const FRAUD_KINDS = [
  'card testing',
  'stolen cards',
  'account takeover',
  'friendly fraud',
  'promotion abuse',
  'return abuse',
  'fake reviews',
  'click farm',
  'shilling',
] as const;
export type FraudKind = (typeof FRAUD_KINDS)[number];

/** What a label is about; its `id` is that table's own, or the row of a table without ids. */
export const FRAUD_OBJECTS = ['session', 'payment', 'order', 'review', 'return'] as const;
export type FraudObject = (typeof FRAUD_OBJECTS)[number];

export const FRAUD_VERDICTS = ['legitimate', 'fraud'] as const;
export const LABEL_SOURCES = ['chargeback', 'review team', 'complaint'] as const;
export const CHARGEBACK_REASONS = ['fraud', 'not received', 'not recognised'] as const;

export const CHARGEBACKS = {
  name: 'chargebacks',
  doc: 'One row a payment whose money was taken back, at the time at which the shop learnt of it.',
  sortKey: ['time', 'payment'],
  columns: {
    time: { type: 'u32', unit: 's', doc: 'time at which it became known, since the origin' },
    payment: { type: 'u32', doc: 'payment' },
    order: { type: 'u32', doc: 'order that it had paid for', missing: NO_ORDER },
    amount: { type: 'u32', unit: 'cents', doc: 'amount' },
    reason: { type: 'u8', doc: 'reason that the holder of the card gave', labels: CHARGEBACK_REASONS },
  },
} as const satisfies TableSpec;
export type Chargebacks = Table<typeof CHARGEBACKS>;

export const FRAUD_LABELS = {
  name: 'fraud_labels',
  doc: 'One row a thing that the shop came to call fraudulent or legitimate; much is never labelled, some wrongly.',
  sortKey: ['time', 'object', 'id'],
  columns: {
    time: { type: 'u32', unit: 's', doc: 'time at which the label became known, since the origin' },
    object: { type: 'u8', doc: 'what the label is about', labels: FRAUD_OBJECTS },
    id: {
      type: 'u32',
      doc: 'session, payment or order; of a review or return: the row of its table, from 0',
    },
    label: { type: 'u8', doc: 'label', labels: FRAUD_VERDICTS },
    source: { type: 'u8', doc: 'where it came from', labels: LABEL_SOURCES },
  },
} as const satisfies TableSpec;
export type FraudLabels = Table<typeof FRAUD_LABELS>;
