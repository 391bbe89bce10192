/** Counts what happens in a loop, and measures it every so many rounds. */

import { fromTriplets } from '../../numerics/csr.ts';
import { log } from '../../numerics/math.ts';
import { type DrawKey, uniformInteger } from '../../numerics/rng.ts';
import type { BagContext, Bags, Measured, Outcomes, SellerSums } from './measures/definition.ts';
import {
  BAG_METRICS,
  OUTCOME_METRICS,
  SELLER_METRICS,
  SERIES,
  type SeriesName,
} from './measures/registry.ts';
import type { WorldFacts } from './world-facts.ts';

export interface TallyOptions {
  /** Rounds from one measure to the next; the last measure may come sooner. */
  readonly every: number;
  /** 'window': series are of what happened since the last measure; 'all': of all from the start. */
  readonly over: 'window' | 'all';
  /** Pairs of shoppers. */
  readonly pairs: number;
  /** Of the pairs. */
  readonly key: DrawKey;
  /** Attributes of shoppers to break outcomes down by. */
  readonly groups: readonly string[];
}

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

/** Values of one measure, one a moment. */
export interface Course {
  /** null: not defined. */
  readonly values: readonly (number | null)[];
  readonly n: readonly number[];
}

export interface GroupOutcome {
  readonly group: string;
  readonly n: number;
  readonly realisedUtility: number | null;
  readonly slotUtility: number | null;
  readonly slotRegret: number | null;
  readonly clicks: number | null;
  readonly orders: number | null;
  readonly revenue: number | null;
}

/** What is measured of a loop: the digested part of its record. */
export interface LoopResult {
  /** Rounds that had passed at each measure. */
  readonly rounds: readonly number[];
  readonly series: Readonly<Record<SeriesName, Readonly<Record<string, Course>>>>;
  readonly outcomes: Readonly<Record<string, Course>>;
  /** null where nobody sells. */
  readonly sellers: Readonly<Record<string, Course>> | null;
  /** Over the whole loop. */
  readonly whole: {
    readonly outcomes: Readonly<Record<string, number | null>>;
    /** Sums by seller, merit as it stood at the last measure. */
    readonly sellers: Readonly<Record<keyof SellerSums, readonly number[]>> | null;
    /** By attribute. */
    readonly groups: Readonly<Record<string, readonly GroupOutcome[]>>;
  };
  readonly counts: {
    readonly shoppers: number;
    readonly items: number;
    readonly rounds: number;
    readonly pairs: number;
    readonly fits: number;
  };
}

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

type Sums = { [K in keyof SellerSums]: Float64Array };
type OutcomeSums = { [K in keyof Outcomes]: Outcomes[K] };

/** Plain data. */
export interface TallyState {
  /** (rows) shoppers and items of `shown` and `engaged`. */
  readonly bags: Readonly<Record<'shown' | 'engaged', { shopper: Uint32Array; item: Uint32Array }>>;
  readonly window: OutcomeSums;
  readonly whole: OutcomeSums;
  readonly sellersOfWindow: Sums | null;
  readonly sellersOfWhole: Sums | null;
  readonly rounds: readonly number[];
  /** By name of measure, within series first: `shown.interJaccard`, `churn`. */
  readonly courses: ReadonlyMap<string, { values: (number | null)[]; n: number[] }>;
}

export interface Tally {
  /** Whether the round, from 0, ends with a measure. */
  measures(round: number): boolean;
  add(round: number, told: RoundTold): void;
  save(): TallyState;
  result(fits: number): LoopResult;
}

const newOutcomes = (shoppers: number): OutcomeSums => {
  const column = (): Float64Array => new Float64Array(shoppers);
  return {
    utility: column(),
    clicks: column(),
    orders: column(),
    revenue: column(),
    satisfaction: column(),
    left: new Uint8Array(shoppers),
    homeSlots: column(),
    homeUtility: column(),
    bestUtility: column(),
  };
};

const newSums = (sellers: number): Sums => {
  const column = (): Float64Array => new Float64Array(sellers);
  return { exposure: column(), merit: column(), sales: column(), revenue: column() };
};

