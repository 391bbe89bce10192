/**
 * A small convolutional network over vectors of words: Kim, "Convolutional neural networks for sentence classification", EMNLP 2014 (CNN-rand, one
 * layer, dropout before the vote, Adam in place of Adadelta), with a linear part over runs of words beside it that is learnt with it: Cheng et al., "Wide and deep
 * learning for recommender systems", DLRS 2016. With `patience` it stops by the likelihood of a validation part, drawn from
 * the training texts, and is then learnt once more on all of them for as many epochs as that took.
 */

import { z } from 'zod';
import { exp, log } from '../../numerics/math.ts';
import type { Cause, FitRun, LabelModel, TrainingData } from '../algorithm.ts';
import { backendId, backendParam, openBackend } from '../deep/backend/open-backend.ts';
import { drawOrder, drawWords } from '../deep/training/draws.ts';
import { dropout } from '../deep/training/layers.ts';
import { batchOf, train } from '../deep/training/train.ts';
import {
  drawWeights,
  packWeights,
  takeWeights,
  unpackWeights,
  type Weights,
  weightsFault,
} from '../deep/training/weights.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { textOf } from '../learnt-examples.ts';
import { f32 } from '../state/arrays.ts';
import { also, fields, flag, list, nullable, texts as textList, whole } from '../state/shape.ts';
import { type Calibration, calibrationShape, curvesOf, learnCalibration } from './calibration.ts';
import { oddsOfTexts, probabilitiesBy, tellBySums, towards } from './class-sums.ts';
import { type LabelledTexts, labelledTexts, someTexts } from './labelled-texts.ts';
import {
  type CnnSizes,
  classLoss,
  cnnLogits,
  cnnPlans,
  cnnScorer,
  type TextBatch,
} from './text-cnn-network.ts';
import {
  learnColumns,
  readingParams,
  type TextColumns,
  textColumnsShape,
  textReader,
} from './text-columns.ts';
import { tokeniser } from './tokeniser.ts';

const { hashBits: _, ...reading } = readingParams({
  lowerCase: true,
  elongation: 'shorten',
  contractions: 'expand',
  negation: 'mark',
  numbers: 'mark',
  emoji: true,
  marks: false,
  shortest: 1,
  grams: 2,
  leastTexts: 1,
  weighting: 'tf-idf',
  hashBits: 0,
});

const params = z.strictObject({
  ...reading,
  linear: z.boolean().default(true).describe('runs of tokens speak for themselves beside the network'),
  penalty: z
    .number()
    .min(0)
    .max(1e6)
    .default(0.1)
    .describe('weight of half the squares of the linear weights, beside the loss summed over texts'),
  factors: z.int().min(1).max(512).default(32).describe('length of the vector of a word'),
  windows: z
    .array(z.int().min(1).max(8))
    .min(1)
    .max(6)
    .default([1, 2, 3])
    .describe('words that a filter looks at, a kind of filter each'),
  filters: z.int().min(1).max(512).default(32).describe('filters of each kind'),
  longest: z
    .int()
    .min(1)
    .max(2000)
    .default(200)
    .describe('words of a text that the network reads, from its start'),
  dropout: z.number().min(0).max(0.9).default(0.5).describe('share of features that a step leaves out'),
  wordDropout: z.number().min(0).max(0.9).default(0.1).describe('share of words that a step leaves out'),
  epochs: z.int().min(1).max(10_000).default(10).describe('times that all is taken, at most'),
  batchSize: z.int().min(1).max(65_536).default(64).describe('texts of one step, at most'),
  learningRate: z.number().gt(0).max(1).default(0.003).describe('length of a step of Adam'),
  patience: z
    .int()
    .min(0)
    .max(1000)
    .default(2)
    .describe(
      'epochs without a better likelihood of the validation part, after which it stops; 0: all epochs',
    ),
  validation: z
    .number()
    .gt(0)
    .max(0.5)
    .default(0.1)
    .describe('share of training texts to stop and to calibrate by'),
  calibration: z
    .enum(['none', 'platt', 'isotonic'])
    .default('none')
    .describe('probabilities are corrected by what is foretold of the validation part'),
  backend: backendParam,
});
type Params = z.infer<typeof params>;

interface State {
  readonly classes: readonly string[];
  readonly columns: TextColumns;
  readonly linear: boolean;
  readonly factors: number;
  readonly filters: number;
  readonly windows: readonly number[];
  readonly longest: number;
  /** Packed, by `cnnPlans`. */
  readonly weights: Float32Array;
  readonly calibration: Calibration | null;
}

