/** Numbers of a run with their intervals: of metrics, of groups of shoppers, of groups of items. */

/** One metric of one run. */
export interface Estimate {
  /** Id, group attribute, repeats, cut-off: `ndcg.binary.v1+exclude@10`, `rmse.v1`; the grammar stands in metrics/README.md. */
  readonly definition: string;
  /** Short name as written in a study: `ndcg`. */
  readonly name: string;
  readonly cutoff: number | null;
  /** null: not defined here. */
  readonly mean: number | null;
  /** Bootstrap interval of the mean over shoppers; null where the metric is not a mean over shoppers. */
  readonly low: number | null;
  readonly high: number | null;
  /** What was averaged or counted over (shoppers, ratings). */
  readonly n: number;
}

export interface GroupEstimate {
  readonly group: string;
  readonly definition: string;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

/** A group of items: what it is shown, and what of it that was relevant is listed. */
export interface ItemGroupEstimate {
  readonly group: string;
  /** Of the catalogue. */
  readonly items: number;
  /** Share of the training (shopper, item) pairs: its merit. */
  readonly training: number;
  /** Share of the exposure, 1/log2(rank + 1) a slot, with its bootstrap interval; null when nothing was listed. */
  readonly exposure: Share | null;
  /** The share that it would have if every list were the best that it could be; absent where that is not known. */
  readonly deserved?: Share;
  /** Relevant (question, item) pairs of the group. */
  readonly relevant: number;
  /** Share of these that is listed; null where there are none. */
  readonly recall: Share | null;
}

export interface Share {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Chance that a shopper of one group is told from one of another. */
export interface Auc {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Two groups of shoppers told apart by shares of categories, of what they had and of what they are shown: .5 is chance. Intervals are over
 * shoppers, with the fits as they are.
 */
export interface ProxyEstimate {
  readonly by: string;
  readonly first: string;
  readonly second: string;
  /** Shoppers of each. */
  readonly n: readonly [number, number];
  readonly history: Auc;
  readonly lists: Auc;
  /** Lists less history: above 0 the lists say more of the group than the shoppers' own past. */
  readonly gain: Auc;
}
