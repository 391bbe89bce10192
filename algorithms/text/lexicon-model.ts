/** What the algorithms of word lists have in common: from a score of each text to probabilities, with nothing learnt of words. */

import { z } from 'zod';
import type { Cause, LabelModel, TrainingData } from '../algorithm.ts';
import { textOf } from '../learnt-examples.ts';
import { f64 } from '../state/arrays.ts';
import { also, fields, nullable, oneOf, type Shape, texts as textList } from '../state/shape.ts';
import { type Calibration, calibrated, calibrationShape, learnCalibration } from './calibration.ts';
import { fitLogistic, membershipOf, softmax } from './fit-logistic.ts';
import { labelledTexts } from './labelled-texts.ts';
import type { SparseRows } from './text-columns.ts';

const TIES = ['positive', 'negative', 'negator'] as const;
export type TieRule = (typeof TIES)[number];
/** Of a state. */
export const tieShape = oneOf(TIES);

export const lexiconParams = (defaults: { readonly ties: TieRule }) => ({
  ties: z
    .enum(TIES)
    .default(defaults.ties)
    .describe('what a text is whose score is 0; negator: negative where it contains one, else positive'),
  calibration: z
    .enum(['none', 'platt', 'isotonic'])
    .default('none')
    .describe(
      'none: two classes by the sign of the score, a probability by its size; else learnt on the training texts. More classes are always learnt',
    ),
});

export interface LexiconScore {
  /** From -1 to 1. */
  readonly score: number;
  readonly hasNegator: boolean;
  /** Whatever moved it, in the order of the text. */
  readonly causes: readonly Cause[];
}

/** The classes, from the most negative to the most positive. */
export interface LexiconState {
  readonly classes: readonly string[];
  readonly ties: TieRule;
  /** Of two classes. */
  readonly calibration: Calibration | null;
  /** Of more: (2 x classes) weights of the score and its size, (classes) intercepts. */
  readonly weights: Float64Array;
  readonly intercepts: Float64Array;
}

export const LEXICON_FIELDS: { readonly [K in keyof LexiconState]: Shape<LexiconState[K]> } = {
  classes: textList('classes'),
  ties: tieShape,
  calibration: nullable(calibrationShape),
  weights: f64('weights'),
  intercepts: f64('intercepts'),
};

export const lexiconFault = ({ classes, weights, intercepts, calibration }: LexiconState) => {
  const outputs = classes.length === 2 ? 0 : classes.length;
  if (classes.length < 2) return `${classes.length} classes; two or more are expected`;
  if (intercepts.length !== outputs || weights.length !== 2 * outputs)
    return `${weights.length} weights and ${intercepts.length} intercepts; ${2 * outputs} and ${outputs} are expected`;
  return calibration && (outputs > 0 || calibration.curves.length !== 1)
    ? 'a calibration has one curve, of two classes'
    : undefined;
};

export const lexiconShape: Shape<LexiconState> = also(fields<LexiconState>(LEXICON_FIELDS), lexiconFault);

/** A score of 0 stands this far on the side that the rule for ties says. */
const TIE = 0.01;

const broken = ({ score, hasNegator }: LexiconScore, ties: TieRule): number => {
  if (score !== 0) return score;
  return ties === 'positive' || (ties === 'negator' && !hasNegator) ? TIE : -TIE;
};

export async function learnLexicon(
  data: TrainingData,
  { ties, calibration }: { readonly ties: TieRule; readonly calibration: 'none' | 'platt' | 'isotonic' },
  scoreOf: (text: string) => LexiconScore,
): Promise<LexiconState> {
  const all = labelledTexts(data);
  const classes = all.classes;
  const scores = Float64Array.from(all.texts, (text) => broken(scoreOf(text), ties));
  const none = {
    classes,
    ties,
    calibration: null,
    weights: new Float64Array(),
    intercepts: new Float64Array(),
  };
  if (classes.length === 2)
    return calibration === 'none' || scores.length === 0
      ? none
      : { ...none, calibration: await learnCalibration(calibration, scores, all.labels, 2) };
  const { weights, intercepts } = await fitLogistic(
    scoreRows(scores),
    membershipOf(all.labels, classes.length),
    classes.length,
    { penalty: 1e-3, tolerance: 1e-8, mostSteps: 100 },
  );
  return { ...none, weights, intercepts };
}

/** The score and its size. */
function scoreRows(scores: Float64Array): SparseRows {
  return {
    rows: scores.length,
    cols: 2,
    rowPtr: Uint32Array.from({ length: scores.length + 1 }, (_, row) => 2 * row),
    colIdx: Uint32Array.from({ length: 2 * scores.length }, (_, p) => p % 2),
    values: Float64Array.from({ length: 2 * scores.length }, (_, p) =>
      p % 2 === 0 ? scores[p >> 1]! : Math.abs(scores[p >> 1]!),
    ),
  };
}

export function openLexicon(
  { classes, ties, calibration, weights, intercepts }: LexiconState,
  scoreOf: (text: string) => LexiconScore,
): LabelModel {
  const sums = new Float64Array(classes.length);
  const one = new Float64Array(1);
  return {
    classes,
    probabilities(examples, rows, out) {
      const texts = textOf(examples);
      rows.forEach((row, i) => {
        const at = i * classes.length;
        const score = broken(scoreOf(texts[row]!), ties);
        if (calibration) {
          one[0] = score;
          calibrated(calibration, one, out, at);
        } else if (classes.length === 2) {
          out[at + 1] = (1 + score) / 2;
          out[at] = 1 - out[at + 1]!;
        } else {
          for (let c = 0; c < classes.length; c++)
            sums[c] = intercepts[c]! + weights[c]! * score + weights[classes.length + c]! * Math.abs(score);
          softmax(sums, out.subarray(at, at + classes.length));
        }
      });
    },
    explain(examples, row, of, most) {
      const { score, causes } = scoreOf(textOf(examples)[row]!);
      // Towards the negative end or the positive one.
      const side = of < (classes.length - 1) / 2 ? -1 : 1;
      const told = causes.map((cause) => ({ ...cause, contribution: side * cause.contribution }));
      told.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
      return { score: side * score, causes: told.slice(0, most), additive: false };
    },
  };
}
