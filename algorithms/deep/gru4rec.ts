/**
 * Recurrent network over what was done: gated units carry what matters from item to item, and what comes out is near the next.
 *
 * Hidasi, Karatzoglou, Baltrunas, Tikk, "Session-based recommendations with recurrent neural networks", ICLR 2016, equations 1 to 4; losses
 * of Hidasi, Karatzoglou, CIKM 2018: BPR-max (equation 10), TOP1-max (equation 7) against drawn items, or cross-entropy among all. Input and
 * output share the items' vectors (its section 5.3). Rows are stretches of one length, side by side, begun anew (not session-parallel).
 */

import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { type AliasTable, aliasTable, sampleAlias } from '../../numerics/distributions.ts';
import { pow } from '../../numerics/math.ts';
import type { FitRun, TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { also, whole } from '../state/shape.ts';
import { backendId } from './backend/open-backend.ts';
import { crossEntropy, RANKING_LOSSES, rankingLoss } from './sequences/losses.ts';
import {
  type LossPlace,
  learnNextItem,
  type NextItemNetwork,
  type NextItemState,
  nextItemShape,
  openNextItem,
} from './sequences/next-item.ts';
import { drawWords } from './training/draws.ts';
import { look } from './training/layers.ts';
import { trainingParams } from './training/train.ts';
import { denseFirst, glorotFirst, type WeightPlan, weightsFault } from './training/weights.ts';

const params = z.strictObject({
  factors: z.int().min(1).max(1024).default(32).describe('length of a vector, and gated units'),
  length: z.int().min(1).max(200).default(20).describe('latest items that are looked at'),
  dropout: z.number().min(0).max(0.9).default(0.1).describe('share of what comes in that a step leaves out'),
  loss: z
    .enum(['softmax', ...RANKING_LOSSES])
    .default('softmax')
    .describe('targets against all items, or each against drawn ones'),
  negatives: z
    .int()
    .min(1)
    .max(10_000)
    .default(256)
    .describe('drawn items of a step, where the loss takes such'),
  popularity: z.number().min(0).max(1).default(0.5).describe('power of the counts by which items are drawn'),
  penalty: z.number().min(0).max(10).default(1).describe('regularisation of BPR-max'),
  ...trainingParams({ epochs: 10, batchSize: 128, learningRate: 0.004 }),
});
export type Gru4recParams = z.infer<typeof params>;

export interface Gru4recState extends NextItemState {
  readonly factors: number;
}

const networkIn = ({ factors, interactions }: Gru4recState): NextItemNetwork =>
  gru4recNetwork(factors, interactions.cols);

export const gru4rec = defineAlgorithm<'rank', Gru4recParams, Gru4recState>({
  id: 'gru4rec.v1',
  task: 'rank',
  family: 'deep',
  doc: 'the next item by a recurrent network over the latest ones',
  source: 'Hidasi, Karatzoglou, Baltrunas, Tikk 2016; Hidasi, Karatzoglou 2018 (GRU4Rec)',
  params,
  coldStart: 'none',
  personal: true,
  usesHistory: true,
  explains: ['own-item'],
  nextOnly: true,
  resultDependsOn: 'backend',
  backend: backendId,
  use: 'for visits of a few steps, known or anonymous, where their order matters',
  cost: { fit: 'E P (d^2 + I d)', answer: 'L d^2 + I d', memory: 'I d' },
  shape: also(nextItemShape<Gru4recState>({ factors: whole(1, 1024) }), (state) =>
    weightsFault(networkIn(state).plans, state.weights),
  ),
  learn,
  open: (state, host) => openNextItem(state, networkIn(state), host),
});

async function learn(data: TrainingData, options: Gru4recParams, run: FitRun): Promise<Gru4recState> {
  const { interactions } = data;
  const counts = new Float64Array(interactions.cols);
  for (const item of interactions.colIdx) counts[item]!++;
  let table: AliasTable | undefined;
  const key = run.draw('deep.negatives');
  const loss = (hidden: Tensor2D, { tf, items, target, epoch, step }: LossPlace): Scalar => {
    if (options.loss === 'softmax') return crossEntropy(tf, hidden, items, target);
    const words = drawWords(run.kernels, options.negatives, { key, b: epoch, c: step });
    table ??= aliasTable(counts.map((count) => (count === 0 ? 0 : pow(count, options.popularity))));
    const popular = table;
    const drawn = Int32Array.from(words, (word) => sampleAlias(popular, (word + 0.5) / 4_294_967_296));
    return rankingLoss(tf, options.loss, hidden, items, { target, drawn, penalty: options.penalty });
  };
  const network = gru4recNetwork(options.factors, interactions.cols);
  const state = await learnNextItem('gru4rec', data, network, { ...options, targets: 'every' }, loss, run);
  return { ...state, factors: options.factors };
}

export function gru4recNetwork(d: number, items: number): NextItemNetwork {
  const gates: WeightPlan = { shape: [d, 2 * d], first: glorotFirst(d, d) };
  const square: WeightPlan = { shape: [d, d], first: glorotFirst(d, d) };
  return {
    plans: {
      itemVectors: { shape: [items, d], first: denseFirst(d) },
      gatesIn: gates,
      gatesBefore: gates,
      gatesBias: { shape: [2 * d], first: 0 },
      candidateIn: square,
      candidateBefore: square,
      candidateBias: { shape: [d], first: 0 },
    },
    placeWork: items * d + 6 * d * d,
    hidden(tf, weights, input, rows, width, leaveOut) {
      const x = leaveOut(look(tf, weights['itemVectors']!, input), 0);
      const by = (name: string, value: Tensor): Tensor =>
        tf.matMul(value as Tensor2D, weights[name] as Tensor2D);
      // What comes in, for all places at once: (rows, width, ...).
      const gatesIn = tf.reshape(tf.add(by('gatesIn', x), weights['gatesBias']!), [rows, width, 2 * d]);
      const candidateIn = tf.reshape(tf.add(by('candidateIn', x), weights['candidateBias']!), [
        rows,
        width,
        d,
      ]);
      const gatesOf = tf.unstack(gatesIn, 1);
      const candidateOf = tf.unstack(candidateIn, 1);
      let before: Tensor = tf.zeros([rows, d]);
      const all = gatesOf.map((own, n) => {
        const [update, reset] = tf.split(tf.sigmoid(tf.add(own, by('gatesBefore', before))), 2, 1);
        const candidate = tf.tanh(tf.add(candidateOf[n]!, by('candidateBefore', tf.mul(reset!, before))));
        before = tf.add(before, tf.mul(update!, tf.sub(candidate, before)));
        return before;
      });
      return tf.reshape(tf.stack(all, 1), [rows * width, d]);
    },
  };
}
