/** What a fitted recommender says to honest shoppers of the items that campaigns were about. */

import {
  type Algorithm,
  createLists,
  type RankModel,
  type RateModel,
  type TrainingData,
} from '../../algorithms/algorithm.ts';
import { fitRun } from '../../algorithms/fitting.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import { FRAUD_KINDS } from '../../datasets/fraud-tables.ts';
import { DIRECTIONS, NO_TARGET } from '../../simulator/fraud/deeds.ts';
import type { FraudCampaigns } from '../../simulator/fraud/fraud-truth.ts';
import type { AttackOptions } from './attack-options.ts';

export interface Targets {
  readonly attack: string;
  readonly items: ReadonlySet<number>;
}

/** The items that campaigns were about, by kind and direction. */
export function targetsOf({ length, kind, direction, item }: FraudCampaigns): Targets[] {
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
export interface Answer {
  readonly task: 'rank' | 'rate';
  /** [target group] of (shoppers): whether a target is listed, or the mean predicted rating of targets */
  readonly ofTargets: readonly Float64Array[];
  /** [shopper] items of the list; empty of ratings */
  readonly lists: readonly ReadonlySet<number>[];
}

export async function answer(
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
