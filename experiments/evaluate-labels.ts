/** Asks a fitted model for the classes of the test examples of a fold, and measures what it says. */

import type { LabelModel } from '../algorithms/algorithm.ts';
import { type ExampleGroups, type Examples, NO_CLASS } from '../datasets/examples.ts';
import type { Feedback } from '../datasets/interactions.ts';
import { bootstrapMean, bootstrapMeans, type MeanInterval } from '../numerics/stats.ts';
import { definedOrNull } from './estimates.ts';
import type { Evaluation, EvaluationOptions, ShopperValues } from './evaluation.ts';
import type { ShopperGroups } from './groups.ts';
import type { LabelAnswers, Metric } from './metrics/definition.ts';
import { confusionOf } from './metrics/label-scores.ts';
import { isPerShopper, type PlannedMetric, planMetrics } from './metrics/plan.ts';
import { LEAST_GROUP } from './metrics/user-group-gap.ts';
import type { Estimate, GroupEstimate, LabelResult } from './run-record.ts';
import type { Fold } from './splits/split.ts';

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
  const plan = planMetrics(options.requests, [], 'include');
  const columns = new Map(
    plan.flatMap((planned) =>
      isPerShopper(planned.metric) ? [[planned, valuesOf(planned.metric, answers)] as const] : [],
    ),
  );
  const { statistics, key, kernels } = options;
  const bootstrap = { ...statistics, key, ...(kernels && { kernels }) };
  const intervals = bootstrapMeans([...columns.values()], bootstrap);
  const sampled = new Map([...columns.keys()].map((planned, i) => [planned, intervals[i]!]));
  const groups = [...examples.groups, ...options.groups.map((one) => ofShoppers(one, feedback))];
  const values: ShopperValues = {
    shopper: rows,
    definitions: [...columns.keys()].map(({ definition }) => definition),
    columns: [...columns.values()],
  };
  return {
    result: {
      estimates: plan.map((planned) => estimateOf(planned, answers, sampled.get(planned))),
      groups: Object.fromEntries(
        groups.map((one) => [
          one.name,
          plan.flatMap((planned) => groupsOf(planned, answers, one, rows, bootstrap)),
        ]),
      ),
      exposure: null,
      tieRate: null,
      labels: labelResult(examples, answers),
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

function answersAt(examples: Examples, rows: Uint32Array, chance: Float64Array): LabelAnswers {
  const { amount, holder } = examples;
  return {
    classes: examples.classes.length,
    chance,
    label: Uint8Array.from(rows, (row) => examples.label[row]!),
    time: rows.map((row) => examples.time[row]!),
    ...(amount && { amount: Float64Array.from(rows, (row) => amount[row]!) }),
    ...(holder && { holder: rows.map((row) => holder[row]!) }),
  };
}

/** The answers at some places of them. */
function pick(
  { classes, chance, label, time, amount, holder }: LabelAnswers,
  places: Uint32Array,
): LabelAnswers {
  const chosen = new Float64Array(places.length * classes);
  places.forEach((at, i) => {
    chosen.set(chance.subarray(at * classes, (at + 1) * classes), i * classes);
  });
  return {
    classes,
    chance: chosen,
    label: Uint8Array.from(places, (at) => label[at]!),
    time: places.map((at) => time[at]!),
    ...(amount && { amount: Float64Array.from(places, (at) => amount[at]!) }),
    ...(holder && { holder: places.map((at) => holder[at]!) }),
  };
}

function valuesOf(metric: Metric, answers: LabelAnswers): Float64Array {
  if (metric.kind !== 'example') throw new Error(`evaluate: ${metric.name} has no values of examples`);
  return Float64Array.from(answers.label, (_, i) => metric.of(answers, i));
}

/** Of a metric that is no mean over examples. */
function aggregate({ metric, cutoff }: PlannedMetric, answers: LabelAnswers): number {
  if (answers.label.length === 0) return Number.NaN;
  if (metric.kind === 'label') return metric.of(answers, cutoff ?? 0);
  if (metric.kind === 'class') return againstTheRest(metric, answers);
  throw new Error(`evaluate: ${metric.name} measures task '${metric.task}'; these are classes of examples`);
}

function againstTheRest(metric: Extract<Metric, { kind: 'class' }>, answers: LabelAnswers): number {
  const { classes, chance, label } = answers;
  let [sum, n] = [0, 0];
  for (let c = classes === 2 ? 1 : 0; c < classes; c++) {
    const value = metric.of(
      Float64Array.from(label, (_, i) => chance[i * classes + c]!),
      label.map((one) => Number(one === c)),
    );
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  return n === 0 ? Number.NaN : sum / n;
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

function ofShoppers({ name, labels, codes }: ShopperGroups, { shopper }: Feedback): ExampleGroups {
  return {
    name,
    values: labels,
    of: Uint8Array.from(shopper, (one) => Math.min(codes[one] ?? NO_CLASS, NO_CLASS)),
  };
}

/** A metric of each group; null below LEAST_GROUP examples, or where a group makes it undefined. */
function groupsOf(
  planned: PlannedMetric,
  answers: LabelAnswers,
  groups: ExampleGroups,
  rows: Uint32Array,
  bootstrap: Parameters<typeof bootstrapMean>[1],
): GroupEstimate[] {
  const { definition, metric } = planned;
  return groups.values.map((group, code) => {
    const places = Uint32Array.from(rows.keys()).filter(
      (at) => groups.of[rows[at]!] === code || (groups.besideFirst === true && answers.label[at] === 0),
    );
    const members = places.filter((at) => groups.of[rows[at]!] === code).length;
    const none = { group, definition, mean: null, low: null, high: null, n: members };
    if (members < LEAST_GROUP) return none;
    if (metric.kind === 'label' && metric.among) {
      const flags = new Uint8Array(rows.length);
      for (const at of places) flags[at] = Number(groups.of[rows[at]!] === code);
      return { ...none, mean: definedOrNull(metric.among(answers, planned.cutoff ?? 0, flags)) };
    }
    const own = pick(answers, places);
    if (!isPerShopper(metric)) return { ...none, mean: definedOrNull(aggregate(planned, own)) };
    const { mean, low, high } = bootstrapMean(valuesOf(metric, own), bootstrap);
    return { ...none, mean, low, high };
  });
}

const BINS = 10;

function labelResult({ classes }: Examples, answers: LabelAnswers): LabelResult {
  const size = classes.length;
  const counts = confusionOf(answers);
  const bins = Array.from({ length: BINS }, () => ({ chance: 0, hits: 0, n: 0 }));
  answers.label.forEach((label, i) => {
    const p = answers.chance[i * size + size - 1]!;
    const bin = bins[Math.min(BINS - 1, Math.floor(p * BINS))]!;
    bin.chance += p;
    bin.hits += Number(label === size - 1);
    bin.n++;
  });
  return {
    classes: [...classes],
    confusion: classes.map((_, c) => [...counts.subarray(c * size, (c + 1) * size)]),
    reliability: bins
      .filter(({ n }) => n > 0)
      .map(({ chance, hits, n }) => ({ mean: chance / n, share: hits / n, n })),
  };
}
