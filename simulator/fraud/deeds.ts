/** What fraudsters do, told before it happens: visits with their payments and parcels, and reviews. Nothing here depends on the shop. */

import type { FraudKind, FraudObject } from '../../datasets/fraud-tables.ts';

/** In place of the item that a campaign is about: it is about none. */
export const NO_TARGET = 0xffffffff;
/** What a campaign wants for its item. */
export const DIRECTIONS = ['none', 'push', 'nuke'] as const;
/** In place of the key of an account: nobody signs in. */
export const NOBODY = -1;

export interface Campaign {
  /** Lasting key. */
  readonly key: number;
  readonly kind: FraudKind;
  /** Seconds since the origin. */
  readonly start: number;
  readonly end: number;
  readonly accounts: number;
  /** Item, or NO_TARGET. */
  readonly target: number;
  readonly direction: (typeof DIRECTIONS)[number];
}

/** An attempt to pay. */
export interface Attempt {
  /** Second since the origin. */
  readonly time: number;
  /** Token. */
  readonly card: number;
  /** Code of PAYMENT_OUTCOMES; only the last attempt of a visit can be settled. */
  readonly outcome: number;
}

/** One action of a visit; orders are lines of one unit each. */
export interface Step {
  /** Second since the origin. */
  readonly time: number;
  /** Code of ACTION_KINDS. */
  readonly kind: number;
  readonly item: number;
}

/** One visit. */
export interface Deed {
  /** Place among the deeds of its campaign: part of the key of every draw about it. */
  readonly nth: number;
  /** Lasting key of the account that signs in, or NOBODY. */
  readonly actor: number;
  /** Lasting key of whose device it is. */
  readonly owner: number;
  readonly start: number;
  /** By time. */
  readonly steps: readonly Step[];
  readonly attempts: readonly Attempt[];
  /** Token of the address of delivery. */
  readonly address: number;
  /** Discount on the order, %. */
  readonly percentOff: number;
  /** Second at which the order is at the door; 0: nothing was ordered. */
  readonly door: number;
  /** By order line: second at which it is sent back; 0: it is kept. */
  readonly backs: readonly number[];
  /** What of it is fraudulent. */
  readonly guilty: readonly FraudObject[];
}

/** A review of what was never bought. */
export interface FakeReview {
  readonly nth: number;
  readonly actor: number;
  readonly item: number;
  readonly time: number;
  /** 1 to 5. */
  readonly stars: number;
}

/** All that a campaign does, in no order. */
export interface Doings {
  readonly deeds: readonly Deed[];
  readonly reviews: readonly FakeReview[];
  readonly accounts: number;
  readonly target: number;
  readonly direction: Campaign['direction'];
}
