/** When it happens: by weekday and hour, and day by day. */

import type { Dataset } from '../dataset.ts';
import { DAY, secondOfDay, weekdayOf } from '../summary-view.ts';
import { ACTION_KINDS } from '../tables.ts';
import { type Absent, absent } from './absent.ts';

export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;
/** Points of the course through time, at most. */
export const MOST_POINTS = 400;
const STEPS = [1, 7, 28, 364, 3640];

export interface Course {
  readonly of: 'visits' | 'clicks' | 'orders' | 'ratings';
  readonly n: number;
  /** (7 x 24) Monday first, hours within; null where only days are known. */
  readonly hours: readonly number[] | null;
  /** (7) Monday first. */
  readonly weekdays: readonly number[];
  /** By `step` days. */
  readonly days: readonly number[];
}

export interface MomentFigures {
  /** The first day, and days from it to the last. */
  readonly first: string;
  readonly days: number;
  /** Days of each point of a course; the last may have fewer. */
  readonly step: number;
  /** (7) how often each weekday, Monday first, lies between the first day and the last. */
  readonly daysOfWeekday: readonly number[];
  /** Whatever there is any of. */
  readonly courses: readonly Course[];
}

/**
 * Orders are counted at their first line. Days are those on which visits start, where the data tells of any: what comes after the last, or before
 * the first, counts for it.
 */
export function momentFigures({ log, timed, timeStep = 1 }: Dataset): MomentFigures | Absent {
  if (!timed) return absent('the data has no times');
  const times = {
    visits: log.sessions.start,
    clicks: timesOf(log.actions, 'click'),
    orders: timesOf(log.actions, 'order'),
    ratings: log.reviews.time,
  };
  const all = Object.entries(times).filter(([, own]) => own.length > 0) as [Course['of'], Uint32Array][];
  if (all.length === 0) return absent('the data tells of nothing that happened');
  const offset = secondOfDay(log.origin);
  const [from, to] = spanOf(times.visits.length > 0 ? [times.visits] : all.map(([, own]) => own), offset);
  const days = to - from + 1;
  const step = STEPS.find((one) => days / one <= MOST_POINTS) ?? Math.ceil(days / MOST_POINTS);
  const monday = weekdayOf(log.origin);
  const daysOfWeekday = WEEKDAYS.map(() => 0);
  for (let day = from; day <= to; day++) daysOfWeekday[(day + monday) % 7]!++;
  const midnight = Date.parse(`${log.origin.slice(0, 10)}T00:00:00Z`);
  return {
    first: new Date(midnight + from * DAY * 1000).toISOString().slice(0, 10),
    days,
    step,
    daysOfWeekday,
    courses: all.map(([of, own]) =>
      courseOf(of, own, { offset, monday, from, days, step, hours: timeStep <= 3600 }),
    ),
  };
}

/** First and last day. */
function spanOf(times: readonly Uint32Array[], offset: number): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const own of times)
    for (let i = 0; i < own.length; i++) {
      if (own[i]! < low) low = own[i]!;
      if (own[i]! > high) high = own[i]!;
    }
  return [Math.floor((low + offset) / DAY), Math.floor((high + offset) / DAY)];
}

function courseOf(
  of: Course['of'],
  times: Uint32Array,
  size: { offset: number; monday: number; from: number; days: number; step: number; hours: boolean },
): Course {
  const hours = new Array<number>(7 * 24).fill(0);
  const points = new Array<number>(Math.ceil(size.days / size.step)).fill(0);
  for (let i = 0; i < times.length; i++) {
    const moment = times[i]! + size.offset;
    const day = Math.floor(moment / DAY);
    hours[((day + size.monday) % 7) * 24 + Math.floor((moment % DAY) / 3600)]!++;
    const at = Math.min(size.days - 1, Math.max(0, day - size.from));
    points[Math.floor(at / size.step)]!++;
  }
  const weekdays = WEEKDAYS.map((_, day) => hours.slice(24 * day, 24 * day + 24).reduce((a, b) => a + b, 0));
  return { of, n: times.length, hours: size.hours ? hours : null, weekdays, days: points };
}

function timesOf(
  { length, kind, time, order }: Dataset['log']['actions'],
  name: 'click' | 'order',
): Uint32Array {
  const code = ACTION_KINDS.indexOf(name);
  const times = new Uint32Array(length);
  let [n, last] = [0, -1];
  for (let row = 0; row < length; row++) {
    if (kind[row] !== code) continue;
    if (name === 'order') {
      if (order[row] === last) continue;
      last = order[row]!;
    }
    times[n++] = time[row]!;
  }
  return times.subarray(0, n);
}
