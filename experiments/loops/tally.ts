/** Counts what happens in a loop, and measures it every so many rounds. */

import { fromTriplets } from '../../numerics/csr.ts';
import { log } from '../../numerics/math.ts';
import { type DrawKey, uniformInteger } from '../../numerics/rng.ts';
import { finite, type LoopResult, resultOf } from './loop-result.ts';
import type { BagContext, Bags, Measured, Outcomes } from './measures/definition.ts';
import {
  BAG_METRICS,
  OUTCOME_METRICS,
  SELLER_METRICS,
  SERIES,
  type SeriesName,
} from './measures/registry.ts';
import type { TallyOptions } from './tally-options.ts';
import { addOutcomes, newState, type Sums, type TallyState } from './tally-state.ts';
import type { WorldFacts } from './world-facts.ts';

/** One round. */
export interface RoundTold {
  /** Every slot on every page; places from 0. */
  readonly shown: Rows & { readonly place: ArrayLike<number> };
  /** Every click. */
  readonly engaged: Rows;
  /** Every order line. */
  readonly bought: { readonly item: ArrayLike<number>; readonly cents: ArrayLike<number> };
  readonly outcomes: Outcomes;
  /** Asked only where `tally.measures(round)`: as things stood when the round began. */
  readonly latent: Latent | null;
}

interface Rows {
  readonly shopper: ArrayLike<number>;
  readonly item: ArrayLike<number>;
}

export interface Latent {
  /** (shoppers x liked) best items by expected utility, the best first; NO_ITEM where there are fewer */
  readonly best: Uint32Array;
  /** (sellers) mean share of each in the choices of a shopper among all that is on sale; null where nobody sells */
  readonly merit: Float64Array | null;
}

/** In `Latent.best`: nothing. */
export const NO_ITEM = 0xffffffff;

/** Pairs of different shoppers (2 x pairs), the same for whoever has the key. */
export function drawPairs(key: DrawKey, shoppers: number, pairs: number): Uint32Array {
  const drawn = new Uint32Array(2 * pairs);
  for (let p = 0; p < pairs; p++) {
    const a = uniformInteger(key, shoppers, p, 0);
    const b = uniformInteger(key, shoppers - 1, p, 1);
    drawn[2 * p] = a;
    drawn[2 * p + 1] = b < a ? b : b + 1;
  }
  return drawn;
}

export interface Tally {
  /** Whether the round, from 0, ends with a measure. */
  measures(round: number): boolean;
  add(round: number, told: RoundTold): void;
  save(): TallyState;
  result(fits: number): LoopResult;
}

const LOG2_OF_PLACES = Array.from({ length: 256 }, (_, place) => log(place + 2) / log(2));

function addSellers(to: Sums, of: Uint32Array, { shown, bought }: RoundTold): void {
  for (let row = 0; row < shown.item.length; row++)
    to.exposure[of[shown.item[row]!]!]! += 1 / LOG2_OF_PLACES[shown.place[row]!]!;
  for (let row = 0; row < bought.item.length; row++) {
    to.sales[of[bought.item[row]!]!]!++;
    to.revenue[of[bought.item[row]!]!]! += bought.cents[row]!;
  }
}

function joined(before: Uint32Array, more: ArrayLike<number>): Uint32Array {
  const all = new Uint32Array(before.length + more.length);
  all.set(before);
  all.set(more, before.length);
  return all;
}

/** Rows of the best items of everyone. */
function likings(best: Uint32Array, liked: number): { shopper: Uint32Array; item: Uint32Array } {
  const [shopper, item] = [new Uint32Array(best.length), new Uint32Array(best.length)];
  let rows = 0;
  for (let at = 0; at < best.length; at++) {
    if (best[at] === NO_ITEM) continue;
    shopper[rows] = Math.floor(at / liked);
    item[rows++] = best[at]!;
  }
  return { shopper: shopper.subarray(0, rows), item: item.subarray(0, rows) };
}

/** A tally from the start, or from where an earlier one stood. */
export function openTally(facts: WorldFacts, options: TallyOptions, from?: TallyState): Tally {
  const { shoppers, items, rounds, sellers, liked } = facts;
  let state = from ?? newState(facts);
  const context: BagContext = {
    vectors: facts.vectors,
    pairs: drawPairs(options.key, shoppers, options.pairs),
    nearest: facts.nearest,
  };
  const bagOf = ({ shopper, item }: { shopper: Uint32Array; item: Uint32Array }): Bags =>
    fromTriplets(shoppers, items, shopper, item, new Float32Array(item.length).fill(1));
  const measures = (round: number): boolean => (round + 1) % options.every === 0 || round + 1 === rounds;

  const file = (name: string, { value, n }: Measured): void => {
    const course = state.courses.get(name) ?? { values: [], n: [] };
    course.values.push(finite(value));
    course.n.push(n);
    (state.courses as Map<string, typeof course>).set(name, course);
  };

  function measure(round: number, { best, merit }: Latent): void {
    const bags: Record<SeriesName, Bags> = {
      shown: bagOf(state.bags.shown),
      engaged: bagOf(state.bags.engaged),
      latent: bagOf(likings(best, liked)),
    };
    for (const series of SERIES)
      for (const [name, metric] of Object.entries(BAG_METRICS))
        file(`${series}.${name}`, metric.of(bags[series], context));
    for (const name of facts.outcomes) file(name, OUTCOME_METRICS[name].of(state.window));
    if (state.sellersOfWindow && state.sellersOfWhole && merit) {
      state.sellersOfWindow.merit.set(merit);
      state.sellersOfWhole.merit.set(merit);
      for (const [name, metric] of Object.entries(SELLER_METRICS))
        file(name, metric.of(state.sellersOfWindow));
    }
    const fresh = newState(facts);
    state = {
      ...state,
      window: fresh.window,
      sellersOfWindow: fresh.sellersOfWindow,
      rounds: [...state.rounds, round + 1],
      ...(options.over === 'window' && { bags: fresh.bags }),
    };
  }

  return {
    measures,
    add(round, told) {
      const { shown, engaged } = state.bags;
      state = {
        ...state,
        bags: {
          shown: {
            shopper: joined(shown.shopper, told.shown.shopper),
            item: joined(shown.item, told.shown.item),
          },
          engaged: {
            shopper: joined(engaged.shopper, told.engaged.shopper),
            item: joined(engaged.item, told.engaged.item),
          },
        },
      };
      addOutcomes(state.window, told.outcomes);
      addOutcomes(state.whole, told.outcomes);
      if (sellers) {
        addSellers(state.sellersOfWindow!, sellers.of, told);
        addSellers(state.sellersOfWhole!, sellers.of, told);
      }
      if (!measures(round)) return;
      if (told.latent === null)
        throw new Error(`tally: round ${round} ends with a measure; its latent is missing`);
      measure(round, told.latent);
    },
    save: () => state,
    result: (fits) => resultOf(state, facts, options, fits),
  };
}
