/**
 * What a metric is: one definition with an id, stored in every result. Two results whose definition ids differ refuse to be
 * compared. The grammar of the ids stands in README.md.
 */

import type { Repeats } from '../run-record.ts';
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
  /** @param means (groups) mean of each group that counts, NaN for the others */
  of(means: Float64Array): number;
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
  | PopulationMetric
  | GroupMetric
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

/** What else tells two uses of a metric apart. */
export interface DefinitionUse {
  /** null for ratings, where nothing is recommended. */
  readonly repeats: Repeats | null;
  /** 'all': items without a training row may be listed too; absent: the training catalogue is ranked. */
  readonly catalogue?: 'all';
  readonly cutoff: number | null;
  /** The attribute that makes the groups, for a group metric. */
  readonly group?: string;
}

/** `recall.v1+exclude@10`, `recall.v1+exclude+all@10`, `userGroupGap.v1[region]+exclude@10`, `rmse.v1`. */
export function definitionId(metric: { readonly id: string }, use: DefinitionUse): string {
  const group = use.group === undefined ? '' : `[${use.group}]`;
  const repeats = use.repeats === null ? '' : `+${use.repeats}`;
  const catalogue = use.catalogue === undefined ? '' : `+${use.catalogue}`;
  const cutoff = use.cutoff === null ? '' : `@${use.cutoff}`;
  return `${metric.id}${group}${repeats}${catalogue}${cutoff}`;
}

const GRAMMAR =
  /^(?<id>[a-zA-Z][a-zA-Z\d]*(?:\.[a-z]+)?\.v\d+)(?:\[(?<group>\w+)\])?(?:\+(?<repeats>exclude|include|only)(?:\+(?<catalogue>all))?)?(?:@(?<cutoff>[1-9]\d*))?$/;

/** The parts of a definition id; throws on a text that is none. */
export function parseDefinitionId(text: string): DefinitionUse & { readonly id: string } {
  const parts = GRAMMAR.exec(text)?.groups;
  if (parts === undefined)
    throw new Error(`definition '${text}': not of the form name.v1[group]+repeats+all@cutoff`);
  const { id, group, repeats, catalogue, cutoff } = parts as Record<
    'id' | 'group' | 'repeats' | 'catalogue' | 'cutoff',
    string | undefined
  >;
  return {
    id: id as string,
    repeats: (repeats as Repeats | undefined) ?? null,
    cutoff: cutoff === undefined ? null : Number(cutoff),
    ...(group === undefined ? {} : { group }),
    ...(catalogue === undefined ? {} : { catalogue: 'all' as const }),
  };
}
