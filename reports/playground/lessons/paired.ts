/** The same worlds under two arms: differences world by world, and what can be said of them. */

import { mean, variance } from '../../../numerics/stats.ts';
import { studentQuantile } from '../../../numerics/student.ts';
import { plainNumber } from '../curves.ts';
import type { ArmRun, Strip, World } from './lesson.ts';

export type Value = (run: ArmRun) => number | null;

export interface Difference {
  /** Of the first less the second. */
  readonly mean: number;
  /** 95 % by Student's t over worlds; null with fewer than two. */
  readonly low: number | null;
  readonly high: number | null;
  readonly worlds: number;
  /** Worlds in which the first was above. */
  readonly above: number;
}

export type Verdict = 'above' | 'below' | 'open';

export function differenceOf(values: readonly number[]): Difference {
  const worlds = values.length;
  const middle = worlds === 0 ? Number.NaN : mean(values);
  const half = worlds < 2 ? null : studentQuantile(0.975, worlds - 1) * Math.sqrt(variance(values) / worlds);
  return {
    ...{ mean: middle, worlds, above: values.filter((value) => value > 0).length },
    low: half === null ? null : middle - half,
    high: half === null ? null : middle + half,
  };
}

/** Of what two arms, or two measures of one arm, come to in the same world; worlds in which either has none are left out. */
export function paired(
  worlds: readonly World[],
  [arm, value]: readonly [string, Value],
  [other, otherValue]: readonly [string, Value],
): Difference {
  return differenceOf(
    worlds.flatMap((world) => {
      const [a, b] = [value(world[arm]!), otherValue(world[other]!)];
      return a === null || b === null ? [] : [a - b];
    }),
  );
}

/** Where the interval lies about 0. */
export const verdictOf = ({ low, high }: Difference): Verdict =>
  low === null || high === null ? 'open' : low > 0 ? 'above' : high < 0 ? 'below' : 'open';

/** Whether the whole interval lies within `margin` of 0: the same, for all that the margin says matters (two one-sided tests). */
export const isWithin = ({ low, high }: Difference, margin: number): boolean =>
  low !== null && high !== null && low > -margin && high < margin;

/** Where the whole interval lies about what is worth the name of a difference, `margin` to either side of 0. */
export function verdictBeyond(difference: Difference, margin: number): Verdict | 'within' {
  const { low, high } = difference;
  if (low === null || high === null) return 'open';
  return low > margin ? 'above' : high < -margin ? 'below' : isWithin(difference, margin) ? 'within' : 'open';
}

/** `in 5 of 5 worlds`; of a difference with a direction. */
export function inWorlds({ mean: middle, above, worlds }: Difference): string {
  const agree = middle > 0 ? above : worlds - above;
  return `in ${agree} of ${worlds} ${worlds === 1 ? 'world' : 'worlds'}`;
}

export const meanOf = (worlds: readonly World[], arm: string, value: Value): number => {
  const all = worlds.map((world) => value(world[arm]!)).filter((one) => one !== null);
  return all.length === 0 ? Number.NaN : mean(all);
};

/** A number of a sentence; `n/a` where there is none. */
export const told = (value: number): string => (Number.isFinite(value) ? plainNumber(value) : 'n/a');

export function stripOf(
  worlds: readonly World[],
  arms: readonly { readonly id: string; readonly label: string }[],
  value: Value,
  words: { readonly title: string; readonly unit: string },
): Strip {
  return {
    ...words,
    rows: arms.map(({ id, label }) => ({
      label,
      values: worlds.map((world) => value(world[id]!)).filter((one) => one !== null),
    })),
  };
}

type Series = 'shown' | 'engaged' | 'latent';

/** Of the last day. */
export const lastOf =
  (series: Series, measure: string): Value =>
  ({ result }) =>
    result.series[series][measure]?.values.at(-1) ?? null;

/** Of the first. */
export const firstOf =
  (series: Series, measure: string): Value =>
  ({ result }) =>
    result.series[series][measure]?.values[0] ?? null;

/** Over all days. */
export const wholeOf =
  (outcome: string): Value =>
  ({ result }) =>
    result.whole.outcomes[outcome] ?? null;

/** Of a day, from 1. */
export const onDay =
  (outcome: string, day: number): Value =>
  ({ result }) =>
    result.outcomes[outcome]?.values[day - 1] ?? null;

export const average =
  (series: Series, measure: string): Value =>
  ({ result }) => {
    const values = (result.series[series][measure]?.values ?? []).filter((one) => one !== null);
    return values.length === 0 ? null : mean(values);
  };

/** Share of all places that pushed items fill; `of` says which those are, in whatever world they are counted. */
export const shareOf =
  (pushed: ArrayLike<number>): Value =>
  ({ shown }) => {
    let [own, all] = [0, 0];
    for (let item = 0; item < shown.length; item++) {
      all += shown[item]!;
      if (pushed[item] === 1) own += shown[item]!;
    }
    return all === 0 ? null : own / all;
  };
