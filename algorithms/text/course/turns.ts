/**
 * The moments at which shoppers turned: from pleased to not, or back, told from what each of them says over time.
 *
 * - `level`: what is said is smoothed exponentially (Roberts, "Control chart tests based on geometric moving averages", Technometrics 1, 1959); a turn is where
 *   the level crosses 0 on its way from at least `least` on one side to as much on the other. It can be told as it happens.
 * - `segments`: the series is cut where its mean changes (PELT, `numerics/change-points.ts`); a turn is a cut across which the mean changes
 *   sides. It looks back over all that was said.
 */

import { changePoints, noiseVariance } from '../../../numerics/change-points.ts';
import { log } from '../../../numerics/math.ts';

/** What shoppers say, in the order of time. */
export interface Signals {
  readonly length: number;
  readonly shopper: Uint32Array;
  /** Seconds since the origin, never falling. */
  readonly time: Uint32Array;
  /** Above 0 pleased, below 0 not. */
  readonly value: Float64Array;
}

export interface Turn {
  readonly shopper: number;
  readonly time: number;
  /** 1: pleased from here on; -1: not. */
  readonly toward: 1 | -1;
}

export interface LevelOptions {
  /** Part of the way that the level goes to what is said, above 0; 1: the level is what was said last. */
  readonly rate: number;
  /** Least distance from 0 that counts as being on a side, above 0. */
  readonly least: number;
}

export interface SegmentOptions {
  /** Price of a cut in logarithms of the length and variances of the noise: 2 is Schwarz's. */
  readonly penalty: number;
  /** Least things said in a segment. */
  readonly shortest: number;
  /** Least distance of a segment's mean from 0. */
  readonly least: number;
}

/** Turns of each shopper in the order of time, shoppers ascending. */
export function turnsByLevel(signals: Signals, { rate, least }: LevelOptions): Turn[] {
  if (!(rate > 0 && rate <= 1 && least > 0)) throw new RangeError(`turns: rate ${rate}, least ${least}`);
  return seriesOf(signals).flatMap(({ shopper, rows }) => {
    const turns: Turn[] = [];
    let level = 0;
    let side = 0;
    let sign = 0;
    let crossed = 0;
    for (const row of rows) {
      level += rate * (signals.value[row]! - level);
      if (Math.sign(level) !== sign) {
        sign = Math.sign(level);
        crossed = signals.time[row]!;
      }
      if (Math.abs(level) < least || sign === side) continue;
      if (side !== 0) turns.push({ shopper, time: crossed, toward: sign as 1 | -1 });
      side = sign;
    }
    return turns;
  });
}

/** The variance of the noise is that of all shoppers together: the series of one alone is short. */
export function turnsBySegments(signals: Signals, { penalty, shortest, least }: SegmentOptions): Turn[] {
  const all = seriesOf(signals).map(({ shopper, rows }) => ({
    shopper,
    rows,
    values: rows.map((row) => signals.value[row]!),
  }));
  const variance = pooledVariance(all.map(({ values }) => values));
  return all.flatMap(({ shopper, rows, values }) => {
    if (values.length < 2 * shortest) return [];
    const cuts = changePoints(values, { penalty: penalty * log(values.length) * variance, least: shortest });
    const starts = [0, ...cuts];
    const turns: Turn[] = [];
    let side = 0;
    starts.forEach((start, s) => {
      const own = values.slice(start, starts[s + 1] ?? values.length);
      const mean = own.reduce((a, b) => a + b, 0) / own.length;
      if (Math.abs(mean) < least || Math.sign(mean) === side) return;
      if (side !== 0)
        turns.push({ shopper, time: signals.time[rows[start]!]!, toward: Math.sign(mean) as 1 | -1 });
      side = Math.sign(mean);
    });
    return turns;
  });
}

export const TURN_METHODS = { level: turnsByLevel, segments: turnsBySegments } as const;

/** Chosen once, by F1 of turns told from stars in the scenario `tiny` over 120 days (its own seed, reviews.intercept 1). */
export const LEVEL_OPTIONS: LevelOptions = { rate: 0.3, least: 0.2 };
/**
 * Of what was felt of each parcel. Chosen once, by F1 of turns told from stars in the scenario `tiny` over 90 days with 1,000 shoppers (seed r1,
 * reviews.intercept 1), among rates .3 to .6 and distances .05 to .3.
 */
export const FELT_OPTIONS: LevelOptions = { rate: 0.5, least: 0.1 };
export const SEGMENT_OPTIONS: SegmentOptions = { penalty: 2, shortest: 2, least: 0.1 };

function seriesOf({ length, shopper }: Signals): { shopper: number; rows: number[] }[] {
  const rows = new Map<number, number[]>();
  for (let row = 0; row < length; row++) {
    const own = rows.get(shopper[row]!);
    if (own) own.push(row);
    else rows.set(shopper[row]!, [row]);
  }
  return [...rows].sort(([a], [b]) => a - b).map(([one, own]) => ({ shopper: one, rows: own }));
}

function pooledVariance(all: readonly (readonly number[])[]): number {
  let [sum, steps] = [0, 0];
  for (const values of all) {
    if (values.length < 2) continue;
    sum += noiseVariance(values) * (values.length - 1);
    steps += values.length - 1;
  }
  return steps > 0 ? sum / steps : 0;
}

export interface TurnScores {
  readonly found: number;
  readonly true: number;
  readonly hits: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Mean of found minus true time over the hits, seconds; NaN without any. */
  readonly meanDelay: number;
  /** Precision of turns put at things said at random, either way as likely. */
  readonly byChance: number;
}

/**
 * A found turn is a hit when a true one of the same shopper, the same way, lies within `window` seconds, before or after; each true one
 * can be hit once, by the first that may.
 */
export function scoreTurns(
  found: readonly Turn[],
  truth: readonly Turn[],
  signals: Signals,
  window: number,
): TurnScores {
  const key = ({ shopper, toward }: Turn): string => `${shopper} ${toward}`;
  const open = new Map<string, number[]>();
  for (const turn of truth) open.set(key(turn), [...(open.get(key(turn)) ?? []), turn.time]);
  const all = new Map([...open].map(([of, times]) => [of, [...times]]));
  let [hits, delay] = [0, 0];
  for (const turn of found) {
    const times = open.get(key(turn)) ?? [];
    const at = nearest(times, turn.time);
    if (at < 0 || Math.abs(times[at]! - turn.time) > window) continue;
    hits++;
    delay += turn.time - times[at]!;
    times.splice(at, 1);
  }
  let lucky = 0;
  for (let row = 0; row < signals.length; row++) {
    for (const toward of [1, -1] as const) {
      const times = all.get(key({ shopper: signals.shopper[row]!, time: 0, toward })) ?? [];
      lucky += Number(times.some((time) => Math.abs(time - signals.time[row]!) <= window));
    }
  }
  return {
    found: found.length,
    true: truth.length,
    hits,
    precision: found.length > 0 ? hits / found.length : 0,
    recall: hits / truth.length,
    f1: (2 * hits) / (found.length + truth.length),
    meanDelay: delay / hits,
    byChance: lucky / (2 * signals.length),
  };
}

function nearest(times: readonly number[], time: number): number {
  let best = -1;
  times.forEach((one, at) => {
    if (best < 0 || Math.abs(one - time) < Math.abs(times[best]! - time)) best = at;
  });
  return best;
}
