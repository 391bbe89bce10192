/** Asks a fitted model for the classes of the test examples of a fold, and measures what it says. */

import type { LabelModel } from '../../algorithms/algorithm.ts';
import { type Examples, NO_CLASS } from '../../datasets/examples.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { bootstrapMeans, type MeanInterval } from '../../numerics/bootstrap.ts';
import type { LabelAnswers } from '../metrics/definition.ts';
import { isPerShopper, type PlannedMetric, planMetrics } from '../metrics/plan.ts';
import type { Estimate } from '../run-record.ts';
import type { Fold } from '../splits/split.ts';
import { driftOf } from './drift.ts';
import { definedOrNull } from './estimates.ts';
import type { Evaluation, EvaluationOptions, ShopperValues } from './evaluation.ts';
import { aggregate, answersAt, labelResult, valuesOf } from './label-answers.ts';
import { labelCurves } from './label-curves.ts';
import { groupsOf, ofShoppers } from './label-groups.ts';

const BLOCK = 4096;
/** Probabilities may miss 1 in sum by this much. */
const SUM_SLACK = 1e-6;

/**
 * Every test example of a known class counts. Values of each example (accuracy) are filed under its row, so that algorithms are
 * compared example by example.
 */
export async function evaluateLabels(
  model: LabelModel,
  examples: Examples,
  feedback: Feedback,
  fold: Fold,
  options: EvaluationOptions,
): Promise<Evaluation> {
  const start = options.clock();
  if (model.classes.join('\n') !== examples.classes.join('\n'))
    throw new Error(
      `evaluate: the model tells ${model.classes.join(', ')}; the examples are ${examples.classes.join(', ')}`,
    );
  const rows = fold.test.filter((row) => examples.label[row] !== NO_CLASS);
  const { chance, seconds } = await askBlocks(model, examples, rows, options);
  const answers = answersAt(examples, rows, chance);
  const plan = planMetrics(options.requests, { repeats: 'include' });
  const columns = new Map(
    plan.flatMap((planned) =>
      isPerShopper(planned.metric) ? [[planned, valuesOf(planned.metric, answers)] as const] : [],
    ),
  );
  const { statistics, key, kernels } = options;
  const bootstrap = { ...statistics, key, ...(kernels && { kernels }) };
  const intervals = bootstrapMeans([...columns.values()], bootstrap);
  const sampled = new Map([...columns.keys()].map((planned, i) => [planned, intervals[i]!]));
  const drift = driftOf(model, examples, fold);
  const byGroup = planMetrics(options.groupRequests ?? [options.primary], { repeats: 'include' });
  const groups = [...examples.groups, ...options.groups.map((one) => ofShoppers(one, feedback))];
  const values: ShopperValues = {
    shopper: rows,
    definitions: [...columns.keys()].map(({ definition }) => definition),
    columns: [...columns.values()],
  };
  const curves = labelCurves(examples, rows, answers, {
    requests: options.requests,
    level: statistics.level,
  });
  return {
    ...(curves && { curves }),
    result: {
      estimates: plan.map((planned) => estimateOf(planned, answers, sampled.get(planned))),
      groups: Object.fromEntries(
        groups.map((one) => [
          one.name,
          byGroup.flatMap((planned) => groupsOf(planned, answers, one, rows, bootstrap)),
        ]),
      ),
      exposure: null,
      tieRate: null,
      labels: labelResult(examples, answers),
      ...(drift && { drift }),
      counts: {
        evaluated: rows.length,
        withoutRelevant: fold.test.length - rows.length,
        unknownShoppers: 0,
        emptyLists: 0,
        trainRows: fold.train.length,
        testRows: fold.test.length,
      },
    },
    values: columns.size > 0 ? values : { shopper: new Uint32Array(0), definitions: [], columns: [] },
    recommendSeconds: seconds,
    evaluateSeconds: options.clock() - start - seconds,
  };
}

async function askBlocks(
  model: LabelModel,
  examples: Examples,
  rows: Uint32Array,
  { signal, progress, clock }: EvaluationOptions,
): Promise<{ chance: Float64Array; seconds: number }> {
  const classes = model.classes.length;
  const chance = new Float64Array(rows.length * classes);
  let seconds = 0;
  for (let first = 0; first < rows.length; first += BLOCK) {
    const end = Math.min(rows.length, first + BLOCK);
    const asked = clock();
    model.probabilities(examples, rows.subarray(first, end), chance.subarray(first * classes, end * classes));
    seconds += clock() - asked;
    progress?.(end, rows.length);
    await new Promise<void>((resume) => setTimeout(resume, 0));
    signal.throwIfAborted();
  }
  for (let i = 0; i < rows.length; i++) {
    const own = chance.subarray(i * classes, (i + 1) * classes);
    const sum = own.reduce((total, value) => total + value, 0);
    if (!(Math.abs(sum - 1) <= SUM_SLACK) || own.some((value) => value < 0))
      throw new Error(
        `evaluate: the probabilities of row ${rows[i]} are ${[...own].join(', ')}; they must add up to 1`,
      );
  }
  return { chance, seconds };
}

function estimateOf(
  planned: PlannedMetric,
  answers: LabelAnswers,
  sampled: MeanInterval | undefined,
): Estimate {
  const { definition, metric, cutoff } = planned;
  const own = sampled ?? { mean: aggregate(planned, answers), low: Number.NaN, high: Number.NaN };
  return {
    definition,
    name: metric.name,
    cutoff,
    mean: definedOrNull(own.mean),
    low: definedOrNull(own.low),
    high: definedOrNull(own.high),
    n: answers.label.length,
  };
}
