/** Asks fitted forecasts and classifiers about what came after the cut, and measures them. */

import type { ClassifyModel, ForecastModel } from '../../algorithms/algorithm.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { bootstrapStatistics } from '../../numerics/bootstrap-statistics.ts';
import type { ForecastErrors } from '../metrics/definition.ts';
import { forecastErrors } from '../metrics/forecast-error.ts';
import { type PlannedMetric, planMetrics } from '../metrics/plan.ts';
import type { RunResult } from '../run-record.ts';
import type { Fold } from '../splits/split.ts';
import { definedOrNull } from './estimates.ts';
import type { Evaluation, EvaluationOptions } from './evaluation.ts';
import { testedShoppers } from './test-set.ts';

const NO_VALUES = { shopper: new Uint32Array(0), definitions: [], columns: [] };

/**
 * Purchases of every series with a purchase in training, in each whole period from the cut to the last test row. What is
 * bought of other series is nobody's to foresee, and is counted in `withoutRelevant`.
 */
export async function evaluateForecast(
  model: ForecastModel,
  feedback: Feedback,
  fold: Fold,
  options: EvaluationOptions,
): Promise<Evaluation> {
  const start = options.clock();
  const cutoff = cutOf(fold, 'forecast');
  const last = fold.test.reduce((most, row) => Math.max(most, feedback.time[row]!), 0);
  const horizon = Math.floor((last + 1 - cutoff) / model.period);
  if (horizon < 1)
    throw new ConfigError([
      `forecast: ${last + 1 - cutoff} s are tested, less than the period of ${model.period} s`,
    ]);
  const asked = options.clock();
  const all = new Float64Array(model.series * horizon);
  model.forecast(horizon, all);
  const recommendSeconds = options.clock() - asked;
  const bought = new Float64Array(model.series * horizon);
  let unforeseen = 0;
  for (const row of fold.test) {
    const period = Math.floor((feedback.time[row]! - cutoff) / model.period);
    if (feedback.relevant[row] === 0 || period >= horizon) continue;
    const series = model.seriesOf[feedback.item[row]!]!;
    if (model.totals[series] === 0) unforeseen++;
    bought[series * horizon + period]!++;
  }
  const kept = Uint32Array.from({ length: model.series }, (_, s) => s).filter((s) => model.totals[s]! > 0);
  refuseNoNumber(all, 'forecast');
  const errors = errorsOf(forecastErrors(bought, all, model.scale, horizon), kept);
  const plan = planMetrics(options.requests, { repeats: 'include' });
  const measured = (some: ForecastErrors): number[] =>
    plan.map(({ metric }) => {
      if (metric.kind === 'forecast') return metric.of(some);
      throw new Error(`evaluate: ${metric.name} measures task '${metric.task}'; these are forecasts`);
    });
  const estimates = estimatesOf(
    plan,
    measured(errors),
    kept.length * horizon,
    kept.length,
    options,
    (series) => measured(errorsOf(errors, series)),
  );
  const counts = { evaluated: kept.length * horizon, withoutRelevant: unforeseen, unknownShoppers: 0 };
  return {
    result: resultOf(estimates, counts, fold),
    values: NO_VALUES,
    recommendSeconds,
    evaluateSeconds: options.clock() - start - recommendSeconds,
  };
}

/** Shoppers with a training row: did they buy after the cut? */
export async function evaluateClassify(
  model: ClassifyModel,
  feedback: Feedback,
  fold: Fold,
  options: EvaluationOptions,
): Promise<Evaluation> {
  const start = options.clock();
  cutOf(fold, 'classify');
  const known = testedShoppers(feedback, fold.train);
  const tested = testedShoppers(feedback, fold.test);
  const buys = testedShoppers(
    feedback,
    fold.test.filter((row) => feedback.relevant[row] === 1),
  );
  const shoppers = Uint32Array.from({ length: feedback.shoppers }, (_, s) => s).filter((s) => known[s] === 1);
  const chance = new Float64Array(shoppers.length);
  const asked = options.clock();
  model.probability(shoppers, chance);
  const recommendSeconds = options.clock() - asked;
  refuseNoNumber(chance, 'classify');
  const label = Uint8Array.from(shoppers, (s) => buys[s]!);
  const plan = planMetrics(options.requests, { repeats: 'include' });
  const measured = (chances: Float64Array, labels: Uint8Array): number[] =>
    plan.map(({ metric }) => {
      if (metric.kind === 'class') return metric.of(chances, labels);
      throw new Error(`evaluate: ${metric.name} measures task '${metric.task}'; these are probabilities`);
    });
  // In falling order, so that resamples are in order too and cost no sorting.
  const order = Uint32Array.from({ length: chance.length }, (_, i) => i).sort(
    (a, b) => chance[b]! - chance[a]!,
  );
  const estimates = estimatesOf(plan, measured(chance, label), label.length, label.length, options, (rows) =>
    measured(
      Float64Array.from(rows, (row) => chance[order[row]!]!),
      Uint8Array.from(rows, (row) => label[order[row]!]!),
    ),
  );
  const unknownShoppers = tested.reduce((sum, one, s) => sum + (one === 1 && known[s] === 0 ? 1 : 0), 0);
  return {
    result: resultOf(estimates, { evaluated: label.length, withoutRelevant: 0, unknownShoppers }, fold),
    values: NO_VALUES,
    recommendSeconds,
    evaluateSeconds: options.clock() - start - recommendSeconds,
  };
}

function cutOf({ cutoff }: Fold, task: string): number {
  if (cutoff !== null) return cutoff;
  throw new ConfigError([`${task}: the split cuts at no instant; use one that does, such as global-time`]);
}

function refuseNoNumber(values: Float64Array, task: string): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new Error(`${task}: the model answered ${values[at]} at ${at}`);
}

/** Those of some series, one after the other. */
function errorsOf(
  { absolute, squared, bought, scale, horizon }: ForecastErrors,
  series: Uint32Array,
): ForecastErrors {
  const pick = (values: Float64Array): Float64Array => Float64Array.from(series, (s) => values[s]!);
  return {
    absolute: pick(absolute),
    squared: pick(squared),
    bought: pick(bought),
    scale: pick(scale),
    horizon,
  };
}

/** Values with intervals over resamples of `units`, series or shoppers; `of` measures some of them. */
function estimatesOf(
  plan: readonly PlannedMetric[],
  values: readonly number[],
  n: number,
  units: number,
  { statistics, key }: EvaluationOptions,
  of: (rows: Uint32Array) => readonly number[],
): RunResult['estimates'] {
  const intervals = bootstrapStatistics(units, of, { ...statistics, key });
  return plan.map(({ metric, definition }, i) => ({
    definition,
    name: metric.name,
    cutoff: null,
    mean: definedOrNull(values[i]!),
    low: definedOrNull(intervals[i]?.low ?? Number.NaN),
    high: definedOrNull(intervals[i]?.high ?? Number.NaN),
    n,
  }));
}

const resultOf = (
  estimates: RunResult['estimates'],
  counts: Pick<RunResult['counts'], 'evaluated' | 'withoutRelevant' | 'unknownShoppers'>,
  { train, test }: Fold,
): Evaluation['result'] => ({
  estimates,
  groups: {},
  exposure: null,
  tieRate: null,
  counts: { ...counts, emptyLists: 0, trainRows: train.length, testRows: test.length },
});
