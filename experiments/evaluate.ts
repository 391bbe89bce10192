/** Asks a fitted ranker for the lists of a test set and measures them. */

import { createLists, type RankModel } from '../algorithms/algorithm.ts';
import type { DrawKey } from '../numerics/rng.ts';
import { type BootstrapOptions, bootstrapMeans, type MeanInterval } from '../numerics/stats.ts';
import { catalogueExposure, exposureByTenth } from './exposure.ts';
import { groupGap, groupMeans, type ShopperGroups } from './groups.ts';
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
import { metricNamed, type PlannedMetric, planMetrics } from './metrics/plan.ts';
import type { Estimate, RunResult } from './run-record.ts';
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

function resultOf(
  plan: readonly PlannedMetric[],
  measures: ListMeasures,
  test: TestSet,
  options: RankOptions,
): RunResult {
  const evaluated = test.shoppers.length;
  return {
    estimates: estimatesOf(plan, measures, test, options),
    groups: groupsOf(plan, measures, test, options),
    exposure: exposureByTenth(measures.exposure.get(measures.tieCutoff)!, test.popularity),
    tieRate: evaluated === 0 ? null : measures.tiedLists / evaluated,
    counts: {
      evaluated,
      withoutRelevant: test.withoutRelevant,
      unknownShoppers: test.unknownShoppers,
      emptyLists: measures.emptyLists,
      trainRows: test.trainRows,
      testRows: test.testRows,
    },
  };
}

const bootstrapOf = ({ statistics, key }: EvaluationOptions): BootstrapOptions => ({ ...statistics, key });

/** JSON has no NaN: what is not defined is null. */
export const definedOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** A column whose mean and bootstrap interval make an estimate; the interval may be shifted. */
interface Sampled {
  readonly planned: PlannedMetric;
  readonly values: Float64Array;
  /** For a gap between groups: the gap, and the shoppers it counts. */
  readonly gap?: { readonly value: number; readonly n: number };
}

function sampledColumn(
  planned: PlannedMetric,
  measures: ListMeasures,
  test: TestSet,
  options: RankOptions,
): Sampled[] {
  const { metric, cutoff } = planned;
  if (cutoff === null) return [];
  if (metric.kind === 'rank' || metric.kind === 'list')
    return [{ planned, values: valuesAt(measures, metric.name, cutoff) }];
  if (metric.kind !== 'group') return [];
  const groups = options.groups.find(({ name }) => name === planned.group)!;
  const { means, n, influence } = groupGap(valuesAt(measures, metric.over, cutoff), test.shoppers, groups);
  return [{ planned, values: influence, gap: { value: metric.of(means), n } }];
}

function sampledEstimate({ planned, gap }: Sampled, { mean, low, high, n }: MeanInterval): Estimate {
  const { definition, cutoff, metric } = planned;
  const shift = gap?.value ?? 0;
  return {
    definition,
    name: metric.name,
    cutoff,
    mean: definedOrNull(gap?.value ?? mean),
    low: definedOrNull(low + shift),
    high: definedOrNull(high + shift),
    n: gap?.n ?? n,
  };
}

/** One estimate for each definition of the plan; all intervals come from the same resamples of shoppers. */
function estimatesOf(
  plan: readonly PlannedMetric[],
  measures: ListMeasures,
  test: TestSet,
  options: RankOptions,
): Estimate[] {
  const sampled = plan.flatMap((planned) => sampledColumn(planned, measures, test, options));
  const intervals = bootstrapMeans(
    sampled.map(({ values }) => values),
    bootstrapOf(options),
  );
  const estimates = new Map(sampled.map((one, i) => [one.planned, sampledEstimate(one, intervals[i]!)]));
  return plan.map((planned) => estimates.get(planned) ?? populationEstimate(planned, measures, test));
}

function populationEstimate(
  { metric, cutoff, definition }: PlannedMetric,
  measures: ListMeasures,
  test: TestSet,
): Estimate {
  if (metric.kind !== 'population' || cutoff === null)
    throw new Error(`evaluate: ${metric.name} measures task '${metric.task}'; these are lists`);
  const n = test.shoppers.length;
  const value =
    n === 0 ? Number.NaN : metric.of(catalogueExposure(measures.exposure.get(cutoff)!, test.popularity));
  return { definition, name: metric.name, cutoff, mean: definedOrNull(value), low: null, high: null, n };
}

/** The primary metric in every group; nothing when it is not a mean over shoppers. */
function groupsOf(
  plan: readonly PlannedMetric[],
  measures: ListMeasures,
  test: TestSet,
  options: RankOptions,
): RunResult['groups'] {
  const { kind } = metricNamed(options.primary.name);
  if (kind !== 'rank' && kind !== 'list') return {};
  const { metric, cutoff, definition } = plan.find(
    (planned) => planned.metric.name === options.primary.name && planned.cutoff === options.primary.cutoff,
  )!;
  const values = valuesAt(measures, metric.name, cutoff!);
  return Object.fromEntries(
    options.groups.map((groups) => [
      groups.name,
      groupMeans(definition, values, test.shoppers, groups, bootstrapOf(options)),
    ]),
  );
}

function shopperValues(plan: readonly PlannedMetric[], measures: ListMeasures, test: TestSet): ShopperValues {
  const filed = plan.filter(({ metric }) => metric.kind === 'rank' || metric.kind === 'list');
  return {
    shopper: test.shoppers,
    definitions: filed.map(({ definition }) => definition),
    columns: filed.map(({ metric, cutoff }) => valuesAt(measures, metric.name, cutoff!)),
  };
}
