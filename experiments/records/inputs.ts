/** What goes into a run: everything that determines its result. */

import { digestJson } from '../../numerics/digest.ts';

export type Repeats = 'exclude' | 'include' | 'only';

/** What is ranked: the items with a training row, or every item of the data. */
export type Catalogue = 'trained' | 'all';

/** Sampled ranking: each question ranks its relevant items among this many others, drawn. */
export interface Sampled {
  readonly items: number;
  /** Whether every other item is as likely, or as its training popularity. */
  readonly by: 'uniform' | 'popularity';
}

/** Everything that determines a result. The run's id is a digest of this object. */
export interface RunInputs {
  readonly study: string;
  readonly data: { readonly name: string; readonly digest: string };
  /** Which actions or ratings count, and how much. */
  readonly feedback: Readonly<Record<string, unknown>>;
  readonly split: {
    readonly name: string;
    /** Id of the split as it is now: `global-time.v1`. */
    readonly definition: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly fold: number;
    readonly digest: string;
  };
  readonly repeats: Repeats;
  /** Present where items without a training row may be listed too. */
  readonly catalogue?: 'all';
  /** Present where ranking is sampled. */
  readonly sampled?: Sampled;
  readonly algorithm: {
    readonly name: string;
    /** Id of the algorithm as it is now: `als.v1`. */
    readonly definition: string;
    /** How the study calls it; unique within a study. */
    readonly label: string;
    readonly params: Readonly<Record<string, unknown>>;
    /** Ids of the algorithms that it is made of, at any depth; absent where it is not made of others. */
    readonly parts?: readonly string[];
    /** What computes it, with its version, where bits of the result depend on that: `wasm 4.22.0`. */
    readonly backend?: string;
  };
  /** How the parameters are chosen, those of `algorithm.params` aside; absent where nothing is searched. */
  readonly search?: SearchInputs;
  readonly seed: string;
  /** Definition ids of all metrics measured, repeats and cut-offs included, e.g. `ndcg.binary.v1+exclude@10`. */
  readonly definitions: readonly string[];
  /** The metric that groups are compared by and at whose cut-off exposure and ties are looked at. */
  readonly primary: { readonly name: string; readonly cutoff: number | null };
  readonly groups: readonly string[];
  /** Attributes that items are grouped by; absent where there are none. */
  readonly itemGroups?: readonly string[];
  /** Pairs of groups that are told apart by what is listed; absent where there are none. */
  readonly proxies?: readonly { readonly by: string; readonly first: string; readonly second: string }[];
  /** Those of `definitions` that groups of examples are measured by; absent where there are no examples. */
  readonly groupDefinitions?: readonly string[];
  readonly statistics: { readonly resamples: number; readonly level: number };
  /** Present where the study asks what fits tell of their epochs. */
  readonly trace?: true;
}

/** A search for parameters inside the training rows, as it is asked for. */
export interface SearchInputs {
  /** Id of the method as it is now: `tpe.v1`. */
  readonly method: string;
  readonly trials: number;
  /** Of successive halving: one in so many goes on. */
  readonly reduction?: number;
  /** Epochs of a whole fit of every searched algorithm that has any; absent: as its parameters say. */
  readonly epochs?: number;
  /** Definition id of the metric that trials are compared by. */
  readonly metric: string;
  /** How the training rows are parted once more. */
  readonly validation: {
    readonly name: string;
    readonly definition: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly digest: string;
  };
  /** By parameter: values to choose from, or a range. */
  readonly space: Readonly<Record<string, readonly (number | string | boolean)[] | SearchRange>>;
}

export interface SearchRange {
  readonly from: number;
  readonly to: number;
  readonly scale: 'linear' | 'log';
  readonly points?: number | undefined;
}

/** A run's id: the first 16 hex digits of the digest of its inputs. */
export const runId = (inputs: RunInputs): string => idOf(inputs);

/** The same of records of any kind. */
export const idOf = (inputs: object): string => digestJson(inputs).slice(0, 16);
