/** What a metric is: one definition with an id, stored in every result. */

import type { ListContext } from './list-context.ts';

interface Definition {
  /** Name and version, and the variant where several are in use: `ndcg.binary.v1`. */
  readonly id: string;
  /** As written in a study; the key in the registry. */
  readonly name: string;
  /** One line: what the number says. */
  readonly doc: string;
  readonly formula: string;
  /** Paper, or the library that computes it so. */
  readonly source: string;
  readonly unit: string;
  /** Where better lies; 'zero': the closer to 0 the better; 'none': neither end is better. */
  readonly direction: 'higher' | 'lower' | 'zero' | 'none';
  /** Whether it is taken at a cut-off K. */
  readonly cutoff: boolean;
  /** The task of the algorithms that it measures. */
  readonly task: 'rank' | 'rate' | 'forecast' | 'classify' | 'label';
}

/** Where the relevant items of one shopper stand in one list, cut at K. */
export interface HitList {
  /** Ranks of the hits, from 1, ascending; only [0, hits) is read. */
  readonly ranks: Uint32Array;
  readonly hits: number;
  /** Places filled, at most the cut-off. */
  readonly listed: number;
  /** Relevant items of the shopper, at least 1. */
  readonly relevant: number;
  /** K */
  readonly cutoff: number;
}

/** A function of the ranks of the hits; all rank metrics share one pass that finds them. */
export interface RankMetric extends Definition {
  readonly kind: 'rank';
  readonly task: 'rank';
  of(list: HitList): number;
}

/** Which items of one list are hits, and what they are worth; grades are of ratings or weights of actions. */
export interface HitItems {
  /** Item of each hit, by rank; only [0, hits) is read. */
  readonly items: Uint32Array;
  /** Grade of each hit; only [0, hits) is read. */
  readonly grades: Float32Array;
  /** (relevant) grades of all relevant items, falling */
  readonly ideal: Float32Array;
}

/** A function of which relevant items are listed. */
export interface HitMetric extends Definition {
  readonly kind: 'hit';
  readonly task: 'rank';
  of(list: HitList, hits: HitItems, context: ListContext): number;
}

/** A ranking of all that may be listed, by distinct score, highest first; what has no score comes last. */
export interface ScoreLevels {
  /** (levels) relevant items of each */
  readonly relevant: Uint32Array;
  /** (levels) other items of each */
  readonly others: Uint32Array;
  readonly levels: number;
}

/** A function of the ranking of all that may be listed; NaN where it is not defined. */
export interface OrderMetric extends Definition {
  readonly kind: 'order';
  readonly task: 'rank';
  readonly cutoff: false;
  of(order: ScoreLevels): number;
}

/** A function of the items of one list; NaN where it is not defined. */
export interface ListMetric extends Definition {
  readonly kind: 'list';
  readonly task: 'rank';
  /** Value of the list items[from .. from + listed), listed at most K, for a shopper. */
  of(items: Uint32Array, from: number, listed: number, context: ListContext, shopper: number): number;
  /**
   * For a relative change of means, mean(of) / mean(baseline) - 1: the value that the shopper starts from. A shopper's own
   * share of it is (of - baseline) / mean(baseline); both means run over the shoppers for whom both are defined.
   */
  baseline?(shopper: number, context: ListContext): number;
}

/** A function of what the items of one list are really worth to the shopper, which simulated data alone can tell. */
export interface TruthMetric extends Definition {
  readonly kind: 'truth';
  readonly task: 'rank';
  /**
   * @param listed utilities of the items listed, at most K, highest first; [] of an empty list
   * @param best the highest utilities among all that the list may hold, as many as are listed, highest first
   */
  of(listed: Float64Array, best: Float64Array): number;
}

/** A function of how often each item of the catalogue was listed, over the lists of all evaluated shoppers. */
export interface PopulationMetric extends Definition {
  readonly kind: 'population';
  readonly task: 'rank';
  /** @param exposure (catalogue) lists that contain each item; sorted or not */
  of(exposure: Uint32Array): number;
}

