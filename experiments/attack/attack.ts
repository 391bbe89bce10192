/**
 * How far fraud moves recommenders, and what detection restores: each is fitted on a log as the shop has it, on the same log without
 * what was fraud (the truth), and without what a detector takes for fraud. Measured as in Mobasher, Burke, Bhaumik and Williams 2007,
 * "Toward trustworthy recommender systems": hit ratio of the attacked items, and shift of their predicted ratings; over honest
 * shoppers, each beside themselves.
 */

import type {
  Algorithm,
  LabelModel,
  RankModel,
  RateModel,
  TrainingData,
} from '../../algorithms/algorithm.ts';
import { createLists } from '../../algorithms/algorithm.ts';
import { algorithmNamed, fitRun } from '../../algorithms/fitting.ts';
import type { Judged } from '../../algorithms/fraud/look-back.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import { consentedShoppers, isForgotten } from '../../datasets/consent.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { type Examples, NO_CLASS } from '../../datasets/examples.ts';
import { type FeedbackSpec, feedbackFrom, withUnits } from '../../datasets/feedback.ts';
import { FRAUD_KINDS } from '../../datasets/fraud-tables.ts';
import { type Feedback, selectFeedback, toInteractions } from '../../datasets/interactions.ts';
import { knownCatalog } from '../../datasets/known-catalog.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import { type DrawKey, drawKey, type SeedWords, uniform } from '../../numerics/rng.ts';
import { bootstrapMeans } from '../../numerics/stats.ts';
import { DIRECTIONS, NO_TARGET } from '../../simulator/fraud/deeds.ts';
import type { FraudCampaigns, FraudEvents } from '../../simulator/fraud/fraud-truth.ts';
import { fraudExamples } from '../fitting/fraud-examples.ts';
import { requireHonestRows } from '../leaks/loop-leaks.ts';

export interface AttackedLog {
  readonly dataset: Dataset;
  readonly events: FraudEvents;
  readonly campaigns: FraudCampaigns;
}

