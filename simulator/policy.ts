/**
 * Policies: what fills the home slate. A PolicySpec is data and crosses threads; a SlatePolicy has methods and is revived
 * from it where it is used. A policy sees the shop and the visits, never the truth.
 */

import { type DrawKey, drawKey, type SeedWords, uniform, uniformInteger } from '../numerics/rng.ts';
import type { PolicySpec } from './scenario-visit.ts';
import type { Shop } from './shop.ts';

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
  /**
   * Writes `slateSize` different items for each visit to `slates` (visits x slateSize) and, to `propensities`, the
   * probability in (0, 1] of each item in its slot given the slots above.
   */
  fillRound(visits: HomeVisits, shop: Shop, slates: Uint32Array, propensities: Float32Array): void;
}

export type RevivePolicy = (spec: PolicySpec, seed: SeedWords, slateSize: number) => SlatePolicy;

/** Makes the simulator's own policies. */
export const revivePolicy: RevivePolicy = (spec, seed, slateSize) => {
  switch (spec.name) {
    case 'none':
      return sameForAll(slateSize, (shop, slot) => shop.items - 1 - slot);
    case 'popularity':
      return sameForAll(slateSize, (shop, slot) => shop.byPopularity[slot]!);
    case 'random':
      return epsilonMixed(seed, slateSize, 1);
    case 'epsilon-mixed':
      return epsilonMixed(seed, slateSize, spec.epsilon);
  }
};

/** A deterministic slate, the same for every visit of the round: propensity 1. */
function sameForAll(slateSize: number, itemAt: (shop: Shop, slot: number) => number): SlatePolicy {
  return {
    fillRound(visits, shop, slates, propensities) {
      const slate = Uint32Array.from({ length: slateSize }, (_, slot) => itemAt(shop, slot));
      for (let i = 0; i < visits.length; i++) slates.set(slate, i * slateSize);
      propensities.fill(1, 0, visits.length * slateSize);
    },
  };
}

/**
 * Each slot: with probability epsilon an item drawn evenly from those not yet in the slate, else the most popular of them.
 * Propensity, given the slots above, with m items left: epsilon / m, plus 1 - epsilon for the most popular of them.
 */
function epsilonMixed(seed: SeedWords, slateSize: number, epsilon: number): SlatePolicy {
  const exploreKey = drawKey(seed, 'policy.explore');
  const itemKey = drawKey(seed, 'policy.item');
  return {
    fillRound(visits, shop, slates, propensities) {
      const shownIn = new Uint32Array(shop.items);
      for (let i = 0; i < visits.length; i++) {
        const visitor = visits.visitor[i]!;
        const visit = visits.visit[i]!;
        const stamp = i + 1;
        let top = 0;
        for (let slot = 0; slot < slateSize; slot++) {
          while (shownIn[shop.byPopularity[top]!] === stamp) top++;
          const favourite = shop.byPopularity[top]!;
          const explores = epsilon >= 1 || uniform(exploreKey, visitor, visit, slot) < epsilon;
          const item = explores ? drawNew(itemKey, visitor, visit, slot, shownIn, stamp) : favourite;
          shownIn[item] = stamp;
          slates[i * slateSize + slot] = item;
          const left = shop.items - slot;
          propensities[i * slateSize + slot] = epsilon / left + (item === favourite ? 1 - epsilon : 0);
        }
      }
    },
  };
}

/** An item drawn evenly from those whose `shownIn` is not `stamp`; there is at least one. */
function drawNew(
  key: DrawKey,
  visitor: number,
  visit: number,
  slot: number,
  shownIn: Uint32Array,
  stamp: number,
): number {
  for (let attempt = 0; ; attempt++) {
    const item = uniformInteger(key, shownIn.length, visitor, visit, slot, attempt);
    if (shownIn[item] !== stamp) return item;
  }
}