/** A function of a per-shopper metric and of the groups that shoppers belong to. */
export interface GroupMetric extends Definition {
  readonly kind: 'group';
  readonly task: 'rank';
  /** Name of the per-shopper metric that is compared between groups. */
  readonly over: string;
  /** 'relevant': means of groups are over relevant items, not over shoppers. */
  readonly weigh?: 'relevant';
  /** @param means (groups) mean of each group that counts, NaN for the others */
  of(means: Float64Array): number;
}

/** A function of how exposure falls to groups of items, and of what they would get by merit. */
export interface ItemGroupMetric extends Definition {
  readonly kind: 'item group';
  readonly task: 'rank';
  /**
   * @param exposure (groups) share of the discounted exposure
   * @param merit (groups) share of the merit
   */
  of(exposure: Float64Array, merit: Float64Array): number;
  /** (groups) d of / d exposure, for its interval */
  slope(exposure: Float64Array, merit: Float64Array): Float64Array;
}

/** A function of prediction errors, predicted minus actual, one a rating. */
export interface RatingMetric extends Definition {
  readonly kind: 'rating';
  readonly task: 'rate';
  readonly cutoff: false;
  of(errors: Float64Array): number;
}

/** What forecasts of series over some periods missed: (series) sums over the periods. */
export interface ForecastErrors {
  readonly absolute: Float64Array;
  readonly squared: Float64Array;
  /** Purchases that came true. */
  readonly bought: Float64Array;
  /** (series) mean absolute change over a season in training, 0 where there is none */
  readonly scale: Float64Array;
  readonly horizon: number;
}

/** A function of forecasts and of what came true. */
export interface ForecastMetric extends Definition {
  readonly kind: 'forecast';
  readonly task: 'forecast';
  readonly cutoff: false;
  of(errors: ForecastErrors): number;
}

/**
 * A function of probabilities, one a shopper or example, and of what came true, 1 or 0. Of more than two classes: the mean over classes
 * that are there, each against the rest.
 */
export interface ClassMetric extends Definition {
  readonly kind: 'class';
  readonly task: 'classify';
  readonly cutoff: false;
  of(chance: Float64Array, label: Uint8Array): number;
}

/** What was told of examples, beside the truth. */
export interface LabelAnswers {
  /** How many there are. */
  readonly classes: number;
  /** (examples x classes) probabilities */
  readonly chance: Float64Array;
  /** (examples) class of each */
  readonly label: Uint8Array;
  /** (examples) seconds since the origin */
  readonly time: Uint32Array;
  /** (examples) as in `Examples` */
  readonly amount?: Float64Array;
  readonly holder?: Uint32Array;
}

/** A function of one example; the metric is its mean. */
export interface ExampleMetric extends Definition {
  readonly kind: 'example';
  readonly task: 'label';
  readonly cutoff: false;
  of(answers: LabelAnswers, i: number): number;
}

/** A function of all that was told; NaN where it is not defined. */
export interface LabelMetric extends Definition {
  readonly kind: 'label';
  readonly task: 'label';
  of(answers: LabelAnswers, cutoff: number): number;
  /**
   * Of a group of examples where these have to be ranked among all others. Absent: the group is measured by itself.
   *
   * @param members (examples) 1 where the example counts
   */
  among?(answers: LabelAnswers, cutoff: number, members: Uint8Array): number;
}

/** Whether a metric says something of algorithms of this task: probabilities are measured alike, whoever they are of. */
export const measures = ({ task }: Metric, of: string): boolean =>
  task === of || (task === 'classify' && of === 'label');

export type Metric =
  | RankMetric
  | ListMetric
  | HitMetric
  | OrderMetric
  | TruthMetric
  | PopulationMetric
  | GroupMetric
  | ItemGroupMetric
  | RatingMetric
  | ForecastMetric
  | ClassMetric
  | ExampleMetric
  | LabelMetric;

/** One metric at one cut-off; null where it has none. */
export interface MetricRequest {
  readonly name: string;
  readonly cutoff: number | null;
}
