/** Estimators on logs of a frozen world, beside the truth and beside what theory says that they come to. */

import { diagnoseWeights, estimatorTerms, summaryOf, type WeightDiagnosis } from '../estimators.ts';
import { fitItemPosition } from '../item-position-model.ts';
import type { LoggedRounds } from '../rounds.ts';
import { type Expectations, expectations, marginals } from './expectations.ts';
import type { FrozenTruth } from './frozen-world.ts';
import type { RewardName } from './rewards.ts';
import { headOf, type SlateLog } from './slate-log.ts';
import { type SoftLists, slotChances } from './soft-lists.ts';

export interface EstimatorSetting {
  readonly reward: RewardName;
  readonly clip: number;
  readonly switch: number;
}

/** Estimators of a slate's reward; the last two weigh each slot's own part of it. */
export const SLATE_ESTIMATORS = [
  'ips',
  'ips-clipped',
  'snips',
  'dm',
  'dr',
  'switch-dr',
  'position',
  'cascade',
] as const;
export type SlateEstimator = (typeof SLATE_ESTIMATORS)[number];

export interface SizedEstimate {
  readonly n: number;
  readonly value: number;
  readonly standardError: number;
}

export interface TargetTruth {
  readonly label: string;
  readonly theory: Expectations;
  readonly weights: WeightDiagnosis;
  readonly estimates: Readonly<Record<SlateEstimator, readonly SizedEstimate[]>>;
  /** Standard deviation of estimates over disjoint blocks of the log, and their mean reported standard error. */
  readonly blocks: Readonly<Record<'ips' | 'snips' | 'dr', BlockSpread>>;
}

export interface BlockSpread {
  readonly size: number;
  readonly blocks: number;
  readonly spread: number;
  readonly reported: number;
}

export interface EstimatorWorld {
  readonly truth: FrozenTruth;
  readonly logging: SoftLists;
  readonly log: SlateLog;
}

/** (rounds) terms of every estimator, and the columns that they are made of. */
interface Columns {
  readonly rounds: LoggedRounds;
  readonly position: Float64Array;
  readonly cascade: Float64Array;
}

const FOLDS = 3;
/** Visits are foretold by a model of two thirds of them, drawn towards the mean of the slot by this many. */
const SMOOTHING = 10;

function columnsOf(
  { truth, logging }: EstimatorWorld,
  log: SlateLog,
  target: SoftLists,
  reward: RewardName,
): Columns {
  const { length, slots, shopper, item, propensity } = log;
  const { items, shoppers } = truth;
  const earned = reward === 'any' ? log.first : log.clicked;
  const model = fitItemPosition(
    { length: length * slots, item, position: (row) => row % slots, reward: earned },
    {
      items,
      positions: slots,
      smoothing: SMOOTHING,
      folds: FOLDS,
      foldOf: (row) => Math.floor(row / slots) % FOLDS,
    },
  );
  const ofLogging = marginals(logging, shoppers, slots);
  const ofTarget = marginals(target, shoppers, slots);
  const foretold = model.map((own) => ofShoppers(own, ofTarget, shoppers));
  const rounds = {
    length,
    weight: new Float64Array(length),
    reward: new Float64Array(length),
    model: { shown: new Float64Array(length), target: new Float64Array(length) },
  };
  const position = new Float64Array(length);
  const cascade = new Float64Array(length);
  const chances = new Float64Array(slots);
  for (let visit = 0; visit < length; visit++) {
    const [who, from, fold] = [shopper[visit]!, visit * slots, visit % FOLDS];
    slotChances(target, who, item, from, slots, chances, 0);
    let weight = 1;
    for (let slot = 0; slot < slots; slot++) {
      const cell = slot * items + item[from + slot]!;
      const at = who * slots * items + cell;
      weight *= chances[slot]! / propensity[from + slot]!;
      rounds.reward[visit]! += earned[from + slot]!;
      rounds.model.shown[visit]! += model[fold]![cell]!;
      cascade[visit]! += weight * earned[from + slot]!;
      position[visit]! += (ofTarget[at]! / ofLogging[at]!) * earned[from + slot]!;
    }
    rounds.weight[visit] = weight;
    rounds.model.target[visit] = foretold[fold]![who]!;
  }
  return { rounds, position, cascade };
}

/** (shoppers) what a model expects of the target. */
function ofShoppers(model: Float64Array, target: Float64Array, shoppers: number): Float64Array {
  const cells = model.length;
  return Float64Array.from({ length: shoppers }, (_, shopper) => {
    let sum = 0;
    for (let cell = 0; cell < cells; cell++) sum += target[shopper * cells + cell]! * model[cell]!;
    return sum;
  });
}

type Terms = ReturnType<typeof estimatorTerms>;

function termsOf(
  name: SlateEstimator,
  { rounds, position, cascade }: Columns,
  setting: EstimatorSetting,
): Terms {
  switch (name) {
    case 'position':
      return { terms: position };
    case 'cascade':
      return { terms: cascade };
    case 'ips-clipped':
      return estimatorTerms('ips', rounds, { clip: setting.clip });
    case 'switch-dr':
      return estimatorTerms('switch-dr', rounds, { switch: setting.switch });
    default:
      return estimatorTerms(name, rounds);
  }
}

/** Every estimator of one target at every length of the log. */
export function measureTarget(
  world: EstimatorWorld,
  label: string,
  target: SoftLists,
  setting: EstimatorSetting,
  sizes: readonly number[],
): TargetTruth {
  const estimates = Object.fromEntries(
    SLATE_ESTIMATORS.map((name): [SlateEstimator, SizedEstimate[]] => [name, []]),
  ) as Record<SlateEstimator, SizedEstimate[]>;
  let last: Columns | null = null;
  for (const n of sizes) {
    last = columnsOf(world, headOf(world.log, n), target, setting.reward);
    for (const name of SLATE_ESTIMATORS) {
      const { value, standardError } = summaryOf(termsOf(name, last, setting));
      estimates[name].push({ n, value, standardError });
    }
  }
  const whole = last!;
  const block = (name: 'ips' | 'snips' | 'dr'): BlockSpread =>
    blockSpread(termsOf(name, whole, setting), sizes[0]!);
  return {
    label,
    theory: expectations({ truth: world.truth, logging: world.logging, target }, setting),
    weights: diagnoseWeights(whole.rounds.weight),
    estimates,
    blocks: { ips: block('ips'), snips: block('snips'), dr: block('dr') },
  };
}

function blockSpread({ terms, over }: Terms, size: number): BlockSpread {
  const blocks = Math.floor(terms.length / size);
  const own = Array.from({ length: blocks }, (_, nth) => {
    const cut = (column: Float64Array): Float64Array => column.subarray(nth * size, (nth + 1) * size);
    return summaryOf({ terms: cut(terms), ...(over && { over: cut(over) }) });
  });
  return {
    size,
    blocks,
    spread:
      summaryOf({ terms: Float64Array.from(own, ({ value }) => value) }).standardError * Math.sqrt(blocks),
    reported: own.reduce((sum, { standardError }) => sum + standardError, 0) / blocks,
  };
}

/** Mean reward a visit of a log, with its standard error: what the target earned where it was on itself. */
export function onPolicy(log: SlateLog, reward: RewardName): SizedEstimate {
  const earned = reward === 'any' ? log.first : log.clicked;
  const terms = new Float64Array(log.length);
  for (let at = 0; at < earned.length; at++) terms[Math.floor(at / log.slots)]! += earned[at]!;
  const { value, standardError } = summaryOf({ terms });
  return { n: log.length, value, standardError };
}
