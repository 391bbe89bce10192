/**
 * The world of Chaney, Stewart and Engelhardt 2018 (see utilities.ts) as one of a loop study. In every round new items appear; each
 * shopper sees all items in an order, and of those not chosen before chooses the one with the largest P_ui r^attention, r its place. The order
 * is the policy's, with the new items put in at random places; in the rounds of the start everybody sees the new items alone, in random
 * order, as in T-RECS' replication. Under `none` places do not matter. `oracle` is the paper's ideal: by true utility.
 */

import { pow } from '../../numerics/math.ts';
import { drawKey, type SeedWords, uniformInteger } from '../../numerics/rng.ts';
import type { LoopCourse, LoopWorld } from '../loops/loop-world.ts';
import type { ItemVectors, Outcomes } from '../loops/measures/definition.ts';
import { nearestOf } from '../loops/nearest.ts';
import { NO_ITEM } from '../loops/tally.ts';
import type { WorldFacts } from '../loops/world-facts.ts';
import type { ChaneyParams } from './chaney-params.ts';
import { type OrderOf, openRanker } from './orders.ts';
import type { ChaneyState } from './training-rows.ts';
import { drawUtilities, type Utilities } from './utilities.ts';

export function chaneyWorld(params: ChaneyParams, seed: SeedWords): LoopWorld {
  const utilities = drawUtilities(params, seed);
  const total = params.startup + params.rounds;
  const facts = factsOf(params, utilities, total);
  return {
    facts,
    async run(course) {
      let state = (course.from?.world as ChaneyState | undefined) ?? {
        ...{ round: 0, pages: [] },
        chosen: Array.from({ length: params.shoppers }, () => []),
      };
      const ranker = openRanker(params, utilities, seed, course);
      while (state.round < total) {
        course.signal.throwIfAborted();
        const order = await ranker.orderAt(state);
        state = step(params, utilities, seed, state, order, course);
        course.onRound(state.round, total);
        const now = state;
        if (now.round < total)
          await course.barrier(() => ({ round: now.round, world: now, tally: course.tally.save() }));
        await new Promise<void>((resume) => setTimeout(resume, 0));
      }
      return { fits: ranker.fitsBefore(total) };
    },
  };
}

function factsOf(
  { shoppers, page, factors }: ChaneyParams,
  utilities: Utilities,
  rounds: number,
): WorldFacts {
  return {
    ...{ shoppers, items: utilities.items, rounds, liked: page },
    outcomes: ['realisedUtility', 'slotUtility', 'slotRegret'],
    vectors: unitVectors(utilities),
    nearest: nearestOf({ rows: shoppers, columns: factors, values: utilities.preferences }),
    sellers: null,
    groups: {},
  };
}

function unitVectors({ items, factors, attributes }: Utilities): ItemVectors {
  const value = new Float64Array(attributes.length);
  for (let i = 0; i < items; i++) {
    let squares = 0;
    for (let k = 0; k < factors; k++) squares += attributes[i * factors + k]! ** 2;
    for (let k = 0; k < factors; k++)
      value[i * factors + k] = attributes[i * factors + k]! / Math.sqrt(squares);
  }
  return {
    dimensions: factors,
    rowPtr: Uint32Array.from({ length: items + 1 }, (_, i) => i * factors),
    colIdx: Uint32Array.from({ length: items * factors }, (_, at) => at % factors),
    value,
  };
}

