/** The interfaces of the suite. A model comes from `fit`; there is no unfitted one. */

import type { z } from 'zod';
import type { Feedback, Interactions } from '../datasets/interactions.ts';
import type { Catalog, Shoppers } from '../datasets/tables.ts';
import type { KernelHost } from '../numerics/kernels/host.ts';
import type { Purpose } from '../numerics/purposes.ts';
import type { DrawKey } from '../numerics/rng.ts';

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
}

/** What a fit is given to work with besides data and parameters. */
export interface FitRun {
  /** Key of the draws for one purpose under the run's seed. */
  draw(purpose: Purpose): DrawKey;
  /** Long fits look at it between steps and throw its reason. */
  readonly signal: AbortSignal;
  progress(done: number, total: number): void;
  /** Where kernels run; any number of threads gives the same model. Models keep it for their answers. */
  readonly kernels: KernelHost;
}

export type Task = 'rank' | 'rate';

/** A batch of questions; one query is a batch of one. */
export interface Queries {
  readonly length: number;
  /** (length); NO_SHOPPER for one who is not known. */
  readonly shopper: Uint32Array;
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
}

export interface RateModel {
  /** Predicted rating of (shopper[i], item[i]) into out[i], not clipped. */
  predict(shopper: Uint32Array, item: Uint32Array, out: Float32Array): void;
}

export interface ModelOf {
  rank: RankModel;
  rate: RateModel;
}

export interface Algorithm<T extends Task = Task, Params = unknown> {
  /** Name and version, `als.v1`, part of every run's inputs: the version is raised when an answer changes for any input. */
  readonly id: string;
  readonly task: T;
  /** One line: what it does. */
  readonly doc: string;
  /** Paper or method that is followed. */
  readonly source: string;
  /** Parameters with defaults and ranges. */
  readonly params: z.ZodType<Params>;
  /** What a shopper without any training row gets: an empty list, or a stated substitute. */
  readonly coldStart: 'none' | 'fallback';
  /** true: answers follow from what this shopper did; false: all shoppers are answered alike or by chance. */
  readonly personal: boolean;
  fit(data: TrainingData, params: Params, run: FitRun): Promise<ModelOf[T]>;
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
