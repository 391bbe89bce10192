/** Records of `shoplab scale`: what was asked of which algorithm at which size, and what it cost. Times are never compared between machines. */

import { digestJson } from '../../numerics/digest.ts';

export interface Sizes {
  readonly shoppers: number;
  readonly items: number;
  /** Rows drawn for each shopper; those that repeat an item are summed. */
  readonly each: number;
}

/** Along which size a point lies, and how many times the base it is. */
export const AXES = ['shoppers', 'items', 'interactions'] as const;
export type Axis = (typeof AXES)[number];

export interface Point extends Sizes {
  readonly axis: Axis;
  readonly factor: number;
}

export interface CostInputs {
  readonly algorithm: { readonly name: string; readonly definition: string; readonly params: unknown };
  readonly sizes: Sizes;
  readonly seed: string;
  readonly threads: number;
  readonly host: {
    readonly cpu: string;
    readonly cores: number;
    readonly node: string;
    readonly shoplab: string;
  };
}

export interface Cost {
  /** Distinct (shopper, item) pairs. */
  readonly pairs: number;
  /** Median of `fits`, seconds. */
  readonly fitSeconds: number;
  readonly fits: number;
  /** Of a list of ten among many asked for at once. */
  readonly listSeconds: number;
  /** Lists that were asked for. */
  readonly lists: number;
  /** What the most resident memory of the process is above that before the first fit. */
  readonly memoryBytes: number;
}

export type CostRecord = {
  readonly schema: 'shoplab.scaling/1';
  readonly id: string;
  readonly inputs: CostInputs;
  /** Commit of the working tree that measured it, and whether its files differed; absent where that is not known, and in records of before. */
  readonly commit?: string;
  readonly dirty?: boolean;
} & (
  | { readonly status: 'measured'; readonly cost: Cost; readonly load: number }
  | { readonly status: 'failed'; readonly error: string }
);

export const costId = (inputs: CostInputs): string => digestJson(inputs).slice(0, 16);

/** `scaling.json` beside the records. */
export interface ScalingFile {
  readonly schema: 'shoplab.scaling-set/1';
  readonly base: Sizes;
  readonly points: readonly {
    readonly axis: Axis;
    readonly factor: number;
    readonly label: string;
    readonly id: string;
  }[];
  readonly host: CostInputs['host'];
  readonly threads: number;
  readonly seed: string;
  readonly command: string;
}
