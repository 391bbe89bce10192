/**
 * Who would have been picked: recommenders fitted on part of a log, judged by metrics and by off-policy estimators on the rest, beside what each
 * would truly earn. One slot a visit, so that the truth is the chance of a click on the first item of each shopper's list.
 */

import type { Feedback } from '../../../datasets/interactions.ts';
import { rankCorrelation } from '../../../numerics/agreement.ts';
import { drawKey, type SeedWords } from '../../../numerics/rng.ts';
import { gini } from '../../../numerics/stats.ts';
import { metricNamed } from '../../metrics/plan.ts';
import { globalTime } from '../../splits/global-time.ts';
import { random } from '../../splits/random.ts';
import { type Fold, makeFolds } from '../../splits/split.ts';
import { type EstimatorName, estimate } from '../estimators.ts';
import { fitItemPosition } from '../item-position-model.ts';
import { type LoggedRounds, weightsOf } from '../rounds.ts';
import type { FrozenTruth } from './frozen-world.ts';
import { partOf, type SlateLog } from './slate-log.ts';

export const CHOICE_SPLITS = ['random', 'time'] as const;
export type ChoiceSplit = (typeof CHOICE_SPLITS)[number];
export const CHOICE_ESTIMATORS = [
  'ips',
  'snips',
  'dm',
  'dr',
  'switch-dr',
] as const satisfies readonly EstimatorName[];

const LEARNT = 0.8;

/** What each split learns from and tests, of the clicks of a log. */
export function choiceFold(split: ChoiceSplit, feedback: Feedback, seed: SeedWords): Fold {
  const context = {
    draw: () => drawKey(seed, 'off-policy.split'),
    timed: true,
    origin: '2024-01-01T00:00:00Z',
  };
  const [fold] =
    split === 'random'
      ? makeFolds(random, feedback, random.params.parse({ fraction: LEARNT, per: 'row' }), context)
      : makeFolds(globalTime, feedback, globalTime.params.parse({ fraction: LEARNT }), context);
  return fold!;
}

export interface MetricAt {
  readonly name: string;
  readonly cutoff: number;
}

/** Mean of a metric of ranks over shoppers with something to find; lists hold all items, what was seen among them. */
export function listMetric(
  { name, cutoff }: MetricAt,
  lists: Uint32Array,
  { shoppers, items, shopper, item }: Feedback,
  test: Uint32Array,
): number {
  const metric = metricNamed(name);
  if (metric.kind !== 'rank') throw new RangeError(`choices: ${name} is no metric of the ranks of hits`);
  const relevant = Array.from({ length: shoppers }, () => new Set<number>());
  for (const row of test) relevant[shopper[row]!]!.add(item[row]!);
  const ranks = new Uint32Array(cutoff);
  let [sum, asked] = [0, 0];
  relevant.forEach((wanted, who) => {
    if (wanted.size === 0) return;
    let hits = 0;
    for (let place = 0; place < cutoff; place++)
      if (wanted.has(lists[who * items + place]!)) ranks[hits++] = place + 1;
    sum += metric.of({ ranks, hits, listed: cutoff, relevant: wanted.size, cutoff });
    asked++;
  });
  return sum / asked;
}

/** Rounds of a log of one slot for a target that shows the first item of each list. Throws ConfigError without support. */
export function topRounds(log: SlateLog, lists: Uint32Array, items: number, name: string): LoggedRounds {
  const { length, shopper, item } = log;
  const top = (row: number): number => lists[shopper[row]! * items]!;
  const target = Float64Array.from({ length }, (_, row) => (item[row] === top(row) ? 1 : 0));
  const weight = weightsOf({ length, logged: log.propensity, target }, name);
  const reward = Float64Array.from(log.clicked);
  const folds = fitItemPosition(
    { length, item, position: () => 0, reward },
    { items, positions: 1, smoothing: 10 },
  );
  const model = {
    shown: Float64Array.from({ length }, (_, row) => folds[row % folds.length]![item[row]!]!),
    target: Float64Array.from({ length }, (_, row) => folds[row % folds.length]![top(row)]!),
  };
  return { length, weight, reward, model };
}

/** What a recommender would truly earn: chance of a click a visit, and mean utility of what it shows. */
export function trueValues(
  { shoppers, items, odds, utility, seen, share }: FrozenTruth,
  lists: Uint32Array,
): { readonly clicks: number; readonly utility: number } {
  let [clicks, liked] = [0, 0];
  for (let shopper = 0; shopper < shoppers; shopper++) {
    const at = shopper * items + lists[shopper * items]!;
    clicks += (share[shopper]! * seen[0]! * odds[at]!) / (1 + odds[at]!);
    liked += share[shopper]! * utility[at]!;
  }
  return { clicks, utility: liked };
}

/** One criterion in one world: what it says of each recommender, null where it says nothing. */
export interface Verdicts {
  readonly criterion: string;
  readonly values: readonly (number | null)[];
  /** Why it says nothing of any. */
  readonly refused?: string;
}

