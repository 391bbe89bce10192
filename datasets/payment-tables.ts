/** Payments: how orders are paid, and attempts that came to nothing. */

import { NO_ORDER, PAYMENT_METHODS, type Table, type TableSpec } from './tables.ts';

export { PAYMENT_METHODS };

/**
 * `declined` by the bank or wallet; `refused` by the shop's own checks; `settled`: the money came; `open`: bill-me-later,
 * not yet due when it was filed.
 */
export const PAYMENT_OUTCOMES = ['settled', 'declined', 'refused', 'open'] as const;

export const NO_CARD = 0;
/** Nothing falls due. */
export const NO_DUE = 0;

export const PAYMENTS = {
  name: 'payments',
  doc: 'One row an attempt to pay, with or without success.',
  sortKey: ['payment'],
  columns: {
    payment: { type: 'u32', doc: 'payment: the row number' },
    session: { type: 'u32', doc: 'session in which it was tried' },
    time: { type: 'u32', unit: 's', doc: 'time, since the origin' },
    shopper: { type: 'u32', doc: 'account that pays' },
    order: { type: 'u32', doc: 'order that it paid for', missing: NO_ORDER },
    method: { type: 'u8', doc: 'how', labels: PAYMENT_METHODS },
    card: { type: 'u32', doc: 'token of the card or wallet: equal tokens, equal cards', missing: NO_CARD },
    address: { type: 'u32', doc: 'token of the address of delivery: equal tokens, equal addresses' },
    amount: { type: 'f64', unit: 'cents', doc: 'amount' },
    outcome: { type: 'u8', doc: 'what came of it', labels: PAYMENT_OUTCOMES },
    due: {
      type: 'u32',
      unit: 's',
      doc: 'bill-me-later: when it is to be paid, since the origin',
      missing: NO_DUE,
    },
  },
} as const satisfies TableSpec;
export type Payments = Table<typeof PAYMENTS>;

export const SETTLEMENT_OUTCOMES = ['paid', 'defaulted'] as const;

export const SETTLEMENTS = {
  name: 'settlements',
  doc: 'One row a bill-me-later payment that fell due: what came of it.',
  sortKey: ['time', 'shopper', 'order'],
  columns: {
    time: { type: 'u32', unit: 's', doc: 'time at which it was due, since the origin' },
    shopper: { type: 'u32', doc: 'account that owed it' },
    order: { type: 'u32', doc: 'order that it paid for' },
    payment: { type: 'u32', doc: 'payment' },
    amount: {
      type: 'f64',
      unit: 'cents',
      doc: 'what was left to pay: of the goods that came back until then, their part of the order’s total without shipping is taken off',
    },
    outcome: { type: 'u8', doc: 'what came of it', labels: SETTLEMENT_OUTCOMES },
  },
} as const satisfies TableSpec;
export type Settlements = Table<typeof SETTLEMENTS>;
