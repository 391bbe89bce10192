/** What fills the home slate, seen from outside: a policy knows the shop and the visits, never the truth. */

import type { Shop } from '../world/shop.ts';

/** The visits of a round as known at their start. */
export interface HomeVisits {
  readonly length: number;
  readonly visitor: Uint32Array;
  /** NO_SHOPPER where not signed in. */
  readonly shopper: Uint32Array;
  /** Sessions this visitor had before. */
  readonly visit: Uint32Array;
  /** Seconds since the origin. */
  readonly start: Uint32Array;
}

export interface SlatePolicy {
  /** Slates depend on who visits: never asked about those who opted out. */
  readonly personal: boolean;
  /**
   * Writes `slateSize` different items for each visit to `slates` (visits x slateSize) and, to `propensities`, the
   * probability in (0, 1] of each item in its slot given the slots above. At least so many items are on sale; one that is
   * not is shown but cannot be chosen. A slate must follow from its own visit and the shop alone: visits come in batches
   * whose bounds mean nothing.
   */
  fillRound(visits: HomeVisits, shop: Shop, slates: Uint32Array, propensities: Float32Array): void;
}