export interface ChoiceWorld {
  readonly split: ChoiceSplit;
  /** Gini over items of what the log shows. */
  readonly exposure: number;
  /** (recommenders) */
  readonly clicks: readonly number[];
  readonly utility: readonly number[];
  readonly verdicts: readonly Verdicts[];
}

/** What every criterion says of lists that were fitted on the training rows of a fold. */
export function judge(
  split: ChoiceSplit,
  lists: readonly Uint32Array[],
  metrics: readonly MetricAt[],
  context: {
    readonly truth: FrozenTruth;
    readonly log: SlateLog;
    readonly feedback: Feedback;
    readonly fold: Fold;
    readonly switch: number;
  },
): ChoiceWorld {
  const { truth, log, feedback, fold } = context;
  const values = lists.map((own) => trueValues(truth, own));
  const byMetric = metrics.map(
    (metric): Verdicts => ({
      criterion: `${metric.name}@${metric.cutoff}`,
      values: lists.map((own) => listMetric(metric, own, feedback, fold.test)),
    }),
  );
  return {
    split,
    exposure: gini(shownOf(log, truth.items)),
    clicks: values.map(({ clicks }) => clicks),
    utility: values.map(({ utility }) => utility),
    verdicts: [...byMetric, ...(split === 'time' ? estimated(lists, log, fold, context) : [])],
  };
}

function shownOf({ item }: SlateLog, items: number): Float64Array {
  const shown = new Float64Array(items);
  for (const one of item) shown[one]!++;
  return shown;
}

/** Estimates from the visits that are tested: after the instant of the split. */
function estimated(
  lists: readonly Uint32Array[],
  log: SlateLog,
  fold: Fold,
  context: { readonly truth: FrozenTruth; readonly switch: number },
): Verdicts[] {
  const from = log.time.findIndex((time) => time >= fold.cutoff!);
  const rest = partOf(log, from, log.length);
  try {
    const rounds = lists.map((own) => topRounds(rest, own, context.truth.items, 'log'));
    return CHOICE_ESTIMATORS.map((criterion) => ({
      criterion,
      values: rounds.map((one) => {
        const { value } = estimate(criterion, one, { switch: context.switch });
        return Number.isFinite(value) ? value : null;
      }),
    }));
  } catch (error) {
    const refused = (error as Error).message.split('\n')[0]!;
    if (!refused.includes('no support')) throw error;
    return CHOICE_ESTIMATORS.map((criterion) => ({ criterion, values: lists.map(() => null), refused }));
  }
}

export interface Picks {
  readonly criterion: string;
  readonly worlds: number;
  /** Worlds in which the one with the highest value is truly the best, by clicks; by utility. */
  readonly right: number;
  readonly rightByUtility: number;
  /** Worlds in which it said nothing. */
  readonly silent: number;
  /** Worlds in which each recommender was picked. */
  readonly picked: readonly number[];
  /** Mean share of the best one's clicks that the pick gives away; null where nothing was ever picked. */
  readonly lost: number | null;
  /** Mean rank correlation with true clicks over recommenders; null where it is nowhere defined. */
  readonly rank: number | null;
  readonly refused?: string;
}

const SAME = 1e-12;

/** How often each criterion picked the best, over worlds of the same split. */
export function countPicks(worlds: readonly ChoiceWorld[]): Picks[] {
  return worlds[0]!.verdicts.map(({ criterion, refused }, nth) => {
    const lost: number[] = [];
    const ranks: number[] = [];
    let [right, rightByUtility, silent] = [0, 0, 0];
    const picked = worlds[0]!.clicks.map(() => 0);
    for (const { clicks, utility, verdicts } of worlds) {
      const { values } = verdicts[nth]!;
      const pick = pickOf(values);
      if (pick < 0) {
        silent++;
        continue;
      }
      picked[pick]!++;
      const best = Math.max(...clicks);
      if (clicks[pick]! >= best - SAME) right++;
      if (utility[pick]! >= Math.max(...utility) - SAME) rightByUtility++;
      lost.push(1 - clicks[pick]! / best);
      const rank = values.every((value) => value !== null)
        ? rankCorrelation(values as readonly number[], clicks)
        : Number.NaN;
      if (!Number.isNaN(rank)) ranks.push(rank);
    }
    const meanOf = (all: readonly number[]): number | null =>
      all.length === 0 ? null : all.reduce((sum, value) => sum + value, 0) / all.length;
    return {
      criterion,
      worlds: worlds.length,
      right,
      rightByUtility,
      silent,
      picked,
      lost: meanOf(lost),
      rank: meanOf(ranks),
      ...(refused !== undefined && { refused }),
    };
  });
}

/** The first of the highest; -1 where all are null, or all alike, which picks nobody. */
function pickOf(values: readonly (number | null)[]): number {
  const told = values.filter((value) => value !== null);
  if (told.length === 0) return -1;
  const highest = Math.max(...told);
  if (told.length > 1 && told.every((value) => value === highest)) return -1;
  return values.indexOf(highest);
}
