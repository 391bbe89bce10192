/**
 * What could be known of a payment, review, session, order or return just before it is decided on: one engine that is told of events in
 * time order, as they come or from a log. Both give the same bits, and nothing that happens later changes what was told before.
 * Velocities over windows as in Le Borgne, Siblini, Lebichot and Bontempi, "Reproducible machine learning for credit card fraud detection:
 * practical handbook", 2022, 3.5; here the windows are exact to the second and slide.
 */

import { CLOSE, type EventKind, ORDER, PAYMENT, RETURN, REVIEW, type ShopEvent } from './events.ts';
import {
  ORDER_FEATURES,
  RETURN_FEATURES,
  writeOrderFeatures,
  writeReturnFeatures,
} from './features/order-features.ts';
import { PAYMENT_FEATURES, writePaymentFeatures } from './features/payment-features.ts';
import { REVIEW_FEATURES, writeReviewFeatures } from './features/review-features.ts';
import { SESSION_FEATURES, writeSessionFeatures } from './features/session-features.ts';
import {
  observeAction,
  observeChargeback,
  observeDelivery,
  observeOrder,
  observePayment,
  observeReturn,
  observeReview,
  observeSession,
} from './memory/observe.ts';
import {
  createShopMemory,
  LOOK_BACK_OPTIONS,
  type LookBackOptions,
  type SavedMemory,
  type ShopMemory,
} from './memory/shop-memory.ts';

/** What is judged, and the kind of event at which it is. */
export const JUDGED = {
  payments: 'payment',
  reviews: 'review',
  sessions: 'close',
  orders: 'order',
  returns: 'return',
} as const satisfies Record<string, EventKind>;
export type Judged = keyof typeof JUDGED;

/** Names of the features of each, in their order. */
export const LOOK_BACK_FEATURES: { readonly [J in Judged]: readonly string[] } = {
  payments: PAYMENT_FEATURES,
  reviews: REVIEW_FEATURES,
  sessions: SESSION_FEATURES,
  orders: ORDER_FEATURES,
  returns: RETURN_FEATURES,
};

type Writer = (memory: ShopMemory, event: ShopEvent, out: Float32Array) => void;
const WRITERS = new Map<number, Writer>([
  [PAYMENT, writePaymentFeatures],
  [REVIEW, writeReviewFeatures],
  [CLOSE, writeSessionFeatures],
  [ORDER, writeOrderFeatures],
  [RETURN, writeReturnFeatures],
]);

export interface LookBack {
  /**
   * Writes the features of an event that is about to happen (LOOK_BACK_FEATURES of what it belongs to). Its own `outcome` and `order`,
   * where they tell what came of it, are not read. Throws for kinds that are not judged.
   */
  features(event: ShopEvent, out: Float32Array): void;
  /** Takes in an event; none may be older than the one before. */
  observe(event: ShopEvent): void;
  /** All that is remembered, as plain data. */
  save(): SavedMemory;
  /** Goes on from there. */
  restore(saved: SavedMemory): void;
  /** How much is remembered: rows of tables, events of windows. */
  size(): number;
}

export function createLookBack(options: Partial<LookBackOptions> = {}): LookBack {
  const memory = createShopMemory({ ...LOOK_BACK_OPTIONS, ...options });
  return {
    features(event, out) {
      const write = WRITERS.get(event.kind);
      if (write === undefined) throw new RangeError(`look-back: events of kind ${event.kind} are not judged`);
      memory.advance(event.time);
      write(memory, event, out);
    },
    observe(event) {
      memory.advance(event.time);
      OBSERVERS[event.kind]?.(memory, event);
    },
    save: () => memory.save(),
    restore: (saved) => memory.restore(saved),
    size: () =>
      Object.values(memory.tables).reduce((sum, table) => sum + table.count(), 0) +
      Object.values(memory.windows).reduce((sum, windows) => sum + windows.count(), 0),
  };
}

type Observer = (memory: ShopMemory, event: ShopEvent) => void;
/** By kind of event; nothing more is learnt when a session is looked back on. */
const OBSERVERS: readonly (Observer | undefined)[] = [
  observeSession,
  observeAction,
  observePayment,
  observeOrder,
  observeDelivery,
  observeReview,
  observeReturn,
  observeChargeback,
  undefined,
];