function step(
  params: ChaneyParams,
  utilities: Utilities,
  seed: SeedWords,
  state: ChaneyState,
  orderOf: OrderOf,
  { policy, tally }: LoopCourse,
): ChaneyState {
  const { shoppers, newItems, page, attention, startup, chosenStay } = params;
  const { items, utility, known } = utilities;
  const { round } = state;
  const isStart = round < startup;
  const old = round * newItems;
  const end = (round + 1) * newItems;
  const heedsPlaces = !(policy.kind === 'fixed' && policy.spec.name === 'none' && !isStart);
  const attentionOf = Float64Array.from({ length: end }, (_, place) =>
    heedsPlaces ? pow(place + 1, attention) : 1,
  );
  const pages = new Uint32Array(shoppers * page).fill(NO_ITEM);
  const outcomes = noOutcomes(shoppers);
  const told = { shopper: [] as number[], item: [] as number[], place: [] as number[] };
  const engaged = { shopper: [] as number[], item: [] as number[] };
  const chosen = state.chosen.map((own, shopper) => {
    const isChosen = new Set(own);
    const candidates = Uint32Array.from({ length: isStart ? 0 : old }, (_, i) => i).filter(
      (i) => chosenStay || !isChosen.has(i),
    );
    const list = interleaved(seed, round, shopper, orderOf(shopper, candidates), old, end);
    let best = -1;
    let worth = Number.NEGATIVE_INFINITY;
    list.forEach((item, place) => {
      if (isChosen.has(item)) return;
      const own = known[shopper * items + item]! * attentionOf[place]!;
      if (own > worth) [worth, best] = [own, item];
    });
    const slots = Math.min(page, list.length);
    pages.set(list.subarray(0, slots), shopper * page);
    for (let place = 0; place < slots; place++) {
      told.shopper.push(shopper);
      told.item.push(list[place]!);
      told.place.push(place);
      outcomes.homeUtility[shopper]! += utility[shopper * items + list[place]!]!;
    }
    outcomes.homeSlots[shopper] = slots;
    outcomes.bestUtility[shopper] = bestSum(utilities, shopper, list, slots);
    outcomes.utility[shopper] = utility[shopper * items + best]!;
    outcomes.clicks[shopper] = 1;
    engaged.shopper.push(shopper);
    engaged.item.push(best);
    return [...own, best];
  });
  tally.add(round, {
    ...{ shown: told, engaged, bought: { item: [], cents: [] }, outcomes },
    latent: tally.measures(round) ? { best: likedOf(params, utilities, end), merit: null } : null,
  });
  return { round: round + 1, chosen, pages: [...state.pages, pages] };
}

/** The list with items [old, end) put in at places drawn evenly. */
function interleaved(
  seed: SeedWords,
  round: number,
  shopper: number,
  list: Uint32Array,
  old: number,
  end: number,
): Uint32Array {
  const key = drawKey(seed, 'chaney.interleave');
  const all = Array.from(list);
  for (let item = old; item < end; item++)
    all.splice(uniformInteger(key, all.length + 1, shopper, item, round), 0, item);
  return Uint32Array.from(all);
}

const byUtility = (values: Float64Array): Float64Array => values.sort().reverse();

function bestSum({ utility, items }: Utilities, shopper: number, list: Uint32Array, slots: number): number {
  const values = byUtility(Float64Array.from(list, (item) => utility[shopper * items + item]!));
  let sum = 0;
  for (let slot = 0; slot < slots; slot++) sum += values[slot]!;
  return sum;
}

/** (shoppers x page) best items of all that have appeared, chosen or not. */
function likedOf({ page }: ChaneyParams, { shoppers, items, utility }: Utilities, end: number): Uint32Array {
  const best = new Uint32Array(shoppers * page).fill(NO_ITEM);
  for (let u = 0; u < shoppers; u++) {
    const order = Uint32Array.from({ length: end }, (_, i) => i).sort(
      (a, b) => utility[u * items + b]! - utility[u * items + a]! || a - b,
    );
    best.set(order.subarray(0, page), u * page);
  }
  return best;
}

function noOutcomes(shoppers: number): { [K in keyof Outcomes]: Outcomes[K] } {
  const column = (): Float64Array => new Float64Array(shoppers);
  return {
    ...{ utility: column(), clicks: column(), orders: column(), revenue: column(), satisfaction: column() },
    left: new Uint8Array(shoppers),
    ...{ homeSlots: column(), homeUtility: column(), bestUtility: column() },
  };
}