type Network = Omit<State, 'weights' | 'calibration'>;

function sizesOf({ classes, columns, linear, factors, filters, windows }: Network): CnnSizes {
  const vocabulary = columns.vocabulary!;
  const tokens = vocabulary.tokens.length;
  return {
    tokens,
    columns: linear ? tokens + vocabulary.before.length : 0,
    outputs: curvesOf(classes.length),
    factors,
    filters,
    windows,
  };
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

export const textCnn = defineAlgorithm<'label', Params, State>({
  id: 'text-cnn.v1',
  task: 'label',
  family: 'text',
  doc: 'classes of texts by a convolutional network over word vectors, a linear part beside it',
  source: 'Kim 2014 (CNN-rand); Cheng et al. 2016 (wide and deep)',
  params,
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

async function learn(data: TrainingData, options: Params, run: FitRun): Promise<State> {
  const all = labelledTexts(data);
  const held =
    options.patience > 0 || options.calibration !== 'none'
      ? validationPart(all, options.validation, run)
      : undefined;
  let epochs = options.epochs;
  let calibration: Calibration | null = null;
  if (held) {
    const some = await learnNetwork(held.train, options, run, held.validation);
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

/** Too few texts to part are not parted. */
const LEAST_PARTED = 20;

function validationPart(all: LabelledTexts, share: number, run: FitRun) {
  const size = Math.round(share * all.texts.length);
  if (all.texts.length < LEAST_PARTED || size === 0) return undefined;
  const order = drawOrder(run.kernels, all.texts.length, { key: run.draw('deep.validation') });
  const isHeld = new Uint8Array(all.texts.length);
  for (const text of order.subarray(0, size)) isHeld[text] = 1;
  return {
    train: someTexts(all, (text) => isHeld[text] === 0),
    validation: someTexts(all, (text) => isHeld[text] === 1),
  };
}

interface Learnt {
  readonly network: Network;
  readonly weights: Weights;
  /** After which the weights are those. */
  readonly epochs: number;
}

async function learnNetwork(
  texts: LabelledTexts,
  options: Params,
  run: FitRun,
  validation?: LabelledTexts,
): Promise<Learnt> {
  const backend = await openBackend(options.backend, run.kernels);
  const { tf } = backend;
  const { linear, factors, filters, windows, longest } = options;
  const columns = learnColumns(texts.texts, { ...options, hashBits: 0 });
  const network: Network = { classes: texts.classes, columns, linear, factors, filters, windows, longest };
  const sizes = sizesOf(network);
  const read = textPlaces(network);
  const places = texts.texts.map(read);
  const keys = {
    order: run.draw('deep.order'),
    dropout: run.draw('deep.dropout'),
    words: run.draw('deep.noise'),
  };
  const size = batchOf(texts.texts.length, options.batchSize);
  let order: Uint32Array = new Uint32Array(0);
  let best = { epoch: 0, value: 0 };
  let epochNow = 0;
  const weights = await train(
    backend,
    {
      algorithm: 'text-cnn',
      weights: drawWeights(cnnPlans(sizes), run),
      count: texts.texts.length,
      rowWork: 3 * 20 * factors * filters * windows.reduce((sum, w) => sum + w, 0),
      beforeEpoch(epoch) {
        epochNow = epoch;
        const drawn = drawOrder(run.kernels, texts.texts.length, { key: keys.order, b: epoch });
        order = inSimilarLengths(drawn, size, (text) => places[text]!.tokens.length);
      },
      loss(variables, from, to, epoch) {
        const rows = order.subarray(from, to);
        const batch = batchOfTexts(
          Array.from(rows, (row) => places[row]!),
          sizes.tokens,
        );
        leaveOutWords(batch, sizes.tokens, options.wordDropout, run, { key: keys.words, b: epoch, c: from });
        const leaveOut = dropout(tf, run.kernels, options.dropout, { key: keys.dropout, epoch, step: from });
        const logits = cnnLogits(tf, sizes, variables, batch, leaveOut);
        const loss = classLoss(
          tf,
          logits,
          Uint8Array.from(rows, (row) => texts.labels[row]!),
        );
        if (!variables['linear']) return loss;
        const squares = tf.sum(tf.square(variables['linear']));
        return tf.add(loss, tf.mul(squares, options.penalty / (2 * texts.texts.length)));
      },
      measure: 'likelihood',
      validate(variables) {
        const value = likelihood(
          { network, weights: takeWeights(variables, 'text-cnn'), epochs: epochNow },
          validation!,
        );
        if (value > best.value) best = { epoch: epochNow, value };
        return value;
      },
    },
    { ...options, patience: validation ? options.patience : 0 },
    run,
  );
  return { network, weights, epochs: best.epoch > 0 ? best.epoch : options.epochs };
}

/** Batches that are sorted by length together. */
const SORTED_BATCHES = 16;

/** Some batches' worth of texts at a time sorted by length, so that a batch is padded little. */
function inSimilarLengths(
  order: Uint32Array,
  batch: number,
  lengthOf: (text: number) => number,
): Uint32Array {
  const sorted = new Uint32Array(order.length);
  for (let from = 0; from < order.length; from += batch * SORTED_BATCHES) {
    const some = order.slice(from, from + batch * SORTED_BATCHES);
    const places = [...some.keys()].sort((a, b) => lengthOf(some[a]!) - lengthOf(some[b]!) || a - b);
    places.forEach((place, n) => {
      sorted[from + n] = some[place]!;
    });
  }
  return sorted;
}

/** A text as the network takes it. */
interface TextPlaces {
  readonly tokens: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float64Array;
}

function textPlaces({ columns, linear, longest }: Network): (text: string) => TextPlaces {
  const known = new Map(columns.vocabulary!.tokens.map((token, id) => [token, id]));
  const tokenise = tokeniser(columns.options);
  const reader = textReader(columns);
  return (text) => {
    const ids = tokenise(text).flatMap((token) => known.get(token) ?? []);
    const row = linear ? reader.read(text) : undefined;
    return {
      tokens: Uint32Array.from(ids.slice(0, longest)),
      columns: row ? row.columns.slice(0, row.length) : new Uint32Array(),
      values: row ? row.values.slice(0, row.length) : new Float64Array(),
    };
  };
}

function batchOfTexts(texts: readonly TextPlaces[], tokens: number): TextBatch {
  const rows = texts.length;
  const length = Math.max(1, ...texts.map((text) => text.tokens.length));
  const widest = Math.max(1, ...texts.map((text) => text.columns.length));
  const batch = {
    rows,
    length,
    token: new Int32Array(rows * length).fill(tokens),
    begins: new Float32Array(rows * length),
    widest,
    column: new Int32Array(rows * widest),
    value: new Float32Array(rows * widest),
  };
  texts.forEach((text, row) => {
    batch.token.set(text.tokens, row * length);
    batch.begins.fill(1, row * length, row * length + Math.max(1, text.tokens.length));
    batch.column.set(text.columns, row * widest);
    batch.value.set(text.values, row * widest);
  });
  return batch;
}

/** Words are taken for unknown ones. */
function leaveOutWords(
  { token }: TextBatch,
  unknown: number,
  share: number,
  run: FitRun,
  place: Parameters<typeof drawWords>[2],
): void {
  if (share === 0) return;
  const bound = Math.floor(share * 4_294_967_296);
  const words = drawWords(run.kernels, token.length, place);
  for (let at = 0; at < token.length; at++) if (words[at]! < bound) token[at] = unknown;
}

/** The sums of a text's outputs into `out`. */
function scorer(network: Network, weights: Weights): (text: string, out: Float64Array) => void {
  const sizes = sizesOf(network);
  const read = textPlaces(network);
  const deep = cnnScorer(sizes, weights);
  const linear = weights['linear']?.values;
  const { outputs } = sizes;
  return (text, out) => {
    const { tokens, columns, values } = read(text);
    deep(tokens, out);
    if (!linear) return;
    columns.forEach((column, n) => {
      for (let o = 0; o < outputs; o++) out[o]! += values[n]! * linear[column * outputs + o]!;
    });
  };
}

const outputsOf = ({ classes }: Network): number => curvesOf(classes.length);

const oddsOfAll = ({ network, weights }: Learnt, texts: readonly string[]): Float64Array =>
  oddsOfTexts(texts, outputsOf(network), scorer(network, weights));

/** The geometric mean of the probabilities of the classes that texts have. */
function likelihood({ network, weights }: Learnt, { classes, texts, labels }: LabelledTexts): number {
  const out = new Float64Array(texts.length * classes.length);
  tellBySums(classes.length, null, scorer(network, weights))(texts, out);
  let sum = 0;
  labels.forEach((label, text) => {
    sum += log(Math.max(out[text * classes.length + label]!, 1e-300));
  });
  return exp(sum / texts.length);
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
