/** A simulated world as the tests of its causes look at it: slates with what was taken of them, and a world that stands still. */

import { ACTION_KINDS, NO_POSITION, type Table, type TableSpec } from '../../datasets/tables.ts';
import { ROUND_TABLES, STATE_TABLES, tablesOf, WORLD_TABLES } from '../filing/filed-tables.ts';
import type { SimulatedWorld } from '../rounds/in-memory.ts';

/** Nothing of what shoppers do comes back to them, or to others: choices depend on what is shown alone. */
export const STILL_LIFE = {
  drift: { click: 0, order: 0 },
  saturation: { weight: 0 },
  habit: { weight: 0 },
  priceMemory: { weight: 0 },
  fatigue: { weight: 0 },
  satisfaction: { visits: 0 },
  churn: { perDay: 0, satisfaction: 0 },
  loyalty: { pull: 0, visits: 0 },
} as const;

/** Nobody minds being known, and nobody looks at what their group does. */
export const NO_HARMS = {
  creepy: { utility: 0, satisfaction: 0 },
  groupInfluence: { weight: 0 },
} as const;

/** Visitors only look around, mean to spend nothing in particular, and get to the end of every checkout that they begin. */
export const QUIET_VISITS = {
  intent: { search: 0, replenish: 0, gift: 0, budget: { median: 0 } },
  search: { browse: 0 },
  checkout: { leaveAddress: 0, leavePayment: 0, shippingShock: 0, coupon: 0 },
  payment: { decline: 0 },
} as const;

/** Of `exposure`: slates are home slates and listings, none of them beside another. */
export const BARE_SLATES = { similar: { probability: 0 }, banner: { probability: 0 } } as const;

/** Of `funnel`: a click leads to the cart or to nothing. */
export const BARE_PAGES = {
  video: { items: 0 },
  favourite: { shoppers: 0 },
  share: { shoppers: 0 },
} as const;

export const [CLICK, CART, ORDER] = (['click', 'cart', 'order'] as const).map((kind) =>
  ACTION_KINDS.indexOf(kind),
) as [number, number, number];

export interface SeenSlate {
  readonly session: number;
  readonly slate: number;
  /** Rows of its impressions: [start, end). */
  readonly start: number;
  readonly end: number;
  /** Positions clicked, in order. */
  readonly clicked: readonly number[];
}

export function* slatesOf({ log: { impressions, actions } }: SimulatedWorld): Generator<SeenSlate> {
  const clicks = new Map<string, number[]>();
  for (let row = 0; row < actions.length; row++) {
    if (actions.kind[row] !== CLICK || actions.position[row] === NO_POSITION) continue;
    const place = `${actions.session[row]} ${actions.slate[row]}`;
    const before = clicks.get(place);
    if (before) before.push(actions.position[row]!);
    else clicks.set(place, [actions.position[row]!]);
  }
  const { session, slate, length } = impressions;
  for (let start = 0; start < length; ) {
    let end = start + 1;
    while (end < length && session[end] === session[start] && slate[end] === slate[start]) end++;
    const clicked = clicks.get(`${session[start]} ${slate[start]}`) ?? [];
    yield { session: session[start]!, slate: slate[start]!, start, end, clicked };
    start = end;
  }
}

/** Counts that came out, beside their expectation and variance, by cell. */
export interface Tally {
  readonly came: Float64Array;
  readonly expected: Float64Array;
  readonly variance: Float64Array;
}

export function newTally(cells: number): Tally {
  return {
    came: new Float64Array(cells),
    expected: new Float64Array(cells),
    variance: new Float64Array(cells),
  };
}

/** A trial that comes out with probability `p`. */
export function addTrial({ came, expected, variance }: Tally, cell: number, p: number, out: boolean): void {
  if (out) came[cell]!++;
  expected[cell]! += p;
  variance[cell]! += p * (1 - p);
}

/** (cells) standard errors between what came out and what was to be expected; cells without spread are left out. */
export function deviations({ came, expected, variance }: Tally): number[] {
  return [...came].flatMap((count, cell) =>
    variance[cell]! < 1 ? [] : [(count - expected[cell]!) / Math.sqrt(variance[cell]!)],
  );
}

/** Every table of a world by name, the truth's as `truth/<name>`. */
export function tablesOfWorld({ filed }: SimulatedWorld): Map<string, Table<TableSpec>> {
  const tables = { ...WORLD_TABLES, ...ROUND_TABLES, ...STATE_TABLES };
  return new Map(
    [...tablesOf(tables, filed)].map(([name, { area }, rows]) => [
      area === 'log' ? name : `${area}/${name}`,
      rows,
    ]),
  );
}
