/** How well classes are told: each example has one class, and the one of the highest probability is what is said. */

import type { ExampleMetric, LabelAnswers, LabelMetric } from './definition.ts';

/** The class of the highest probability of row i, the first of equals. */
export function likeliest({ classes, chance }: Pick<LabelAnswers, 'classes' | 'chance'>, i: number): number {
  const from = i * classes;
  let best = 0;
  for (let c = 1; c < classes; c++) if (chance[from + c]! > chance[from + best]!) best = c;
  return best;
}

/** (classes x classes) examples of class r that were said to be of class c, at r * classes + c. */
export function confusionOf(answers: LabelAnswers): Float64Array {
  const { classes, label } = answers;
  const counts = new Float64Array(classes * classes);
  for (let i = 0; i < label.length; i++) counts[label[i]! * classes + likeliest(answers, i)]!++;
  return counts;
}

export const accuracy: ExampleMetric = {
  kind: 'example',
  task: 'label',
  cutoff: false,
  id: 'accuracy.v1',
  name: 'accuracy',
  doc: 'share of examples whose likeliest class is theirs; of equally likely classes the first is said',
  formula: 'mean of [argmax p = y]',
  source: 'scikit-learn accuracy_score',
  unit: 'share',
  direction: 'higher',
  of: (answers, i) => Number(likeliest(answers, i) === answers.label[i]),
};

const aggregate = {
  kind: 'label',
  task: 'label',
  cutoff: false,
  unit: 'share',
  direction: 'higher',
} as const;

/** F1 of class c; NaN where nothing is of it and nothing was said to be. */
function f1Of(counts: Float64Array, classes: number, c: number): number {
  const hits = counts[c * classes + c]!;
  let [own, said] = [0, 0];
  for (let other = 0; other < classes; other++) {
    own += counts[c * classes + other]!;
    said += counts[other * classes + c]!;
  }
  return own + said === 0 ? Number.NaN : (2 * hits) / (own + said);
}

export const macroF1: LabelMetric = {
  ...aggregate,
  id: 'macroF1.v1',
  name: 'macroF1',
  doc: 'mean over classes of the harmonic mean of precision and recall; classes that are neither there nor said are left out',
  formula: 'mean of 2 TP / (2 TP + FP + FN)',
  source: "scikit-learn f1_score(average='macro')",
  of(answers) {
    const counts = confusionOf(answers);
    let [sum, n] = [0, 0];
    for (let c = 0; c < answers.classes; c++) {
      const value = f1Of(counts, answers.classes, c);
      if (Number.isNaN(value)) continue;
      sum += value;
      n++;
    }
    return n === 0 ? Number.NaN : sum / n;
  },
};

export const f1: LabelMetric = {
  ...aggregate,
  id: 'f1.v1',
  name: 'f1',
  doc: 'harmonic mean of precision and recall of the last class',
  formula: '2 TP / (2 TP + FP + FN)',
  source: 'van Rijsbergen 1979; scikit-learn f1_score',
  of: (answers) => f1Of(confusionOf(answers), answers.classes, answers.classes - 1),
};
