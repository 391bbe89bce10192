/** What fraudsters do, told before it happens: visits with their payments and parcels, and reviews. Nothing here depends on the shop. */

import type { FraudKind, FraudObject } from '../../datasets/fraud-tables.ts';
import { ACTION_KINDS } from '../../datasets/tables.ts';

const ORDER = ACTION_KINDS.indexOf('order');

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
  /** Seconds on the page that a click opens; 0 of other kinds. */
  readonly dwell: number;
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
  /** By order line: code of the reason that is given when it is sent back. */
  readonly excuses: readonly number[];
  /** What of it is fraudulent. */
  readonly guilty: readonly FraudObject[];
}

/** Items of the lines of a deed's order, in their order. */
export function linesOf({ steps }: Pick<Deed, 'steps'>): number[] {
  return steps.filter(({ kind }) => kind === ORDER).map(({ item }) => item);
}

/** A review for the sake of a campaign. */
export interface FakeReview {
  readonly nth: number;
  readonly actor: number;
  readonly item: number;
  readonly time: number;
  /** 1 to 5. */
  readonly stars: number;
  /** Place of the deed that bought the item for it, and the row of its line; none: it was never bought. */
  readonly bought?: { readonly deed: number; readonly line: number };
}

/** All that a campaign does, in no order. */
export interface Doings {
  readonly deeds: readonly Deed[];
  readonly reviews: readonly FakeReview[];
  readonly accounts: number;
  readonly target: number;
  readonly direction: Campaign['direction'];
}
