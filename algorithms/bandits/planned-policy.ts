/** A policy whose plans are the same for every visit: made once for what is on sale. */

import type { PolicyModel } from '../algorithm.ts';
import { type MixKeys, type SlatePlans, slateMixer } from './slate-plans.ts';

export interface MixOptions {
  readonly keys: MixKeys;
  readonly epsilon: number;
  /** Items of the catalogue. */
  readonly items: number;
}

export function planned(
  { keys, epsilon, items }: MixOptions,
  planOf: (offered: Uint32Array, slots: number) => SlatePlans,
): PolicyModel {
  const fillSlate = slateMixer(keys, epsilon, items);
  const plansFor = onceFor(planOf);
  return {
    fill(visits, offered, slots, slates, propensities) {
      const plans = plansFor(offered, slots);
      for (let i = 0; i < visits.length; i++) fillSlate(plans, offered, visits, i, slates, propensities);
    },
  };
}

/** Remembers the answer of the last question, as long as the very same items are offered. */
export function onceFor<T>(
  make: (offered: Uint32Array, slots: number) => T,
): (offered: Uint32Array, slots: number) => T {
  let last: { readonly offered: Uint32Array; readonly slots: number; readonly made: T } | undefined;
  return (offered, slots) => {
    const isSame =
      last?.slots === slots &&
      last.offered.length === offered.length &&
      last.offered.every((item, i) => item === offered[i]);
    if (!isSame) last = { offered: offered.slice(), slots, made: make(offered, slots) };
    return last!.made;
  };
}
