/** The interfaces of the suite. A model comes from `fit`; there is no unfitted one. */

import type { z } from 'zod';
import type { Reviews } from '../datasets/after-sale-tables.ts';
import type { Examples } from '../datasets/examples.ts';
import type { Feedback, Interactions } from '../datasets/interactions.ts';
import type { Shown } from '../datasets/shown.ts';
import type { Catalog, Shoppers } from '../datasets/tables.ts';
import type { KernelHost } from '../numerics/kernels/host.ts';
import type { Purpose } from '../numerics/purposes.ts';
import type { DrawKey } from '../numerics/rng.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Family } from './families.ts';
import type { ModelState, SavedModel } from './model-state.ts';
import type { Shape } from './state/shape.ts';

/** What may be learnt from: nothing in it happened after `asOf`. */
export interface TrainingData {
  /** Seconds since the origin, exclusive; Infinity when the data has no times. */
  readonly asOf: number;
  /** Training rows, in log order. */
  readonly feedback: Feedback;
  /** The same rows, summed by (shopper, item). */
  readonly interactions: Interactions;
  readonly catalog: Catalog;
  readonly shoppers: Shoppers;
  /**
   * Reviews from before `asOf` that may be learnt from, in log order: of no one who opted out, of no pair of which rows are held back.
   * Absent where the algorithm does not declare that it `needs` them.
   */
  readonly reviews?: Reviews;
  /** What was shown before `asOf`, and what came of it; absent where the data tells of no slates. Policies learn from it. */
  readonly shown?: Shown;
  /** Slates to expect before the next fit; absent where nobody knows. */
  readonly ahead?: number;
  /** What a task `label` learns from; absent elsewhere. */
  readonly examples?: LearntExamples;
}

/** Examples to learn from, with their classes as far as they were known at `asOf`. */
export interface LearntExamples {
  /** All examples of the data; only `rows` may be looked at. Its `label` and `known` may not: they tell the future. */
  readonly all: Examples;
  /** Ascending. */
  readonly rows: Uint32Array;
  /** (rows) class of each; NO_CLASS where it was not known yet */
  readonly label: Uint8Array;
}

/** What a fit is given to work with besides data and parameters. */
export interface FitRun extends ModelHost {
  /** Key of the draws for one purpose under the run's seed. */
  draw(purpose: Purpose): DrawKey;
  /** Long fits look at it between steps and throw its reason. */
  readonly signal: AbortSignal;
  progress(done: number, total: number): void;
  /**
   * Fits an algorithm that this one is made of, on `data`, under the same seed. The model is opened already; `saved` is what
   * the whole keeps of it. Throws ConfigError for a name or parameters that the registry does not know.
   */
  fitPart(part: PartSpec, data: TrainingData): Promise<FittedPart>;
  /** Takes the value of a measure (a loss, a validation metric) after an epoch, from 1. Absent: nobody asks, and none is to be computed for it. */
  trace?(measure: string, epoch: number, value: number): void;
  /** Absent: a fit that is killed begins anew. */
  readonly checkpoints?: Checkpoints;
}

