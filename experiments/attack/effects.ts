/** From what recommenders said in three worlds to what fraud did to them: bootstrap intervals over shoppers. */

import { bootstrapMeans } from '../../numerics/bootstrap.ts';
import { drawKey } from '../../numerics/rng.ts';
import type { Answer, Targets } from './answers.ts';
import type { AttackOptions } from './attack-options.ts';

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

/** Bootstrap resamples. */
const RESAMPLES = 1000;

export function effectsOf(
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
