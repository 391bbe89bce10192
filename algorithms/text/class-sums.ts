/** From the sums of a text's outputs (of two classes one, the log odds of the second; of more one each) to probabilities. */

import { exp, log } from '../../numerics/math.ts';
import type { LabelModel } from '../algorithm.ts';
import { textOf } from '../learnt-examples.ts';
import { type Calibration, calibrated, curvesOf, logistic } from './calibration.ts';
import { softmax } from './fit-logistic.ts';

/** Writes the sums of a text's outputs. */
export type SumsOf = (text: string, out: Float64Array) => unknown;

/** Probabilities of the classes of each text. */
export type TellTexts = (texts: Iterable<string>, out: Float64Array) => void;

export function tellBySums(classes: number, calibration: Calibration | null, sumsOf: SumsOf): TellTexts {
  const outputs = curvesOf(classes);
  const sums = new Float64Array(outputs);
  return (texts, out) => {
    let at = 0;
    for (const text of texts) {
      sumsOf(text, sums);
      if (calibration) {
        oddsOf(sums);
        calibrated(calibration, sums, out, at);
      } else if (outputs === 1) {
        out[at + 1] = logistic(sums[0]!);
        out[at] = logistic(-sums[0]!);
      } else softmax(sums, out.subarray(at, at + outputs));
      at += classes;
    }
  };
}

/** The same of the texts of rows. */
export const probabilitiesBy =
  (tell: TellTexts): LabelModel['probabilities'] =>
  (examples, rows, out) => {
    const texts = textOf(examples);
    tell(
      Array.from(rows, (row) => texts[row]!),
      out,
    );
  };

/** Log odds of all outputs of texts, for a calibration: (texts x outputs). */
export function oddsOfTexts(texts: readonly string[], outputs: number, sumsOf: SumsOf): Float64Array {
  const all = new Float64Array(texts.length * outputs);
  texts.forEach((text, at) => {
    const own = all.subarray(at * outputs, (at + 1) * outputs);
    sumsOf(text, own);
    oddsOf(own);
  });
  return all;
}

/** From the sums of several classes to the log odds of each against the rest, in place; of one output they are that already. */
function oddsOf(sums: Float64Array): void {
  if (sums.length === 1) return;
  const plain = sums.slice();
  plain.forEach((own, c) => {
    const others = plain.filter((_, o) => o !== c);
    const top = others.reduce((most, other) => Math.max(most, other), Number.NEGATIVE_INFINITY);
    const rest = others.reduce((sum, other) => sum + exp(other - top), 0);
    sums[c] = own - top - log(rest);
  });
}

/** How far outputs speak for a class: log odds of two; of more, its own sum less the mean of all. */
export function towards(outputs: Float64Array, of: number): number {
  if (outputs.length === 1) return of === 1 ? outputs[0]! : -outputs[0]!;
  return outputs[of]! - outputs.reduce((sum, one) => sum + one, 0) / outputs.length;
}
