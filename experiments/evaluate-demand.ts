/** Asks fitted forecasts and classifiers about what came after the cut, and measures them. */

import type { ClassifyModel, ForecastModel } from '../algorithms/algorithm.ts';
import { ConfigError } from '../datasets/config-error.ts';
import type { Feedback } from '../datasets/interactions.ts';
import { definedOrNull } from './estimates.ts';
import type { Evaluation, EvaluationOptions } from './evaluation.ts';
import { planMetrics } from './metrics/plan.ts';
import type { RunResult } from './run-record.ts';
import type { Fold } from './splits/split.ts';
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
  const pick = (values: Float64Array): Float64Array => {
    const out = new Float64Array(kept.length * horizon);
    kept.forEach((s, i) => {
      out.set(values.subarray(s * horizon, (s + 1) * horizon), i * horizon);
    });
    return out;
  };
  const pairs = {
    actual: pick(bought),
    predicted: pick(all),
    scale: Float64Array.from(kept, (s) => model.scale[s]!),
    horizon,
  };
  refuseNoNumber(pairs.predicted, 'forecast');
  const estimates = planMetrics(options.requests, [], 'include').map(({ metric, definition }) => {
    if (metric.kind !== 'forecast')
      throw new Error(`evaluate: ${metric.name} measures task '${metric.task}'; these are forecasts`);
    return estimateOf(metric.name, definition, metric.of(pairs), pairs.actual.length);
  });
  const counts = { evaluated: pairs.actual.length, withoutRelevant: unforeseen, unknownShoppers: 0 };
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
  const estimates = planMetrics(options.requests, [], 'include').map(({ metric, definition }) => {
    if (metric.kind !== 'class')
      throw new Error(`evaluate: ${metric.name} measures task '${metric.task}'; these are probabilities`);
    return estimateOf(metric.name, definition, metric.of(chance, label), label.length);
  });
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

const estimateOf = (
  name: string,
  definition: string,
  value: number,
  n: number,
): RunResult['estimates'][number] => ({
  definition,
  name,
  cutoff: null,
  mean: definedOrNull(value),
  low: null,
  high: null,
  n,
});

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
