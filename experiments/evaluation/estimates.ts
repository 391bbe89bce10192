/** From what was read off the lists to the result of a run: means, intervals, groups, exposure, ties, counts. */

import { type BootstrapOptions, bootstrapMeans, type MeanInterval } from '../../numerics/bootstrap.ts';
import { isPerList, metricNamed, type PlannedMetric } from '../metrics/plan.ts';
import type { Estimate } from '../run-record.ts';
import type { EvaluationOptions, MeasuredResult } from './evaluation.ts';
import { catalogueExposure, exposureByTenth } from './exposure.ts';
import { groupGap, groupMeans } from './groups.ts';
import { itemGroupEstimates, itemGroupValue } from './item-group-tally.ts';
import { type ListMeasures, valuesAt } from './measure-lists.ts';
import type { TestSet } from './test-set.ts';

export function resultOf(
  plan: readonly PlannedMetric[],
  measures: ListMeasures,
  test: TestSet,
  options: EvaluationOptions,
): MeasuredResult {
  const evaluated = test.shoppers.length;
  const questions = test.relevantPtr.length - 1;
  const told = measures.itemGroups.filter(({ cutoff }) => cutoff === measures.tieCutoff);
  return {
    estimates: estimatesOf(plan, measures, test, options),
    groups: groupsOf(plan, measures, test, options),
    ...(told.length > 0 && {
      itemGroups: Object.fromEntries(
        told.map((tally) => [tally.groups.name, itemGroupEstimates(tally, test, bootstrapOf(options))]),
      ),
    }),
    exposure: exposureByTenth(measures.exposure.get(measures.tieCutoff)!, test),
    tieRate: evaluated === 0 ? null : measures.tiedLists / questions,
    counts: {
      evaluated,
      ...(test.told && { questions }),
      withoutRelevant: test.withoutRelevant,
      unknownShoppers: test.unknownShoppers,
      emptyLists: measures.emptyLists,
      trainRows: test.trainRows,
      testRows: test.testRows,
    },
  };
}

const bootstrapOf = ({ statistics, key, kernels }: EvaluationOptions): BootstrapOptions => ({
  ...statistics,
  key,
  ...(kernels && { kernels }),
});

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
  options: EvaluationOptions,
): Sampled[] {
  const { metric, cutoff } = planned;
  if (isPerList(metric.kind)) return [{ planned, values: valuesAt(measures, metric.name, cutoff) }];
  if (metric.kind === 'item group') {
    const tally = measures.itemGroups.find(
      ({ groups, cutoff: own }) => groups.name === planned.group && own === cutoff,
    )!;
    const { value, influence } = itemGroupValue(metric, tally, test);
    return [{ planned, values: influence, gap: { value, n: test.shoppers.length } }];
  }
  if (metric.kind !== 'group') return [];
  const groups = options.groups.find(({ name }) => name === planned.group)!;
  const values = valuesAt(measures, metric.over, cutoff);
  const weights = metric.weigh && relevantCounts(test);
  const { means, n, influence } = groupGap(values, test.shoppers, groups, weights);
  return [{ planned, values: influence, gap: { value: metric.of(means), n } }];
}

/** (evaluated) relevant items of all questions about each */
const relevantCounts = ({ shoppers, questionPtr, relevantPtr }: TestSet): Float64Array =>
  Float64Array.from(shoppers, (_, e) => relevantPtr[questionPtr[e + 1]!]! - relevantPtr[questionPtr[e]!]!);

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
  options: EvaluationOptions,
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
    n === 0 ? Number.NaN : metric.of(catalogueExposure(measures.exposure.get(cutoff)!, test.ranked));
  return { definition, name: metric.name, cutoff, mean: definedOrNull(value), low: null, high: null, n };
}

/** The primary metric in every group; nothing when it is not a mean over shoppers. */
function groupsOf(
  plan: readonly PlannedMetric[],
  measures: ListMeasures,
  test: TestSet,
  options: EvaluationOptions,
): MeasuredResult['groups'] {
  if (!isPerList(metricNamed(options.primary.name).kind)) return {};
  const { metric, cutoff, definition } = plan.find(
    (planned) => planned.metric.name === options.primary.name && planned.cutoff === options.primary.cutoff,
  )!;
  const values = valuesAt(measures, metric.name, cutoff);
  return Object.fromEntries(
    options.groups.map((groups) => [
      groups.name,
      groupMeans(definition, values, test.shoppers, groups, bootstrapOf(options)),
    ]),
  );
}