/** An algorithm within another: a name of the registry, its parameters where they are not the defaults. */
export interface PartSpec {
  readonly name: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** The schema of one part. */
export type PartSchema = z.ZodType<PartSpec, PartSpec>;

export interface FittedPart {
  readonly model: RankModel;
  readonly saved: SavedModel;
}

/** What a model is opened with besides its state. */
export interface ModelHost {
  /** Where kernels run; any number of threads gives the same model. Models keep it for their answers. */
  readonly kernels: KernelHost;
  /** Opens a part that the state holds. */
  openPart(saved: SavedModel): Promise<RankModel>;
}

export type Task = 'rank' | 'rate' | 'policy' | 'forecast' | 'classify' | 'label';

/** What was done just before each query, oldest first: a visit under way, an anonymous one, what came after training. */
export interface Histories {
  /** (length + 1) the rows of query q are [rowPtr[q], rowPtr[q + 1]) */
  readonly rowPtr: Uint32Array;
  readonly item: Uint32Array;
  /** Seconds since the origin, never falling within a query. */
  readonly time: Uint32Array;
}

/** A batch of questions; one query is a batch of one. */
export interface Queries {
  readonly length: number;
  /** (length); NO_SHOPPER for one who is not known. */
  readonly shopper: Uint32Array;
  /** (length) seconds since the origin at which each is asked; the end of training unless said. */
  readonly time?: Uint32Array;
  /**
   * What is known of each query beyond training. Algorithms that declare `usesHistory` answer from it: a known shopper's
   * training rows come first, an unknown one (NO_SHOPPER) has nothing else. The others act as if it were not there.
   */
  readonly history?: Histories;
  /** Items that a list may not contain: what the shopper had in training, none, or the columns of row q. */
  readonly exclude: 'seen' | 'none' | Interactions;
  /** When given, only the columns of row q may be listed. */
  readonly candidates?: Interactions;
}

/** Answers, written by the model. Memory beyond `lengths[q]` of a row is left untouched. */
export interface Lists {
  readonly length: number;
  readonly k: number;
  /** (length * k) items of query q from q * k, best first */
  readonly items: Uint32Array;
  /** (length * k) */
  readonly scores: Float32Array;
  /** (length) how many of the k places of each query are filled */
  readonly lengths: Uint32Array;
  /** (length) 1 where the first item left out scores the same as the last one listed: chance decided the cut */
  readonly tied: Uint8Array;
}

export interface RankModel {
  /** Fills `out`. Scores never rise along a list; equal scores are ordered by the seeded relabelling. */
  recommend(queries: Queries, k: number, out: Lists): void;
  /** How lists are found and why so, plain data, where a model chooses by its data. */
  readonly path?: unknown;
  /**
   * The scores that `recommend` orders by, of `item[q]` for query q, into out[q]; -Infinity for no answer. Items that a
   * list may not contain have a score like all others.
   */
  score?(queries: Queries, item: Uint32Array, out: Float32Array): void;
  /**
   * Of a model that draws: the chance of each item that `lists` answers the queries with, at its place and given those before it,
   * into out[q * lists.k + place]. Models without it are certain of their lists.
   */
  propensities?(queries: Queries, lists: Lists, out: Float32Array): void;
  /**
   * Why `item` has its score in query q, strongest cause first, at most `most` of them. Models that can tell in several ways tell in the
   * one that is asked for, by default the first that the algorithm `explains` by. What a list may not contain has causes like all else.
   */
  explain?(queries: Queries, q: number, item: number, most: number, by?: CauseKind): Explanation;
}

/**
 * 'own-item': an item the shopper had (`item`); 'neighbour': a like shopper (`shopper`); 'attribute': a word or property that the item
 * shares with what the shopper had or is (`name`); 'factor': a coordinate of vectors (`factor`); 'popularity': how many had it, or what
 * was learnt of the item alone; 'own-level': what was learnt of the shopper alone, such as how high they rate; 'part': an algorithm of a
 * hybrid, or a part of a model (`name`).
 */
export type CauseKind =
  | 'own-item'
  | 'neighbour'
  | 'attribute'
  | 'factor'
  | 'popularity'
  | 'own-level'
  | 'part';

/** One reason of a score. */
export interface Cause {
  readonly kind: CauseKind;
  readonly item?: number;
  readonly shopper?: number;
  readonly factor?: number;
  readonly name?: string;
  /** What the score loses without this cause, all else equal; below 0 where it speaks against the item. */
  readonly contribution: number;
}

export interface Explanation {
  /** -Infinity where the item is no answer; then there is no cause. */
  readonly score: number;
  readonly causes: readonly Cause[];
  /** true: contributions of all causes add up to the score, up to rounding; false: causes overlap. */
  readonly additive: boolean;
  /** What a score is before any cause, part of the sum; 0 unless said. */
  readonly base?: number;
}

export interface RateModel {
  /**
   * Predicted rating of (shopper[i], item[i]) into out[i], not clipped; at time[i], seconds since the origin, for models that know
   * times, at the end of training unless said.
   */
  predict(shopper: Uint32Array, item: Uint32Array, out: Float32Array, time?: Uint32Array): void;
  /** Why a prediction is what it is, as `RankModel.explain` tells. */
  explain?(question: RatingQuestion, most: number, by?: CauseKind): Explanation;
}

export interface RatingQuestion {
  readonly shopper: number;
  readonly item: number;
  /** Seconds since the origin, as in `predict`. */
  readonly time?: number;
}

/** Visits whose slates are asked for, as a shop knows them at their start. */
export interface Visits {
  readonly length: number;
  /** (length) key of the device or cookie. */
  readonly visitor: Uint32Array;
  /** (length) NO_SHOPPER where not signed in. */
  readonly shopper: Uint32Array;
  /** (length) sessions that this visitor had before: with `visitor` it tells every visit from all others. */
  readonly visit: Uint32Array;
  /** (length) seconds since the origin. */
  readonly start: Uint32Array;
}

/** Fills slates between one fit and the next. */
export interface PolicyModel {
  /**
   * Writes `slots` different items of `offered` (ascending, at least so many) for each visit to `slates` (visits x slots), and to
   * `propensities` the probability in (0, 1] of each item in its slot, given the slots above: over the draws of the visit,
   * all else fixed. A slate follows from its visit and `offered` alone, however visits are batched.
   */
  fill(
    visits: Visits,
    offered: Uint32Array,
    slots: number,
    slates: Uint32Array,
    propensities: Float32Array,
  ): void;
}

/** Expected purchases a period, of series that items are parted into. */
export interface ForecastModel {
  readonly series: number;
  /** Seconds; the first period begins where training ends. */
  readonly period: number;
  /** (items) */
  readonly seriesOf: Uint32Array;
  /** (series) purchases in training. */
  readonly totals: Float64Array;
  /** (series) mean absolute change over a season in training, by which errors are scaled; 0 where there is none. */
  readonly scale: Float64Array;
  /** Writes (series x horizon) purchases of the periods 0 ... horizon - 1 ahead. */
  forecast(horizon: number, out: Float64Array): void;
}

export interface ClassifyModel {
  /** Probability that shopper[i] buys anything in the horizon after training, into out[i]. */
  probability(shopper: Uint32Array, out: Float64Array): void;
}

/** Tells the classes of examples: sentiment of texts, fraud among payments. */
export interface LabelModel {
  readonly classes: readonly string[];
  /** Names of the features that it reads; absent where it reads none. */
  readonly features?: readonly string[];
  /**
   * Probabilities of the classes of rows[i], which add up to 1, into out[i * classes.length + c]. Models that know only an order
   * (rules, outliers) give the second of two classes a score from 0 to 1.
   */
  probabilities(examples: Examples, rows: Uint32Array, out: Float64Array): void;
  /** Why `row` has its probability of class `of`: words, features, rules; contributions as the algorithm's doc says. */
  explain?(examples: Examples, row: number, of: number, most: number): Explanation;
}

/** Every model can be saved: what it was opened from. */
export interface Saved {
  save(): SavedModel;
}

export interface ModelOf {
  rank: RankModel;
  rate: RateModel;
  policy: PolicyModel;
  forecast: ForecastModel;
  classify: ClassifyModel;
  label: LabelModel;
}

export interface Algorithm<T extends Task = Task, Params = unknown> {
  /** Name and version, `als.v1`, part of every run's inputs: the version is raised when an answer changes for any input. */
  readonly id: string;
  readonly task: T;
  /** The room it stands in. */
  readonly family: Family;
  /** One line: what it does. */
  readonly doc: string;
  /** Paper or method that is followed. */
  readonly source: string;
  /** Parameters with defaults and ranges. */
  readonly params: z.ZodType<Params>;
  /** What a shopper without any training row gets: an empty list, a stated substitute, or what its parts give. */
  readonly coldStart: 'none' | 'fallback' | 'parts';
  /** true: answers follow from what this shopper did; false: all shoppers are answered alike or by chance. */
  readonly personal: boolean;
  /**
   * Kinds of causes that its models tell scores by, the first by default; [] where a score has none; 'parts' where they tell what the
   * part that answers tells of its own score. Absent: they cannot tell.
   */
  readonly explains?: readonly CauseKind[] | 'parts';
  /** true: answers take `Queries.history` into account. */
  readonly usesHistory?: boolean;
  /** What it learns from besides feedback, catalog and shoppers; its parts may need more. Studies pass on only what is needed. */
  readonly needs?: 'reviews';
  /** Of a task `label`: what it reads of examples. Absent: nothing, or whatever there is. */
  readonly reads?: 'text' | 'features';
  /** true: fitted to the very next item against all others, own ones too, so that only the head of a list means anything. */
  readonly nextOnly?: boolean;
  /** The names of the parameters that hold a PartSpec or a list of them. */
  readonly parts?: readonly string[];
  /** Goes with `parts`: `params` with `part` as the schema of a part, once it is known which parts there are. */
  paramsOf?(part: PartSchema): z.ZodType<Params>;
  /**
   * true: the place of an item depends on what else may be listed, so that leaving one item out may put others in another
   * order (re-rankers, and hybrids that compare places).
   */
  readonly listwise?: boolean;
  /** Set where bits of the answers depend on which library or machine computes: 'backend'. */
  readonly resultDependsOn?: 'backend';
  /** With `resultDependsOn`: the name and version of what would compute a fit with these parameters here, part of a run's inputs. */
  backend?(params: Params): Promise<string>;
  /** When to reach for it, and when not. */
  readonly use: string;
  /** Growth of a fit's time, of an answer's time, and of the model's memory, in P pairs, U shoppers, I items, d factors, E epochs. */
  readonly cost: { readonly fit: string; readonly answer: string; readonly memory: string };
  fit(data: TrainingData, params: Params, run: FitRun): Promise<ModelOf[T] & Saved>;
  /** The model that `save` told of. Throws ConfigError when it is of another algorithm or version, or not whole. */
  load(saved: SavedModel, host: ModelHost): Promise<ModelOf[T] & Saved>;
}

/** What an algorithm file says; `defineAlgorithm` makes an Algorithm of it. */
export interface AlgorithmSpec<T extends Task, Params, State extends ModelState>
  extends Omit<Algorithm<T, Params>, 'fit' | 'load'> {
  /** From data to the state of a model: plain data that says all. */
  learn(data: TrainingData, params: Params, run: FitRun): Promise<State>;
  /** What a state has to be; a model is opened from no other, whoever wrote it. */
  readonly shape: Shape<State>;
  /** From its state to the model, after a fit as after loading, so that both answer alike. */
  open(state: State, host: ModelHost): ModelOf[T] | Promise<ModelOf[T]>;
}

/** Lists of `length` queries by k, all empty. */
export function createLists(length: number, k: number): Lists {
  return {
    length,
    k,
    items: new Uint32Array(length * k),
    scores: new Float32Array(length * k),
    lengths: new Uint32Array(length),
    tied: new Uint8Array(length),
  };
}
