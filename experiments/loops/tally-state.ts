/** Where a tally of a loop stands: rows, sums and courses so far, as plain data. */

import type { Outcomes, SellerSums } from './measures/definition.ts';
import type { WorldFacts } from './world-facts.ts';

export type Sums = { [K in keyof SellerSums]: Float64Array };

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

export const newState = ({ shoppers, sellers }: WorldFacts): TallyState => {
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

export function addOutcomes(to: OutcomeSums, more: Outcomes): void {
  for (const name of ADDED) {
    const [sum, own] = [to[name], more[name]];
    for (let shopper = 0; shopper < sum.length; shopper++) sum[shopper]! += own[shopper]!;
  }
  (to.satisfaction as Float64Array).set(more.satisfaction);
  (to.left as Uint8Array).set(more.left);
}
