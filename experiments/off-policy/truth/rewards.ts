/** What comes of a slate in a frozen world, exactly. */

import type { FrozenTruth } from './frozen-world.ts';

/** What a slate earns, as a sum over its slots. */
export const REWARDS = {
  any: {
    doc: '1 where anything is clicked; it belongs to the slot of the first click, so what one slot earns depends on the items of the others',
  },
  clicks: {
    doc: 'items clicked; a logit without what was taken makes the choice of each independent of the others, so slots earn by themselves',
  },
} as const;
export type RewardName = keyof typeof REWARDS;

/**
 * Expected reward of each slot of slate[from .. from + slots), to out[0 .. slots). Seen is what examination lets through; of what is seen one is taken, or
 * nothing, in proportion to odds and 1 (a multinomial logit), and so on with the rest until nothing is: an item is taken before nothing with probability
 * odds / (1 + odds), whatever else is there (Luce 1959), and first with probability odds / (1 + sum of odds of what is seen).
 */
export function expectedRewards(
  reward: RewardName,
  { items, odds, seen }: FrozenTruth,
  shopper: number,
  slate: ArrayLike<number>,
  from: number,
  out: Float64Array,
): void {
  const slots = seen.length;
  const own = (slot: number): number => odds[shopper * items + slate[from + slot]!]!;
  if (reward === 'clicks') {
    for (let slot = 0; slot < slots; slot++) out[slot] = (seen[slot]! * own(slot)) / (1 + own(slot));
    return;
  }
  out.fill(0);
  for (let subset = 1; subset < 1 << slots; subset++) {
    let [chance, sum] = [1, 1];
    for (let slot = 0; slot < slots; slot++) {
      const isSeen = ((subset >> slot) & 1) === 1;
      chance *= isSeen ? seen[slot]! : 1 - seen[slot]!;
      if (isSeen) sum += own(slot);
    }
    for (let slot = 0; slot < slots; slot++)
      if (((subset >> slot) & 1) === 1) out[slot]! += (chance * own(slot)) / sum;
  }
}
