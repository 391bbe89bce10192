/** What is measured of a loop, as its record tells it. */

import type { Outcomes, SellerSums } from './measures/definition.ts';
import {
  BAG_METRICS,
  OUTCOME_METRICS,
  SELLER_METRICS,
  SERIES,
  type SeriesName,
} from './measures/registry.ts';
import type { TallyOptions } from './tally-options.ts';
import type { TallyState } from './tally-state.ts';
import type { WorldFacts } from './world-facts.ts';

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

export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

export function resultOf(
  state: TallyState,
  facts: WorldFacts,
  options: TallyOptions,
  fits: number,
): LoopResult {
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
