/** What every estimator comes to in a frozen world when the log is endless: sums over all shoppers and all slates, no draws. */

import type { FrozenTruth } from './frozen-world.ts';
import { expectedRewards, type RewardName } from './rewards.ts';
import { allSlates, type SoftLists, slotChances } from './soft-lists.ts';

/** (shoppers x slots x items) chance of each item in each slot. */
export function marginals(policy: SoftLists, shoppers: number, slots: number): Float64Array {
  const { items } = policy;
  const slates = allSlates(items, slots);
  const chances = new Float64Array(slots);
  const out = new Float64Array(shoppers * slots * items);
  for (let shopper = 0; shopper < shoppers; shopper++)
    for (let from = 0; from < slates.length; from += slots) {
      slotChances(policy, shopper, slates, from, slots, chances, 0);
      const whole = chances.reduce((product, own) => product * own, 1);
      for (let slot = 0; slot < slots; slot++)
        out[(shopper * slots + slot) * items + slates[from + slot]!]! += whole;
    }
  return out;
}

export interface Expectations {
  /** Reward a slate under the target: the truth. */
  readonly truth: number;
  readonly clipped: number;
  /** Of a model of items in slots that knows nothing of shoppers. */
  readonly dm: number;
  readonly switchDr: number;
  readonly position: number;
  readonly cascade: number;
}

export interface ExpectationOptions {
  readonly reward: RewardName;
  readonly clip: number;
  readonly switch: number;
}

interface Pair {
  readonly truth: FrozenTruth;
  readonly logging: SoftLists;
  readonly target: SoftLists;
}

/** Calls `visit` with the weights down every slate that the logging policy may show, and its share of all visits. */
function everySlate(
  { truth, logging, target }: Pair,
  reward: RewardName,
  visit: (told: {
    readonly shopper: number;
    readonly slates: Uint32Array;
    readonly from: number;
    /** Share of visits under the logging policy. */
    readonly share: number;
    /** (slots) weights of the slots, each given those above. */
    readonly weights: Float64Array;
    /** (slots) expected rewards. */
    readonly rewards: Float64Array;
  }) => void,
): void {
  const slots = truth.seen.length;
  const slates = allSlates(truth.items, slots);
  const [logged, wanted, weights, rewards] = [1, 2, 3, 4].map(() => new Float64Array(slots)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let shopper = 0; shopper < truth.shoppers; shopper++)
    for (let from = 0; from < slates.length; from += slots) {
      slotChances(logging, shopper, slates, from, slots, logged, 0);
      slotChances(target, shopper, slates, from, slots, wanted, 0);
      expectedRewards(reward, truth, shopper, slates, from, rewards);
      let share = truth.share[shopper]!;
      for (let slot = 0; slot < slots; slot++) {
        share *= logged[slot]!;
        weights[slot] = wanted[slot]! / logged[slot]!;
      }
      visit({ shopper, slates, from, share, weights, rewards });
    }
}

/** Mean reward of each item in each slot under the logging policy, (slots x items): where a model that knows nothing of shoppers ends. */
function modelLimit(pair: Pair, reward: RewardName): Float64Array {
  const slots = pair.truth.seen.length;
  const { items } = pair.truth;
  const sums = new Float64Array(slots * items);
  const shown = new Float64Array(slots * items);
  everySlate(pair, reward, ({ slates, from, share, rewards }) => {
    for (let slot = 0; slot < slots; slot++) {
      const cell = slot * items + slates[from + slot]!;
      sums[cell]! += share * rewards[slot]!;
      shown[cell]! += share;
    }
  });
  return sums.map((sum, cell) => sum / shown[cell]!);
}

export function expectations(pair: Pair, options: ExpectationOptions): Expectations {
  const { truth, logging, target } = pair;
  const slots = truth.seen.length;
  const { items } = truth;
  const model = modelLimit(pair, options.reward);
  const [ofLogging, ofTarget] = [logging, target].map((one) => marginals(one, truth.shoppers, slots)) as [
    Float64Array,
    Float64Array,
  ];
  const out = { truth: 0, clipped: 0, dm: 0, switchDr: 0, position: 0, cascade: 0 };
  for (let shopper = 0; shopper < truth.shoppers; shopper++)
    for (let cell = 0; cell < slots * items; cell++)
      out.dm += truth.share[shopper]! * ofTarget[shopper * slots * items + cell]! * model[cell]!;
  out.switchDr = out.dm;
  everySlate(pair, options.reward, ({ shopper, slates, from, share, weights, rewards }) => {
    let [weight, reward, foretold] = [1, 0, 0];
    for (let slot = 0; slot < slots; slot++) {
      const cell = slot * items + slates[from + slot]!;
      const at = shopper * slots * items + cell;
      weight *= weights[slot]!;
      reward += rewards[slot]!;
      foretold += model[cell]!;
      out.cascade += share * weight * rewards[slot]!;
      out.position += share * (ofTarget[at]! / ofLogging[at]!) * rewards[slot]!;
    }
    out.truth += share * weight * reward;
    out.clipped += share * Math.min(weight, options.clip) * reward;
    if (weight <= options.switch) out.switchDr += share * weight * (reward - foretold);
  });
  return out;
}
