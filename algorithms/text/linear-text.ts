/**
 * What naive Bayes and logistic regression have in common: a text is a sparse row, a class has a weight for each column and an intercept, and
 * probabilities are the logistic function or the softmax of the sums. The model's state, how it answers, tells why, and is calibrated.
 */

import { z } from 'zod';
import type { Examples } from '../../datasets/examples.ts';
import { uniformInteger } from '../../numerics/rng.ts';
import type { Cause, Explanation, FitRun, LabelModel, TrainingData } from '../algorithm.ts';
import { textOf } from '../learnt-examples.ts';
import { f64 } from '../state/arrays.ts';
import { also, fields, nullable, type Shape, texts as textList } from '../state/shape.ts';
import { type Calibration, calibrationShape, curvesOf, learnCalibration } from './calibration.ts';
import { oddsOfTexts, probabilitiesBy, tellBySums, towards } from './class-sums.ts';
import { type LabelledTexts, labelledTexts, someTexts } from './labelled-texts.ts';
import {
  columnCount,
  learnRows,
  type ReadingOptions,
  type SparseRows,
  type TextColumns,
  type TextRow,
  textColumnsShape,
  textReader,
} from './text-columns.ts';

export const calibrationParam = z
  .enum(['none', 'platt', 'isotonic'])
  .default('none')
  .describe('probabilities are corrected by what five folds of the training texts foretell of each other');

export interface LinearOptions extends ReadingOptions {
  readonly calibration: 'none' | 'platt' | 'isotonic';
}

/** A linear function of a text's row for each output: of two classes one, the log odds of the second; else one for each class. */
export interface LinearText {
  readonly classes: readonly string[];
  readonly columns: TextColumns;
  /** (columns x outputs) */
  readonly weights: Float64Array;
  /** (outputs) */
  readonly intercepts: Float64Array;
  readonly calibration: Calibration | null;
}

export const linearTextShape: Shape<LinearText> = also(
  fields<LinearText>({
    classes: textList('classes'),
    columns: textColumnsShape,
    weights: f64('weights'),
    intercepts: f64('outputs'),
    calibration: nullable(calibrationShape),
  }),
  ({ classes, columns, weights, intercepts, calibration }) => {
    const outputs = curvesOf(classes.length);
    const expected = columnCount(columns) * outputs;
    if (classes.length < 2) return `${classes.length} classes; two or more are expected`;
    if (intercepts.length !== outputs) return `${intercepts.length} intercepts; ${outputs} are expected`;
    if (weights.length !== expected) return `${weights.length} weights; ${expected} are expected`;
    if (calibration && calibration.curves.length !== outputs)
      return `${calibration.curves.length} curves of calibration; ${outputs} are expected`;
    return undefined;
  },
);

export interface LinearFit {
  readonly weights: Float64Array;
  readonly intercepts: Float64Array;
}

/** Weights of rows with these labels. */
export type FitLinear = (
  x: SparseRows,
  labels: Uint8Array,
  classes: number,
) => Promise<LinearFit> | LinearFit;

const CALIBRATION_FOLDS = 5;
/** The cause that all texts share: the intercept. */
const EVERY_TEXT = '(every text)';

export async function learnLinearText(
  data: TrainingData,
  options: LinearOptions,
  run: FitRun,
  weigh: FitLinear,
): Promise<LinearText> {
  const all = labelledTexts(data);
  const learn = async (some: LabelledTexts): Promise<LinearText> => {
    const { columns, rows } = learnRows(some.texts, options);
    const { weights, intercepts } = await weigh(rows, some.labels, some.classes.length);
    return { classes: some.classes, columns, weights, intercepts, calibration: null };
  };
  const model = await learn(all);
  if (options.calibration === 'none' || all.texts.length < CALIBRATION_FOLDS) return model;
  const key = run.draw('text.calibration');
  const foldOf = all.texts.map((_, text) => uniformInteger(key, CALIBRATION_FOLDS, text));
  const outputs = model.intercepts.length;
  const odds = new Float64Array(all.texts.length * outputs);
  for (let fold = 0; fold < CALIBRATION_FOLDS; fold++) {
    const score = scorer(await learn(someTexts(all, (text) => foldOf[text] !== fold)));
    const held = [...all.texts.keys()].filter((text) => foldOf[text] === fold);
    const own = oddsOfTexts(
      held.map((text) => all.texts[text]!),
      outputs,
      score,
    );
    held.forEach((text, i) => {
      odds.set(own.subarray(i * outputs, (i + 1) * outputs), text * outputs);
    });
  }
  const calibration = await learnCalibration(options.calibration, odds, all.labels, all.classes.length);
  return { ...model, calibration };
}

/** The sums of a text into `out` (outputs); returns its row. */
function scorer({ columns, weights, intercepts }: LinearText): (text: string, out: Float64Array) => TextRow {
  const reader = textReader(columns);
  const outputs = intercepts.length;
  return (text, out) => {
    const row = reader.read(text);
    out.set(intercepts);
    for (let n = 0; n < row.length; n++) {
      const at = row.columns[n]! * outputs;
      for (let o = 0; o < outputs; o++) out[o]! += row.values[n]! * weights[at + o]!;
    }
    return row;
  };
}

export function openLinearText(state: LinearText): LabelModel {
  const { classes, weights, calibration } = state;
  const score = scorer(state);
  const reader = textReader(state.columns);
  const outputs = curvesOf(classes.length);
  const sums = new Float64Array(outputs);
  return {
    classes,
    probabilities: probabilitiesBy(tellBySums(classes.length, calibration, score)),
    explain(examples: Examples, row: number, of: number, most: number): Explanation {
      const text = textOf(examples)[row]!;
      const found = score(text, sums);
      const causes: Cause[] = [];
      for (let n = 0; n < found.length; n++) {
        const column = found.columns[n]!;
        const own = weights.subarray(column * outputs, (column + 1) * outputs);
        const contribution = found.values[n]! * towards(own, of);
        causes.push({ kind: 'attribute', name: reader.nameIn(text, column), contribution });
      }
      causes.push({ kind: 'attribute', name: EVERY_TEXT, contribution: towards(state.intercepts, of) });
      causes.sort(
        (a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || (a.name! < b.name! ? -1 : 1),
      );
      return { score: towards(sums, of), causes: causes.slice(0, most), additive: true };
    },
  };
}
