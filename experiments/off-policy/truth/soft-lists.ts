/** Policies with chances that can be written down: a list for each shopper, and a share epsilon of the slots drawn evenly. */

import { NO_SHOPPER } from '../../../datasets/tables.ts';
import { type DrawKey, uniform, uniformInteger } from '../../../numerics/rng.ts';
import type { SlatePolicy } from '../../../simulator/policy/slate-policy.ts';

export interface SoftLists {
  readonly items: number;
  /** (shoppers x items) all items, best first. */
  readonly lists: Uint32Array;
  /** Chance that a slot is drawn evenly from what is not shown above it; 1: all of them are. */
  readonly epsilon: number;
}

/** The same list for all. */
export const evenLists = (shoppers: number, items: number): SoftLists => ({
  items,
  lists: Uint32Array.from({ length: shoppers * items }, (_, at) => at % items),
  epsilon: 1,
});

/** Chance of each item of slate[from .. from + slots) in its slot, given the slots above, to out[to ..]. */
export function slotChances(
  { items, lists, epsilon }: SoftLists,
  shopper: number,
  slate: ArrayLike<number>,
  from: number,
  slots: number,
  out: Float64Array,
  to: number,
): void {
  let place = shopper * items;
  for (let slot = 0; slot < slots; slot++) {
    while (isAbove(slate, from, slot, lists[place]!)) place++;
    out[to + slot] = (lists[place] === slate[from + slot] ? 1 - epsilon : 0) + epsilon / (items - slot);
  }
}

function isAbove(slate: ArrayLike<number>, from: number, slots: number, item: number): boolean {
  for (let slot = 0; slot < slots; slot++) if (slate[from + slot] === item) return true;
  return false;
}

/** Keys of the draws; purposes 'off-policy.explore' and 'off-policy.item'. */
export interface SoftKeys {
  readonly explore: DrawKey;
  readonly item: DrawKey;
}

/** The lists as a policy of the simulator. Every item is on sale, and every visitor is signed in. */
export function softPolicy(policy: SoftLists, slots: number, keys: SoftKeys): SlatePolicy {
  const { items, lists, epsilon } = policy;
  const chances = new Float64Array(slots);
  return {
    personal: true,
    fillRound(visits, _shop, slates, propensities) {
      for (let i = 0; i < visits.length; i++) {
        const shopper = visits.shopper[i]!;
        if (shopper === NO_SHOPPER) throw new RangeError('soft lists: a visit is not signed in');
        const [visitor, visit, from] = [visits.visitor[i]!, visits.visit[i]!, i * slots];
        let place = shopper * items;
        for (let slot = 0; slot < slots; slot++) {
          while (isAbove(slates, from, slot, lists[place]!)) place++;
          const explores = epsilon > 0 && uniform(keys.explore, visitor, visit, slot) < epsilon;
          slates[from + slot] = explores
            ? nthLeft(slates, from, slot, uniformInteger(keys.item, items - slot, visitor, visit, slot))
            : lists[place]!;
        }
        slotChances(policy, shopper, slates, from, slots, chances, 0);
        propensities.set(chances, from);
      }
    },
  };
}

/** The item that is `nth`, from 0, of those that the slots above do not show. */
function nthLeft(slate: Uint32Array, from: number, slots: number, nth: number): number {
  let item = nth;
  const above = Array.from({ length: slots }, (_, slot) => slate[from + slot]!).sort((a, b) => a - b);
  for (const shown of above) if (shown <= item) item++;
  return item;
}

/** All slates of `slots` different items, one after another: (slates x slots). */
export function allSlates(items: number, slots: number): Uint32Array {
  let slates: number[][] = [[]];
  for (let slot = 0; slot < slots; slot++)
    slates = slates.flatMap((above) =>
      Array.from({ length: items }, (_, item) => item)
        .filter((item) => !above.includes(item))
        .map((item) => [...above, item]),
    );
  return Uint32Array.from(slates.flat());
}
