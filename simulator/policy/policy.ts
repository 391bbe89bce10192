/**
 * Policies: what fills the home slate. A policy spec is data and crosses threads; a SlatePolicy has methods and is revived
 * from it where it is used. A policy sees the shop and the visits, never the truth.
 */

import { sha256, toHex } from '../../numerics/digest.ts';
import { type DrawKey, drawKey, type SeedWords, uniform, uniformInteger } from '../../numerics/rng.ts';
import type { PolicySpec } from '../scenario/scenario-visit.ts';
import type { Shop } from '../world/shop.ts';
import { type PrecomputedSlates, precomputedPolicy } from './precomputed-slates.ts';
import type { SlatePolicy } from './slate-policy.ts';

/** A policy of the caller's own: a JavaScript module that exports `revivePolicy(params, seed, slateSize)`. */
export interface ModulePolicy {
  readonly name: 'module';
  /** file: URL. */
  readonly url: string;
  /** Of the file; the modules that it imports are not covered. */
  readonly sha256: string;
  /** Handed to the module. */
  readonly params?: unknown;
}

/** Made by the simulator without the truth. */
export type ShopPolicySpec = Exclude<PolicySpec, { name: 'oracle' }> | PrecomputedSlates;
/** All that a home slate can be filled by; a scenario file holds a PolicySpec. */
export type AnyPolicySpec = PolicySpec | PrecomputedSlates | ModulePolicy;

export type RevivePolicy = (
  spec: ShopPolicySpec | ModulePolicy,
  seed: SeedWords,
  slateSize: number,
) => SlatePolicy;

/** Makes the simulator's own policies. */
export const revivePolicy: RevivePolicy = (spec, seed, slateSize) => {
  switch (spec.name) {
    case 'none':
      return sameForAll(slateSize, (shop, slot) => shop.byNewness[slot]!);
    case 'popularity':
      return sameForAll(slateSize, (shop, slot) => shop.byPopularity[slot]!);
    case 'fixed':
      return sameForAll(slateSize, (_, slot) => spec.items[slot]!);
    case 'random':
      return epsilonMixed(seed, slateSize, 1);
    case 'epsilon-mixed':
      return epsilonMixed(seed, slateSize, spec.epsilon);
    case 'precomputed':
      return precomputedPolicy(spec, slateSize);
    case 'module':
      throw new Error(`policy: module ${spec.url} was not loaded; it is revived from its own file`);
  }
};

/** A policy as the log tells it: columns and code by their digests. */
export function describePolicy(policy: AnyPolicySpec): Readonly<Record<string, unknown>> & { name: string } {
  if (policy.name === 'module') {
    const { name, sha256: digest, params } = policy;
    return { name, sha256: digest, ...(params === undefined ? {} : { params }) };
  }
  if (policy.name !== 'precomputed') return policy;
  const columns = [policy.shopper, policy.slates, policy.propensities ?? new Float32Array(0), policy.others];
  const digests = columns.map((c) => toHex(sha256(new Uint8Array(c.buffer, c.byteOffset, c.byteLength))));
  return { name: policy.name, shoppers: policy.shopper.length, sha256: digests };
}

/** A deterministic slate, the same for every visit of the round: propensity 1. */
function sameForAll(slateSize: number, itemAt: (shop: Shop, slot: number) => number): SlatePolicy {
  return {
    personal: false,
    fillRound(visits, shop, slates, propensities) {
      const slate = Uint32Array.from({ length: slateSize }, (_, slot) => itemAt(shop, slot));
      for (let i = 0; i < visits.length; i++) slates.set(slate, i * slateSize);
      propensities.fill(1, 0, visits.length * slateSize);
    },
  };
}

/**
 * Each slot: with probability epsilon an item on sale drawn evenly from those not yet in the slate, else the most popular of them.
 * Propensity, given the slots above, with m items left: epsilon / m, plus 1 - epsilon for the most popular of them.
 */
function epsilonMixed(seed: SeedWords, slateSize: number, epsilon: number): SlatePolicy {
  const exploreKey = drawKey(seed, 'policy.explore');
  const itemKey = drawKey(seed, 'policy.item');
  return {
    personal: false,
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
          const item = explores
            ? drawNew(itemKey, visitor, visit, slot, shop.onSale, shownIn, stamp)
            : favourite;
          shownIn[item] = stamp;
          slates[i * slateSize + slot] = item;
          const left = shop.onSale.length - slot;
          propensities[i * slateSize + slot] = epsilon / left + (item === favourite ? 1 - epsilon : 0);
        }
      }
    },
  };
}

/** An item drawn evenly from those on sale whose `shownIn` is not `stamp`; there is at least one. */
function drawNew(
  key: DrawKey,
  visitor: number,
  visit: number,
  slot: number,
  onSale: Uint32Array,
  shownIn: Uint32Array,
  stamp: number,
): number {
  for (let attempt = 0; ; attempt++) {
    const item = onSale[uniformInteger(key, onSale.length, visitor, visit, slot, attempt)]!;
    if (shownIn[item] !== stamp) return item;
  }
}
