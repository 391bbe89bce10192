/** What is measured of a round of a closed loop: pure functions with a definition id each. METRICS of lists stand in ../../metrics. */

import type { Csr } from '../../../numerics/csr.ts';

export interface LoopDefinition {
  /** Name and version: `interJaccard.v1`; raised when the number changes for any input. */
  readonly id: string;
  /** Key in the registry and in records. */
  readonly name: string;
  /** One line: what the number says. */
  readonly doc: string;
  readonly formula: string;
  /** Paper that measures so. */
  readonly source: string;
  readonly unit: string;
  /** Where better lies; 'none': neither end is better. */
  readonly direction: 'higher' | 'lower' | 'none';
}

export interface Measured {
  /** NaN where it is not defined. */
  readonly value: number;
  /** What was averaged or counted over. */
  readonly n: number;
}

/** (shoppers x items) how often each shopper was shown, or engaged with, or would like each item; columns ascend. */
export type Bags = Csr;

/** Unit vectors of items in compressed sparse rows. */
export interface ItemVectors {
  readonly dimensions: number;
  /** (items + 1) */
  readonly rowPtr: Uint32Array;
  readonly colIdx: Uint32Array;
  readonly value: Float64Array;
}

/** What is the same in every round of a world. */
export interface BagContext {
  /** null where nothing is known of items. */
  readonly vectors: ItemVectors | null;
  /** (2 pairs) shoppers 2p and 2p + 1 are compared. */
  readonly pairs: Uint32Array;
  /** (shoppers) the other shopper whose latent taste is the nearest by cosine. */
  readonly nearest: Uint32Array;
}

/** Of one series: what was shown, what was engaged with, what is liked. */
export interface BagMetric extends LoopDefinition {
  of(bags: Bags, context: BagContext): Measured;
}

/** What became of the shoppers of a world between two measures. Columns by shopper. */
export interface Outcomes {
  readonly utility: Float64Array;
  readonly clicks: Float64Array;
  readonly orders: Float64Array;
  /** Cents. */
  readonly revenue: Float64Array;
  /** At the end. */
  readonly satisfaction: Float64Array;
  /** 1: has left for good by the end. */
  readonly left: Uint8Array;
  /** Slots that the policy filled, the expected utility of what it put there, and of the best that could stand there: sums. */
  readonly homeSlots: Float64Array;
  readonly homeUtility: Float64Array;
  readonly bestUtility: Float64Array;
}

export interface OutcomeMetric extends LoopDefinition {
  of(outcomes: Outcomes): Measured;
}

/** Sums over the slots, choices and order lines of each seller between two measures. */
export interface SellerSums {
  /** Slots shown, each worth 1 / log2(place + 1), places from 1. */
  readonly exposure: Float64Array;
  /** Shares that sellers would have of choices among all that is on sale; they add up to 1. */
  readonly merit: Float64Array;
  /** Order lines. */
  readonly sales: Float64Array;
  /** Cents. */
  readonly revenue: Float64Array;
}

export interface SellerMetric extends LoopDefinition {
  of(sums: SellerSums): Measured;
}
