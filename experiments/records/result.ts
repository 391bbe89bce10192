/** What comes out of a run. */

import type { Estimate, GroupEstimate, ItemGroupEstimate, ProxyEstimate } from './estimates.ts';
import type { DriftResult, LabelResult } from './labels.ts';

export interface RunResult {
  readonly estimates: readonly Estimate[];
  /** By attribute: the primary metric of each group of shoppers; of each group of examples that has any, those of `groupDefinitions`. */
  readonly groups: Readonly<Record<string, readonly GroupEstimate[]>>;
  /** By attribute: what is listed of each group of items, at the cut-off of the primary metric; absent where none was asked for. */
  readonly itemGroups?: Readonly<Record<string, readonly ItemGroupEstimate[]>>;
  /** Pairs of groups told apart; absent where none was asked for. */
  readonly proxies?: readonly ProxyEstimate[];
  /** Share of list slots, and of training (shopper, item) pairs, that falls to each tenth of the catalogue, most popular tenth first. */
  readonly exposure: { readonly lists: readonly number[]; readonly training: readonly number[] } | null;
  /** Share of lists with a tie at the cut: the last item listed scores as much as the first left out. null for 'rate'. */
  readonly tieRate: number | null;
  readonly counts: {
    /** Shoppers or ratings evaluated. */
    readonly evaluated: number;
    /** Lists asked for, where a split tells rows and asks about a shopper more than once; lists with a tie are among these. */
    readonly questions?: number;
    /** Test shoppers dropped for having no relevant item. */
    readonly withoutRelevant: number;
    /** Test shoppers not known in training of whom nothing is told, left to the cold breakdown. */
    readonly unknownShoppers: number;
    readonly emptyLists: number;
    readonly trainRows: number;
    readonly testRows: number;
  };
  /** What was told of examples; absent where there are none. */
  readonly labels?: LabelResult;
  /** Present where an instant parts examples that are learnt from from those that are tested. */
  readonly drift?: DriftResult;
  /** Digest of the values of shoppers or examples filed beside the record; null where there are none. */
  readonly shopperValues: string | null;
  /** In the order in which the fit first told them; absent where the study did not ask. */
  readonly traces?: readonly Trace[];
  /** Present where parameters were searched. */
  readonly search?: SearchResult;
}

/** What a fit told of one measure (`loss`, `rmse`), after each epoch or after some. */
export interface Trace {
  readonly measure: string;
  /** Ascending, from 1. */
  readonly epochs: readonly number[];
  /** null: not a finite number. */
  readonly values: readonly (number | null)[];
}

/** What a search tried, in order, and what it chose. */
export interface SearchResult {
  readonly trials: readonly SearchTrial[];
  /** Place of the best among `trials`. */
  readonly chosen: number;
  /** Complete, as the run was fitted with. */
  readonly params: Readonly<Record<string, unknown>>;
  /** What the trials cost, in whole fits. */
  readonly wholeFits: number;
  /** Of all trials together; null where the algorithm has none. */
  readonly epochs: number | null;
}

export interface SearchTrial {
  /** Its file under `trials/`. */
  readonly id: string;
  readonly values: Readonly<Record<string, number | string | boolean>>;
  /** Part of a whole fit; absent: a whole one. */
  readonly share?: number;
  /** Share of the training shoppers (or examples) learnt from, where the algorithm has no epochs; absent: all. */
  readonly part?: number;
  readonly epochs: number | null;
  /** null: it failed, or the metric is not defined. */
  readonly value: number | null;
  readonly error?: string;
}