export interface Named {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface AttackOptions {
  /** Of tasks `rank` or `rate`. */
  readonly algorithms: readonly Named[];
  readonly feedback: FeedbackSpec;
  /** Takes for fraud what it gives at least `threshold`; it learns from the labels that the shop knows at the end of the log. */
  readonly detector: Named & { readonly threshold: number };
  /** Places of a list. */
  readonly k: number;
  /** Honest shoppers who are asked about, at most. */
  readonly most: number;
  readonly seed: SeedWords;
  readonly kernels: KernelHost;
  readonly signal: AbortSignal;
  onProgress?(done: number, total: number): void;
}

/** One number of one algorithm about the targets of one kind of campaign. */
export interface AttackEffect {
  readonly algorithm: string;
  /** `shilling, push`; `all` of lists as a whole. */
  readonly attack: string;
  /** Items that campaigns were about; 0 of lists as a whole. */
  readonly targets: number;
  /**
   * 'hits': share of shoppers with a target in their list; 'rating': mean predicted rating of targets; 'same': share of a list that
   * is also in the list without fraud.
   */
  readonly measure: 'hits' | 'rating' | 'same';
  readonly clean: number;
  readonly attacked: number;
  readonly restored: number;
  /** Attacked minus clean, and restored minus clean, with 95 % bootstrap intervals over shoppers. */
  readonly shift: Interval;
  readonly left: Interval;
}

interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

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

/** (examples) 1 where the detector, or a label that the shop has, says fraud and no label says otherwise. */
async function suspects(
  examples: Examples,
  { catalog, shoppers }: Pick<Dataset, 'catalog' | 'shoppers'>,
  { name, params, threshold }: AttackOptions['detector'],
  run: ReturnType<typeof fitRun>,
): Promise<Uint8Array> {
  const algorithm = algorithmNamed(name);
  if (algorithm.task !== 'label' || algorithm.reads === 'text')
    throw new ConfigError([
      `attack: detector ${name} has task '${algorithm.task}'; one of task 'label' that reads features is needed`,
    ]);
  const label = examples.known?.label ?? examples.label;
  const rows = Uint32Array.from(label.keys());
  const model: LabelModel = await (algorithm as Algorithm<'label'>).fit(
    { ...emptyTraining({ catalog, shoppers }), examples: { all: examples, rows, label } },
    params,
    run,
  );
  const chance = new Float64Array(2 * rows.length);
  model.probabilities(examples, rows, chance);
  return Uint8Array.from(rows, (row) =>
    label[row] === NO_CLASS ? Number(chance[2 * row + 1]! >= threshold) : label[row]!,
  );
}

function emptyTraining({ catalog, shoppers }: Pick<Dataset, 'catalog' | 'shoppers'>): TrainingData {
  const none: Feedback = {
    ...{ length: 0, shoppers: shoppers.length, items: catalog.length },
    ...{ shopper: new Uint32Array(0), item: new Uint32Array(0), time: new Uint32Array(0) },
    ...{ value: new Float32Array(0), relevant: new Uint8Array(0) },
  };
  return {
    asOf: Number.POSITIVE_INFINITY,
    feedback: none,
    interactions: toInteractions(none),
    catalog,
    shoppers,
  };
}

function trainingOf(
  { catalog, shoppers }: Pick<Dataset, 'catalog' | 'shoppers'>,
  feedback: Feedback,
  asOf: number,
  keep: (row: number) => boolean,
): TrainingData {
  const rows = selectFeedback(
    feedback,
    Uint32Array.from({ length: feedback.length }, (_, row) => row).filter(keep),
  );
  const data: TrainingData = {
    asOf,
    feedback: rows,
    interactions: toInteractions(rows),
    catalog: knownCatalog(catalog, asOf),
    shoppers: consentedShoppers(shoppers, asOf),
  };
  requireHonestRows({ data, asOf, optOut: shoppers.optOut });
  return data;
}

/** Ascending; who has a row that may be learnt from, and none that is fraud. Drawn where there are more than `most`. */
function honestShoppers(
  feedback: Feedback,
  isFraud: Uint8Array,
  isLearnt: Uint8Array,
  most: number,
  key: DrawKey,
): Uint32Array {
  const seen = new Uint8Array(feedback.shoppers);
  for (let row = 0; row < feedback.length; row++)
    if (isLearnt[row] === 1) seen[feedback.shopper[row]!]! |= isFraud[row] === 1 ? 2 : 1;
  const honest = Uint32Array.from(seen.keys()).filter((shopper) => seen[shopper] === 1);
  if (honest.length <= most) return honest;
  const drawn = honest.slice().sort((a, b) => uniform(key, a) - uniform(key, b) || a - b);
  return drawn.subarray(0, most).sort();
}

interface Targets {
  readonly attack: string;
  readonly items: ReadonlySet<number>;
}

/** The items that campaigns were about, by kind and direction. */
function targetsOf({ length, kind, direction, item }: FraudCampaigns): Targets[] {
  const found = new Map<string, Set<number>>();
  for (let row = 0; row < length; row++) {
    if (item[row] === NO_TARGET) continue;
    const attack = `${FRAUD_KINDS[kind[row]!]!}, ${DIRECTIONS[direction[row]!]!}`.replace(/, none$/, '');
    const items = found.get(attack) ?? new Set();
    items.add(item[row]!);
    found.set(attack, items);
  }
  return [...found].map(([attack, items]) => ({ attack, items }));
}

/** What a fitted recommender says to every shopper asked. */
interface Answer {
  readonly task: 'rank' | 'rate';
  /** [target group] of (shoppers): whether a target is listed, or the mean predicted rating of targets */
  readonly ofTargets: readonly Float64Array[];
  /** [shopper] items of the list; empty of ratings */
  readonly lists: readonly ReadonlySet<number>[];
}

async function answer(
  algorithm: Algorithm,
  params: unknown,
  data: TrainingData,
  shopper: Uint32Array,
  targets: readonly Targets[],
  { seed, kernels, signal, k }: AttackOptions,
): Promise<Answer> {
  const model = await algorithm.fit(data, params, fitRun({ seed, signal, kernels }));
  if (algorithm.task === 'rank') return listed(model as RankModel, shopper, targets, k);
  if (algorithm.task === 'rate') return rated(model as RateModel, shopper, targets);
  throw new ConfigError([`attack: ${algorithm.id} has task '${algorithm.task}'; recommenders rank or rate`]);
}

function listed(model: RankModel, shopper: Uint32Array, targets: readonly Targets[], k: number): Answer {
  const out = createLists(shopper.length, k);
  model.recommend({ length: shopper.length, shopper, exclude: 'seen' }, k, out);
  const lists = Array.from(
    shopper,
    (_, q) => new Set(out.items.subarray(q * k, q * k + out.lengths[q]!)) as ReadonlySet<number>,
  );
  const ofTargets = targets.map(({ items }) =>
    Float64Array.from(lists, (list) => Number([...list].some((item) => items.has(item)))),
  );
  return { task: 'rank', ofTargets, lists };
}

function rated(model: RateModel, shopper: Uint32Array, targets: readonly Targets[]): Answer {
  const ofTargets = targets.map(({ items }) => {
    const sums = new Float64Array(shopper.length);
    const predicted = new Float32Array(shopper.length);
    for (const item of items) {
      model.predict(shopper, new Uint32Array(shopper.length).fill(item), predicted);
      for (let q = 0; q < sums.length; q++) sums[q]! += predicted[q]! / items.size;
    }
    return sums;
  });
  return { task: 'rate', ofTargets, lists: [] };
}

/** Bootstrap resamples. */
const RESAMPLES = 1000;

function effectsOf(
  algorithm: string,
  [clean, attacked, restored]: readonly [Answer, Answer, Answer],
  targets: readonly Targets[],
  { seed, kernels }: AttackOptions,
): AttackEffect[] {
  const columns = targets.map(({ attack, items }, i) => ({
    attack,
    targets: items.size,
    measure: clean.task === 'rank' ? ('hits' as const) : ('rating' as const),
    values: [clean, attacked, restored].map(({ ofTargets }) => ofTargets[i]!),
  }));
  const whole =
    clean.task === 'rank'
      ? [
          {
            attack: 'all',
            targets: 0,
            measure: 'same' as const,
            values: [clean, attacked, restored].map(({ lists }) => sameAs(clean.lists, lists)),
          },
        ]
      : [];
  return [...columns, ...whole].map(({ values, ...told }) => {
    const [own, under, after] = values as [Float64Array, Float64Array, Float64Array];
    const means = bootstrapMeans([own, under, after, minus(under, own), minus(after, own)], {
      ...{ resamples: RESAMPLES, level: 0.95, key: drawKey(seed, 'bootstrap'), kernels },
    });
    return {
      algorithm,
      ...told,
      clean: means[0]!.mean,
      attacked: means[1]!.mean,
      restored: means[2]!.mean,
      shift: intervalOf(means[3]!),
      left: intervalOf(means[4]!),
    };
  });
}

const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i]!);
const intervalOf = ({ mean, low, high }: Interval): Interval => ({ mean, low, high });

/** Of the items of each list, the share that stands in the other one too; of two empty ones 1. */
const sameAs = (
  lists: readonly ReadonlySet<number>[],
  others: readonly ReadonlySet<number>[],
): Float64Array =>
  Float64Array.from(lists, (list, q) => {
    const most = Math.max(list.size, others[q]!.size);
    return most === 0 ? 1 : [...list].filter((item) => others[q]!.has(item)).length / most;
  });
