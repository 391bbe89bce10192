/** Asks a fitted ranker for the lists of a test set and measures them. */

import { createLists, type RankModel } from '../algorithms/algorithm.ts';
import type { DrawKey } from '../numerics/rng.ts';
import { resultOf } from './estimates.ts';
import type { ShopperGroups } from './groups.ts';
import {
  createHitFinder,
  createMeasures,
  type ListMeasures,
  measureLists,
  relateToBaselines,
  valuesAt,
} from './measure-lists.ts';
import type { MetricRequest } from './metrics/definition.ts';
import type { ItemFeatures } from './metrics/item-features.ts';
import { listContext } from './metrics/list-context.ts';
import { type PlannedMetric, planMetrics } from './metrics/plan.ts';
import type { RunResult } from './run-record.ts';
import { selectRows, type TestSet } from './test-set.ts';

export interface EvaluationOptions {
  readonly requests: readonly MetricRequest[];
  /** One of the requests: exposure and ties are looked at at its cut-off, groups are compared by it. */
  readonly primary: MetricRequest;
  readonly groups: readonly ShopperGroups[];
  /** Bootstrap resamples and the level of the intervals. */
  readonly statistics: { readonly resamples: number; readonly level: number };
  /** Key of the bootstrap draws, purpose 'bootstrap'. */
  readonly key: DrawKey;
  readonly signal: AbortSignal;
  /** Seconds from any fixed moment. */
  clock(): number;
  progress?(done: number, total: number): void;
}

export interface RankOptions extends EvaluationOptions {
  /** What diversity compares; null when the catalog says nothing of its items. */
  readonly features: ItemFeatures | null;
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

export interface Evaluation {
  readonly result: RunResult;
  readonly values: ShopperValues;
  /** Time inside the model. */
  readonly recommendSeconds: number;
  /** All other time. */
  readonly evaluateSeconds: number;
}

const BLOCK = 256;
const SECONDS_BETWEEN_PAUSES = 0.05;

/**
 * Full ranking. Evaluated are shoppers known in training with a relevant test item (see makeTestSet); a shopper without
 * an answer counts as an empty list. Throws the signal's reason when aborted, and on a listed item without training row.
 */
export async function evaluateRank(
  model: RankModel,
  test: TestSet,
  options: RankOptions,
): Promise<Evaluation> {
  const start = options.clock();
  const names = options.groups.map(({ name }) => name);
  const plan = planMetrics(options.requests, names, test.repeats);
  const measures = createMeasures(plan, options.primary, test);
  const context = listContext(test.train, options.features);
  const finder = createHitFinder(test.train.cols, measures.places);
  const recommendSeconds = await recommendBlocks(
    model,
    test,
    measures.places,
    options,
    (lists, first, count) => measureLists(measures, finder, test, context, lists, first, count),
  );
  relateToBaselines(measures, test, context);
  const result = resultOf(plan, measures, test, options);
  const values = shopperValues(plan, measures, test);
  return { result, values, recommendSeconds, evaluateSeconds: options.clock() - start - recommendSeconds };
}

type TakeLists = (lists: ReturnType<typeof createLists>, first: number, count: number) => void;

/** Lists for all evaluated shoppers in blocks, through one set of buffers. Returns the seconds spent in the model. */
async function recommendBlocks(
  model: RankModel,
  test: TestSet,
  k: number,
  { clock, signal, progress }: RankOptions,
  take: TakeLists,
): Promise<number> {
  const lists = createLists(BLOCK, k);
  const total = test.shoppers.length;
  let seconds = 0;
  let paused = clock();
  for (let first = 0; first < total; first += BLOCK) {
    const shopper = test.shoppers.subarray(first, Math.min(total, first + BLOCK));
    const exclude = test.repeats === 'exclude' ? 'seen' : 'none';
    const candidates = test.repeats === 'only' ? { candidates: selectRows(test.train, shopper) } : {};
    const asked = clock();
    model.recommend({ length: shopper.length, shopper, exclude, ...candidates }, k, lists);
    seconds += clock() - asked;
    take(lists, first, shopper.length);
    progress?.(first + shopper.length, total);
    if (clock() - paused < SECONDS_BETWEEN_PAUSES) continue;
    await new Promise<void>((resume) => setTimeout(resume, 0));
    signal.throwIfAborted();
    paused = clock();
  }
  signal.throwIfAborted();
  return seconds;
}

function shopperValues(plan: readonly PlannedMetric[], measures: ListMeasures, test: TestSet): ShopperValues {
  const filed = plan.filter(({ metric }) => metric.kind === 'rank' || metric.kind === 'list');
  return {
    shopper: test.shoppers,
    definitions: filed.map(({ definition }) => definition),
    columns: filed.map(({ metric, cutoff }) => valuesAt(measures, metric.name, cutoff!)),
  };
}
