/**
 * Multinomial naive Bayes: P(class | text) in proportion to P(class) times the product over the text's runs of P(run | class), with
 *
 *   P(run | class) = (alpha + how often it stands in texts of the class) / (alpha x columns + all runs of the class)
 *
 * McCallum, Nigam, "A comparison of event models for naive Bayes text classification", AAAI workshop 1998, equations 2 and 6; what
 * scikit-learn's MultinomialNB has. With `presence` a run counts once a text (Pang, Lee, Vaithyanathan 2002).
 */

import { z } from 'zod';
import { log } from '../../numerics/math.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import {
  calibrationParam,
  type LinearFit,
  type LinearText,
  learnLinearText,
  linearTextShape,
  openLinearText,
} from './linear-text.ts';
import { readingParams, type SparseRows } from './text-columns.ts';

const params = z.strictObject({
  ...readingParams({
    lowerCase: true,
    elongation: 'shorten',
    contractions: 'expand',
    negation: 'none',
    numbers: 'keep',
    emoji: true,
    marks: false,
    shortest: 1,
    grams: 2,
    leastTexts: 1,
    weighting: 'counts',
    hashBits: 0,
  }),
  alpha: z.number().gt(0).max(1e6).default(1).describe('what each count of a run begins with'),
  calibration: calibrationParam,
});

export const naiveBayes = defineAlgorithm<'label', z.infer<typeof params>, LinearText>({
  id: 'naive-bayes.v1',
  task: 'label',
  family: 'text',
  doc: 'classes of texts by how often each word stands in texts of each class',
  source: 'McCallum, Nigam 1998 (multinomial)',
  params,
  coldStart: 'fallback',
  personal: false,
  reads: 'text',
  explains: ['attribute'],
  use: 'few labelled texts, or a first answer; its probabilities are too sure of themselves unless calibrated',
  cost: { fit: 'tokens', answer: 'tokens of the text', memory: 'columns' },
  learn: (data, options, run) =>
    learnLinearText(data, options, run, (x, labels, classes) =>
      countedWeights(x, labels, classes, options.alpha),
    ),
  shape: linearTextShape,
  open: (state) => openLinearText(state),
});

/** Log probabilities; of two classes, those of the second less those of the first. A class without a text begins with one. */
export function countedWeights(
  { rows, cols, rowPtr, colIdx, values }: SparseRows,
  labels: Uint8Array,
  classes: number,
  alpha: number,
): LinearFit {
  const counts = new Float64Array(cols * classes).fill(alpha);
  const totals = new Float64Array(classes).fill(alpha * cols);
  const texts = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    const own = labels[row]!;
    texts[own]!++;
    for (let p = rowPtr[row]!; p < rowPtr[row + 1]!; p++) {
      // Hashed counts may be below 0; what is left is never less than alpha.
      counts[colIdx[p]! * classes + own]! += Math.abs(values[p]!);
      totals[own]! += Math.abs(values[p]!);
    }
  }
  const logs = counts.map((count, at) => log(count) - log(totals[at % classes]!));
  const priors = texts.map((some) => log(Math.max(some, 1)) - log(Math.max(rows, 1)));
  if (classes !== 2) return { weights: logs, intercepts: priors };
  return {
    weights: Float64Array.from({ length: cols }, (_, column) => logs[2 * column + 1]! - logs[2 * column]!),
    intercepts: Float64Array.of(priors[1]! - priors[0]!),
  };
}
