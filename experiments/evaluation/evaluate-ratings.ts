/** Asks a fitted rating predictor for the test ratings of a fold and measures its errors. */

import type { RateModel } from '../../algorithms/algorithm.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { metricNamed, type PlannedMetric, planMetrics } from '../metrics/plan.ts';
import type { Estimate } from '../run-record.ts';
import type { Fold } from '../splits/split.ts';
import { definedOrNull } from './estimates.ts';
import type { Evaluation, EvaluationOptions, MeasuredResult } from './evaluation.ts';
import { groupErrors } from './groups.ts';
import { testedShoppers } from './test-set.ts';

const BLOCK = 65_536;

/** The least and the largest value that a rating can take. */
export interface RatingScale {
  readonly least: number;
  readonly most: number;
}

/** The scale that the ratings at `rows` span. */
export function ratingScale({ value }: Feedback, rows: Uint32Array): RatingScale {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    least = Math.min(least, value[row]!);
    most = Math.max(most, value[row]!);
  }
  return { least, most };
}

/**
 * Every test rating counts, those of shoppers and items without a training row too: the model has a fallback for them.
 * Predictions are clipped to `scale`, by default what the training ratings span.
 */
export async function evaluateRatings(
  model: RateModel,
  feedback: Feedback,
  fold: Fold,
  options: EvaluationOptions,
  scale: RatingScale = ratingScale(feedback, fold.train),
): Promise<Evaluation> {
  const start = options.clock();
  const shopper = Uint32Array.from(fold.test, (row) => feedback.shopper[row]!);
  const item = Uint32Array.from(fold.test, (row) => feedback.item[row]!);
  const time = Uint32Array.from(fold.test, (row) => feedback.time[row]!);
  const predicted = new Float32Array(fold.test.length);
  const asked = options.clock();
  await predictBlocks(model, { shopper, item, time }, predicted, options);
  const recommendSeconds = options.clock() - asked;
  const errors = Float64Array.from(
    predicted,
    (value, i) => Math.min(scale.most, Math.max(scale.least, value)) - feedback.value[fold.test[i]!]!,
  );
  const plan = planMetrics(options.requests, { repeats: 'include' });
  const result: MeasuredResult = {
    estimates: plan.map((planned) => ratingEstimate(planned, errors)),
    groups: groupsOf(errors, shopper, options),
    exposure: null,
    tieRate: null,
    counts: {
      evaluated: errors.length,
      withoutRelevant: 0,
      unknownShoppers: countUnknown(feedback, fold),
      emptyLists: 0,
      trainRows: fold.train.length,
      testRows: fold.test.length,
    },
  };
  const values = { shopper: new Uint32Array(0), definitions: [], columns: [] };
  return { result, values, recommendSeconds, evaluateSeconds: options.clock() - start - recommendSeconds };
}

async function predictBlocks(
  model: RateModel,
  { shopper, item, time }: { shopper: Uint32Array; item: Uint32Array; time: Uint32Array },
  out: Float32Array,
  { signal, progress }: EvaluationOptions,
): Promise<void> {
  for (let first = 0; first < out.length; first += BLOCK) {
    const end = Math.min(out.length, first + BLOCK);
    const [ofShopper, ofItem, at] = [shopper, item, time].map((column) => column.subarray(first, end)) as [
      Uint32Array,
      Uint32Array,
      Uint32Array,
    ];
    model.predict(ofShopper, ofItem, out.subarray(first, end), at);
    progress?.(end, out.length);
    await new Promise<void>((resume) => setTimeout(resume, 0));
    signal.throwIfAborted();
  }
  const missing = out.findIndex((value) => Number.isNaN(value));
  if (missing >= 0)
    throw new Error(
      `evaluate: the prediction for shopper ${shopper[missing]}, item ${item[missing]} is NaN; a number is needed`,
    );
}

function ratingEstimate({ metric, definition }: PlannedMetric, errors: Float64Array): Estimate {
  if (metric.kind !== 'rating')
    throw new Error(`evaluate: ${metric.name} measures task '${metric.task}'; these are ratings`);
  const mean = definedOrNull(metric.of(errors));
  return { definition, name: metric.name, cutoff: null, mean, low: null, high: null, n: errors.length };
}

function groupsOf(
  errors: Float64Array,
  shopper: Uint32Array,
  { groups, primary }: EvaluationOptions,
): MeasuredResult['groups'] {
  const metric = metricNamed(primary.name);
  if (metric.kind !== 'rating') return {};
  return Object.fromEntries(
    groups.map((one) => [one.name, groupErrors(metric.id, metric, errors, shopper, one)]),
  );
}

/** Test shoppers without a training row. */
function countUnknown(feedback: Feedback, { train, test }: Fold): number {
  const known = testedShoppers(feedback, train);
  const tested = testedShoppers(feedback, test);
  return tested.reduce((count, flag, shopper) => count + (flag === 1 && known[shopper] === 0 ? 1 : 0), 0);
}
