/** What a model said of some examples, and what metrics make of it. */

import type { Examples } from '../../datasets/examples.ts';
import type { LabelAnswers, Metric } from '../metrics/definition.ts';
import { confusionOf } from '../metrics/label-scores.ts';
import type { PlannedMetric } from '../metrics/plan.ts';
import type { LabelResult } from '../run-record.ts';

export function answersAt(examples: Examples, rows: Uint32Array, chance: Float64Array): LabelAnswers {
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
export function pick(
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

export function valuesOf(metric: Metric, answers: LabelAnswers): Float64Array {
  if (metric.kind !== 'example') throw new Error(`evaluate: ${metric.name} has no values of examples`);
  return Float64Array.from(answers.label, (_, i) => metric.of(answers, i));
}

/** Of a metric that is no mean over examples. */
export function aggregate({ metric, cutoff }: PlannedMetric, answers: LabelAnswers): number {
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

const TENTHS = 10;

export function labelResult({ classes }: Examples, answers: LabelAnswers): LabelResult {
  const size = classes.length;
  const counts = confusionOf(answers);
  const [n, hits, sums] = [0, 1, 2].map(() => new Array<number>(TENTHS).fill(0)) as [
    number[],
    number[],
    number[],
  ];
  answers.label.forEach((label, i) => {
    const p = answers.chance[i * size + size - 1]!;
    const tenth = Math.min(TENTHS - 1, Math.floor(p * TENTHS));
    n[tenth]!++;
    hits[tenth]! += Number(label === size - 1);
    sums[tenth]! += p;
  });
  const mean = sums.map((sum, tenth) => Math.round((1e6 * sum) / Math.max(1, n[tenth]!)) / 1e6);
  return {
    classes: [...classes],
    confusion: classes.map((_, c) => [...counts.subarray(c * size, (c + 1) * size)]),
    reliability: { n, hits, mean },
  };
}