const newState = ({ shoppers, sellers }: WorldFacts): TallyState => {
  const none = () => ({ shopper: new Uint32Array(0), item: new Uint32Array(0) });
  return {
    bags: { shown: none(), engaged: none() },
    window: newOutcomes(shoppers),
    whole: newOutcomes(shoppers),
    sellersOfWindow: sellers && newSums(sellers.count),
    sellersOfWhole: sellers && newSums(sellers.count),
    rounds: [],
    courses: new Map(),
  };
};

const ADDED = [
  'utility',
  'clicks',
  'orders',
  'revenue',
  'homeSlots',
  'homeUtility',
  'bestUtility',
] as const satisfies readonly (keyof Outcomes)[];

function addOutcomes(to: OutcomeSums, more: Outcomes): void {
  for (const name of ADDED) {
    const [sum, own] = [to[name], more[name]];
    for (let shopper = 0; shopper < sum.length; shopper++) sum[shopper]! += own[shopper]!;
  }
  (to.satisfaction as Float64Array).set(more.satisfaction);
  (to.left as Uint8Array).set(more.left);
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

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

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

function resultOf(state: TallyState, facts: WorldFacts, options: TallyOptions, fits: number): LoopResult {
  const { courses, sellersOfWhole, whole } = state;
  const of = (names: readonly string[], prefix = ''): Record<string, Course> =>
    Object.fromEntries(names.map((name) => [name, courses.get(`${prefix}${name}`)!]));
  const series = Object.fromEntries(SERIES.map((name) => [name, of(Object.keys(BAG_METRICS), `${name}.`)]));
  return {
    rounds: state.rounds,
    series: series as LoopResult['series'],
    outcomes: of(facts.outcomes),
    sellers: sellersOfWhole && of(Object.keys(SELLER_METRICS)),
    whole: {
      outcomes: Object.fromEntries(
        facts.outcomes.map((name) => [name, finite(OUTCOME_METRICS[name].of(whole).value)]),
      ),
      sellers:
        sellersOfWhole &&
        (Object.fromEntries(
          Object.entries(sellersOfWhole).map(([name, values]) => [name, [...values]]),
        ) as unknown as LoopResult['whole']['sellers']),
      groups: Object.fromEntries(options.groups.map((name) => [name, groupsOf(whole, facts, name)])),
    },
    counts: {
      shoppers: facts.shoppers,
      items: facts.items,
      rounds: facts.rounds,
      pairs: options.pairs,
      fits,
    },
  };
}

/** Outcomes of each group of an attribute; means over its shoppers, of slots over the slots filled for them. */
export function groupsOf(
  whole: Outcomes,
  { groups }: Pick<WorldFacts, 'groups'>,
  attribute: string,
): GroupOutcome[] {
  const { names, of } = groups[attribute]!;
  return names.flatMap((group, code) => {
    const rows: number[] = [];
    // Groups are told of accounts opened for fraud too, which come last.
    for (let shopper = 0; shopper < whole.utility.length; shopper++)
      if (of[shopper] === code) rows.push(shopper);
    const own = Object.fromEntries(
      Object.entries(whole).map(([name, column]) => [name, taken(column as Float64Array, rows)]),
    ) as unknown as Outcomes;
    const n = own.utility.length;
    if (n === 0) return [];
    const value = (name: keyof typeof OUTCOME_METRICS): number | null =>
      finite(OUTCOME_METRICS[name].of(own).value);
    return [
      {
        ...{ group, n, realisedUtility: value('realisedUtility'), slotUtility: value('slotUtility') },
        ...{ slotRegret: value('slotRegret'), clicks: value('clicks') },
        ...{ orders: value('orders'), revenue: value('revenue') },
      },
    ];
  });
}

function taken<T extends Float64Array | Uint8Array>(column: T, rows: readonly number[]): T {
  const own = new (column.constructor as new (length: number) => T)(rows.length);
  for (let i = 0; i < rows.length; i++) own[i] = column[rows[i]!]!;
  return own;
}
