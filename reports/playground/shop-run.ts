/** What the page has heard of one shop so far. */

import type { Outcome, RoundSketch, Watched, WorldSketch } from './protocol.ts';
import { KEEPS_ALL, type Setting } from './setting.ts';

export interface ShopRun {
  readonly world: WorldSketch | null;
  readonly rounds: readonly RoundSketch[];
  /** Of the shopper that is followed, one a round. */
  readonly watched: readonly Watched[];
  readonly outcome: Outcome | null;
  readonly faults: readonly string[];
}

export const NOTHING_YET: ShopRun = { world: null, rounds: [], watched: [], outcome: null, faults: [] };

export type Runs = readonly [ShopRun, ShopRun];

/** Both shops under one setting. */
export interface Pair {
  readonly setting: Setting;
  readonly runs: Runs;
}

/** How the shops are called: by their policies, told apart where these are the same. */
export function shopNames({ shops: [a, b] }: Pick<Setting, 'shops'>): readonly [string, string] {
  if (a.policy !== b.policy) return [a.policy, b.policy];
  const told = (shop: typeof a, rival: typeof a, letter: string): string => {
    if (shop.exploration !== rival.exploration)
      return `${shop.policy} (${Math.round(100 * shop.exploration)} % exploring)`;
    if (shop.diversity !== rival.diversity) return `${shop.policy} (diversity ${shop.diversity})`;
    if (shop.kept !== rival.kept) return `${shop.policy} (${historyOf(shop.kept)})`;
    return `${shop.policy} ${letter}`;
  };
  return [told(a, b, 'A'), told(b, a, 'B')];
}

const historyOf = (kept: number): string =>
  kept === KEEPS_ALL ? 'all history' : kept === 0 ? 'no history' : `last ${kept} actions`;

/** Days that both shops have seen. */
export const daysDone = ([a, b]: Runs): number => Math.min(a.rounds.length, b.rounds.length);

/** Of one measure, one a day. */
export const valuesOf = ({ rounds }: Pick<ShopRun, 'rounds'>, measure: string): (number | null)[] =>
  rounds.map(({ measures }) => measures[measure] ?? null);
