/** What is known of a world before anything happens in it. */

import type { ItemVectors } from './measures/definition.ts';
import type { OutcomeName } from './measures/registry.ts';

/** What is so before the first round, under whatever policy. */
export interface WorldFacts {
  readonly shoppers: number;
  readonly items: number;
  readonly rounds: number;
  /** Outcomes that there are in this world. */
  readonly outcomes: readonly OutcomeName[];
  /** Best items by expected utility that are taken for what a shopper likes. */
  readonly liked: number;
  /** null where nothing is known of items. */
  readonly vectors: ItemVectors | null;
  /** (shoppers) see BagContext. */
  readonly nearest: Uint32Array;
  /** (items) seller of each, and how many there are; null where nobody sells. */
  readonly sellers: { readonly count: number; readonly of: Uint32Array } | null;
  /** By attribute: names of its groups, and the group of each shopper. */
  readonly groups: Readonly<
    Record<string, { readonly names: readonly string[]; readonly of: ArrayLike<number> }>
  >;
}
