/** How the network of `text-cnn` is learnt. */

import { exp, log } from '../../numerics/math.ts';
import type { FitRun } from '../algorithm.ts';
import { openBackend } from '../deep/backend/open-backend.ts';
import { drawOrder, drawWords } from '../deep/training/draws.ts';
import { dropout } from '../deep/training/layers.ts';
import { batchOf, train } from '../deep/training/train.ts';
import { drawWeights, takeWeights, type Weights } from '../deep/training/weights.ts';
import { oddsOfTexts, tellBySums } from './class-sums.ts';
import { type LabelledTexts, someTexts } from './labelled-texts.ts';
import { classLoss, cnnLogits, cnnPlans, type TextBatch } from './text-cnn-network.ts';
import type { CnnParams } from './text-cnn-params.ts';
import { batchOfTexts, type Network, outputsOf, scorer, sizesOf, textPlaces } from './text-cnn-texts.ts';
import { learnColumns } from './text-columns.ts';

/** Too few texts to part are not parted. */
const LEAST_PARTED = 20;

export function validationPart(all: LabelledTexts, share: number, run: FitRun) {
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

export interface Learnt {
  readonly network: Network;
  readonly weights: Weights;
  /** After which the weights are those. */
  readonly epochs: number;
}

export async function learnNetwork(
  texts: LabelledTexts,
  options: CnnParams,
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
  const { weights, epoch } = await train(
    backend,
    {
      algorithm: 'text-cnn',
      ...(validation && { stage: 'validated' }),
      weights: drawWeights(cnnPlans(sizes), run),
      count: texts.texts.length,
      rowWork: 3 * 20 * factors * filters * windows.reduce((sum, w) => sum + w, 0),
      beforeEpoch(epoch) {
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
        return likelihood({ network, weights: takeWeights(variables, 'text-cnn') }, validation!);
      },
    },
    { ...options, patience: validation ? options.patience : 0 },
    run,
  );
  return { network, weights, epochs: epoch };
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

export const oddsOfAll = ({ network, weights }: Learnt, texts: readonly string[]): Float64Array =>
  oddsOfTexts(texts, outputsOf(network), scorer(network, weights));

/** The geometric mean of the probabilities of the classes that texts have. */
function likelihood(
  { network, weights }: Pick<Learnt, 'network' | 'weights'>,
  { classes, texts, labels }: LabelledTexts,
): number {
  const out = new Float64Array(texts.length * classes.length);
  tellBySums(classes.length, null, scorer(network, weights))(texts, out);
  let sum = 0;
  labels.forEach((label, text) => {
    sum += log(Math.max(out[text * classes.length + label]!, 1e-300));
  });
  return exp(sum / texts.length);
}
