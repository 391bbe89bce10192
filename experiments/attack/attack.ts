/**
 * How far fraud moves recommenders, and what detection restores: each is fitted on a log as the shop has it, on the same log without
 * what was fraud (the truth), and without what a detector takes for fraud. Measured as in Mobasher, Burke, Bhaumik and Williams 2007,
 * "Toward trustworthy recommender systems": hit ratio of the attacked items, and shift of their predicted ratings; over honest
 * shoppers, each beside themselves.
 */

import { algorithmNamed, fitRun } from '../../algorithms/fitting.ts';
import type { Judged } from '../../algorithms/fraud/look-back.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import { isForgotten } from '../../datasets/consent.ts';
import { type FeedbackSpec, feedbackFrom, withUnits } from '../../datasets/feedback.ts';
import { drawKey } from '../../numerics/rng.ts';
import { fraudExamples } from '../fitting/fraud-examples.ts';
import { type Answer, answer, targetsOf } from './answers.ts';
import type { AttackedLog, AttackOptions } from './attack-options.ts';
import { type AttackEffect, effectsOf } from './effects.ts';
import { honestShoppers, suspects, trainingOf } from './worlds.ts';

export interface AttackResult {
  readonly judged: Judged;
  readonly rows: number;
  readonly fraudRows: number;
  readonly removedRows: number;
  /** Of what the detector took for fraud, what was; of what was, what it found. null: none. */
  readonly precision: number | null;
  readonly recall: number | null;
  readonly shoppers: number;
  readonly effects: readonly AttackEffect[];
}

/** What a row of feedback stands for among what is judged. */
function judgedOf(spec: FeedbackSpec): Judged {
  if (spec.source === 'actions') return 'sessions';
  if (spec.source === 'ratings') return 'reviews';
  throw new ConfigError([`attack: source ${spec.source}: recommenders learn from actions or ratings`]);
}

export async function measureAttack(
  { dataset: source, events, campaigns }: AttackedLog,
  options: AttackOptions,
): Promise<AttackResult> {
  const { feedback: spec, algorithms, detector, seed, kernels, signal, onProgress } = options;
  const judged = judgedOf(spec);
  const run = () => fitRun({ seed, signal, kernels });
  const examples = fraudExamples(source, events, { of: judged });
  const suspect = await suspects(examples, source, detector, run());
  const dataset = withUnits(source, spec);
  const feedback = feedbackFrom(dataset, spec);
  const objectOf = (row: number): number => (judged === 'sessions' ? feedback.session![row]! : row);
  const isFraud = Uint8Array.from({ length: feedback.length }, (_, row) => examples.label[objectOf(row)]!);
  const isSuspect = isFraud.map((_, row) => suspect[objectOf(row)]!);
  const asOf = feedback.time.reduce((most, time) => Math.max(most, time), 0) + 1;
  const { optOut } = dataset.shoppers;
  const isLearnt = Uint8Array.from(feedback.shopper, (shopper) =>
    isForgotten(optOut, shopper, asOf) ? 0 : 1,
  );
  const asked = honestShoppers(feedback, isFraud, isLearnt, options.most, drawKey(seed, 'attack.shoppers'));
  if (asked.length < 2)
    throw new ConfigError([
      `attack: ${asked.length} honest shoppers with a row that is learnt from; at least 2 are needed`,
    ]);
  const worlds = [
    trainingOf(dataset, feedback, asOf, (row) => isLearnt[row] === 1 && isFraud[row] === 0),
    trainingOf(dataset, feedback, asOf, (row) => isLearnt[row] === 1),
    trainingOf(dataset, feedback, asOf, (row) => isLearnt[row] === 1 && isSuspect[row] === 0),
  ] as const;
  const targets = targetsOf(campaigns);
  const effects: AttackEffect[] = [];
  let done = 0;
  for (const { name, params } of algorithms) {
    const algorithm = algorithmNamed(name);
    const answers: Answer[] = [];
    for (const world of worlds) {
      answers.push(await answer(algorithm, params, world, asked, targets, options));
      onProgress?.(++done, worlds.length * algorithms.length);
    }
    effects.push(...effectsOf(name, answers as [Answer, Answer, Answer], targets, options));
  }
  const taken = suspect.reduce((sum, one) => sum + one, 0);
  const right = suspect.reduce((sum, one, i) => sum + (one === 1 && examples.label[i] === 1 ? 1 : 0), 0);
  const guilty = examples.label.reduce((sum, one) => sum + Number(one === 1), 0);
  return {
    judged,
    rows: feedback.length,
    fraudRows: isFraud.reduce((sum, one) => sum + one, 0),
    removedRows: isSuspect.reduce((sum, one) => sum + one, 0),
    precision: taken === 0 ? null : right / taken,
    recall: guilty === 0 ? null : right / guilty,
    shoppers: asked.length,
    effects,
  };
}
