/**
 * A small convolutional network over vectors of words: Kim, "Convolutional neural networks for sentence classification", EMNLP 2014 (CNN-rand, one
 * layer, dropout before the vote, Adam in place of Adadelta), with a linear part over runs of words beside it that is learnt with it: Cheng et al., "Wide and deep
 * learning for recommender systems", DLRS 2016. With `patience` it stops by the likelihood of a validation part, drawn from
 * the training texts, and is then learnt once more on all of them for as many epochs as that took.
 */

import type { Cause, FitRun, LabelModel, TrainingData } from '../algorithm.ts';
import { backendId } from '../deep/backend/open-backend.ts';
import { packWeights, unpackWeights, weightsFault } from '../deep/training/weights.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { textOf } from '../learnt-examples.ts';
import { f32 } from '../state/arrays.ts';
import { also, fields, flag, list, nullable, texts as textList, whole } from '../state/shape.ts';
import { type Calibration, calibrationShape, curvesOf, learnCalibration } from './calibration.ts';
import { probabilitiesBy, tellBySums, towards } from './class-sums.ts';
import { labelledTexts } from './labelled-texts.ts';
import { cnnPlans } from './text-cnn-network.ts';
import { type CnnParams, cnnParams } from './text-cnn-params.ts';
import { type Network, outputsOf, scorer, sizesOf } from './text-cnn-texts.ts';
import { learnNetwork, oddsOfAll, validationPart } from './text-cnn-training.ts';
import { textColumnsShape } from './text-columns.ts';

interface State extends Network {
  /** Packed, by `cnnPlans`. */
  readonly weights: Float32Array;
  readonly calibration: Calibration | null;
}

const shape = also(
  fields<State>({
    classes: textList('classes'),
    columns: textColumnsShape,
    linear: flag,
    factors: whole(1, 512),
    filters: whole(1, 512),
    windows: list(whole(1, 8)),
    longest: whole(1, 2000),
    weights: f32('weights'),
    calibration: nullable(calibrationShape),
  }),
  (state) => {
    if (state.classes.length < 2) return `${state.classes.length} classes; two or more are expected`;
    if (state.windows.length === 0 || state.windows.length > 6)
      return `${state.windows.length} windows; 1 to 6 are expected`;
    if (!state.columns.vocabulary) return 'hashed columns are not for this algorithm';
    const outputs = curvesOf(state.classes.length);
    if (state.calibration && state.calibration.curves.length !== outputs)
      return `${state.calibration.curves.length} curves of calibration; ${outputs} are expected`;
    return weightsFault(cnnPlans(sizesOf(state)), state.weights);
  },
);

export const textCnn = defineAlgorithm<'label', CnnParams, State>({
  id: 'text-cnn.v1',
  task: 'label',
  family: 'text',
  doc: 'classes of texts by a convolutional network over word vectors, a linear part beside it',
  source: 'Kim 2014 (CNN-rand); Cheng et al. 2016 (wide and deep)',
  params: cnnParams,
  coldStart: 'fallback',
  personal: false,
  reads: 'text',
  explains: ['attribute'],
  resultDependsOn: 'backend',
  backend: backendId,
  use: 'thousands of labelled texts, in which the order of words matters; contributions are what leaving a word out takes away',
  cost: { fit: 'E tokens d filters', answer: 'tokens filters', memory: 'tokens (d + filters)' },
  learn,
  shape,
  open: openCnn,
});

async function learn(data: TrainingData, options: CnnParams, run: FitRun): Promise<State> {
  const all = labelledTexts(data);
  const held =
    options.patience > 0 || options.calibration !== 'none'
      ? validationPart(all, options.validation, run)
      : undefined;
  let epochs = options.epochs;
  let calibration: Calibration | null = null;
  if (held) {
    const some = await learnNetwork(held.train, options, withoutLoss(run), held.validation);
    epochs = some.epochs;
    if (options.calibration !== 'none')
      calibration = await learnCalibration(
        options.calibration,
        oddsOfAll(some, held.validation.texts),
        held.validation.labels,
        all.classes.length,
      );
  }
  const { network, weights } = await learnNetwork(all, { ...options, epochs }, run);
  return { ...network, weights: packWeights(weights), calibration };
}

/** The loss that is told is that of the network which answers. */
function withoutLoss(run: FitRun): FitRun {
  const { trace } = run;
  if (!trace) return run;
  return {
    ...run,
    trace: (measure, epoch, value) => (measure === 'loss' ? undefined : trace(measure, epoch, value)),
  };
}

function openCnn(state: State): LabelModel {
  const { weights: packed, calibration, ...network } = state;
  const score = scorer(network, unpackWeights(cnnPlans(sizesOf(network)), packed));
  const { classes } = network;
  const sums = new Float64Array(outputsOf(network));
  const of = (text: string, wanted: number): number => {
    score(text, sums);
    return towards(sums, wanted);
  };
  return {
    classes,
    probabilities: probabilitiesBy(tellBySums(classes.length, calibration, score)),
    explain(examples, row, wanted, most) {
      const text = textOf(examples)[row]!;
      const whole = of(text, wanted);
      const causes = wordPlaces(text).map(
        ([word, from, to]): Cause => ({
          kind: 'attribute',
          name: word,
          contribution: whole - of(text.slice(0, from) + text.slice(to), wanted),
        }),
      );
      causes.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
      return { score: whole, causes: causes.slice(0, most), additive: false };
    },
  };
}

/** What stands between spaces, and where. */
const wordPlaces = (text: string): [word: string, from: number, to: number][] =>
  [...text.matchAll(/\S+/gu)].map((match) => [match[0], match.index, match.index + match[0].length]);
