/** What an evaluation is asked, and what it gives. */

import type { ItemFeatures } from '../../datasets/item-features.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import type { DrawKey } from '../../numerics/rng.ts';
import type { UtilityColumns } from '../../simulator/world/utility-columns.ts';
import type { ProxyRequest } from '../audit/proxies.ts';
import type { MetricRequest } from '../metrics/definition.ts';
import type { LabelCurves, Latency, RunResult } from '../run-record.ts';
import type { ShopperGroups } from './groups.ts';
import type { ItemGroups } from './item-groups.ts';

export interface EvaluationOptions {
  readonly requests: readonly MetricRequest[];
  /** One of the requests: exposure and ties are looked at at its cut-off, groups are compared by it. */
  readonly primary: MetricRequest;
  readonly groups: readonly ShopperGroups[];
  /** Those of the requests that groups of examples are measured by; default: the primary. */
  readonly groupRequests?: readonly MetricRequest[];
  /** Bootstrap resamples and the level of the intervals. */
  readonly statistics: { readonly resamples: number; readonly level: number };
  /** Key of the bootstrap draws, purpose 'bootstrap'. */
  readonly key: DrawKey;
  /** Where resamples are drawn; without it, here and one after another, to the same bits. */
  readonly kernels?: KernelHost;
  readonly signal: AbortSignal;
  /** Seconds from any fixed moment. */
  clock(): number;
  progress?(done: number, total: number): void;
}

export interface RankOptions extends EvaluationOptions {
  /** What diversity compares; null when the catalog says nothing of its items. */
  readonly features: ItemFeatures | null;
  /** (items) list prices in cents; null when the catalog says nothing of its items */
  readonly price?: Uint32Array | null;
  readonly itemGroups?: readonly ItemGroups[];
  /** Groups that are told apart by what is listed; none unless given. */
  readonly proxies?: ProxyRequest;
  /** What items are really worth, for metrics that need it; nobody else sees it. */
  readonly truth?: UtilityColumns;
  /** Questions that are asked again one at a time, for their latency, as far as a quarter of a second goes; none unless said. */
  readonly singles?: number;
}

/** Per-shopper values, filed beside the record: one column for each metric that is a mean over shoppers. */
export interface ShopperValues {
  /** (shoppers) ascending */
  readonly shopper: Uint32Array;
  /** Definition id of each column. */
  readonly definitions: readonly string[];
  /** (definitions) of (shoppers), NaN where not defined */
  readonly columns: readonly Float64Array[];
}

/** A result before its per-shopper values are digested, without what the fit told. */
export type MeasuredResult = Omit<RunResult, 'shopperValues' | 'traces' | 'search'>;

export interface Evaluation {
  readonly result: MeasuredResult;
  readonly values: ShopperValues;
  /** Of answers that tell classes. */
  readonly curves?: LabelCurves;
  /** Time inside the model. */
  readonly recommendSeconds: number;
  /** All other time. */
  readonly evaluateSeconds: number;
  /** Of lists asked for one at a time; absent for other tasks, null where none was asked for. */
  readonly latency?: Latency | null;
}

export type { Latency };
