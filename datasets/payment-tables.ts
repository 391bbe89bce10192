/** Payments: how orders are paid, and attempts that came to nothing. */

import { NO_ORDER, type Table, type TableSpec } from './tables.ts';

/** `later`: bill-me-later. `points`: nothing was left to pay after loyalty points. */
export const PAYMENT_METHODS = ['card', 'wallet', 'later', 'points'] as const;
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
