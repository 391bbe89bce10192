/** The texts that may be learnt from, with the classes that are known of them. */

import { NO_CLASS } from '../../datasets/examples.ts';
import type { TrainingData } from '../algorithm.ts';
import { learntExamples, textOf } from '../learnt-examples.ts';

export interface LabelledTexts {
  readonly classes: readonly string[];
  readonly texts: readonly string[];
  /** (texts) */
  readonly labels: Uint8Array;
}

/** Throws ConfigError where the data is of no examples, or of examples without texts. */
export function labelledTexts(data: TrainingData): LabelledTexts {
  const { all, rows, label } = learntExamples(data);
  const known = Uint32Array.from(rows.keys()).filter((n) => label[n] !== NO_CLASS);
  const texts = textOf(all);
  return {
    classes: all.classes,
    texts: Array.from(known, (n) => texts[rows[n]!]!),
    labels: Uint8Array.from(known, (n) => label[n]!),
  };
}

/** Those of `all` at which `isWanted`. */
export function someTexts(all: LabelledTexts, isWanted: (text: number) => boolean): LabelledTexts {
  const wanted = [...all.texts.keys()].filter(isWanted);
  return {
    classes: all.classes,
    texts: wanted.map((text) => all.texts[text]!),
    labels: Uint8Array.from(wanted, (text) => all.labels[text]!),
  };
}
