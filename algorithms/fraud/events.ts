/** What happens in a shop, one event after another in time order, as detectors of fraud are told of it. */

import { NO_CARD } from '../../datasets/payment-tables.ts';
import { NO_ORDER, NO_SHOPPER } from '../../datasets/tables.ts';

/**
 * In the order in which they stand within one second. `close`: a session is looked back on, `SESSION_SECONDS` after its start, whether
 * it has ended or not.
 */
export const EVENT_KINDS = [
  'session',
  'action',
  'payment',
  'order',
  'delivery',
  'review',
  'return',
  'chargeback',
  'close',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export const [SESSION, ACTION, PAYMENT, ORDER, DELIVERY, REVIEW, RETURN, CHARGEBACK, CLOSE] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
] as const;

/** Seconds from the start of a session to the moment at which it is judged. */
export const SESSION_SECONDS = 1800;

/**
 * One event; the same object is filled again and again. What an event of its kind does not have is whatever was there before, so that
 * nobody reads it. Names as in the tables.
 */
export interface ShopEvent {
  /** Place in EVENT_KINDS. */
  kind: number;
  /** Seconds since the origin, never falling. */
  time: number;
  /** Session, payment, order; of a review or return: the row of its table, from 0. Never a feature. */
  id: number;
  session: number;
  visitor: number;
  shopper: number;
  /** Code of CHANNELS and of DEVICES, of a session. */
  channel: number;
  device: number;
  /** Code of ACTION_KINDS, of an action. */
  action: number;
  item: number;
  dwell: number;
  /** Whether a payment had an order, or a review. NO_ORDER: none. Of a payment it is what came of it. */
  order: number;
  /** Code of PAYMENT_METHODS. */
  method: number;
  card: number;
  address: number;
  /** Cents. */
  amount: number;
  /** Code of PAYMENT_OUTCOMES: what came of it, known only after it was decided. */
  outcome: number;
  /** Cents, of an order: goods before discounts, all discounts; whether a coupon was used. */
  value: number;
  discount: number;
  coupon: number;
  lines: number;
  units: number;
  rating: number;
  /** Characters of a review's text. */
  letters: number;
  /** Code of REASONS, of a return. */
  reason: number;
  /** Payment that a chargeback is about. */
  payment: number;
}

export function createEvent(): ShopEvent {
  return {
    kind: SESSION,
    time: 0,
    id: 0,
    session: 0,
    visitor: 0,
    shopper: NO_SHOPPER,
    channel: 0,
    device: 0,
    action: 0,
    item: 0,
    dwell: 0,
    order: NO_ORDER,
    method: 0,
    card: NO_CARD,
    address: 0,
    amount: 0,
    outcome: 0,
    value: 0,
    discount: 0,
    coupon: 0,
    lines: 0,
    units: 0,
    rating: 0,
    letters: 0,
    reason: 0,
    payment: 0,
  };
}
